//! An operator's accounts as they are shown: every entry ever made, and which of them held
//! on a day, as far as was known at a moment. Deliberately absent: entering them, which
//! `account` does.

use domain::{MunicipalityCode, OperatorId, ServiceDate, Timestamp, UserId};
use serde::Serialize;

use super::account::{AccountEntry, account_entries};
use crate::access::{Caller, Permission};
use crate::decision::History;
use crate::trail::perform;
use crate::{Error, Result, Settlement};

/// Of which day and moment an account is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct AsOf {
    /// The day on which it holds; none: today.
    pub day: Option<ServiceDate>,
    /// What was entered later is left out; none: nothing is.
    pub known_at: Option<Timestamp>,
}

/// Where an operator is paid (口座の履歴).
#[derive(Clone, Debug, Serialize)]
pub struct OperatorAccounts {
    /// Which operator.
    pub operator: OperatorId,
    /// The day that was asked for.
    pub day: ServiceDate,
    /// The entry that held on it, as far as was known; none: no account did.
    pub in_force: Option<i32>,
    /// All that was ever entered, in that order.
    pub entries: Vec<EnteredAccount>,
}

/// An entry of an operator's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EnteredAccount {
    /// 1, 2, … of this operator; 0: from before accounts were dated.
    pub entry: i32,
    /// The day from which it holds.
    pub from: ServiceDate,
    /// 債権者番号, where the city has one.
    pub creditor_number: Option<String>,
    /// 金融機関番号.
    pub bank: zengin::BankCode,
    /// 支店番号.
    pub branch: zengin::BranchCode,
    /// 預金種目.
    pub account_kind: zengin::AccountKind,
    /// 口座番号.
    pub account_number: zengin::AccountNumber,
    /// 口座名義カナ.
    pub account_name: zengin::PayeeName,
    /// When it was entered.
    pub entered_at: Timestamp,
    /// By whom; none: by the file that began the registry, or before accounts were dated.
    pub entered_by: Option<UserId>,
}

impl From<AccountEntry> for EnteredAccount {
    fn from(one: AccountEntry) -> Self {
        let account = one.paid.account;
        Self {
            entry: one.entry,
            from: ServiceDate::from_date(one.from),
            creditor_number: one.paid.creditor_number,
            bank: account.bank,
            branch: account.branch,
            account_kind: account.kind,
            account_number: account.number,
            account_name: one.paid.payee,
            entered_at: one.entered_at,
            entered_by: one.entered_by,
        }
    }
}

/// The accounts of `operator`, and which of them held. They lie sealed, so the trail says
/// who looked.
pub async fn list_accounts(
    settlement: &Settlement,
    caller: &Caller,
    operator: &OperatorId,
    as_of: AsOf,
) -> Result<OperatorAccounts> {
    let permission = Some(Permission::RegistryRead);
    let act = ("list_accounts", operator);
    perform(settlement, caller, permission, act, async || {
        accounts_as_of(settlement, caller.municipality, operator, as_of).await
    })
    .await
}

async fn accounts_as_of(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    operator: &OperatorId,
    as_of: AsOf,
) -> Result<OperatorAccounts> {
    let day = match as_of.day {
        Some(day) => day,
        None => ServiceDate::of(settlement.now()?),
    };
    let entries = settlement
        .database
        .transaction("list_accounts", municipality, async |tx| {
            account_entries(&settlement.seal_keys, tx, municipality, Some(operator)).await
        })
        .await?;
    if entries.is_empty() {
        return Err(unknown_operator(operator));
    }
    let mut history = History::default();
    for one in &entries {
        history.enter(one.from, one.entered_at, one.entry);
    }
    let held = match as_of.known_at {
        Some(known_at) => history.as_of(day.date(), known_at),
        None => history.at(day.date()),
    };
    Ok(OperatorAccounts {
        operator: operator.clone(),
        day,
        in_force: held.copied(),
        entries: entries.into_iter().map(EnteredAccount::from).collect(),
    })
}

fn unknown_operator(operator: &OperatorId) -> Error {
    Error::not_found(
        "unknown_operator",
        format!("事業者{operator}は登録されていません。"),
        format!("There is no operator {operator}."),
    )
}
