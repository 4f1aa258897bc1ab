//! Looking at trips as they come in, with those near to them.
//!
//! One query for the neighbours of the whole batch. What is found of a trip of the
//! batch bears on its claim at once; what is found of a neighbour is booked when
//! its month is closed, or the month after.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use domain::{MunicipalityCode, RegistrantId, ServiceDate, Timestamp, TripId};
use queries::queries::review::{self as sql, RideRow};
use rules::Treatment;

use super::code::Code;
use super::found::{Evidence, Found, LONGEST_TRIP_S, Ride};
use super::parameters::MOST_MINUTES_BETWEEN;
use super::reviewed::Reviewed;
use super::{rules as review_rules, store};
use crate::decision::Assessment;
use crate::{Error, Result, Transaction};

/// A trip that is about to be written.
pub(crate) struct Arriving<'a> {
    /// As the rules look at it.
    pub(crate) ride: Ride,
    /// Its claims, to be put under what is found.
    pub(crate) assessment: &'a mut Assessment,
}

/// A trip of the same registrant that begins so much earlier or later bears on no other.
const APART_S: i64 = LONGEST_TRIP_S + 60 * MOST_MINUTES_BETWEEN;

/// Looks at a batch. The trips must not be written yet, the findings are to be
/// written after them.
pub(crate) async fn look(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    arriving: &mut [Arriving<'_>],
    now: Timestamp,
) -> Result<Findings> {
    let parameters = store::in_force(tx, municipality).await?;
    let new: HashSet<TripId> = arriving.iter().map(|one| one.ride.trip).collect();
    let mut rides = rides_near(tx, municipality, arriving).await?;
    rides.retain(|ride| !new.contains(&ride.trip));
    rides.extend(arriving.iter().map(|one| one.ride.clone()));
    let mut found = review_rules::near(&parameters, &rides);
    // Of what lies between two earlier trips only, it was told when they came.
    found.retain(|one| one.evidence.trips.iter().any(|trip| new.contains(trip)));
    found.extend(arriving.iter().flat_map(held_by_scheme));
    let reviewed = Reviewed::fresh(&parameters, &found, now);
    for one in arriving {
        reviewed.apply(one.ride.trip, &mut one.assessment.claims, now);
    }
    Ok(Findings { parameters, found })
}

/// What was found of a batch.
pub(crate) struct Findings {
    parameters: Arc<super::parameters::Parameters>,
    found: Vec<Found>,
}

impl Findings {
    /// Writes them, once their trips are written.
    pub(crate) async fn put(
        self,
        tx: &Transaction<'_>,
        municipality: MunicipalityCode,
        now: Timestamp,
    ) -> Result<()> {
        let new = store::put(tx, municipality, &self.parameters, &self.found, now).await?;
        if new > 0 {
            tracing::info!(%municipality, findings = new, "found something to review");
        }
        Ok(())
    }
}

/// What the scheme itself holds waits in the same queue.
fn held_by_scheme(one: &Arriving<'_>) -> Vec<Found> {
    let held = one.assessment.claims.iter();
    held.filter(|claim| claim.ruled.treatment == Treatment::Hold)
        .map(|claim| {
            let evidence = Evidence::new([one.ride.trip], [("tap", i64::from(claim.ordinal))]);
            Found::on(
                Code::HeldByScheme,
                &one.ride,
                Some(claim.ordinal),
                "",
                evidence,
            )
        })
        .collect()
}

async fn rides_near(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    arriving: &[Arriving<'_>],
) -> Result<Vec<Ride>> {
    let Some(first) = arriving.first() else {
        return Ok(Vec::new());
    };
    let rides: Vec<&Ride> = arriving.iter().map(|one| &one.ride).collect();
    let column = |cell: fn(&Ride) -> &str| rides.iter().map(|ride| cell(ride)).collect::<Vec<_>>();
    let boarded: Vec<_> = rides
        .iter()
        .map(|ride| ride.boarded_at.in_japan())
        .collect();
    let ended: Vec<_> = rides
        .iter()
        .map(|ride| ride.ended_at().in_japan())
        .collect();
    let neighbours: BTreeSet<(&str, i64)> = rides
        .iter()
        .filter_map(|ride| Some((ride.terminal.as_str(), i64::try_from(ride.sequence).ok()?)))
        .flat_map(|(terminal, number)| {
            [number - 1, number.saturating_add(1)].map(|number| (terminal, number))
        })
        .collect();
    let (terminals, sequences): (Vec<&str>, Vec<i64>) = neighbours.into_iter().unzip();
    let days = rides.iter().flat_map(|ride| days(ride));
    let days: BTreeSet<(&RegistrantId, ServiceDate)> = days.collect();
    let (registrants, dates): (Vec<&str>, Vec<_>) = days
        .into_iter()
        .map(|(registrant, date)| (registrant.as_str(), date.date()))
        .unzip();
    sql::get_rides_near()
        .bind(
            tx,
            &column(|ride| ride.vehicle.as_str()),
            &boarded,
            &ended,
            &municipality.as_str(),
            &column(|ride| ride.driver.as_str()),
            &terminals,
            &sequences,
            &registrants,
            &dates,
            &first.assessment.decision.scheme.as_str(),
        )
        .all()
        .await?
        .into_iter()
        .map(|row| ride(&row))
        .collect()
}

/// The days on which a registrant's other trips may bear on this one.
fn days(ride: &Ride) -> impl Iterator<Item = (&RegistrantId, ServiceDate)> {
    let around = [-APART_S, 0, APART_S];
    ride.riders.iter().flat_map(move |(_ordinal, registrant)| {
        around.map(|seconds| {
            (
                registrant,
                ServiceDate::of(ride.boarded_at.plus_seconds(seconds)),
            )
        })
    })
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
