//! A batch on its way through people's hands.

use chrono::NaiveDate;
use domain::{Digest, Month, MunicipalityCode, OperatorId, UserId, Yen};
use queries::queries::payout as sql;
use uuid::Uuid;
use zengin::{EdiText, Transfer};

use super::accounts;
use super::content::{Content, Payment, originator, payments};
use super::state::{BatchState, StepRefusal, check_step};
use crate::access::{Caller, Permission};
use crate::registry::hold;
use crate::seal::SealKeys;
use crate::trail::perform;
use crate::{Error, RefusalKind, Result, Settlement, Transaction};

/// A payout batch (支払データ).
#[derive(Clone, Debug, serde::Serialize)]
pub struct Batch {
    /// Its id.
    pub batch: Uuid,
    /// The month it pays.
    pub month: Month,
    /// The day of the transfer.
    pub transfer_date: NaiveDate,
    /// Where it stands.
    pub state: BatchState,
    /// How many payments.
    pub payments: usize,
    /// Their sum.
    pub total_yen: Yen,
    /// What people look at and pass on.
    pub content_digest: Digest,
    /// Who made it.
    pub made_by: UserId,
    /// Who checked it.
    pub checked_by: Option<UserId>,
    /// Who approved it.
    pub approved_by: Option<UserId>,
    /// Operators for which another account was entered since, in force on the transfer
    /// date: with any, the batch goes no further. None once it is exported.
    pub accounts_changed: Vec<OperatorId>,
    /// Payment by payment: what is looked at.
    pub lines: Vec<BatchLine>,
}

/// One payment of a batch, as the bank file will carry it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct BatchLine {
    /// 1, 2, … in the file.
    pub number: i32,
    /// To whom.
    pub operator: OperatorId,
    /// How much.
    pub amount_yen: Yen,
    /// 金融機関番号.
    pub bank: String,
    /// 支店番号.
    pub branch: String,
    /// 預金種目.
    pub account_kind: zengin::AccountKind,
    /// 口座番号.
    pub account_number: String,
    /// 口座名義カナ.
    pub account_name: String,
    /// What the operator matches it by (EDI情報).
    pub reference: String,
}

impl From<&Payment> for BatchLine {
    fn from(payment: &Payment) -> Self {
        let Transfer {
            account,
            payee,
            amount,
            edi,
        } = &payment.transfer;
        Self {
            number: payment.number,
            operator: payment.operator.clone(),
            amount_yen: *amount,
            bank: account.bank.as_str().to_owned(),
            branch: account.branch.as_str().to_owned(),
            account_kind: account.kind,
            account_number: account.number.as_str().to_owned(),
            account_name: payee.as_str().to_owned(),
            reference: edi
                .as_ref()
                .map(EdiText::as_str)
                .unwrap_or_default()
                .to_owned(),
        }
    }
}

/// The batch that pays `month`.
pub async fn get(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    month: Month,
) -> Result<Batch> {
    settlement
        .database
        .transaction("get_payout", municipality, async |tx| {
            batch_of(&settlement.seal_keys, tx, municipality, month).await
        })
        .await
}

/// Passes a draft as checked by `by`, who looked at content of digest `seen`.
pub async fn check(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    (month, seen): (Month, Digest),
    by: &UserId,
) -> Result<Batch> {
    step(
        settlement,
        municipality,
        (month, seen),
        by,
        (BatchState::Checked, Permission::PayoutCheck),
    )
    .await
}

/// Approves a checked batch in the name of `by`, who looked at content of digest
/// `seen`.
pub async fn approve(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    (month, seen): (Month, Digest),
    by: &UserId,
) -> Result<Batch> {
    step(
        settlement,
        municipality,
        (month, seen),
        by,
        (BatchState::Approved, Permission::PayoutApprove),
    )
    .await
}

/// Takes a batch back before its file is written, so that it can be made anew,
/// with another date or other accounts. It stays on record as withdrawn.
pub async fn withdraw(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    month: Month,
    by: &UserId,
) -> Result<()> {
    let now = settlement.now()?;
    let caller = Caller::command(settlement, municipality, by).await?;
    let (permission, act) = (Some(Permission::PayoutWithdraw), ("withdraw_payout", month));
    perform(settlement, &caller, permission, act, async || {
        settlement
            .database
            .transaction("withdraw_payout", municipality, async |tx| {
                let batch = lock(&settlement.seal_keys, tx, municipality, month).await?;
                let withdrawn = sql::withdraw_batch()
                    .bind(
                        tx,
                        &by.as_str(),
                        &now.in_japan(),
                        &municipality.as_str(),
                        &batch.batch,
                    )
                    .await?;
                if withdrawn == 1 {
                    Ok(())
                } else {
                    Err(already_exported(month))
                }
            })
            .await
    })
    .await?;
    tracing::info!(%month, by = %by, "payout batch withdrawn");
    Ok(())
}

fn already_exported(month: Month) -> Error {
    Error::conflict(
        "payout_already_exported",
        format!("{month}の振込ファイルは出力済みです。取り下げられません。"),
        format!("The bank file of {month} is written; the batch can no longer be withdrawn."),
    )
}

