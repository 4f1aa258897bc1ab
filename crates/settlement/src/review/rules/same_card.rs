//! The same registrant in the same vehicle again and again on one day: a card that
//! stays in the car.

use super::super::code::Code;
use super::super::found::{Evidence, Found, Ride};
use super::super::parameters::Often;
use super::{count, grouped};

pub(super) fn same_card(parameters: Often, rides: &[Ride]) -> Vec<Found> {
    let keys = |ride: &'_ Ride| -> Vec<_> {
        let riders = ride.riders.iter();
        riders
            .map(|(_ordinal, id)| (id.clone(), ride.vehicle.clone(), ride.date()))
            .collect()
    };
    let mut found = Vec::new();
    for ((registrant, vehicle, date), group) in grouped(rides, |ride| ride, keys) {
        if group.len() <= usize::from(parameters.more_than) {
            continue;
        }
        let trips: Vec<_> = group.iter().map(|ride| ride.trip).collect();
        for ride in &group {
            found.push(Found::on(
                Code::SameCardAgain,
                ride,
                ride.ordinal_of(&registrant),
                format!("{vehicle} {date}"),
                Evidence::new(trips.iter().copied(), [("trips_of_the_day", count(&group))]),
            ));
        }
    }
    found
}
