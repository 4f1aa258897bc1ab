//! What is not settled with the service, in figures and line by line.

use domain::Yen;
use serde::Serialize;

use super::{Outbox, unsigned};
use crate::database::DatabaseError;

/// What has not been acknowledged, in figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Exposure {
    /// Records the service has not answered.
    pub waiting: u64,
    /// Of these, records whose subsidy the service had not confirmed.
    pub at_risk_trips: u64,
    /// The subsidies of these together.
    pub at_risk_yen: Yen,
    /// Records the service holds against another with the same trip id.
    pub conflict: u64,
    /// Records the service did not take in.
    pub rejected: u64,
}

/// A record that is not settled, for people to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unsettled {
    /// Its sequence number.
    pub sequence: u64,
    /// Its trip.
    pub trip_id: String,
    /// When it was signed.
    pub signed_at: String,
    /// The subsidy the passenger was told.
    pub subsidy_yen: Yen,
    /// Whether the service had confirmed it then.
    pub online: bool,
    /// `waiting`, `conflict` or `rejected`.
    pub status: String,
    /// The service's sentence in Japanese, when it gave one.
    pub ja: Option<String>,
    /// The same in English.
    pub en: Option<String>,
}

impl Outbox {
    /// What has not been acknowledged.
    pub fn exposure(&self) -> Result<Exposure, DatabaseError> {
        self.database.read(|connection| {
            let figures = connection.query_row(
                "SELECT count(*) FILTER (WHERE status IS NULL),
                        count(*) FILTER (WHERE status IS NULL AND online = 0 AND subsidy_yen > 0),
                        coalesce(sum(subsidy_yen) FILTER (WHERE status IS NULL AND online = 0), 0),
                        count(*) FILTER (WHERE status = 'conflict'),
                        count(*) FILTER (WHERE status = 'rejected')
                   FROM record
                  WHERE status IS NULL OR status IN ('conflict', 'rejected')",
                [],
                |row| {
                    let (waiting, trips): (i64, i64) = (row.get(0)?, row.get(1)?);
                    let (yen, conflict, rejected): (i64, i64, i64) =
                        (row.get(2)?, row.get(3)?, row.get(4)?);
                    Ok((waiting, trips, yen, conflict, rejected))
                },
            )?;
            let (waiting, trips, yen, conflict, rejected) = figures;
            Ok(Exposure {
                waiting: unsigned(waiting)?,
                at_risk_trips: unsigned(trips)?,
                at_risk_yen: Yen::new(yen),
                conflict: unsigned(conflict)?,
                rejected: unsigned(rejected)?,
            })
        })
    }

    /// Every record that waits, conflicts or was rejected, oldest first.
    pub fn unsettled(&self) -> Result<Vec<Unsettled>, DatabaseError> {
        self.database.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT sequence, trip_id, signed_at, subsidy_yen, online,
                        coalesce(status, 'waiting'),
                        answer ->> '$.reason.ja', answer ->> '$.reason.en'
                   FROM record
                  WHERE status IS NULL OR status IN ('conflict', 'rejected')
                  ORDER BY sequence",
            )?;
            let rows = statement.query_map([], |row| {
                Ok((
                    row.get::<_, i64>(0)?,
                    Unsettled {
                        sequence: 0,
                        trip_id: row.get(1)?,
                        signed_at: row.get(2)?,
                        subsidy_yen: Yen::new(row.get(3)?),
                        online: row.get(4)?,
                        status: row.get(5)?,
                        ja: row.get(6)?,
                        en: row.get(7)?,
                    },
                ))
            })?;
            rows.map(|row| {
                let (sequence, unsettled) = row?;
                let sequence = unsigned(sequence)?;
                Ok(Unsettled {
                    sequence,
                    ..unsettled
                })
            })
            .collect()
        })
    }
}
