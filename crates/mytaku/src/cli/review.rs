//! `mytaku review`: the work queue at the command line.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use domain::{Month, OperatorId, Remark, TripId};
use settlement::intake;
use settlement::review::{self, Code, Filter, Page, Published, Ruling, SetAsideRecord};
use uuid::Uuid;

use super::by::By;
use super::case;
use crate::files;
use crate::output::{self, Table};

/// 審査 / What looks odd, and what is decided of it.
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  mytaku review list --by clerk-1 --municipality 102016")]
pub(crate) enum Review {
    List(List),
    Show(Show),
    Trip(Trip),
    /// 審査事由 / What is looked for, and what happens to the money.
    #[command(after_help = "Example:\n  mytaku review reasons --by clerk-1 --municipality 102016")]
    Reasons(By),
    /// 受け付けなかった記録 / Records that were not taken in.
    #[command(after_help = "Example:\n  mytaku review records --by clerk-1 --municipality 102016")]
    Records(By),
    Decide(Decide),
    Confirm(Confirm),
    Scan(Scan),
    Publish(Publish),
}

/// 審査待ちの一覧 / The findings that nobody has decided, the oldest first.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku review list --month 2026-10 --operator op-1 --by clerk-1 --municipality 102016"
)]
pub(crate) struct List {
    /// 事由 / For this reason only
    #[arg(long, value_name = "CODE")]
    code: Option<Code>,
    /// 事業者 / Of this operator only
    #[arg(long, value_name = "OPERATOR")]
    operator: Option<OperatorId>,
    /// 月 / Of this month only
    #[arg(long, value_name = "YYYY-MM")]
    month: Option<Month>,
    /// 金額(円)以上 / About this amount or more, in yen
    #[arg(long, value_name = "YEN")]
    least_yen: Option<i64>,
    /// 決定済みも / Also those that are decided
    #[arg(long)]
    decided_too: bool,
    /// 続き / Those behind this one
    #[arg(long, value_name = "FINDING")]
    after: Option<Uuid>,
    #[command(flatten)]
    by: By,
}

/// 審査事項を表示 / A finding, what the operator said, what was decided.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku review show 01912f6e-0000-7000-8000-000000000000 --by clerk-1 --municipality 102016"
)]
pub(crate) struct Show {
    /// 審査事項の番号 / Which, as mytaku review list shows it
    finding: Uuid,
    #[command(flatten)]
    by: By,
}

/// 乗車を表示 / A trip as it was taken in: what each tap proved, what became of each claim.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku review trip 0192f0c1-0000-7000-8000-000000000001 --by clerk-1 --municipality 102016"
)]
pub(crate) struct Trip {
    /// 乗車の番号 / Which, as mytaku review show has it
    trip: TripId,
    #[command(flatten)]
    by: By,
}

/// 決定 / Decide a finding: pay what the rules give, or do not pay.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku review decide 01912f6e-0000-7000-8000-000000000000 pay --reason 運行記録と一致 --by clerk-1 --municipality 102016"
)]
pub(crate) struct Decide {
    /// 審査事項の番号 / Which, as mytaku review list shows it
    finding: Uuid,
    /// 支給または不支給 / What
    #[arg(value_parser = ["pay", "reject"])]
    outcome: String,
    /// 理由 / Why; the operator reads it
    #[arg(long, value_name = "TEXT")]
    reason: Remark,
    #[command(flatten)]
    by: By,
}

/// 決定の確認 / The second person's word on a decision above the amount.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku review confirm 01912f6e-0000-7000-8000-000000000000 01912f6e-0000-7000-8000-000000000001 --by clerk-2 --municipality 102016"
)]
pub(crate) struct Confirm {
    /// 審査事項の番号 / The finding
    finding: Uuid,
    /// 決定の番号 / The decision, as mytaku review show has it
    decision: Uuid,
    #[command(flatten)]
    by: By,
}

/// 月全体を確認 / Look at a month as a whole; again finds nothing twice.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  mytaku review scan 2026-10 --by clerk-1 --municipality 102016")]
pub(crate) struct Scan {
    /// 対象月 / The month
    #[arg(value_name = "YYYY-MM")]
    month: Month,
    #[command(flatten)]
    by: By,
}

/// 審査基準を公開 / Put a file of parameters in force.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku review publish review.toml --by approver-1 --municipality 102016"
)]
pub(crate) struct Publish {
    /// 審査基準のファイル / The file; schemes/review/default.toml is the one that ships
    #[arg(value_name = "FILE.toml")]
    file: PathBuf,
    #[command(flatten)]
    by: By,
}

impl Review {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        match self {
            Self::List(command) => command.run(),
            Self::Show(command) => command.run(),
            Self::Trip(command) => command.run(),
            Self::Reasons(by) => {
                let reasons = by.ask(review::reasons)?;
                output::show(by.common.json, &reasons, || reason_table(&reasons))
            }
            Self::Records(by) => {
                let records = by.ask(review::set_aside)?;
                output::show(by.common.json, &records, || record_table(&records))
            }
            Self::Decide(command) => command.run(),
            Self::Confirm(command) => command.run(),
            Self::Scan(command) => command.run(),
            Self::Publish(command) => command.run(),
        }
    }
}

