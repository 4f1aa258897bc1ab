//! The account (口座) that an operator is paid into, and its number as the city's creditor
//! (債権者番号): from a day on, sealed. Deliberately absent: paying, which `payout` does.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{MunicipalityCode, OperatorId, ServiceDate, Timestamp, UserId};
use queries::queries::registry as sql;
use zengin::{Account, AccountKind, PayeeName};

use super::dated::Entering;
use crate::decision::History;
use crate::seal::{AccountEntryName, SealKeys};
use crate::{Error, Result, Transaction};

/// Where an operator is paid.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct OperatorAccount {
    /// 債権者番号, where the city has one; never empty.
    pub(crate) creditor_number: Option<String>,
    pub(crate) account: Account,
    /// 口座名義カナ.
    pub(crate) payee: PayeeName,
}

/// That an operator is paid there from a day on, as it was entered.
pub(crate) struct AccountEntry {
    pub(crate) operator: String,
    /// 1, 2, … of this operator, in the order of entering; 0: from before there were dates.
    pub(crate) entry: i32,
    pub(crate) from: NaiveDate,
    pub(crate) paid: OperatorAccount,
    pub(crate) entered_at: Timestamp,
    /// None: by the file that began the registry.
    pub(crate) entered_by: Option<UserId>,
}

/// Where operators are paid on a day, by all that is entered.
pub(crate) struct Accounts(HashMap<String, History<NaiveDate, OperatorAccount>>);

impl Accounts {
    pub(crate) fn of(entries: &[AccountEntry]) -> Self {
        let mut histories: HashMap<String, History<_, _>> = HashMap::new();
        for one in entries {
            let history = histories.entry(one.operator.clone()).or_default();
            history.enter(one.from, one.entered_at, one.paid.clone());
        }
        Self(histories)
    }

    /// None: no account of it has begun by then.
    pub(crate) fn on(&self, operator: &str, day: NaiveDate) -> Option<&OperatorAccount> {
        self.0.get(operator)?.at(day)
    }
}

/// All that was entered of one operator, or of all, each in the order of entering.
pub(crate) async fn account_entries(
    keys: &SealKeys,
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    operator: Option<&OperatorId>,
) -> Result<Vec<AccountEntry>> {
    sql::get_operator_accounts()
        .bind(
            tx,
            &municipality.as_str(),
            &operator.map(OperatorId::as_str),
        )
        .all()
        .await?
        .into_iter()
        .map(|row| {
            let damaged = |error: &dyn std::fmt::Display| {
                Error::damaged(format!("account of operator {}", row.operator), error)
            };
            let name = AccountEntryName::new(&row.operator, row.entry, row.from_date);
            let open = |column, stored| keys.open(name.place(municipality, column), stored);
            let number = open("account_number", &row.account_number)?;
            let holder = open("account_name", &row.account_name)?;
            let by = row.entered_by.as_deref().map(str::parse).transpose();
            Ok(AccountEntry {
                entry: row.entry,
                from: row.from_date,
                paid: OperatorAccount {
                    creditor_number: row.creditor_number,
                    account: account_of(
                        (&row.bank_code, &row.branch_code),
                        (row.account_kind, &number),
                    )
                    .map_err(|error| damaged(&error))?,
                    payee: PayeeName::new(&holder).map_err(|error| damaged(&error))?,
                },
                entered_at: row.entered_at.into(),
                entered_by: by.map_err(|error| damaged(&error))?,
                operator: row.operator,
            })
        })
        .collect()
}

impl Entering<'_> {
    /// Enters where `operator` is paid from a day on, as far as it is not so already; how
    /// many rows were new. Without a day: as for its terms.
    pub(super) async fn put_account(
        &self,
        tx: &Transaction<'_>,
        (operator, from): (&OperatorId, Option<ServiceDate>),
        paid: &OperatorAccount,
    ) -> Result<u64> {
        let keys = self.seal_keys;
        let known = account_entries(keys, tx, self.municipality, Some(operator)).await?;
        let from = match (from, known.last()) {
            (Some(day), _) => day.date(),
            (None, Some(_)) => ServiceDate::of(self.now).date(),
            (None, None) => first_day(tx, self.municipality).await?,
        };
        // Two seals of one account differ, so that SQL cannot tell.
        if Accounts::of(&known).on(operator.as_str(), from) == Some(paid) {
            return Ok(0);
        }
        let entry = known.last().map_or(1, |last| last.entry + 1);
        let name = AccountEntryName::new(operator.as_str(), entry, from);
        let seal = |column, plain: &str| keys.seal(name.place(self.municipality, column), plain);
        let account = &paid.account;
        let entered = sql::put_operator_account()
            .bind(
                tx,
                &self.municipality.as_str(),
                &operator.as_str(),
                &entry,
                &from,
                &paid.creditor_number.as_deref(),
                &account.bank.as_str(),
                &account.branch.as_str(),
                &kind_number(account.kind),
                &seal("account_number", account.number.as_str())?.as_str(),
                &seal("account_name", paid.payee.as_str())?.as_str(),
                &self.now.in_japan(),
                &self.by(),
            )
            .await?;
        Ok(entered)
    }
}

/// Of the first month that is settled here.
async fn first_day(tx: &Transaction<'_>, municipality: MunicipalityCode) -> Result<NaiveDate> {
    let row = sql::get_municipality()
        .bind(tx, &municipality.as_str())
        .one()
        .await?;
    Ok(row.first_month)
}

/// An account from its columns; the error says which part is wrong.
pub(crate) fn account_of(
    (bank, branch): (&str, &str),
    (kind, number): (i16, &str),
) -> std::result::Result<Account, zengin::CodeError> {
    let digit = u32::try_from(kind)
        .ok()
        .and_then(|kind| char::from_digit(kind, 10));
    Ok(Account {
        bank: bank.parse()?,
        branch: branch.parse()?,
        kind: AccountKind::from_digit(digit.unwrap_or('0'))?,
        number: number.parse()?,
    })
}

/// The kind as the bank file and SQL number it.
pub(crate) fn kind_number(kind: AccountKind) -> i16 {
    kind.digit()
        .to_digit(10)
        .and_then(|digit| i16::try_from(digit).ok())
        .unwrap_or_default()
}
