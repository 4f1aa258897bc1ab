//! Payments that the bank was told to make, as an operator may see its own: without the
//! account, which it knows, and not before the file is written.

use chrono::NaiveDate;
use domain::{Month, OperatorId, Timestamp, Yen};
use queries::queries::payout as sql;
use serde::Serialize;
use uuid::Uuid;

use crate::access::{Caller, Permission};
use crate::month::OfMonth;
use crate::{Error, Result, Settlement};

/// A payment (支払) of an exported batch.
#[derive(Clone, Debug, Serialize)]
pub struct ExportedPayment {
    /// Its number.
    pub payment: Uuid,
    /// For which month.
    pub month: Month,
    /// To whom.
    pub operator: OperatorId,
    /// How much.
    pub amount_yen: Yen,
    /// What the operator matches it by (EDI情報).
    pub reference: String,
    /// 振込指定日.
    pub transfer_date: NaiveDate,
    /// When the bank file was written.
    pub exported_at: Timestamp,
}

/// The payments, the last month first: the city's caller sees all, an operator's its own.
pub async fn list_payments(
    settlement: &Settlement,
    caller: &Caller,
    wanted: &OfMonth,
) -> Result<Vec<ExportedPayment>> {
    caller.require(Permission::StatementsRead)?;
    let operator = caller.sees(wanted.operator.as_ref());
    settlement
        .database
        .transaction("list_payments", caller.scope(), async |tx| {
            sql::get_exported_payments()
                .bind(
                    tx,
                    &caller.municipality.as_str(),
                    &wanted.month.map(Month::first_day),
                    &operator.map(OperatorId::as_str),
                )
                .all()
                .await?
                .into_iter()
                .map(|row| {
                    let operator = row.operator.parse();
                    Ok(ExportedPayment {
                        payment: row.payment,
                        month: row.month.into(),
                        operator: operator
                            .map_err(|error| Error::damaged("operator of a payment", error))?,
                        amount_yen: Yen::new(row.amount_yen),
                        reference: row.reference,
                        transfer_date: row.transfer_date,
                        exported_at: row.exported_at.into(),
                    })
                })
                .collect()
        })
        .await
}
