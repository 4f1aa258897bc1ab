//! `mytaku audit`: recomputing what was sealed.

use anyhow::bail;
use clap::{Args, Subcommand};
use domain::{Month, Yen};
use settlement::month::{self, Audit as Found};

use crate::common::Common;
use crate::context::Context;
use crate::output::{self, Table};

/// 監査 / Recompute and compare.
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  mytaku audit month 2026-10 --municipality 102016")]
pub(crate) enum Audit {
    Month(AuditMonth),
}

/// 月を再計算 / Recompute a closed month from its signed records; fails if anything differs.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  mytaku audit month 2026-10 --municipality 102016")]
pub(crate) struct AuditMonth {
    /// 対象月 / The month
    #[arg(value_name = "YYYY-MM")]
    month: Month,
    #[command(flatten)]
    common: Common,
}

impl Audit {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let Self::Month(command) = self;
        command.run()
    }
}

impl AuditMonth {
    fn run(&self) -> anyhow::Result<()> {
        let municipality = self.common.municipality()?;
        let context = Context::for_command(&self.common)?;
        let found = context
            .run(async |settlement| month::audit(settlement, municipality, self.month).await)?;
        output::show(self.common.json, &found, || in_words(&found))?;
        if !found.matches {
            bail!(
                "{0}は再計算と一致しません。支払を止めて差異を調べてください / {0} does not match its recomputation; hold the payout and look into the differences",
                self.month
            );
        }
        Ok(())
    }
}

fn in_words(found: &Found) -> String {
    let tie_out = &found.tie_out;
    let mut sides = Table::new(&["金額の照合 Tie-out", ">円 Yen"]);
    let yen = |amount: Option<Yen>| amount.map_or("—".to_owned(), |amount| amount.to_string());
    for (side, amount) in [
        ("助成 claims", Some(tie_out.claims_yen)),
        ("仕訳 ledger", Some(tie_out.ledger_yen)),
        ("明細 lines", Some(tie_out.lines_yen)),
        ("請求書 statements", Some(tie_out.statements_yen)),
        ("支払 payments", tie_out.payments_yen),
        ("出金 paid", tie_out.paid_yen),
        (
            "最大差異 largest difference",
            Some(tie_out.largest_difference_yen),
        ),
    ] {
        sides.row(vec![side.to_owned(), yen(amount)]);
    }
    let verdict = if found.matches {
        "一致 matches"
    } else {
        "不一致 DIFFERS"
    };
    let mut text = format!(
        "{} {verdict}\n  再計算 / recomputed: {}\n  封印 / sealed:       {}\n  助成{}件・{}円 / claims {}, {} yen\n\n{sides}",
        found.month,
        found.digest,
        found.sealed_digest,
        found.claims,
        found.total_yen,
        found.claims,
        found.total_yen,
    );
    if !found.differences.is_empty() {
        text.push('\n');
        text.push_str(&differences(found).to_string());
    }
    text
}

fn differences(found: &Found) -> Table {
    let mut table = Table::new(&[
        "事業者 Operator",
        "乗車 Trip",
        ">記録(円) Stored",
        ">再計算(円) Recomputed",
    ]);
    for difference in &found.differences {
        let trip = match (difference.trip, difference.ordinal) {
            (Some(trip), Some(ordinal)) => format!("{trip}/{ordinal}"),
            _ => "合計 total".to_owned(),
        };
        table.row(vec![
            difference.operator.to_string(),
            trip,
            difference.stored_yen.to_string(),
            difference.recomputed_yen.to_string(),
        ]);
    }
    table
}
