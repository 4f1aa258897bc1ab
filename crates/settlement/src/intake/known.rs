//! What the database knows already of a batch's trips.

use std::collections::{BTreeSet, HashMap};

use domain::{Digest, Month, MunicipalityCode, OperatorId, ServiceDate, TripId};
use queries::queries::{intake as sql, month as month_sql, registry as registry_sql};
use wire::TerminalKeyId;
use wire::api::TripAnswer;

use super::read::ReadRecord;
use crate::{Error, Result, Transaction};

/// Trips, chain, vehicles, drivers and months.
pub(super) struct Known {
    /// Trips taken in before: digest of the record, and what it was answered.
    pub(super) trips: HashMap<TripId, (Digest, TripAnswer)>,
    /// The terminal's records by sequence number.
    pub(super) chain: HashMap<u64, Link>,
    /// Whose a vehicle is.
    pub(super) vehicles: HashMap<String, OperatorId>,
    /// Whose a driver is.
    pub(super) drivers: HashMap<String, OperatorId>,
    /// Into which month each month's trips are booked.
    pub(super) booking: Booking,
}

/// A record's place in its terminal's chain.
#[derive(Clone, Copy)]
pub(super) struct Link {
    /// Of the record itself.
    pub(super) digest: Digest,
    /// Of the record before it.
    pub(super) previous: Option<Digest>,
}

/// Locks the terminal and reads what is known. Later batches of the same
/// terminal wait, so that its chain grows in one place.
pub(super) async fn load(
    tx: &Transaction<'_>,
    terminal: &TerminalKeyId,
    records: &[&ReadRecord],
) -> Result<Known> {
    let municipality = terminal.municipality.as_str();
    let name = terminal.terminal.as_str();
    registry_sql::lock_terminal()
        .bind(tx, &municipality, &name)
        .one()
        .await?;
    Ok(Known {
        trips: known_trips(tx, terminal.municipality, records).await?,
        chain: chain(tx, terminal, records).await?,
        vehicles: vehicles(tx, terminal.municipality, records).await?,
        drivers: drivers(tx, terminal.municipality, records).await?,
        booking: Booking::load(tx, terminal.municipality, records).await?,
    })
}

async fn known_trips(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    records: &[&ReadRecord],
) -> Result<HashMap<TripId, (Digest, TripAnswer)>> {
    let ids: Vec<_> = records
        .iter()
        .map(|read| read.record.trip_id.as_uuid())
        .collect();
    sql::get_known_trips()
        .bind(tx, &municipality.as_str(), &ids)
        .all()
        .await?
        .into_iter()
        .map(|row| {
            let damaged =
                |error: &dyn std::fmt::Display| Error::damaged(format!("trip {}", row.trip), error);
            let id = TripId::try_from(row.trip).map_err(|error| damaged(&error))?;
            let digest =
                Digest::try_from(row.record_digest.as_slice()).map_err(|error| damaged(&error))?;
            let answer =
                serde_json::from_value(row.answer.clone()).map_err(|error| damaged(&error))?;
            Ok((id, (digest, answer)))
        })
        .collect()
}

async fn chain(
    tx: &Transaction<'_>,
    terminal: &TerminalKeyId,
    records: &[&ReadRecord],
) -> Result<HashMap<u64, Link>> {
    // Each record, the one before it and the one after it.
    let numbers: BTreeSet<i64> = records
        .iter()
        .filter_map(|read| i64::try_from(read.record.sequence).ok())
        .flat_map(|sequence| [sequence - 1, sequence, sequence.saturating_add(1)])
        .collect();
    let numbers: Vec<i64> = numbers.into_iter().collect();
    sql::get_chain()
        .bind(
            tx,
            &terminal.municipality.as_str(),
            &terminal.terminal.as_str(),
            &numbers,
        )
        .all()
        .await?
        .into_iter()
        .map(|row| {
            let damaged =
                |error: &dyn std::fmt::Display| Error::damaged(format!("trip {}", row.trip), error);
            let digest = |bytes: &[u8]| Digest::try_from(bytes).map_err(|error| damaged(&error));
            let link = Link {
                digest: digest(&row.record_digest)?,
                previous: row.previous_digest.as_deref().map(digest).transpose()?,
            };
            Ok((
                u64::try_from(row.sequence).map_err(|error| damaged(&error))?,
                link,
            ))
        })
        .collect()
}

