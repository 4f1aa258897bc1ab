//! What is near to trips that arrive.
//!
//! Asked in two steps, since near to most trips there is nothing: first which trips there
//! are at the same time, with everything else that is asked about a batch; then, if there
//! are any, what they were. What a registrant did around the day is told by what counts
//! for it already.

use std::collections::BTreeSet;

use domain::{MunicipalityCode, RegistrantId, ServiceDate, Timestamp, TripId};
use queries::queries::review::{self as sql, RideRow};
use uuid::Uuid;
use wire::TripRecord;

use super::found::{LONGEST_TRIP_S, Ride, end_of};
use super::parameters::MOST_MINUTES_BETWEEN;
use crate::intake::book::column;
use crate::register::batch::ClaimedDays;
use crate::{Error, Result, Transaction};

/// A trip of the same registrant that begins so much earlier or later bears on no other.
const APART_S: i64 = LONGEST_TRIP_S + 60 * MOST_MINUTES_BETWEEN;

/// What may be near to a batch.
pub(crate) struct Near {
    /// Trips at the same time, of the same vehicle, driver or terminal.
    pub(crate) trips: Vec<Uuid>,
    /// Of the registrants of the batch.
    pub(crate) claimed_days: ClaimedDays,
}

/// The days on which a registrant's other trips may bear on one that began then.
pub(crate) fn days_around(boarded_at: Timestamp) -> [ServiceDate; 3] {
    [-APART_S, 0, APART_S].map(|seconds| ServiceDate::of(boarded_at.plus_seconds(seconds)))
}

/// Trips taken in before, of the same vehicle, driver or terminal as one of `records` and
/// at the same time.
pub(crate) async fn trips_at_once(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    records: &[&TripRecord],
) -> Result<Vec<Uuid>> {
    let trips = sql::get_trips_at_once()
        .bind(
            tx,
            &column(records, |record| record.vehicle.as_str()),
            &column(records, |record| record.driver.as_str()),
            &column(records, |record| record.terminal.as_str()),
            &column(records, |record| record.trip.boarded_at.in_japan()),
            &column(records, |record| {
                end_of(record.trip.boarded_at, record.trip.alighted_at).in_japan()
            }),
            &municipality.as_str(),
        )
        .all()
        .await?;
    Ok(trips)
}

/// The trips near to `arriving`.
pub(super) async fn rides_near(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    near: &Near,
    arriving: impl Iterator<Item = &Ride>,
) -> Result<Vec<Ride>> {
    let days: BTreeSet<_> = arriving
        .flat_map(days)
        .filter(|day| near.claimed_days.contains(day))
        .collect();
    if near.trips.is_empty() && days.is_empty() {
        return Ok(Vec::new());
    }
    let (registrants, dates): (Vec<&str>, Vec<_>) = days
        .iter()
        .map(|(registrant, date)| (registrant.as_str(), date.date()))
        .unzip();
    sql::get_rides_near()
        .bind(
            tx,
            &near.trips,
            &registrants,
            &dates,
            &municipality.as_str(),
        )
        .all()
        .await?
        .into_iter()
        .map(|row| ride(&row))
        .collect()
}

/// The days on which the riders' other trips may bear on this one.
fn days(ride: &Ride) -> impl Iterator<Item = (RegistrantId, ServiceDate)> {
    let around = days_around(ride.boarded_at);
    ride.riders
        .iter()
        .flat_map(move |(_ordinal, registrant)| around.map(|date| (registrant.clone(), date)))
}

fn ride(row: &RideRow) -> Result<Ride> {
    let damaged =
        |error: &dyn std::fmt::Display| Error::damaged(format!("trip {}", row.trip), error);
    let riders = row.ordinals.iter().zip(&row.registrants);
    Ok(Ride {
        trip: TripId::try_from(row.trip).map_err(|error| damaged(&error))?,
        operator: row.operator.parse().map_err(|error| damaged(&error))?,
        vehicle: row.vehicle.parse().map_err(|error| damaged(&error))?,
        driver: row.driver.parse().map_err(|error| damaged(&error))?,
        terminal: row.terminal.parse().map_err(|error| damaged(&error))?,
        sequence: u64::try_from(row.sequence).map_err(|error| damaged(&error))?,
        boarded_at: row.boarded_at.into(),
        alighted_at: row.alighted_at.into(),
        riders: riders
            .map(|(ordinal, id)| Ok((*ordinal, id.parse().map_err(|error| damaged(&error))?)))
            .collect::<Result<_>>()?,
    })
}
