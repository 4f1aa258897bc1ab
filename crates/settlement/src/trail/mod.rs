//! The audit trail (操作記録): what persons and programs did, or tried to.
//!
//! [`perform`] writes an act down before it is done, in a transaction of its own,
//! and once more when it has ended. Entries are chained by their digests, so that
//! none can be changed, left out or put in between unseen; that the last ones were
//! cut off shows when a later state is held against a digest noted earlier. What is begun
//! ends, whether or not its caller waits for that: over HTTP each request is a task of its
//! own. What a crash leaves begun, or a stop that came before its end, stays visible as
//! begun. Not for trips of terminals: their signed records are a chain themselves. Nothing
//! secret belongs into a subject.

mod entry;
mod verify;

use std::fmt::Display;

use domain::MunicipalityCode;
use queries::queries::trail as sql;
use uuid::Uuid;

use crate::access::{Caller, Permission};
use crate::{Error, Result, Settlement, Transaction};

pub use entry::{Entry, Phase};
pub use verify::{TrailReport, entries, verify};

/// What an entry's subject may be long, in characters; what is beyond is cut off.
const SUBJECT_MAX: usize = 200;

/// Runs `work` if the caller has `permission` (none: anybody who is known), and
/// writes down that `what` was begun on `subject` and how it ended.
///
/// If the end cannot be written down after `work` was done, the caller is answered
/// by what was done, and the act stands as begun. So it does if this is dropped before it
/// has ended; what serves many callers does not drop it when one of them goes away.
pub async fn perform<T>(
    settlement: &Settlement,
    caller: &Caller,
    permission: Option<Permission>,
    (what, subject): (&'static str, impl Display),
    work: impl AsyncFnOnce() -> Result<T>,
) -> Result<T> {
    let act = Act {
        id: Uuid::now_v7(),
        caller,
        what,
        subject: subject.to_string().chars().take(SUBJECT_MAX).collect(),
    };
    append(settlement, &act, Phase::Begun).await?;
    let outcome = match permission.map(|permission| caller.require(permission)) {
        Some(Err(refused)) => Err(refused),
        Some(Ok(())) | None => work().await,
    };
    let phase = match &outcome {
        Ok(_) => Phase::Done,
        Err(Error::Refused(refusal)) => Phase::Refused(refusal.reason.code.clone()),
        Err(_) => Phase::Failed,
    };
    if let Err(error) = append(settlement, &act, phase).await {
        tracing::error!(%error, act = %act.id, what, "the end of an act was not written down");
    }
    outcome
}

struct Act<'a> {
    id: Uuid,
    caller: &'a Caller,
    what: &'static str,
    subject: String,
}

async fn append(settlement: &Settlement, act: &Act<'_>, phase: Phase) -> Result<()> {
    let municipality = act.caller.municipality;
    settlement
        .database
        .transaction("append_trail", municipality, async |tx| {
            let (number, previous) = last(tx, municipality).await?;
            let entry = Entry {
                number: number + 1,
                act: act.id,
                phase: phase.clone(),
                at: settlement.now()?,
                who: act.caller.who.to_string(),
                through: act.caller.through.to_string(),
                what: act.what.to_owned(),
                subject: act.subject.clone(),
                previous,
            };
            put(tx, municipality, &entry).await
        })
        .await
}

/// Number and digest of the last entry, with the trail held until the transaction
/// ends.
async fn last(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
) -> Result<(i64, Option<domain::Digest>)> {
    let name = municipality.as_str();
    sql::hold_trail().bind(tx, &name).one().await?;
    let row = sql::last_trail_entry().bind(tx, &name).opt().await?;
    match row {
        None => Ok((0, None)),
        Some(row) => Ok((row.number, Some(entry::digest_of(&row.digest)?))),
    }
}

async fn put(tx: &Transaction<'_>, municipality: MunicipalityCode, entry: &Entry) -> Result<()> {
    let previous = entry.previous.map(|digest| digest.as_bytes().to_vec());
    sql::put_trail_entry()
        .bind(
            tx,
            &municipality.as_str(),
            &entry.number,
            &entry.act,
            &entry.phase.as_str(),
            &entry.at.in_japan(),
            &entry.who.as_str(),
            &entry.through.as_str(),
            &entry.what.as_str(),
            &entry.subject.as_str(),
            &entry.phase.code(),
            &previous.as_deref(),
            &entry.digest(municipality).as_bytes().as_slice(),
        )
        .await?;
    Ok(())
}
