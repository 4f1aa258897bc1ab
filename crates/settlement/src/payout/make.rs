//! Making a batch from a month's statements.

use chrono::NaiveDate;
use domain::{Month, MunicipalityCode, ServiceDate, Timestamp, UserId, Yen};
use queries::queries::{month as month_sql, payout as sql};
use uuid::Uuid;
use zengin::{EdiText, Profile, Transfer};

use super::batch::{Batch, batch_of};
use super::content::{Content, Payment, originator, payment_place, reference};
use crate::access::{Caller, Permission};
use crate::intake::book::column;
use crate::month::require_closed;
use crate::registry::{Accounts, account_entries, hold, kind_number};
use crate::seal::SealKeys;
use crate::trail::perform;
use crate::{Error, Result, Settlement, Transaction};

/// Makes the batch that pays `month` on `transfer_date`. An operator that is
/// owed nothing gets no payment; a month in which nobody is owed anything has no
/// batch.
pub async fn make(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    (month, transfer_date): (Month, NaiveDate),
    by: &UserId,
) -> Result<Batch> {
    let now = settlement.now()?;
    require_ahead(transfer_date, now)?;
    let keys = &settlement.seal_keys;
    let caller = Caller::command(settlement, municipality, by).await?;
    let (permission, act) = (Some(Permission::PayoutMake), ("make_payout", month));
    perform(settlement, &caller, permission, act, async || {
        settlement
            .database
            .transaction("make_payout", municipality, async |tx| {
                // What is known of accounts at that moment counts.
                let now = hold(settlement, tx, municipality).await?;
                require_closed(tx, municipality, month).await?;
                let content = Content {
                    originator: originator(keys, tx, municipality).await?,
                    transfer_date,
                    payments: owed(keys, tx, municipality, (month, transfer_date)).await?,
                };
                check_content(&content, month)?;
                put(keys, tx, (municipality, month), &content, by, now).await?;
                batch_of(keys, tx, municipality, month).await
            })
            .await
            .map_err(|error| match error.constraint() {
                Some("payout_batch_one_a_month") => already_made(month),
                _ => error,
            })
    })
    .await
}

/// The bank needs the day before the transfer.
pub(super) fn require_ahead(transfer_date: NaiveDate, now: Timestamp) -> Result<()> {
    if transfer_date > ServiceDate::of(now).date() {
        return Ok(());
    }
    Err(Error::invalid(
        "transfer_date_not_ahead",
        format!("振込指定日{transfer_date}は明日以降にしてください。"),
        format!("The transfer date {transfer_date} must lie ahead: the bank needs the day before."),
    ))
}

/// One payment for each statement that is owed something, into the account in force on
/// the day of the transfer.
async fn owed(
    keys: &SealKeys,
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    (month, transfer_date): (Month, NaiveDate),
) -> Result<Vec<Payment>> {
    let accounts = Accounts::of(&account_entries(keys, tx, municipality, None).await?);
    let statements = month_sql::get_statements()
        .bind(tx, &municipality.as_str(), &month.first_day())
        .all()
        .await?;
    let mut payments = Vec::new();
    for (number, statement) in (1..).zip(
        statements
            .into_iter()
            .filter(|statement| statement.total_yen > 0),
    ) {
        let damaged = |error: &dyn std::fmt::Display| {
            Error::damaged(format!("operator {}", statement.operator), error)
        };
        let paid = accounts
            .on(&statement.operator, transfer_date)
            .ok_or_else(|| no_account(&statement.operator, transfer_date))?;
        payments.push(Payment {
            id: Uuid::now_v7(),
            number,
            operator: statement
                .operator
                .parse()
                .map_err(|error| damaged(&error))?,
            transfer: Transfer {
                account: paid.account.clone(),
                payee: paid.payee.clone(),
                amount: Yen::new(statement.total_yen),
                edi: Some(
                    EdiText::new(&reference(month, number)).map_err(|error| damaged(&error))?,
                ),
            },
        });
    }
    Ok(payments)
}

fn no_account(operator: &str, transfer_date: NaiveDate) -> Error {
    Error::conflict(
        "no_account",
        format!("事業者{operator}には、振込指定日{transfer_date}に有効な口座がありません。"),
        format!(
            "Operator {operator} has no account on {transfer_date}; enter one that holds by then."
        ),
    )
}

/// Refuses now what the bank file could not carry later.
fn check_content(content: &Content, month: Month) -> Result<()> {
    if content.payments.is_empty() {
        return Err(Error::conflict(
            "nothing_to_pay",
            format!("{month}に支払う金額はありません。"),
            format!("Nobody is owed anything for {month}."),
        ));
    }
    let file = content.transfer_file()?;
    match zengin::check(&file, &Profile::default()).first() {
        None => Ok(()),
        Some(error) => {
            let reason = error.reason();
            Err(Error::invalid("bank_file_impossible", reason.ja, reason.en))
        }
    }
}

async fn put(
    keys: &SealKeys,
    tx: &Transaction<'_>,
    (municipality, month): (MunicipalityCode, Month),
    content: &Content,
    by: &UserId,
    now: Timestamp,
) -> Result<()> {
    let name = municipality.as_str();
    let batch = Uuid::now_v7();
    sql::put_batch()
        .bind(
            tx,
            &name,
            &batch,
            &month.first_day(),
            &content.transfer_date,
            &content.digest().as_bytes().as_slice(),
            &by.as_str(),
            &now.in_japan(),
        )
        .await?;
    let payments = &content.payments;
    let mut numbers = Vec::with_capacity(payments.len());
    let mut holders = Vec::with_capacity(payments.len());
    for payment in payments {
        let id = payment.id.to_string();
        let place = |column| payment_place(municipality, &id, column);
        let transfer = &payment.transfer;
        numbers.push(keys.seal(place("account_number"), transfer.account.number.as_str())?);
        holders.push(keys.seal(place("account_name"), transfer.payee.as_str())?);
    }
    sql::put_payments()
        .bind(
            tx,
            &name,
            &batch,
            &month.first_day(),
            &column(payments, |payment| payment.id),
            &column(payments, |payment| payment.number),
            &column(payments, |payment| payment.operator.as_str()),
            &column(payments, |payment| payment.transfer.amount.get()),
            &column(payments, |payment| payment.transfer.account.bank.as_str()),
            &column(payments, |payment| payment.transfer.account.branch.as_str()),
            &column(payments, |payment| {
                kind_number(payment.transfer.account.kind)
            }),
            &numbers,
            &holders,
            &column(payments, |payment| reference(month, payment.number)),
        )
        .await?;
    Ok(())
}

fn already_made(month: Month) -> Error {
    Error::conflict(
        "payout_already_made",
        format!("{month}の支払データは作成済みです。"),
        format!("The payout batch of {month} was made before; see mytaku payout status {month}."),
    )
}
