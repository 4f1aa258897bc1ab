//! Boarding in another municipality sooner than one can get there.
//!
//! A record names municipalities and no places, so that nothing can be said of
//! trips within one, and little of neighbours: hence weak evidence by default.
//!
//! It is asked of two trips alone, as with pieces of one ride: a third between them that
//! comes in later explains nothing away.

use super::super::code::Code;
use super::super::found::{Evidence, Found, LONGEST_TRIP_S};
use super::super::parameters::Soon;
use super::{MonthRide, grouped};

pub(super) fn travel(parameters: Soon, rides: &[MonthRide]) -> Vec<Found> {
    let keys = |row: &'_ MonthRide| -> Vec<_> {
        row.ride
            .riders
            .iter()
            .map(|(_ordinal, id)| id.clone())
            .collect()
    };
    let soon = 0..i64::from(parameters.within_minutes) * 60;
    let mut found = Vec::new();
    for (registrant, group) in grouped(rides, |row| &row.ride, keys) {
        for (index, after) in group.iter().enumerate() {
            // No trip that began earlier is over so shortly before this one.
            let earliest = after
                .ride
                .boarded_at
                .plus_seconds(-LONGEST_TRIP_S - soon.end);
            let near = |before: &&&MonthRide| before.ride.boarded_at >= earliest;
            for before in group.iter().take(index).rev().take_while(near) {
                let between = after.ride.boarded_at.seconds_since(before.ride.ended_at());
                if !soon.contains(&between) || is_possible(before, after) {
                    continue;
                }
                found.push(Found::on(
                    Code::ImpossibleTravel,
                    &after.ride,
                    after.ride.ordinal_of(&registrant),
                    before.ride.trip.to_string(),
                    Evidence::new(
                        [before.ride.trip, after.ride.trip],
                        [("seconds_between", between)],
                    ),
                ));
            }
        }
    }
    found
}

/// Whether one can board there at once: it is the same place, or the same taxi.
fn is_possible(before: &MonthRide, after: &MonthRide) -> bool {
    before.alighting_area == after.boarding_area || before.ride.vehicle == after.ride.vehicle
}