async fn step(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    (month, seen): (Month, Digest),
    by: &UserId,
    (wanted, permission): (BatchState, Permission),
) -> Result<Batch> {
    let caller = Caller::command(settlement, municipality, by).await?;
    let act = match wanted {
        BatchState::Checked => ("check_payout", month),
        _ => ("approve_payout", month),
    };
    let batch = perform(settlement, &caller, Some(permission), act, async || {
        settlement
            .database
            .transaction("pass_payout", municipality, async |tx| {
                // No account is entered between the look at it and the step.
                let now = hold(settlement, tx, municipality).await?;
                let batch = lock(&settlement.seal_keys, tx, municipality, month).await?;
                let content = content(&settlement.seal_keys, tx, municipality, &batch).await?;
                let hands = hands(&batch);
                check_step(
                    (batch.state, wanted),
                    &hands,
                    by,
                    (seen, batch.content_digest),
                )
                .map_err(refusal)?;
                require_unchanged(&batch, content.digest())?;
                let name = municipality.as_str();
                let at = now.in_japan();
                let moved = if wanted == BatchState::Checked {
                    sql::check_batch()
                        .bind(tx, &by.as_str(), &at, &name, &batch.batch)
                        .await?
                } else {
                    sql::approve_batch()
                        .bind(tx, &by.as_str(), &at, &name, &batch.batch)
                        .await?
                };
                if moved != 1 {
                    return Err(Error::damaged(
                        "payout batch",
                        "it moved while it was locked",
                    ));
                }
                batch_of(&settlement.seal_keys, tx, municipality, month).await
            })
            .await
    })
    .await?;
    tracing::info!(%month, state = wanted.as_str(), by = %by, "payout batch passed on");
    Ok(batch)
}

/// What is stored must still be what the batch was made of, and the accounts those that
/// it would be made with now.
pub(super) fn require_unchanged(batch: &Batch, now: Digest) -> Result<()> {
    if now == batch.content_digest {
        return accounts::require_none(&batch.accounts_changed, batch.month);
    }
    Err(Error::conflict(
        "payout_content_changed",
        "支払データの作成後に振込依頼人または支払先が変更されています。取り下げて作り直してください。",
        format!(
            "Payer or payments are no longer what the batch was made of; withdraw it and make it anew: mytaku payout withdraw {}.",
            batch.month
        ),
    ))
}

fn hands(batch: &Batch) -> Vec<UserId> {
    std::iter::once(&batch.made_by)
        .chain(&batch.checked_by)
        .cloned()
        .collect()
}

pub(super) fn refusal(refusal: StepRefusal) -> Error {
    let english = format!("{refusal}.");
    match refusal {
        StepRefusal::WrongState { is, .. } => Error::conflict(
            "payout_state",
            format!(
                "支払データの状態({})ではこの操作はできません。",
                is.as_str()
            ),
            english,
        ),
        StepRefusal::SamePerson(user) => Error::refused(
            RefusalKind::Forbidden,
            "four_eyes",
            format!("{user}さんは作成または確認をした本人です。別の人が行ってください。"),
            english,
        ),
        StepRefusal::OtherContent(_) => Error::conflict(
            "payout_content_differs",
            "確認した内容と支払データが一致しません。もう一度内容を確認してください。",
            english,
        ),
    }
}

/// The batch with its row locked until the transaction ends.
pub(super) async fn lock(
    keys: &SealKeys,
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    month: Month,
) -> Result<Batch> {
    sql::lock_batch()
        .bind(tx, &municipality.as_str(), &month.first_day())
        .opt()
        .await?
        .ok_or_else(|| no_batch(month))?;
    batch_of(keys, tx, municipality, month).await
}

/// The content of `batch` as stored now.
pub(super) async fn content(
    keys: &SealKeys,
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    batch: &Batch,
) -> Result<Content> {
    Ok(Content {
        originator: originator(keys, tx, municipality).await?,
        transfer_date: batch.transfer_date,
        payments: payments(keys, tx, municipality, batch.batch).await?,
    })
}

pub(super) async fn batch_of(
    keys: &SealKeys,
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    month: Month,
) -> Result<Batch> {
    let row = sql::get_batch()
        .bind(tx, &municipality.as_str(), &month.first_day())
        .opt()
        .await?
        .ok_or_else(|| no_batch(month))?;
    let payments = payments(keys, tx, municipality, row.batch).await?;
    let damaged = |error: &dyn std::fmt::Display| Error::damaged("payout batch", error);
    let user = |text: &str| text.parse::<UserId>().map_err(|error| damaged(&error));
    let state = BatchState::from_sql(&row.state).ok_or_else(|| damaged(&row.state))?;
    let accounts_changed = if state == BatchState::Exported {
        Vec::new()
    } else {
        let made_with = (payments.as_slice(), row.transfer_date);
        accounts::changed(keys, tx, municipality, made_with).await?
    };
    Ok(Batch {
        batch: row.batch,
        month: row.month.into(),
        transfer_date: row.transfer_date,
        state,
        payments: payments.len(),
        total_yen: Yen::checked_sum(payments.iter().map(|payment| payment.transfer.amount))?,
        content_digest: Digest::try_from(row.content_digest.as_slice())
            .map_err(|error| damaged(&error))?,
        made_by: user(&row.made_by)?,
        checked_by: row.checked_by.as_deref().map(user).transpose()?,
        approved_by: row.approved_by.as_deref().map(user).transpose()?,
        accounts_changed,
        lines: payments.iter().map(BatchLine::from).collect(),
    })
}

fn no_batch(month: Month) -> Error {
    Error::not_found(
        "no_payout",
        format!("{month}の支払データはまだ作成されていません。"),
        format!("There is no payout batch for {month}; make it first: mytaku payout make {month}."),
    )
}
