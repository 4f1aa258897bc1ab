//! Looking at trips as they come in, with those near to them.
//!
//! What is found of a trip of the batch bears on its claim at once; what is found of a
//! neighbour is booked when its month is closed, or the month after.

use std::collections::HashSet;
use std::sync::Arc;

use domain::{DeclarationReason, MunicipalityCode, Timestamp, TripId};
use rules::Treatment;

use super::code::Code;
use super::found::{Evidence, Found, Ride};
use super::near::{Near, rides_near};
use super::reviewed::Reviewed;
use super::rules::{Movement, no_movement};
use super::{rules as review_rules, store};
use crate::decision::Assessment;
use crate::{Result, Transaction};

/// A trip that is about to be written.
pub(crate) struct Arriving<'a> {
    /// As the rules look at it.
    pub(crate) ride: Ride,
    /// How the taxi moved.
    pub(crate) movement: Movement,
    /// Its claims, to be put under what is found.
    pub(crate) assessment: &'a mut Assessment,
}

/// Looks at a batch. The trips must not be written yet, the findings are to be
/// written after them.
pub(crate) async fn look(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    arriving: &mut [Arriving<'_>],
    near: &Near,
    now: Timestamp,
) -> Result<Findings> {
    let parameters = store::in_force(tx, municipality).await?;
    let new: HashSet<TripId> = arriving.iter().map(|one| one.ride.trip).collect();
    let arrived = arriving.iter().map(|one| &one.ride);
    let mut rides = rides_near(tx, municipality, near, arrived).await?;
    rides.retain(|ride| !new.contains(&ride.trip));
    rides.extend(arriving.iter().map(|one| one.ride.clone()));
    let mut found = review_rules::near(&parameters, &rides);
    // Of what lies between two earlier trips only, it was told when they came.
    found.retain(|one| one.evidence.trips.iter().any(|trip| new.contains(trip)));
    found.extend(
        arriving
            .iter()
            .filter_map(|one| no_movement(parameters.no_movement, &one.ride, one.movement)),
    );
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

/// What the scheme itself holds waits in the same queue; of a number that was declared
/// with why no card was read.
fn held_by_scheme(one: &Arriving<'_>) -> Vec<Found> {
    let held = one.assessment.claims.iter();
    held.filter(|claim| claim.ruled.treatment == Treatment::Hold)
        .map(|claim| {
            let evidence = Evidence::new([one.ride.trip], [("tap", i64::from(claim.ordinal))]);
            let tap = usize::try_from(claim.ordinal - 1).ok();
            let tap = tap.and_then(|place| one.assessment.taps.get(place));
            let declared = tap.and_then(|tap| tap.declared);
            Found::on(
                Code::HeldByScheme,
                &one.ride,
                Some(claim.ordinal),
                declared.map_or("", DeclarationReason::as_str),
                evidence,
            )
        })
        .collect()
}
