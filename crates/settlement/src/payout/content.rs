//! What a batch pays, as stored rows and as the bank's types.

use chrono::NaiveDate;
use domain::{Digest, Month, MunicipalityCode, OperatorId, Yen};
use queries::queries::{payout as sql, registry as registry_sql};
use uuid::Uuid;
use zengin::{
    Account, BusinessCalendar, CalendarError, EdiText, Originator, PayeeName, Transfer,
    TransferFile,
};

use crate::registry::account_of;
use crate::seal::{Place, SealKeys};
use crate::{Error, Result, Transaction};

/// Everything that people approve.
pub(super) struct Content {
    pub(super) originator: Originator,
    pub(super) transfer_date: NaiveDate,
    pub(super) payments: Vec<Payment>,
}

/// One payment to one operator.
pub(super) struct Payment {
    pub(super) id: Uuid,
    pub(super) number: i32,
    pub(super) operator: OperatorId,
    pub(super) transfer: Transfer,
}

impl Content {
    /// SHA-256 of the content as text: one line for the payer and date, one a
    /// payment, fields separated by tabs.
    pub(super) fn digest(&self) -> Digest {
        let account = |account: &Account| {
            [
                account.bank.as_str(),
                account.branch.as_str(),
                &account.kind.digit().to_string(),
                account.number.as_str(),
            ]
            .join("\t")
        };
        let head = [
            self.originator.code.as_str(),
            self.originator.name.as_str(),
            &account(&self.originator.account),
            &self.transfer_date.to_string(),
        ]
        .join("\t");
        let payments = self.payments.iter().map(|payment| {
            [
                payment.number.to_string().as_str(),
                payment.operator.as_str(),
                payment.transfer.payee.as_str(),
                &account(&payment.transfer.account),
                &payment.transfer.amount.get().to_string(),
                payment
                    .transfer
                    .edi
                    .as_ref()
                    .map(EdiText::as_str)
                    .unwrap_or_default(),
            ]
            .join("\t")
        });
        let lines: Vec<String> = std::iter::once(head).chain(payments).collect();
        Digest::of(lines.join("\n"))
    }

    pub(super) fn total(&self) -> Result<Yen> {
        Ok(Yen::checked_sum(
            self.payments.iter().map(|payment| payment.transfer.amount),
        )?)
    }

    /// As the bank gets it.
    pub(super) fn transfer_file(&self) -> Result<TransferFile> {
        let transfer_date = BusinessCalendar::shipped()
            .business_day(self.transfer_date)
            .map_err(|error| not_a_business_day(&error))?;
        Ok(TransferFile {
            originator: self.originator.clone(),
            transfer_date,
            transfers: self
                .payments
                .iter()
                .map(|payment| payment.transfer.clone())
                .collect(),
        })
    }
}

fn not_a_business_day(error: &CalendarError) -> Error {
    let reason = error.reason();
    Error::invalid("transfer_date_invalid", reason.ja, reason.en)
}

/// The payer as the registry has it now.
pub(super) async fn originator(
    keys: &SealKeys,
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
) -> Result<Originator> {
    let row = registry_sql::get_payer()
        .bind(tx, &municipality.as_str())
        .opt()
        .await?
        .ok_or_else(|| {
            Error::not_found(
                "no_payer",
                "振込依頼人の口座が登録されていません。",
                "No payer account is registered; import the registry file with [payer] first.",
            )
        })?;
    let damaged = |error: &dyn std::fmt::Display| Error::damaged("payer", error);
    let place = Place {
        municipality,
        table: "payer",
        row: "",
        column: "account_number",
    };
    let number = keys.open(place, &row.account_number)?;
    Ok(Originator {
        code: row
            .requester_code
            .parse()
            .map_err(|error| damaged(&error))?,
        name: zengin::OriginatorName::new(&row.requester_name).map_err(|error| damaged(&error))?,
        account: account_of(
            (&row.bank_code, &row.branch_code),
            (row.account_kind, &number),
        )
        .map_err(|problem| damaged(&problem))?,
        bank_name: None,
        branch_name: None,
    })
}

/// The payments of a batch as they were when it was made.
pub(super) async fn payments(
    keys: &SealKeys,
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    batch: Uuid,
) -> Result<Vec<Payment>> {
    sql::get_payments()
        .bind(tx, &municipality.as_str(), &batch)
        .all()
        .await?
        .into_iter()
        .map(|row| {
            let damaged = |error: &dyn std::fmt::Display| {
                Error::damaged(format!("payment {}", row.payment), error)
            };
            let id = row.payment.to_string();
            let number = keys.open(
                payment_place(municipality, &id, "account_number"),
                &row.account_number,
            )?;
            let holder = keys.open(
                payment_place(municipality, &id, "account_name"),
                &row.account_name,
            )?;
            Ok(Payment {
                id: row.payment,
                number: row.number,
                operator: row.operator.parse().map_err(|error| damaged(&error))?,
                transfer: Transfer {
                    account: account_of(
                        (&row.bank_code, &row.branch_code),
                        (row.account_kind, &number),
                    )
                    .map_err(|problem| damaged(&problem))?,
                    payee: PayeeName::new(&holder).map_err(|error| damaged(&error))?,
                    amount: Yen::new(row.amount_yen),
                    edi: Some(EdiText::new(&row.reference).map_err(|error| damaged(&error))?),
                },
            })
        })
        .collect()
}

/// Where a sealed value of a payment stands.
pub(super) fn payment_place<'a>(
    municipality: MunicipalityCode,
    payment: &'a str,
    column: &'static str,
) -> Place<'a> {
    Place {
        municipality,
        table: "payment",
        row: payment,
        column,
    }
}

/// What the operator matches a payment by: the month and its number in it.
pub(super) fn reference(month: Month, number: i32) -> String {
    format!("{}-{number:06}", month.first_day().format("%Y%m"))
}
