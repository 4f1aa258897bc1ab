//! Looking at a month as a whole, on its trips as they were signed.
//!
//! Looked at are the trips booked in the month, each among all that were driven in the
//! same month, whenever those were booked. So a trip that comes after its month was closed
//! is counted with its neighbours there and not with strangers of the month it is booked
//! in; what is found of a neighbour that is settled already is booked as an adjustment of
//! the month that closes now. Deliberately absent: pairs on both sides of a month's end.
//!
//! What the rules need of a month is held at once, half a kilobyte a trip beside the
//! records that closing holds anyway.

use std::collections::HashSet;

use domain::{Month, MunicipalityCode, Timestamp, TripId};
use rules::diff::Notch;

use super::found::Found;
use super::notches::notches_of;
use super::parameters::{Consequence, Parameters};
use super::rides::{by_month_driven_in, rides_beside};
use super::rules::{MonthRide, of_month};
use super::store;
use crate::access::{Caller, Permission};
use crate::month::{Recomputed, load, recompute_month};
use crate::registry::hold;
use crate::trail::perform;
use crate::{Result, Settlement, Transaction};

/// What looking at a month gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Scanned {
    /// Which month.
    pub month: Month,
    /// Trips booked in it, which were looked at.
    pub trips: usize,
    /// Findings in all.
    pub findings: usize,
    /// Findings that are new.
    pub new: u64,
}

/// Looks at the trips booked in `month` among those driven with them. Looking again adds
/// only what is new.
pub async fn scan(settlement: &Settlement, caller: &Caller, month: Month) -> Result<Scanned> {
    let (permission, act) = (Some(Permission::ReviewDecide), ("scan_month", month));
    perform(settlement, caller, permission, act, async || {
        scan_month(settlement, caller.municipality, month).await
    })
    .await
}

async fn scan_month(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    month: Month,
) -> Result<Scanned> {
    settlement
        .database
        .transaction("scan_month", municipality, async |tx| {
            let now = hold(settlement, tx, municipality).await?;
            let trips = load::trips(tx, municipality, (month, month)).await?;
            let of = (municipality, month);
            let trips = recompute_month(settlement, tx, of, &trips, now).await?;
            let (scanned, _bears) = look(settlement, tx, of, &trips, now).await?;
            Ok(scanned)
        })
        .await
}

/// Looks at a month that is being closed, so that nobody can forget to. Whether what is
/// new bears on the money, so that the month has to be settled again.
pub(crate) async fn look_before_closing(
    settlement: &Settlement,
    tx: &Transaction<'_>,
    (municipality, month): (MunicipalityCode, Month),
    trips: &[Recomputed<'_>],
    now: Timestamp,
) -> Result<bool> {
    let (scanned, bears) = look(settlement, tx, (municipality, month), trips, now).await?;
    if scanned.new > 0 {
        tracing::info!(%municipality, %month, findings = scanned.new, "found something to review");
    }
    Ok(bears)
}

async fn look(
    settlement: &Settlement,
    tx: &Transaction<'_>,
    (municipality, month): (MunicipalityCode, Month),
    trips: &[Recomputed<'_>],
    now: Timestamp,
) -> Result<(Scanned, bool)> {
    let parameters = store::in_force(tx, municipality).await?;
    let keys = load::Keys::of(tx, municipality).await?;
    let mut found = Vec::new();
    for (driven_in, rides) in by_month_driven_in(trips)? {
        let beside = rides_beside(tx, &keys, municipality, (driven_in, month)).await?;
        let of = (municipality, driven_in);
        let notches = notches_of(tx, &settlement.schemes, of, &parameters).await?;
        found.extend(odd_among(&parameters, &notches, driven_in, rides, beside));
    }
    let new = store::put(tx, municipality, &parameters, &found, now).await?;
    let bears = new > 0
        && found.iter().any(|one| {
            one.trip.is_some() && parameters.consequence(one.code) != Consequence::PayAndSample
        });
    let scanned = Scanned {
        month,
        trips: trips.len(),
        findings: found.len(),
        new,
    };
    Ok((scanned, bears))
}

/// What is odd of `rides` among all that were driven in their month. What lies among
/// those `beside` them only was told when they were looked at.
fn odd_among(
    parameters: &Parameters,
    notches: &[Notch],
    month: Month,
    mut rides: Vec<MonthRide>,
    beside: Vec<MonthRide>,
) -> Vec<Found> {
    if beside.is_empty() {
        return of_month(parameters, notches, month, &rides);
    }
    let own: HashSet<TripId> = rides.iter().map(|row| row.ride.trip).collect();
    rides.extend(beside);
    let mut found = of_month(parameters, notches, month, &rides);
    found.retain(|one| one.evidence.trips.iter().any(|trip| own.contains(trip)));
    found
}
