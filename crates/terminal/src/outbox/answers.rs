//! What the service answered, written beside each record.

use domain::TripId;
use rusqlite::{Connection, params};
use serde::Serialize;
use wire::api::{TripAnswer, TripStatus};

use super::Outbox;
use crate::database::DatabaseError;

/// What became of delivered records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Records sent, each time they were sent and answered.
    pub posted: u64,
    /// Taken in now.
    pub created: u64,
    /// Taken in before.
    pub duplicate: u64,
    /// Kept by the service against another record of the same trip.
    pub conflict: u64,
    /// Not acceptable.
    pub rejected: u64,
}

impl Counts {
    fn note(&mut self, status: TripStatus) {
        let count = match status {
            TripStatus::Created => &mut self.created,
            TripStatus::Duplicate => &mut self.duplicate,
            TripStatus::Conflict => &mut self.conflict,
            TripStatus::Rejected => &mut self.rejected,
        };
        *count += 1;
    }

    /// Adds `other`.
    pub const fn add(&mut self, other: Self) {
        self.posted += other.posted;
        self.created += other.created;
        self.duplicate += other.duplicate;
        self.conflict += other.conflict;
        self.rejected += other.rejected;
    }
}

/// What was written down of a batch's answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Noted {
    /// How many of which kind.
    pub counts: Counts,
    /// Trips in conflict or rejected: somebody has to look at them.
    pub not_taken_in: Vec<Option<TripId>>,
}

impl Outbox {
    /// Writes down what the service said of each record. An answer to a record
    /// that is not ours is passed over; a record without an answer goes on
    /// waiting.
    pub fn note(&self, answers: &[TripAnswer]) -> Result<Noted, DatabaseError> {
        self.database.write(|transaction| {
            let mut noted = Noted::default();
            for answer in answers {
                if !write(transaction, answer)? {
                    tracing::warn!(record = %answer.record, "the service answered for a record that is not ours");
                    continue;
                }
                noted.counts.posted += 1;
                noted.counts.note(answer.status);
                if matches!(answer.status, TripStatus::Conflict | TripStatus::Rejected) {
                    noted.not_taken_in.push(answer.trip_id);
                }
            }
            Ok(noted)
        })
    }
}

/// Whether the record is ours.
fn write(connection: &Connection, answer: &TripAnswer) -> Result<bool, DatabaseError> {
    let text = serde_json::to_string(answer).map_err(|_not_json| DatabaseError::Damaged {
        what: "an answer cannot be written as JSON".into(),
    })?;
    let changed = connection.execute(
        "UPDATE record SET status = ?1, answer = ?2 WHERE digest = ?3",
        params![name(answer.status), text, answer.record.to_string()],
    )?;
    Ok(changed == 1)
}

const fn name(status: TripStatus) -> &'static str {
    match status {
        TripStatus::Created => "created",
        TripStatus::Duplicate => "duplicate",
        TripStatus::Conflict => "conflict",
        TripStatus::Rejected => "rejected",
    }
}
