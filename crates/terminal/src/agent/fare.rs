//! From the trip and its taps to what the passenger is told.

use domain::{RegistrantId, ServiceDate, Trip, Yen};
use rules::lines::Counters;
use rules::{Decision, Rider, Version};
use wire::Shown;

use super::error::AgentError;
use super::open_trip::DecidedFare;
use crate::bundle::Loaded;
use crate::tap::AcceptedTap;

/// Decides `trip` with `taps` by the bundle's scheme. Where no scheme is in
/// force nothing is subsidised.
pub(super) fn decide(
    loaded: Option<&Loaded>,
    trip: Trip,
    taps: &[AcceptedTap],
) -> Result<DecidedFare, AgentError> {
    trip.check()?;
    let in_force = loaded.and_then(|loaded| loaded.scheme_on(ServiceDate::of(trip.boarded_at)));
    let decision = match in_force {
        Some((scheme, version)) => Some(rules::decide(scheme, &trip, &riders(version, taps)?)?),
        None => None,
    };
    let shown = match &decision {
        Some(decision) => shown(decision, taps),
        None => Shown {
            scheme: None,
            version: None,
            claims_yen: vec![Yen::ZERO; taps.len()],
            subsidy_yen: Yen::ZERO,
            passenger_pays_yen: trip.fare.total()?,
            online: is_online(taps),
        },
    };
    Ok(DecidedFare {
        trip,
        decision,
        shown,
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
/// A taxi is not told on what ground somebody is eligible. The service has
/// looked at that before it accepted the tap, so each rider stands here with
/// the first ground that the version names.
pub(super) fn riders(version: &Version, taps: &[AcceptedTap]) -> Result<Vec<Rider>, AgentError> {
    let grounds: Vec<String> = version
        .rules()
        .eligibility
        .grounds
        .first()
        .map(|ground| ground.id.clone())
        .into_iter()
        .collect();
    taps.iter()
        .zip(1_u32..)
        .map(|(tap, number)| {
            Ok(Rider {
                id: rider_id(number)?,
                grounds: grounds.clone(),
                registered_on: tap.registered_on,
                units: tap.tap.units,
                instrument: tap.tap.instrument.clone(),
                assurance: tap.assurance,
                used: tap.used,
            })
        })
        .collect()
}

/// What each tap's registrant has used after this decision, in order.
pub(super) fn used_after(
    version: &Version,
    date: ServiceDate,
    decision: &Decision,
    taps: &[AcceptedTap],
) -> Vec<rules::Used> {
    let mut counters = Counters::default();
    taps.iter()
        .zip(&decision.claims)
        .map(|(tap, claim)| {
            counters.used(&claim.registrant, date, tap.used);
            counters.add(version, date, claim);
            counters.peek(&claim.registrant, date).unwrap_or(tap.used)
        })
        .collect()
}

fn rider_id(number: u32) -> Result<RegistrantId, AgentError> {
    Ok(RegistrantId::new(format!("rider-{number}"))?)
}
