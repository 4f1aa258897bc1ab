//! `mytaku payout`: from statements to the bank file, through several hands.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use domain::{Digest, Month, OperatorId, UserId};
use serde_json::json;
use settlement::payout::{self, Batch, BatchLine, BatchState};
use zengin::AccountKind;

use crate::common::Common;
use crate::context::Context;
use crate::files::Prepared;
use crate::output::{self, Table};

/// 支払 / Paying a closed month.
#[derive(Debug, Subcommand)]
#[command(
    after_help = "Example:\n  mytaku payout status 2026-10 --municipality 102016\n\nThe way: make, check (somebody else), approve (a third), export. Until it is exported, withdraw takes it back."
)]
pub(crate) enum Payout {
    Make(Make),
    Status(Status),
    Check(Check),
    Approve(Approve),
    Export(Export),
    Withdraw(Withdraw),
}

/// 支払データを作成 / Make the payments of a closed month, as a draft.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku payout make 2026-10 --transfer-date 2026-11-20 --municipality 102016 --by clerk-1"
)]
pub(crate) struct Make {
    /// 対象月 / The month
    #[arg(value_name = "YYYY-MM")]
    month: Month,
    /// 振込指定日 / The day of the transfer; must lie ahead
    #[arg(long, value_name = "YYYY-MM-DD")]
    transfer_date: NaiveDate,
    /// 操作者 / Who does this
    #[arg(long, value_name = "USER")]
    by: UserId,
    #[command(flatten)]
    common: Common,
}

/// 支払データの状況 / Where the payments of a month stand.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  mytaku payout status 2026-10 --municipality 102016")]
pub(crate) struct Status {
    /// 対象月 / The month
    #[arg(value_name = "YYYY-MM")]
    month: Month,
    #[command(flatten)]
    common: Common,
}

/// What a person passes on, and by whom.
#[derive(Debug, Args)]
struct Hand {
    /// 対象月 / The month
    #[arg(value_name = "YYYY-MM")]
    month: Month,
    /// 操作者 / Who does this; nobody who had it in hand before
    #[arg(long, value_name = "USER")]
    by: UserId,
    /// 確認した内容のSHA-256 / The content's digest that you looked at, from payout status
    #[arg(long, value_name = "SHA256")]
    digest: Digest,
    #[command(flatten)]
    common: Common,
}

/// 支払データを確認 / Pass a draft as checked.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku payout check 2026-10 --municipality 102016 --by finance-1 --digest 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
)]
pub(crate) struct Check {
    #[command(flatten)]
    hand: Hand,
}

/// 支払データを承認 / Approve a checked batch.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku payout approve 2026-10 --municipality 102016 --by approver-1 --digest 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
)]
pub(crate) struct Approve {
    #[command(flatten)]
    hand: Hand,
}

/// 総合振込ファイルを出力 / Write the bank file of an approved batch; again gives the same bytes.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku payout export 2026-10 --municipality 102016 --by finance-1 --out furikomi-2026-10.dat"
)]
pub(crate) struct Export {
    /// 対象月 / The month
    #[arg(value_name = "YYYY-MM")]
    month: Month,
    /// 操作者 / Who does this
    #[arg(long, value_name = "USER")]
    by: UserId,
    /// 出力先 / Where to write it
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    common: Common,
}

/// 支払データを取り下げ / Take a batch back before its file is written, to make it anew.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku payout withdraw 2026-10 --municipality 102016 --by finance-1"
)]
pub(crate) struct Withdraw {
    /// 対象月 / The month
    #[arg(value_name = "YYYY-MM")]
    month: Month,
    /// 操作者 / Who does this
    #[arg(long, value_name = "USER")]
    by: UserId,
    #[command(flatten)]
    common: Common,
}

impl Payout {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        match self {
            Self::Make(command) => command.run(),
            Self::Status(command) => command.run(),
            Self::Check(command) => command.run(),
            Self::Approve(command) => command.run(),
            Self::Export(command) => command.run(),
            Self::Withdraw(command) => command.run(),
        }
    }
}

impl Make {
    fn run(&self) -> anyhow::Result<()> {
        let municipality = self.common.municipality()?;
        let context = Context::for_command(&self.common)?;
        let batch = context.run(async |settlement| {
            let what = (self.month, self.transfer_date);
            payout::make(settlement, municipality, what, &self.by).await
        })?;
        show(&self.common, &batch)
    }
}

impl Status {
    fn run(&self) -> anyhow::Result<()> {
        let municipality = self.common.municipality()?;
        let context = Context::for_command(&self.common)?;
        let batch = context
            .run(async |settlement| payout::get(settlement, municipality, self.month).await)?;
        show(&self.common, &batch)
    }
}

