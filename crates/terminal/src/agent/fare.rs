//! From the trip and its taps to what the passenger is told.

use domain::{RegistrantId, ServiceDate, Trip, Yen, YenOverflow};
use rules::{Claim, Decision, Rider, Scheme, Tally, Used, Version};
use wire::Shown;

use super::error::AgentError;
use super::open_trip::DecidedFare;
use crate::bundle::Loaded;
use crate::reasons;
use crate::tap::AcceptedTap;

/// Decides `trip` with `taps` by the bundle's scheme, with `at_risk` promised
/// already without the service. Where no scheme is in force nothing is
/// subsidised.
pub(super) fn decide(
    loaded: Option<&Loaded>,
    trip: Trip,
    taps: &[AcceptedTap],
    at_risk: Yen,
) -> Result<DecidedFare, AgentError> {
    trip.check()?;
    let in_force = loaded.and_then(|loaded| loaded.scheme_on(ServiceDate::of(trip.boarded_at)));
    let Some((scheme, version)) = in_force else {
        return without_scheme(trip, taps);
    };
    let mut riders = riders(version, taps)?;
    let mut decision = decided(scheme, &trip, &riders)?;
    let exceeded = match version.rules().offline.exposure {
        Some(most) if !is_online(taps) => {
            let promised = at_risk.checked_add(decision.subsidy)?;
            (decision.subsidy > Yen::ZERO && promised > most).then_some(most)
        }
        _ => None,
    };
    if let Some(most) = exceeded {
        for rider in &mut riders {
            rider.units = Some(0);
        }
        decision = decided(scheme, &trip, &riders)?;
        for claim in &mut decision.claims {
            claim.reasons = vec![reasons::offline_exposure(most)];
        }
    }
    Ok(DecidedFare {
        trip,
        shown: shown(&decision, taps),
        decision: Some(decision),
        withheld: exceeded.is_some(),
    })
}

fn decided(scheme: &Scheme, trip: &Trip, riders: &[Rider]) -> Result<Decision, AgentError> {
    Ok(rules::decide(scheme, trip, riders)?.into_decision(scheme.id(), riders))
}

fn without_scheme(trip: Trip, taps: &[AcceptedTap]) -> Result<DecidedFare, AgentError> {
    let shown = Shown {
        scheme: None,
        version: None,
        claims_yen: vec![Yen::ZERO; taps.len()],
        subsidy_yen: Yen::ZERO,
        passenger_pays_yen: trip.fare.total()?,
        online: is_online(taps),
    };
    Ok(DecidedFare {
        trip,
        decision: None,
        shown,
        withheld: false,
    })
}

fn shown(decision: &Decision, taps: &[AcceptedTap]) -> Shown {
    Shown {
        scheme: Some(decision.scheme.clone()),
        version: Some(decision.version.clone()),
        claims_yen: decision.claims.iter().map(|claim| claim.subsidy).collect(),
        subsidy_yen: decision.subsidy,
        passenger_pays_yen: decision.passenger_pays,
        online: is_online(taps),
    }
}

/// Whether the service has answered for every tap.
fn is_online(taps: &[AcceptedTap]) -> bool {
    taps.iter().all(|tap| tap.online)
}

/// The registrants aboard as far as a taxi may know them: `rider-1`, `rider-2`,
/// … in the order of their taps.
///
/// A taxi is told no ground but those that the rules ask for. The service has
/// looked at the others before it accepted the tap, so a rider of whom none was
/// told stands here with one that makes no difference.
pub(super) fn riders(version: &Version, taps: &[AcceptedTap]) -> Result<Vec<Rider>, AgentError> {
    taps.iter()
        .zip(1_u32..)
        .map(|(tap, number)| {
            Ok(Rider {
                id: rider_id(number)?,
                grounds: version.rules().with_assumed_ground(&tap.grounds),
                registered_on: tap.registered_on,
                units: tap.tap.units,
                instrument: tap.tap.instrument.clone(),
                assurance: tap.assurance,
                used: tap.used,
                refund_requested_on: None,
            })
        })
        .collect()
}

/// What each tap's registrant has used after this decision, in order.
pub(super) fn used_after(
    decision: &Decision,
    taps: &[AcceptedTap],
) -> Result<Vec<Used>, YenOverflow> {
    let after = |(tap, claim): (&AcceptedTap, &Claim)| {
        tap.used.plus(Tally::of_trip(claim.units, claim.subsidy))
    };
    taps.iter().zip(&decision.claims).map(after).collect()
}

fn rider_id(number: u32) -> Result<RegistrantId, AgentError> {
    Ok(RegistrantId::new(format!("rider-{number}"))?)
}
