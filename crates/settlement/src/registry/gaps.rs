//! Records that are missing from a terminal's chain: signed, but not here.
//!
//! Nothing is kept of a gap: it is seen by the numbers on both its sides, and
//! ends when what is missing comes in. Deliberately absent: what a terminal has
//! signed after its last record here, which nobody but it can know.

use domain::{TerminalId, Timestamp};
use queries::queries::registry as sql;

use crate::access::{Caller, Permission};
use crate::{Error, Result, Settlement};

/// How long records may be on their way, in seconds: a terminal delivers the
/// oldest first, so that one that is skipped for a day is not merely late.
const WAITING_S: i64 = 24 * 60 * 60;

/// A run of missing records (欠番).
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Gap {
    /// Of which terminal.
    pub terminal: TerminalId,
    /// The first sequence number that is missing.
    pub first_missing: i64,
    /// The last one.
    pub last_missing: i64,
    /// When a later record came in, so that they were missed.
    pub since: Timestamp,
    /// When a record of the terminal last came in.
    pub last_trip_at: Timestamp,
    /// Whether they may still be on their way.
    pub waiting: bool,
}

/// Every gap there is, by terminal.
pub async fn list_gaps(settlement: &Settlement, caller: &Caller) -> Result<Vec<Gap>> {
    let now = settlement.now()?;
    let municipality = caller.municipality;
    caller.require(Permission::TerminalsRead)?;
    settlement
        .database
        .transaction("list_gaps", municipality, async |tx| {
            sql::get_gaps()
                .bind(tx, &municipality.as_str())
                .all()
                .await?
                .into_iter()
                .map(|row| gap(&row, now))
                .collect()
        })
        .await
}

fn gap(row: &sql::GetGaps, now: Timestamp) -> Result<Gap> {
    let since = Timestamp::from(row.since);
    Ok(Gap {
        terminal: row
            .terminal
            .parse()
            .map_err(|error| Error::damaged("terminal id", error))?,
        first_missing: row.first_missing,
        last_missing: row.last_missing,
        since,
        last_trip_at: row.last_trip_at.into(),
        waiting: now.seconds_since(since) < WAITING_S,
    })
}
