//! Rides as tests tell them.

use domain::{Timestamp, TripId, Yen};

use super::super::found::Ride;
use super::{MonthRide, Movement};

pub(in crate::review) const MAEBASHI: &str = "102016";

/// A ride of `minutes`, `begin` minutes after nine o'clock.
pub(in crate::review) fn ride(
    number: u32,
    (vehicle, driver): (&str, &str),
    (begin, minutes): (i64, i64),
    riders: &[&str],
) -> Ride {
    let nine: Timestamp = "2026-10-05T09:00:00+09:00".parse().unwrap();
    let boarded_at = nine.plus_seconds(begin * 60);
    Ride {
        trip: trip(number),
        operator: "op-1".parse().unwrap(),
        vehicle: vehicle.parse().unwrap(),
        driver: driver.parse().unwrap(),
        terminal: format!("t-{vehicle}").parse().unwrap(),
        sequence: u64::from(number),
        boarded_at,
        alighted_at: boarded_at.plus_seconds(minutes * 60),
        riders: (1..)
            .zip(riders)
            .map(|(tap, id)| (tap, id.parse().unwrap()))
            .collect(),
    }
}

pub(in crate::review) fn trip(number: u32) -> TripId {
    format!("0192f0c1-0000-7000-8000-{number:012}")
        .parse()
        .unwrap()
}

/// The same, of a month.
pub(in crate::review) fn month_ride(ride: Ride, fare: i64) -> MonthRide {
    MonthRide {
        ride,
        boarding_area: MAEBASHI.parse().unwrap(),
        alighting_area: MAEBASHI.parse().unwrap(),
        fare: Yen::new(fare),
        movement: Movement {
            meter: Yen::new(fare),
            distance_m: 1_000,
        },
        taps: 1,
        weak_taps: 0,
    }
}
