//! Reading months and the records booked in them.

use std::collections::{BTreeMap, HashMap};

use domain::{Month, MunicipalityCode, Timestamp, Yen};
use queries::queries::{month as sql, registry as registry_sql};
use uuid::Uuid;
use wire::{Jws, Kind, PublicKey, TripRecord};

use super::recompute::RecordedTrip;
use super::state::MonthState;
use crate::registry::verify_by_one_of;
use crate::{Error, Result, Settlement, Transaction};

/// A month as a clerk sees it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct MonthSummary {
    /// Which month.
    pub month: Month,
    /// Where it stands.
    pub state: MonthState,
    /// Trips booked into it.
    pub trips: i64,
    /// Claims on them.
    pub claims: i64,
    /// What they come to, as decided at intake.
    pub claims_yen: Yen,
    /// Claims that wait for a person.
    pub held: i64,
    /// Records of the municipality that were not taken in, in all months.
    pub set_aside: i64,
}

/// All months of a municipality, the earliest first.
pub async fn summaries(
    settlement: &Settlement,
    municipality: MunicipalityCode,
) -> Result<Vec<MonthSummary>> {
    settlement
        .database
        .transaction("month_summaries", municipality, async |tx| {
            let set_aside = sql::count_set_aside()
                .bind(tx, &municipality.as_str())
                .one()
                .await?;
            sql::get_month_summaries()
                .bind(tx, &municipality.as_str())
                .all()
                .await?
                .into_iter()
                .map(|row| {
                    Ok(MonthSummary {
                        month: row.month.into(),
                        state: month_state(&row.state)?,
                        trips: row.trips,
                        claims: row.claims,
                        claims_yen: Yen::new(row.claims_yen),
                        held: row.held,
                        set_aside,
                    })
                })
                .collect()
        })
        .await
}

fn month_state(text: &str) -> Result<MonthState> {
    match text {
        "open" => Ok(MonthState::Open),
        "closing" => Ok(MonthState::Closing),
        "closed" => Ok(MonthState::Closed),
        _ => Err(Error::damaged("state of a month", text)),
    }
}

/// The first month, and where each month on record stands.
pub(crate) async fn months(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
) -> Result<(Month, BTreeMap<Month, MonthState>)> {
    let name = municipality.as_str();
    let first = registry_sql::get_municipality()
        .bind(tx, &name)
        .opt()
        .await?
        .ok_or_else(|| no_such_municipality(municipality))?
        .first_month
        .into();
    let months = sql::get_months()
        .bind(tx, &name)
        .all()
        .await?
        .into_iter()
        .map(|row| Ok((Month::from(row.month), month_state(&row.state)?)))
        .collect::<Result<_>>()?;
    Ok((first, months))
}

fn no_such_municipality(municipality: MunicipalityCode) -> Error {
    Error::not_found(
        "no_such_municipality",
        format!("市町村{municipality}は登録されていません。"),
        format!("There is no municipality {municipality}; import its registry file first."),
    )
}

/// The records booked in the months from `from` to `until`, verified again, in
/// the order in which they are decided.
pub(crate) async fn trips(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    (from, until): (Month, Month),
) -> Result<Vec<RecordedTrip>> {
    let keys = Keys::of(tx, municipality).await?;
    sql::get_month_records()
        .bind(
            tx,
            &municipality.as_str(),
            &from.first_day(),
            &until.first_day(),
        )
        .all()
        .await?
        .into_iter()
        .map(|row| {
            let damaged =
                |error: &dyn std::fmt::Display| Error::damaged(format!("trip {}", row.trip), error);
            let received_at = Timestamp::from(row.received_at);
            let signed = (row.trip, row.terminal.as_str(), row.record.as_str());
            Ok(RecordedTrip {
                record: keys.verified(signed, received_at)?,
                operator: row.operator.parse().map_err(|error| damaged(&error))?,
                booked_month: row.booked_month.into(),
                received_at,
            })
        })
        .collect()
}

/// Every key that a terminal has had and since when, the last one first. One that
/// was revoked later was good when the records came in that are here.
pub(crate) struct Keys(HashMap<String, Vec<(Timestamp, PublicKey)>>);

impl Keys {
    pub(crate) async fn of(tx: &Transaction<'_>, municipality: MunicipalityCode) -> Result<Self> {
        let mut keys: HashMap<String, Vec<(Timestamp, PublicKey)>> = HashMap::new();
        let rows = registry_sql::get_terminal_keys()
            .bind(tx, &municipality.as_str())
            .all()
            .await?;
        for row in rows.into_iter().rev() {
            let key = PublicKey::try_from(row.public_key.as_slice())
                .map_err(|error| Error::damaged(format!("terminal {}", row.terminal), error))?;
            let of_terminal = keys.entry(row.terminal).or_default();
            of_terminal.push((row.enrolled_at.into(), key));
        }
        Ok(Self(keys))
    }

    /// The content of a trip's record, by a key that its terminal had when it came in.
    pub(crate) fn verified(
        &self,
        (trip, terminal, record): (Uuid, &str, &str),
        received_at: Timestamp,
    ) -> Result<TripRecord> {
        let damaged = |error: &dyn std::fmt::Display| Error::damaged(format!("trip {trip}"), error);
        let then = self
            .0
            .get(terminal)
            .into_iter()
            .flatten()
            .filter(|(since, _key)| *since <= received_at)
            .map(|(_since, key)| (key, ()));
        let jws = Jws::unverified(record);
        let (record, ()): (TripRecord, ()) =
            verify_by_one_of(Kind::Trip, &jws, then).map_err(|error| damaged(&error))?;
        if record.trip_id.as_uuid() != trip {
            return Err(damaged(&"its record is of another trip"));
        }
        Ok(record)
    }
}
