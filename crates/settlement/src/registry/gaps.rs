//! Records that are missing from a terminal's chain: signed, but not here.
//!
//! Nothing is kept of a gap: it is seen by the numbers on both its sides, and
//! ends when what is missing comes in. Deliberately absent: what a terminal has
//! signed after its last record here, which nobody but it can know.

use std::collections::BTreeMap;

use domain::{MunicipalityCode, OperatorId, TerminalId, Timestamp};
use queries::queries::registry as sql;

use crate::access::{Caller, Permission};
use crate::{Error, Result, Settlement, Transaction};

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
    /// When a record of the terminal last came in; to an operator, one of its own.
    pub last_trip_at: Timestamp,
    /// Whether they may still be on their way.
    pub waiting: bool,
}

/// Every gap there is, by terminal: for an operator's programs, those before a record of
/// its own.
pub async fn list_gaps(settlement: &Settlement, caller: &Caller) -> Result<Vec<Gap>> {
    caller.require(Permission::TerminalsRead)?;
    let (now, municipality) = (settlement.now()?, caller.municipality);
    // A chain is a terminal's, whose taxi may have been another operator's before: seen
    // without that one's trips it would have gaps that there are not.
    let gaps = settlement
        .database
        .transaction("list_gaps", municipality, async |tx| {
            gaps(tx, municipality, now).await
        })
        .await?;
    match caller.operator() {
        None => Ok(gaps),
        Some(operator) => own(settlement, caller, operator, gaps).await,
    }
}

/// Of the gaps those behind which the operator sees a record: asked in its own scope.
async fn own(
    settlement: &Settlement,
    caller: &Caller,
    operator: &OperatorId,
    gaps: Vec<Gap>,
) -> Result<Vec<Gap>> {
    let terminals: Vec<&str> = gaps.iter().map(|gap| gap.terminal.as_str()).collect();
    let behind: Vec<i64> = gaps
        .iter()
        .map(|gap| gap.last_missing.saturating_add(1))
        .collect();
    let seen = settlement
        .database
        .transaction("own_trips", caller.scope(), async |tx| {
            let rows = sql::get_own_trips()
                .bind(
                    tx,
                    &terminals,
                    &behind,
                    &caller.municipality.as_str(),
                    &operator.as_str(),
                )
                .all()
                .await?;
            Ok(rows)
        })
        .await?;
    let seen: BTreeMap<(String, i64), Timestamp> = seen
        .into_iter()
        .map(|row| ((row.terminal, row.sequence), row.last_trip_at.into()))
        .collect();
    Ok(gaps
        .into_iter()
        .filter_map(|gap| {
            let behind = gap.last_missing.saturating_add(1);
            let last_trip_at = *seen.get(&(gap.terminal.as_str().to_owned(), behind))?;
            Some(Gap {
                last_trip_at,
                ..gap
            })
        })
        .collect())
}

/// Every gap there is, for whoever is in a transaction of the municipality.
pub(crate) async fn gaps(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    now: Timestamp,
) -> Result<Vec<Gap>> {
    sql::get_gaps()
        .bind(tx, &municipality.as_str())
        .all()
        .await?
        .into_iter()
        .map(|row| gap(&row, now))
        .collect()
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
