//! A fare without a ride: the meter charged and the car hardly moved, or went further than
//! one can drive in the time (rides that were bought from holders of cards).
//!
//! A record names municipalities and no places, so that boarding and alighting at one place
//! cannot be seen; what the meter charged for, how far it went and how long it took can.
//! Deliberately absent: fares by time alone. A meter counts while a taxi waits.

use domain::Yen;
use wire::TripRecord;

use super::super::code::Code;
use super::super::found::{Evidence, Found, Ride};
use super::super::parameters::NoMovement;

/// Meters tell whole minutes, and clocks differ.
const CLOCKS_DIFFER_S: i64 = 60;

/// What a record says of how a taxi moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Movement {
    /// Meter fare, without what is charged beside it.
    pub meter: Yen,
    /// In metres.
    pub distance_m: u32,
}

impl Movement {
    /// Of a signed record.
    pub fn of(record: &TripRecord) -> Self {
        Self {
            meter: record.trip.fare.meter_yen,
            distance_m: record.trip.distance_m,
        }
    }
}

/// The finding of a trip that somebody claimed on, by that trip alone.
pub fn no_movement(parameters: NoMovement, ride: &Ride, movement: Movement) -> Option<Found> {
    let seconds = ride.alighted_at.seconds_since(ride.boarded_at);
    let odd = hardly_moved(parameters, movement) || too_fast(parameters, movement, seconds);
    if ride.riders.is_empty() || !odd {
        return None;
    }
    let evidence = Evidence::new(
        [ride.trip],
        [
            ("distance_m", i64::from(movement.distance_m)),
            ("meter_yen", movement.meter.get()),
            ("seconds", seconds),
        ],
    );
    Some(Found::on(Code::NoMovement, ride, None, "", evidence))
}

fn hardly_moved(parameters: NoMovement, movement: Movement) -> bool {
    movement.distance_m <= parameters.up_to_m && movement.meter.get() >= parameters.from_yen
}

fn too_fast(parameters: NoMovement, movement: Movement, seconds: i64) -> bool {
    let metres_an_hour = 1_000 * i64::from(parameters.faster_than_kmh);
    let within = seconds.saturating_add(CLOCKS_DIFFER_S);
    3_600 * i64::from(movement.distance_m) > metres_an_hour.saturating_mul(within)
}
