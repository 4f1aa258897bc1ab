//! Two trips at once of a vehicle, a driver, a terminal or a registrant.
//!
//! A pair is told once, by the strongest of what it shares: one vehicle has one
//! driver and one terminal, so that the others follow from the first.

use std::collections::BTreeSet;

use domain::TripId;

use super::super::code::Code;
use super::super::found::{Evidence, Found, Ride};
use super::super::parameters::{Overlap, Parameters};
use super::grouped;

pub(super) fn overlaps(parameters: &Parameters, rides: &[Ride]) -> Vec<Found> {
    let mut told = Told::default();
    for group in grouped(rides, |ride| ride, |ride| vec![&ride.vehicle]).values() {
        told.pairs(Code::VehicleOverlap, parameters.vehicle_overlap, group);
    }
    for group in grouped(rides, |ride| ride, |ride| vec![&ride.driver]).values() {
        told.pairs(Code::DriverOverlap, parameters.driver_overlap, group);
    }
    for group in grouped(rides, |ride| ride, |ride| vec![&ride.terminal]).values() {
        told.pairs(Code::TerminalOverlap, parameters.terminal_overlap, group);
    }
    let mut found = told.found;
    found.extend(of_registrants(parameters.registrant_overlap, rides));
    found
}

/// Of the registrant's tap only: the other riders of the two cars are no part of it.
fn of_registrants(parameters: Overlap, rides: &[Ride]) -> Vec<Found> {
    let riders = |ride: &'_ Ride| -> Vec<_> {
        ride.riders
            .iter()
            .map(|(_ordinal, id)| id.clone())
            .collect()
    };
    let mut found = Vec::new();
    for (registrant, group) in grouped(rides, |ride| ride, riders) {
        for (one, other) in overlapping(parameters, &group) {
            for (this, that) in [(one, other), (other, one)] {
                found.push(Found::on(
                    Code::RegistrantOverlap,
                    this,
                    this.ordinal_of(&registrant),
                    that.trip.to_string(),
                    evidence(one, other),
                ));
            }
        }
    }
    found
}

/// Pairs told so far.
#[derive(Default)]
struct Told {
    pairs: BTreeSet<(TripId, TripId)>,
    found: Vec<Found>,
}

impl Told {
    fn pairs(&mut self, code: Code, parameters: Overlap, group: &[&Ride]) {
        for (one, other) in overlapping(parameters, group) {
            let names = (one.trip.min(other.trip), one.trip.max(other.trip));
            if !self.pairs.insert(names) {
                continue;
            }
            for (this, that) in [(one, other), (other, one)] {
                let subject = that.trip.to_string();
                self.found
                    .push(Found::on(code, this, None, subject, evidence(one, other)));
            }
        }
    }
}

fn overlap(parameters: Overlap, one: &Ride, other: &Ride) -> bool {
    one.seconds_at_once(other) > i64::from(parameters.tolerance_seconds)
}

/// All pairs of a group, which is in order of boarding, that overlap.
fn overlapping<'a>(parameters: Overlap, group: &[&'a Ride]) -> Vec<(&'a Ride, &'a Ride)> {
    let mut pairs = Vec::new();
    let mut under_way: Vec<&Ride> = Vec::new();
    for ride in group {
        under_way.retain(|earlier| earlier.ended_at() > ride.boarded_at);
        for earlier in &under_way {
            if overlap(parameters, earlier, ride) {
                pairs.push((*earlier, *ride));
            }
        }
        under_way.push(ride);
    }
    pairs
}

fn evidence(one: &Ride, other: &Ride) -> Evidence {
    Evidence::new(
        [one.trip, other.trip],
        [("seconds_at_once", one.seconds_at_once(other))],
    )
}