async fn vehicles(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    records: &[&ReadRecord],
) -> Result<HashMap<String, OperatorId>> {
    let ids: Vec<&str> = records
        .iter()
        .map(|read| read.record.vehicle.as_str())
        .collect();
    sql::get_vehicle_operators()
        .bind(tx, &municipality.as_str(), &ids)
        .all()
        .await?
        .into_iter()
        .map(|row| Ok((row.vehicle, operator(&row.operator)?)))
        .collect()
}

async fn drivers(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    records: &[&ReadRecord],
) -> Result<HashMap<String, OperatorId>> {
    let ids: Vec<&str> = records
        .iter()
        .map(|read| read.record.driver.as_str())
        .collect();
    sql::get_driver_operators()
        .bind(tx, &municipality.as_str(), &ids)
        .all()
        .await?
        .into_iter()
        .map(|row| Ok((row.driver, operator(&row.operator)?)))
        .collect()
}

fn operator(text: &str) -> Result<OperatorId> {
    text.parse()
        .map_err(|error| Error::damaged("operator id", error))
}

/// A month as far as booking needs it.
struct MonthRow {
    month: Month,
    is_closed: bool,
}

fn closed(rows: Vec<MonthRow>) -> BTreeSet<Month> {
    rows.into_iter()
        .filter(|row| row.is_closed)
        .map(|row| row.month)
        .collect()
}

/// Which month a trip is booked into: its own while that is not closed, else the
/// first one after it that is not.
pub(super) struct Booking {
    first: Month,
    closed: BTreeSet<Month>,
}

impl Booking {
    /// Reads the months and opens those that the batch needs.
    async fn load(
        tx: &Transaction<'_>,
        municipality: MunicipalityCode,
        records: &[&ReadRecord],
    ) -> Result<Self> {
        let name = municipality.as_str();
        let first = registry_sql::get_municipality()
            .bind(tx, &name)
            .one()
            .await?;
        let mut booking = Self {
            first: first.first_month.into(),
            closed: BTreeSet::new(),
        };
        booking.closed = closed(
            month_sql::get_months()
                .bind(tx, &name)
                .map(|row| MonthRow {
                    month: row.month.into(),
                    is_closed: row.state == "closed",
                })
                .all()
                .await?,
        );
        loop {
            let needed: BTreeSet<Month> = records
                .iter()
                .filter(|read| read.fault.is_none())
                .filter_map(|read| booking.month(ServiceDate::of(read.record.trip.boarded_at)))
                .collect();
            for month in &needed {
                month_sql::open_month()
                    .bind(tx, &name, &month.first_day())
                    .await?;
            }
            // Locked, a month can no longer be closed under us; one that was
            // closed before we got the lock is passed over and the next taken.
            let days: Vec<_> = needed.iter().map(|month| month.first_day()).collect();
            let since = closed(
                month_sql::lock_months()
                    .bind(tx, &name, &days)
                    .map(|row| MonthRow {
                        month: row.month.into(),
                        is_closed: row.state == "closed",
                    })
                    .all()
                    .await?,
            );
            if since.is_empty() {
                return Ok(booking);
            }
            booking.closed.extend(since);
        }
    }

    /// None before the first month that is settled here.
    pub(super) fn month(&self, date: ServiceDate) -> Option<Month> {
        let mut month = date.month();
        if month < self.first {
            return None;
        }
        while self.closed.contains(&month) {
            month = month.next();
        }
        Some(month)
    }
}
