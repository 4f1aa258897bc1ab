//! Whether a batch on its way still pays into the accounts in force on its day.
//!
//! A payment keeps the account that it was made with. If another has been entered since
//! for the day of the transfer, the batch must be made anew, since what people looked at
//! is not where the money should go. Deliberately absent: what is exported, which stays as
//! it is.

use chrono::NaiveDate;
use domain::{Month, MunicipalityCode, OperatorId};

use super::content::Payment;
use crate::registry::{Accounts, account_entries};
use crate::seal::SealKeys;
use crate::{Error, Result, Transaction};

/// The operators of `payments` that would be paid elsewhere if the batch were made now.
pub(super) async fn changed(
    keys: &SealKeys,
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    (payments, transfer_date): (&[Payment], NaiveDate),
) -> Result<Vec<OperatorId>> {
    let accounts = Accounts::of(&account_entries(keys, tx, municipality, None).await?);
    let is_paid_elsewhere = |payment: &&Payment| {
        let transfer = &payment.transfer;
        accounts
            .on(payment.operator.as_str(), transfer_date)
            .is_none_or(|now| (&now.account, &now.payee) != (&transfer.account, &transfer.payee))
    };
    let changed = payments.iter().filter(is_paid_elsewhere);
    Ok(changed.map(|payment| payment.operator.clone()).collect())
}

/// Refuses to pass on a batch if the accounts of `operators` have changed since.
pub(super) fn require_none(operators: &[OperatorId], month: Month) -> Result<()> {
    if operators.is_empty() {
        return Ok(());
    }
    let listed: Vec<&str> = operators.iter().map(OperatorId::as_str).collect();
    Err(Error::conflict(
        "payout_account_changed",
        format!(
            "支払データの作成後に、振込指定日に有効な口座が変わりました(事業者{})。取り下げて作り直してください。",
            listed.join("、")
        ),
        format!(
            "Since the batch was made, other accounts were entered for the transfer date (operators {}); withdraw it and make it anew: mytaku payout withdraw {month}.",
            listed.join(", ")
        ),
    ))
}
