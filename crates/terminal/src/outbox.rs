//! Signed trip records on their way to the service.
//!
//! A record is signed, chained to its predecessor and on disk before anything
//! of it is sent, and is kept verbatim for ever (about 3 KB each: a busy taxi
//! fills some 50 MB a year). What the service answers is written beside it.
//! Deliberately absent: the network (`upload`).

mod answers;
mod unsettled;

use domain::{Digest, Timestamp, TripId};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::Serialize;
use wire::api::ChainEnd;
use wire::{Jws, Kind, SigningKey, TerminalKeyId, TripRecord};

use crate::database::{Database, DatabaseError};

pub use answers::{Counts, Noted};
pub use unsettled::{Exposure, Unsettled};

/// The terminal's chain of records.
#[derive(Clone, Debug)]
pub struct Outbox {
    database: Database,
    /// Where the chain stood when the terminal was given its key.
    enrolled_at: Option<ChainEnd>,
}

/// Where a new record goes in the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its sequence number.
    pub sequence: u64,
    /// Digest of the record before it.
    pub previous: Option<Digest>,
}

/// A record that is on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Stored {
    /// Its trip.
    pub trip_id: TripId,
    /// Its sequence number.
    pub sequence: u64,
}

/// A record could not be added.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    /// It is not on disk.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// It could not be written as JSON.
    #[error("the trip could not be signed")]
    Sign(#[from] serde_json::Error),
}

impl From<rusqlite::Error> for OutboxError {
    fn from(error: rusqlite::Error) -> Self {
        DatabaseError::from(error).into()
    }
}

impl Outbox {
    /// The chain in `database`.
    pub const fn new(database: Database) -> Self {
        Self {
            database,
            enrolled_at: None,
        }
    }

    /// The same for a terminal that was enrolled when the service had its chain up
    /// to `end`: a device that replaces another one goes on from there.
    pub const fn going_on_after(database: Database, end: Option<ChainEnd>) -> Self {
        Self {
            database,
            enrolled_at: end,
        }
    }

    /// Signs the record that `record` makes for its place in the chain and
    /// stores it; the trip is then no longer the open one. All on disk when
    /// this returns `Ok`, nothing otherwise. A trip that was stored before is
    /// not stored again.
    pub fn append(
        &self,
        trip_id: TripId,
        (key, key_id): (&SigningKey, &TerminalKeyId),
        record: impl FnOnce(Place) -> TripRecord,
    ) -> Result<Stored, OutboxError> {
        self.database.write(|transaction| {
            transaction.execute("DELETE FROM open_trip", [])?;
            if let Some(stored) = find(transaction, trip_id)? {
                return Ok(stored);
            }
            let place = next_place(transaction, self.enrolled_at)?;
            let record = record(place);
            let jws = key.sign(Kind::Trip, &key_id.to_string(), &record)?;
            insert(transaction, &record, &jws)?;
            Ok(Stored {
                trip_id,
                sequence: place.sequence,
            })
        })
    }

    /// The oldest records that wait, at most `count` of them and about `bytes`
    /// together, at least one if any waits.
    pub fn waiting(&self, count: usize, bytes: usize) -> Result<Vec<Jws>, DatabaseError> {
        self.database.read(|connection| {
            let mut statement = connection
                .prepare_cached("SELECT jws FROM record WHERE status IS NULL ORDER BY sequence")?;
            let texts = statement.query_map([], |row| row.get::<_, String>(0))?;
            let mut batch = Vec::new();
            let mut size = 0_usize;
            for text in texts.take(count) {
                let text = text?;
                size = size.saturating_add(text.len());
                if size > bytes && !batch.is_empty() {
                    break;
                }
                batch.push(Jws::unverified(text));
            }
            Ok(batch)
        })
    }

    /// The last `count` records, oldest first, acknowledged or not.
    pub fn last(&self, count: usize) -> Result<Vec<Jws>, DatabaseError> {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        self.database.read(|connection| {
            let mut statement = connection
                .prepare_cached("SELECT jws FROM record ORDER BY sequence DESC LIMIT ?1")?;
            let mut batch = statement
                .query_map([count], |row| row.get::<_, String>(0))?
                .map(|text| text.map(Jws::unverified))
                .collect::<Result<Vec<_>, _>>()?;
            batch.reverse();
            Ok(batch)
        })
    }

    /// The newest record, if there is any.
    pub fn newest(&self) -> Result<Option<Stored>, DatabaseError> {
        self.database.read(|connection| {
            let row = connection
                .query_row(
                    "SELECT sequence, trip_id FROM record ORDER BY sequence DESC LIMIT 1",
                    [],
                    |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)),
                )
                .optional()?;
            row.map(|(sequence, trip_id)| {
                Ok(Stored {
                    trip_id: trip_id.parse().map_err(|_not_an_id| damaged("a trip id"))?,
                    sequence: unsigned(sequence)?,
                })
            })
            .transpose()
        })
    }
}

fn find(connection: &Connection, trip_id: TripId) -> Result<Option<Stored>, DatabaseError> {
    let sequence = connection
        .query_row(
            "SELECT sequence FROM record WHERE trip_id = ?1",
            [trip_id.to_string()],
            |row| row.get::<_, i64>(0),
        )
        .optional()?;
    sequence
        .map(|sequence| {
            Ok(Stored {
                trip_id,
                sequence: unsigned(sequence)?,
            })
        })
        .transpose()
}

/// After the newest record, or after the one that was the last when the terminal
/// was enrolled, if that is a later one.
fn next_place(
    connection: &Connection,
    enrolled_at: Option<ChainEnd>,
) -> Result<Place, DatabaseError> {
    let newest = connection
        .query_row(
            "SELECT sequence, digest FROM record ORDER BY sequence DESC LIMIT 1",
            [],
            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)),
        )
        .optional()?;
    let own = newest
        .map(|(sequence, digest)| {
            Ok::<_, DatabaseError>(ChainEnd {
                sequence: unsigned(sequence)?,
                record: digest.parse().map_err(|_not_hex| damaged("a digest"))?,
            })
        })
        .transpose()?;
    let later = |end: &ChainEnd| own.is_none_or(|own| own.sequence < end.sequence);
    Ok(match enrolled_at.filter(later).or(own) {
        Some(end) => Place {
            sequence: end.sequence.saturating_add(1),
            previous: Some(end.record),
        },
        None => Place {
            sequence: 1,
            previous: None,
        },
    })
}

fn insert(connection: &Connection, record: &TripRecord, jws: &Jws) -> Result<(), DatabaseError> {
    let sequence =
        i64::try_from(record.sequence).map_err(|_too_large| damaged("a sequence number"))?;
    let signed_at: Timestamp = record.signed_at;
    connection.execute(
        "INSERT INTO record (sequence, trip_id, digest, jws, subsidy_yen, online, signed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            sequence,
            record.trip_id.to_string(),
            jws.digest().to_string(),
            jws.as_str(),
            record.shown.subsidy_yen.get(),
            record.shown.online,
            signed_at.to_string(),
        ],
    )?;
    Ok(())
}

fn unsigned(number: i64) -> Result<u64, DatabaseError> {
    u64::try_from(number).map_err(|_negative| damaged("a count"))
}

fn damaged(what: &str) -> DatabaseError {
    DatabaseError::Damaged {
        what: format!("{what} in the outbox is not one"),
    }
}

#[cfg(test)]
mod tests;
