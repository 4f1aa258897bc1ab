//! One ride in two pieces, to be under the cap twice: the same registrant in the
//! same vehicle again, at once.
//!
//! Whether two trips are pieces of one is asked of the two alone, so that a third that
//! comes in between later changes nothing.

use super::super::code::Code;
use super::super::found::{Evidence, Found, Ride};
use super::super::parameters::Parameters;
use super::grouped;

pub(super) fn staged(parameters: &Parameters, rides: &[Ride]) -> Vec<Found> {
    let keys = |ride: &'_ Ride| -> Vec<_> {
        let riders = ride.riders.iter();
        riders
            .map(|(_ordinal, id)| (id.clone(), ride.vehicle.clone()))
            .collect()
    };
    // What overlaps by more is told as that.
    let at_once = i64::from(parameters.vehicle_overlap.tolerance_seconds);
    let between = -at_once..=60 * i64::from(parameters.staged_trip.within_minutes);
    let mut found = Vec::new();
    for ((registrant, _vehicle), group) in grouped(rides, |ride| ride, keys) {
        for (index, later) in group.iter().enumerate() {
            for earlier in group.iter().take(index) {
                let seconds = -earlier.seconds_at_once(later);
                if !between.contains(&seconds) {
                    continue;
                }
                for (this, that) in [(earlier, later), (later, earlier)] {
                    found.push(Found::on(
                        Code::StagedTrip,
                        this,
                        this.ordinal_of(&registrant),
                        that.trip.to_string(),
                        Evidence::new([earlier.trip, later.trip], [("seconds_between", seconds)]),
                    ));
                }
            }
        }
    }
    found
}
