//! Trips as the rules about a month look at them: those of a month that is at hand,
//! and those beside them that are booked in others.
//!
//! Deliberately absent: deciding again what is beside them. Its own month did, or will.

use std::collections::BTreeMap;

use domain::{Assurance, Month, MunicipalityCode, OperatorId, RegistrantId, ServiceDate};
use futures::{StreamExt as _, TryStreamExt as _};
use queries::queries::review::{self as sql, BesideRow};
use wire::TripRecord;

use super::found::Ride;
use super::rules::{MonthRide, Movement};
use crate::decision::Grading;
use crate::month::Recomputed;
use crate::month::load::Keys;
use crate::{Error, Result, Transaction};

/// Trips by the month that their service date lies in.
pub(super) fn by_month_driven_in(
    trips: &[Recomputed<'_>],
) -> Result<BTreeMap<Month, Vec<MonthRide>>> {
    let mut months: BTreeMap<Month, Vec<MonthRide>> = BTreeMap::new();
    for one in trips {
        let month = ServiceDate::of(one.trip.record.trip.boarded_at).month();
        months.entry(month).or_default().push(decided(one)?);
    }
    Ok(months)
}

/// Trips driven in a month that are booked in another one than `booked`.
pub(super) async fn rides_beside(
    tx: &Transaction<'_>,
    keys: &Keys,
    municipality: MunicipalityCode,
    (driven_in, booked): (Month, Month),
) -> Result<Vec<MonthRide>> {
    // One by one: a record is much larger than what is kept of it.
    sql::get_rides_beside()
        .bind(
            tx,
            &municipality.as_str(),
            &driven_in.first_day(),
            &booked.first_day(),
            &driven_in.next().first_day(),
        )
        .iter()
        .await?
        .map(|row| beside(keys, &row?))
        .try_collect()
        .await
}

fn decided(one: &Recomputed<'_>) -> Result<MonthRide> {
    let claims = one.assessment.claims.iter();
    let riders = claims.map(|claim| (claim.ordinal, claim.claim.registrant.clone()));
    let taps = one.assessment.taps.iter();
    let levels = taps.filter_map(|tap| match tap.grading {
        Grading::Level(assurance) => Some(assurance),
        Grading::Refused(_) => None,
    });
    let what = (&one.trip.record, &one.trip.operator);
    month_ride(what, riders.collect(), levels)
}

fn beside(keys: &Keys, row: &BesideRow) -> Result<MonthRide> {
    let damaged =
        |error: &dyn std::fmt::Display| Error::damaged(format!("trip {}", row.trip), error);
    let signed = (row.trip, row.terminal.as_str(), row.record.as_str());
    let record = keys.verified(signed, row.received_at.into())?;
    let operator = row.operator.parse().map_err(|error| damaged(&error))?;
    let riders = row.ordinals.iter().zip(&row.registrants);
    let riders = riders
        .map(|(ordinal, id)| Ok((*ordinal, id.parse().map_err(|error| damaged(&error))?)))
        .collect::<Result<_>>()?;
    let levels = row.assurances.iter().map(|level| level.parse());
    let levels: Vec<Assurance> = levels
        .collect::<std::result::Result<_, _>>()
        .map_err(|error| damaged(&error))?;
    month_ride((&record, &operator), riders, levels.into_iter())
}

fn month_ride(
    (record, operator): (&TripRecord, &OperatorId),
    riders: Vec<(i16, RegistrantId)>,
    levels: impl Iterator<Item = Assurance> + Clone,
) -> Result<MonthRide> {
    let count = |taps: usize| i64::try_from(taps).unwrap_or(i64::MAX);
    let weak = levels
        .clone()
        .filter(|assurance| !record.shown.online || *assurance < Assurance::A2);
    Ok(MonthRide {
        ride: Ride::of(record, operator, riders),
        boarding_area: record.trip.boarding_area,
        alighting_area: record.trip.alighting_area,
        fare: record.trip.fare.total()?,
        movement: Movement::of(record),
        weak_taps: count(weak.count()),
        taps: count(levels.count()),
    })
}
