//! The bank file of an approved batch: written once, given out as often as
//! asked.

use domain::{Digest, Month, MunicipalityCode, Timestamp, UserId, Yen};
use queries::queries::{intake as intake_sql, payout as sql};
use uuid::Uuid;
use zengin::Profile;

use super::batch::{Batch, content, lock, refusal, require_unchanged};
use super::content::Content;
use super::make::require_ahead;
use super::state::{BatchState, StepRefusal, check_step};
use crate::access::{Caller, Permission};
use crate::intake::book::{column, operator_account};
use crate::registry::hold;
use crate::seal::{Place, SealKeys};
use crate::trail::perform;
use crate::{Error, Result, Settlement, Transaction};

/// A bank file.
#[derive(Clone, Debug)]
pub struct Exported {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Records, header and trailer included.
    pub records: usize,
    /// What the trailer says.
    pub total_yen: Yen,
    /// SHA-256 of the bytes.
    pub digest: Digest,
}

/// Writes the bank file of an approved batch and books its payments; of an
/// exported one, gives the same file again.
pub async fn export(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    month: Month,
    by: &UserId,
) -> Result<Exported> {
    let caller = Caller::command(settlement, municipality, by).await?;
    let (permission, act) = (Some(Permission::PayoutExport), ("export_payout", month));
    perform(settlement, &caller, permission, act, async || {
        settlement
            .database
            .transaction("export_payout", municipality, async |tx| {
                let now = hold(settlement, tx, municipality).await?;
                let batch = lock(&settlement.seal_keys, tx, municipality, month).await?;
                let content = content(&settlement.seal_keys, tx, municipality, &batch).await?;
                let bytes = if batch.state == BatchState::Exported {
                    stored(&settlement.seal_keys, tx, municipality, &batch).await?
                } else {
                    let bytes = file(&batch, &content, by, now)?;
                    let keys = &settlement.seal_keys;
                    keep(keys, tx, municipality, (&batch, &content), (&bytes, now)).await?;
                    tracing::info!(%month, %by, "bank file written");
                    bytes
                };
                Ok(Exported {
                    records: content.payments.len() + NOT_PAYMENTS,
                    total_yen: content.total()?,
                    digest: Digest::of(&bytes),
                    bytes,
                })
            })
            .await
    })
    .await
}

/// Header, trailer and end record.
const NOT_PAYMENTS: usize = 3;

/// Opened, and held against the digest it was exported with.
async fn stored(
    keys: &SealKeys,
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    batch: &Batch,
) -> Result<Vec<u8>> {
    let damaged = |problem: &str| Error::damaged(format!("bank file of {}", batch.month), problem);
    let row = sql::get_batch()
        .bind(tx, &municipality.as_str(), &batch.month.first_day())
        .one()
        .await?;
    let (sealed, digest) = row
        .file
        .zip(row.file_digest)
        .ok_or_else(|| damaged("it is missing"))?;
    let id = batch.batch.to_string();
    let place = Place::of_bank_file(municipality, &id);
    let file = keys.open_bytes(place, &String::from_utf8_lossy(&sealed))?;
    if Digest::of(&file).as_bytes().as_slice() == digest {
        Ok(file)
    } else {
        Err(damaged(
            "its bytes do not have the digest they were exported with",
        ))
    }
}

/// The file of what was approved.
fn file(batch: &Batch, content: &Content, by: &UserId, now: Timestamp) -> Result<Vec<u8>> {
    let step = (batch.state, BatchState::Exported);
    let digest = batch.content_digest;
    check_step(step, &[], by, (digest, digest)).map_err(refusal)?;
    require_unchanged(batch, content.digest())?;
    require_ahead(batch.transfer_date, now)?;
    zengin::write(&content.transfer_file()?, &Profile::default()).map_err(|error| {
        let reason = error.reason();
        Error::invalid("bank_file_impossible", reason.ja, reason.en)
    })
}

/// Keeps the file, sealed, and books its payments.
async fn keep(
    keys: &SealKeys,
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    (batch, content): (&Batch, &Content),
    (bytes, now): (&[u8], Timestamp),
) -> Result<()> {
    let name = municipality.as_str();
    let id = batch.batch.to_string();
    let sealed = keys.seal(Place::of_bank_file(municipality, &id), bytes)?;
    let moved = sql::export_batch()
        .bind(
            tx,
            &now.in_japan(),
            &sealed.as_bytes(),
            &Digest::of(bytes).as_bytes().as_slice(),
            &name,
            &batch.batch,
        )
        .await?;
    if moved != 1 {
        let is = batch.state;
        return Err(refusal(StepRefusal::WrongState {
            is,
            wanted: BatchState::Exported,
        }));
    }
    book(tx, name, batch.month, content, now).await
}

/// What an operator was owed becomes what the bank is told to pay.
async fn book(
    tx: &Transaction<'_>,
    municipality: &str,
    month: Month,
    content: &Content,
    now: Timestamp,
) -> Result<()> {
    intake_sql::put_accounts()
        .bind(
            tx,
            &municipality,
            &["bank"].as_slice(),
            &["bank"].as_slice(),
        )
        .await?;
    let payments = &content.payments;
    sql::put_payment_transfers()
        .bind(
            tx,
            &municipality,
            &month.first_day(),
            &now.in_japan(),
            &column(payments, |_payment| Uuid::now_v7()),
            &column(payments, |payment| operator_account(&payment.operator)),
            &column(payments, |payment| payment.transfer.amount.get()),
            &column(payments, |payment| payment.id),
        )
        .await?;
    Ok(())
}
