//! Looking at a month as a whole, on its trips as they were signed.

use domain::{Assurance, Month, MunicipalityCode, Timestamp};

use super::found::Ride;
use super::parameters::Consequence;
use super::rules::{MonthRide, of_month};
use super::store;
use crate::access::{Caller, Permission};
use crate::decision::Grading;
use crate::month::{Recomputed, load, recompute_month};
use crate::registry::hold;
use crate::trail::perform;
use crate::{Result, Settlement, Transaction};

/// What looking at a month gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Scanned {
    /// Which month.
    pub month: Month,
    /// Trips looked at.
    pub trips: usize,
    /// Findings in all.
    pub findings: usize,
    /// Findings that are new.
    pub new: u64,
}

/// Looks at the trips booked in `month`. Looking again adds only what is new.
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
            let (scanned, _bears) = look(tx, of, &trips, now).await?;
            Ok(scanned)
        })
        .await
}

/// Looks at a month that is being closed, so that nobody can forget to. Whether what is
/// new bears on the money, so that the month has to be settled again.
pub(crate) async fn look_before_closing(
    tx: &Transaction<'_>,
    (municipality, month): (MunicipalityCode, Month),
    trips: &[Recomputed<'_>],
    now: Timestamp,
) -> Result<bool> {
    let (scanned, bears) = look(tx, (municipality, month), trips, now).await?;
    if scanned.new > 0 {
        tracing::info!(%municipality, %month, findings = scanned.new, "found something to review");
    }
    Ok(bears)
}

async fn look(
    tx: &Transaction<'_>,
    (municipality, month): (MunicipalityCode, Month),
    trips: &[Recomputed<'_>],
    now: Timestamp,
) -> Result<(Scanned, bool)> {
    let parameters = store::in_force(tx, municipality).await?;
    let rides = trips.iter().map(month_ride).collect::<Result<Vec<_>>>()?;
    let found = of_month(&parameters, month, &rides);
    let new = store::put(tx, municipality, &parameters, &found, now).await?;
    let bears = new > 0
        && found.iter().any(|one| {
            one.trip.is_some() && parameters.consequence(one.code) != Consequence::PayAndSample
        });
    let scanned = Scanned {
        month,
        trips: rides.len(),
        findings: found.len(),
        new,
    };
    Ok((scanned, bears))
}

fn month_ride(one: &Recomputed<'_>) -> Result<MonthRide> {
    let record = &one.trip.record;
    let usable = one
        .assessment
        .taps
        .iter()
        .filter_map(|tap| match tap.grading {
            Grading::Level(assurance) => Some(assurance),
            Grading::Refused(_) => None,
        });
    let weak = usable
        .clone()
        .filter(|assurance| !record.shown.online || *assurance < Assurance::A2);
    let count = |taps: usize| i64::try_from(taps).unwrap_or(i64::MAX);
    Ok(MonthRide {
        ride: Ride {
            trip: record.trip_id,
            operator: one.trip.operator.clone(),
            vehicle: record.vehicle.clone(),
            driver: record.driver.clone(),
            terminal: record.terminal.clone(),
            sequence: record.sequence,
            boarded_at: record.trip.boarded_at,
            alighted_at: record.trip.alighted_at,
            riders: one
                .assessment
                .claims
                .iter()
                .map(|claim| (claim.ordinal, claim.claim.registrant.clone()))
                .collect(),
        },
        boarding_area: record.trip.boarding_area,
        alighting_area: record.trip.alighting_area,
        fare: record.trip.fare.total()?,
        taps: count(usable.clone().count()),
        weak_taps: count(weak.count()),
    })
}
