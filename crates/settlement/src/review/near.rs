//! What is near to trips that arrive.
//!
//! Asked in two steps, since near to most trips there is nothing: first which trips there
//! are at the same time, with everything else that is asked about a batch; then, if there
//! are any, what they were. What a registrant did around the day is told by what counts
//! for it already.

use std::collections::{BTreeSet, HashSet};

use domain::{MunicipalityCode, RegistrantId, ServiceDate, Timestamp, TripId};
use queries::queries::review::{self as sql, RideRow};
use uuid::Uuid;
use wire::TripRecord;

use super::found::{LONGEST_TRIP_S, Ride, end_of};
use super::parameters::MOST_MINUTES_BETWEEN;
use crate::intake::book::column;
use crate::{Error, Result, Transaction};

/// A trip of the same registrant that begins so much earlier or later bears on no other.
const APART_S: i64 = LONGEST_TRIP_S + 60 * MOST_MINUTES_BETWEEN;

/// Days on which registrants have claims, also such as gave nothing.
pub(crate) type ClaimedDays = HashSet<(RegistrantId, ServiceDate)>;

/// What may be near to a batch.
pub(crate) struct Near {
    /// Trips at the same time, of the same vehicle or driver, or next in the chain.
    pub(crate) trips: Vec<Uuid>,
    /// Of the registrants of the batch.
    pub(crate) claimed_days: ClaimedDays,
}

/// The days on which a registrant's other trips may bear on one that began then.
pub(crate) fn days_around(boarded_at: Timestamp) -> BTreeSet<ServiceDate> {
    [-APART_S, 0, APART_S]
        .map(|seconds| ServiceDate::of(boarded_at.plus_seconds(seconds)))
        .into()
}

/// Whether two trips were under way at the same time, each from when to when.
pub(crate) fn at_once(one: (Timestamp, Timestamp), other: (Timestamp, Timestamp)) -> bool {
    let ends = [one, other].map(|(boarded_at, alighted_at)| end_of(boarded_at, alighted_at));
    one.0.max(other.0) < ends[0].min(ends[1])
}

/// Trips taken in before, of the same vehicle or driver as one of `records` and at the
/// same time.
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
    let days = arriving.flat_map(|ride| {
        let around = days_around(ride.boarded_at);
        ride.riders.iter().flat_map(move |(_ordinal, registrant)| {
            let of_registrant = around.iter().map(|date| (registrant.clone(), *date));
            of_registrant.collect::<Vec<_>>()
        })
    });
    let days: BTreeSet<_> = days.filter(|day| near.claimed_days.contains(day)).collect();
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
