//! `mytaku operator`: where an operator is paid. What changes it is the registry file or a
//! CSV (`mytaku import`).

use clap::{Args, Subcommand};
use domain::{OperatorId, ServiceDate, Timestamp};
use settlement::registry::{self, AsOf, EnteredAccount, OperatorAccounts};

use super::by::By;
use super::payout::kind_in_words;
use crate::output::{self, Table};

/// 事業者 / Operators: their accounts.
#[derive(Debug, Subcommand)]
#[command(
    after_help = "Example:\n  mytaku operator accounts op-1 --by clerk-1 --municipality 102016"
)]
pub(crate) enum Operator {
    Accounts(Accounts),
}

/// 口座の履歴 / Every account that was entered, and which of them held on a day.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku operator accounts op-1 --on 2026-11-20 --by clerk-1 --municipality 102016"
)]
pub(crate) struct Accounts {
    /// 事業者 / The operator
    operator: OperatorId,
    /// この日に有効な口座 / Which account holds on this day; today without it
    #[arg(long, value_name = "YYYY-MM-DD")]
    on: Option<ServiceDate>,
    /// この時点で登録されていたもの / By what was entered until then; all without it
    #[arg(long, value_name = "TIME")]
    known_at: Option<Timestamp>,
    #[command(flatten)]
    by: By,
}

impl Operator {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let Self::Accounts(command) = self;
        let as_of = AsOf {
            day: command.on,
            known_at: command.known_at,
        };
        let accounts = command.by.ask(async |settlement, caller| {
            registry::list_accounts(settlement, caller, &command.operator, as_of).await
        })?;
        output::show(command.by.common.json, &accounts, || in_words(&accounts))
    }
}

fn in_words(accounts: &OperatorAccounts) -> String {
    let mut table = Table::new(&[
        "有効",
        "開始 From",
        "銀行-支店",
        "種目",
        "口座番号",
        "口座名義",
        "債権者番号",
        "入力 Entered",
        "入力者 By",
    ]);
    for entry in &accounts.entries {
        table.row(cells(entry, accounts.in_force == Some(entry.entry)));
    }
    format!(
        "事業者 / operator: {}\n○は{}に有効な口座 / ○ is in force on that day\n\n{table}",
        accounts.operator, accounts.day
    )
}

fn cells(entry: &EnteredAccount, in_force: bool) -> Vec<String> {
    let known = |text: Option<String>| text.unwrap_or_else(|| "—".to_owned());
    vec![
        if in_force { "○" } else { "" }.to_owned(),
        entry.from.to_string(),
        format!("{}-{}", entry.bank, entry.branch),
        kind_in_words(entry.account_kind).to_owned(),
        entry.account_number.to_string(),
        entry.account_name.to_string(),
        known(entry.creditor_number.clone()),
        entry.entered_at.to_string(),
        known(entry.entered_by.as_ref().map(ToString::to_string)),
    ]
}