impl List {
    fn run(&self) -> anyhow::Result<()> {
        let filter = Filter {
            decided_too: self.decided_too,
            code: self.code,
            operator: self.operator.clone(),
            month: self.month,
            found_until: None,
            least_yen: self.least_yen,
            after: self.after,
        };
        let page = self
            .by
            .ask(async |settlement, caller| review::queue(settlement, caller, &filter).await)?;
        output::show(self.by.common.json, &page, || finding_table(&page))
    }
}

impl Show {
    fn run(&self) -> anyhow::Result<()> {
        let case = self
            .by
            .ask(async |settlement, caller| review::show(settlement, caller, self.finding).await)?;
        output::show(self.by.common.json, &case, || case::in_words(&case))
    }
}

impl Trip {
    fn run(&self) -> anyhow::Result<()> {
        let trip = self.by.ask(async |settlement, caller| {
            intake::show_trip(settlement, caller, self.trip).await
        })?;
        output::show(self.by.common.json, &trip, || {
            case::trip_in_words(&trip).join("\n")
        })
    }
}

impl Decide {
    fn run(&self) -> anyhow::Result<()> {
        let ruling = match self.outcome.as_str() {
            "pay" => Ruling::Pay,
            _ => Ruling::Reject,
        };
        let what = (self.finding, ruling);
        let decided = self.by.ask(async |settlement, caller| {
            review::decide(settlement, caller, what, &self.reason).await
        })?;
        output::show(self.by.common.json, &decided, || {
            let next = if decided.needs_second {
                "別の人の確認で有効になります / in force once another person confirms it"
            } else {
                "有効です / in force"
            };
            format!("決定 / decision: {}\n{next}", decided.decision)
        })
    }
}

impl Confirm {
    fn run(&self) -> anyhow::Result<()> {
        let what = (self.finding, self.decision);
        self.by
            .ask(async |settlement, caller| review::confirm(settlement, caller, what).await)?;
        let confirmed = serde_json::json!({ "decision": self.decision });
        output::show(self.by.common.json, &confirmed, || {
            format!("決定 / decision: {}\n有効です / in force", self.decision)
        })
    }
}

impl Scan {
    fn run(&self) -> anyhow::Result<()> {
        let scanned = self
            .by
            .ask(async |settlement, caller| review::scan(settlement, caller, self.month).await)?;
        output::show(self.by.common.json, &scanned, || {
            format!(
                "対象月 / month: {}\n乗車 / trips: {}件\n審査事項 / findings: {}件、新規{}件 / new",
                scanned.month, scanned.trips, scanned.findings, scanned.new
            )
        })
    }
}

impl Publish {
    fn run(&self) -> anyhow::Result<()> {
        let text = files::read_text(&self.file)?;
        let name = self.file.file_name().unwrap_or_default().to_string_lossy();
        let digest = self.by.ask(async |settlement, caller| {
            review::publish(settlement, caller, (&name, &text)).await
        })?;
        let published = serde_json::json!({ "digest": digest });
        output::show(self.by.common.json, &published, || {
            format!("審査基準 / parameters: {digest}\n有効です / in force")
        })
    }
}

fn finding_table(page: &Page) -> String {
    if page.findings.is_empty() && page.all_count == 0 {
        return "審査待ちはありません / Nothing waits.".into();
    }
    let mut table = Table::new(&[
        "番号 Finding",
        "事由 Code",
        "事業者 Operator",
        "月 Month",
        ">金額 Yen",
        "扱い Until decided",
        ">意見 Replies",
        "決定 Outcome",
    ]);
    for finding in &page.findings {
        table.row(vec![
            finding.finding.to_string(),
            finding.code.to_string(),
            finding.operator.to_string(),
            finding.month.to_string(),
            finding.told_yen.to_string(),
            finding.treatment.as_str().into(),
            finding.replies.to_string(),
            finding.outcome.map_or("—", Ruling::as_str).into(),
        ]);
    }
    let more = page
        .next
        .map_or_else(String::new, |next| format!("\n続き / more: --after {next}"));
    format!(
        "{table}\nここに / here: {}件、{}円\n合計 / in all: {}件、{}円{more}",
        page.count, page.total_yen, page.all_count, page.all_total_yen
    )
}

fn reason_table(published: &Published) -> String {
    let mut table = Table::new(&["事由 Code", "決定まで Until decided", "内容 What"]);
    for one in &published.reasons {
        table.row(vec![
            one.reason.code.clone(),
            one.treatment.as_str().into(),
            one.reason.ja.clone(),
        ]);
    }
    let queue = published.parameters.review;
    format!(
        "{table}\n2人での決定 / two people above: {}円\n意見の期間 / term of reply: {}日 / days\n審査基準 / parameters: {}",
        queue.four_eyes_above_yen, queue.reply_days, published.digest
    )
}

fn record_table(records: &[SetAsideRecord]) -> String {
    if records.is_empty() {
        return "ありません / None.".into();
    }
    let mut table = Table::new(&[
        "受信 Received",
        "端末 Terminal",
        "乗車 Trip",
        "状態 Status",
        "コード Code",
    ]);
    for record in records {
        table.row(vec![
            record.received_at.to_string(),
            record.terminal.to_string(),
            record.trip.to_string(),
            record.status.clone(),
            record.code.clone(),
        ]);
    }
    table.to_string()
}