impl Check {
    fn run(&self) -> anyhow::Result<()> {
        let Hand {
            month,
            by,
            digest,
            common,
        } = &self.hand;
        let municipality = common.municipality()?;
        let context = Context::for_command(common)?;
        let batch = context.run(async |settlement| {
            payout::check(settlement, municipality, (*month, *digest), by).await
        })?;
        show(common, &batch)
    }
}

impl Approve {
    fn run(&self) -> anyhow::Result<()> {
        let Hand {
            month,
            by,
            digest,
            common,
        } = &self.hand;
        let municipality = common.municipality()?;
        let context = Context::for_command(common)?;
        let batch = context.run(async |settlement| {
            payout::approve(settlement, municipality, (*month, *digest), by).await
        })?;
        show(common, &batch)
    }
}

impl Export {
    fn run(&self) -> anyhow::Result<()> {
        let municipality = self.common.municipality()?;
        let context = Context::for_command(&self.common)?;
        let exported = context.run(async |settlement| {
            payout::export(settlement, municipality, self.month, &self.by).await
        })?;
        // The batch keeps the bytes: if writing fails, the command is repeated. It holds
        // everybody's accounts in the clear.
        let path = Prepared::write_closed(self.out.clone(), &exported.bytes)?.put()?;
        let facts = json!({
            "path": path,
            "records": exported.records,
            "total_yen": exported.total_yen,
            "sha256": exported.digest,
        });
        output::show(self.common.json, &facts, || {
            format!(
                "{}: {}レコード・{}円 / records {}, {} yen\nSHA-256: {}",
                path.display(),
                exported.records,
                exported.total_yen,
                exported.records,
                exported.total_yen,
                exported.digest
            )
        })
    }
}

impl Withdraw {
    fn run(&self) -> anyhow::Result<()> {
        let municipality = self.common.municipality()?;
        let context = Context::for_command(&self.common)?;
        context.run(async |settlement| {
            payout::withdraw(settlement, municipality, self.month, &self.by).await
        })?;
        let facts = json!({ "month": self.month, "state": "withdrawn" });
        output::show(self.common.json, &facts, || {
            format!(
                "支払データを取り下げました / payout {}: withdrawn",
                self.month
            )
        })
    }
}

fn show(common: &Common, batch: &Batch) -> anyhow::Result<()> {
    output::show(common.json, batch, || in_words(batch))
}

fn in_words(batch: &Batch) -> String {
    let hand = |user: &Option<UserId>| user.as_ref().map_or("—".to_owned(), ToString::to_string);
    format!(
        "支払データ / payout {}: {}\n  振込指定日 / transfer date: {}\n  支払 / payments: {}件・{}円\n  作成 / made by: {}\n  確認 / checked by: {}\n  承認 / approved by: {}\n  内容のSHA-256 / content: {}",
        batch.month,
        state_in_words(batch.state),
        batch.transfer_date,
        batch.payments,
        batch.total_yen,
        batch.made_by,
        hand(&batch.checked_by),
        hand(&batch.approved_by),
        batch.content_digest,
    ) + &accounts_changed(&batch.accounts_changed)
        + &payments(&batch.lines)
}

/// Why it goes no further, if that is so.
fn accounts_changed(operators: &[OperatorId]) -> String {
    if operators.is_empty() {
        return String::new();
    }
    let listed: Vec<&str> = operators.iter().map(OperatorId::as_str).collect();
    format!(
        "\n  口座変更あり。取り下げて作り直してください / accounts changed; withdraw it and make it anew: {}",
        listed.join(", ")
    )
}

/// What is checked and approved, payment by payment.
fn payments(lines: &[BatchLine]) -> String {
    let mut table = Table::new(&[
        ">番号",
        "事業者",
        ">金額（円）",
        "銀行-支店",
        "種目",
        "口座番号",
        "口座名義",
        "EDI情報",
    ]);
    for line in lines {
        table.row(vec![
            line.number.to_string(),
            line.operator.to_string(),
            line.amount_yen.to_string(),
            format!("{}-{}", line.bank, line.branch),
            kind_in_words(line.account_kind).to_owned(),
            line.account_number.clone(),
            line.account_name.clone(),
            line.reference.clone(),
        ]);
    }
    format!("\n\n{table}")
}

pub(super) const fn kind_in_words(kind: AccountKind) -> &'static str {
    match kind {
        AccountKind::Ordinary => "普通",
        AccountKind::Current => "当座",
        AccountKind::Savings => "貯蓄",
        AccountKind::Other => "その他",
    }
}

const fn state_in_words(state: BatchState) -> &'static str {
    match state {
        BatchState::Draft => "作成済み draft",
        BatchState::Checked => "確認済み checked",
        BatchState::Approved => "承認済み approved",
        BatchState::Exported => "出力済み exported",
    }
}
