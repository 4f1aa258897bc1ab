//! `mytaku month`: the settlement months.

use clap::{Args, Subcommand};
use domain::{Month, UserId};
use serde_json::json;
use settlement::month::{self, Closed, MonthState, MonthSummary};

use crate::common::Common;
use crate::context::Context;
use crate::output::{self, Table};

/// 月次 / Settlement months.
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  mytaku month status --municipality 102016")]
pub(crate) enum MonthCommand {
    Status(Status),
    Close(Close),
}

/// 月次の状況 / All months: where they stand, trips and claims in them.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  mytaku month status --municipality 102016")]
pub(crate) struct Status {
    #[command(flatten)]
    common: Common,
}

/// 月を締める / Close a month: recompute every trip, write the statements, seal them.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku month close 2026-10 --municipality 102016 --by finance-1"
)]
pub(crate) struct Close {
    /// 対象月 / The month
    #[arg(value_name = "YYYY-MM")]
    month: Month,
    /// 操作者 / Who does this
    #[arg(long, value_name = "USER")]
    by: UserId,
    #[command(flatten)]
    common: Common,
}

impl MonthCommand {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        match self {
            Self::Status(command) => command.run(),
            Self::Close(command) => command.run(),
        }
    }
}

impl Status {
    fn run(&self) -> anyhow::Result<()> {
        let municipality = self.common.municipality()?;
        let context = Context::for_command(&self.common)?;
        let months =
            context.run(async |settlement| month::summaries(settlement, municipality).await)?;
        output::show(self.common.json, &json!({ "months": months }), || {
            status_table(&months).to_string()
        })
    }
}

fn status_table(months: &[MonthSummary]) -> Table {
    let mut table = Table::new(&[
        "対象月 Month",
        "状態 State",
        ">乗車 Trips",
        ">助成 Claims",
        ">金額(円) Yen",
        ">保留 Held",
        ">要確認 Set aside",
    ]);
    for month in months {
        table.row(vec![
            month.month.to_string(),
            state_in_words(month.state).to_owned(),
            month.trips.to_string(),
            month.claims.to_string(),
            month.claims_yen.to_string(),
            month.held.to_string(),
            month.set_aside.to_string(),
        ]);
    }
    table
}

const fn state_in_words(state: MonthState) -> &'static str {
    match state {
        MonthState::Open => "受付中 open",
        MonthState::Closing => "締め処理中 closing",
        MonthState::Closed => "締め済み closed",
    }
}

impl Close {
    fn run(&self) -> anyhow::Result<()> {
        let municipality = self.common.municipality()?;
        let context = Context::for_command(&self.common)?;
        let closed = context.run(async |settlement| {
            month::close(settlement, municipality, self.month, &self.by).await
        })?;
        output::show(self.common.json, &closed, || closed_in_words(&closed))
    }
}

fn closed_in_words(closed: &Closed) -> String {
    let mut table = Table::new(&[
        "事業者 Operator",
        "名称 Name",
        ">明細 Lines",
        ">金額(円) Yen",
    ]);
    for statement in &closed.statements {
        table.row(vec![
            statement.operator.to_string(),
            statement.name.clone(),
            statement.lines.to_string(),
            statement.total_yen.to_string(),
        ]);
    }
    format!(
        "{}を締めました / {} is closed.\n\n{table}\n乗車{}件・助成{}件・過誤調整{}件・合計{}円 / trips {}, claims {}, adjustments {}, total {} yen\nSHA-256: {}",
        closed.month.in_japanese(),
        closed.month,
        closed.trips,
        closed.claims,
        closed.adjustments,
        closed.total_yen,
        closed.trips,
        closed.claims,
        closed.adjustments,
        closed.total_yen,
        closed.digest,
    )
}

#[cfg(test)]
mod tests {
    use domain::Yen;

    use super::*;

    #[test]
    fn the_months_are_a_table_a_clerk_can_read() {
        let table = status_table(&[MonthSummary {
            month: "2026-10".parse().unwrap(),
            state: MonthState::Closed,
            trips: 12,
            claims: 14,
            claims_yen: Yen::new(12_345),
            held: 0,
            set_aside: 1,
        }]);
        let text = table.to_string();
        assert!(text.contains("締め済み closed"), "{text}");
        assert!(text.contains("12,345"), "{text}");
    }
}
