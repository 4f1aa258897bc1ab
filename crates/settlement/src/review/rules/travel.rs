//! Boarding in another municipality sooner than one can get there.
//!
//! A record names municipalities and no places, so that nothing can be said of
//! trips within one, and little of neighbours: hence weak evidence by default.

use super::super::code::Code;
use super::super::found::{Evidence, Found};
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
    let mut found = Vec::new();
    for (registrant, group) in grouped(rides, |row| &row.ride, keys) {
        for pair in group.windows(2) {
            let [before, after] = pair else { continue };
            let between = after.ride.boarded_at.seconds_since(before.ride.alighted_at);
            let soon = (0..i64::from(parameters.within_minutes) * 60).contains(&between);
            if !soon
                || before.alighting_area == after.boarding_area
                || before.ride.vehicle == after.ride.vehicle
            {
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
    found
}
