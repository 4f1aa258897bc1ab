//! One ride in two pieces, to be under the cap twice: the same registrant in the
//! same vehicle again, at once.

use super::super::code::Code;
use super::super::found::{Evidence, Found, Ride};
use super::super::parameters::Soon;
use super::grouped;

pub(super) fn staged(parameters: Soon, rides: &[Ride]) -> Vec<Found> {
    let keys = |ride: &'_ Ride| -> Vec<_> {
        let riders = ride.riders.iter();
        riders
            .map(|(_ordinal, id)| (id.clone(), ride.vehicle.clone()))
            .collect()
    };
    let mut found = Vec::new();
    for ((registrant, _vehicle), group) in grouped(rides, |ride| ride, keys) {
        for pair in group.windows(2) {
            let [earlier, later] = pair else { continue };
            let between = later.boarded_at.seconds_since(earlier.alighted_at);
            if !(0..=i64::from(parameters.within_minutes) * 60).contains(&between) {
                continue;
            }
            for (this, that) in [(earlier, later), (later, earlier)] {
                found.push(Found::on(
                    Code::StagedTrip,
                    this,
                    this.ordinal_of(&registrant),
                    that.trip.to_string(),
                    Evidence::new([earlier.trip, later.trip], [("seconds_between", between)]),
                ));
            }
        }
    }
    found
}
