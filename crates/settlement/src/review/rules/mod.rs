//! The rules of review: each a pure function over rows, in a file of its own.
//!
//! Every rule that touches money gives the same findings whatever the order in
//! which trips arrive: of two trips that do not fit together, both are found, since
//! nobody can say from the records which of the two is the true one. They ask of two
//! trips alone, or whether there are more than so many, so that what is found stays found
//! whatever else comes in.
//!
//! Rules that count over a month cannot do so: a trip that comes late may take a share
//! below its limit after it was found. Such a finding stays, and touches no money.

mod bunching;
mod burst;
mod concentration;
mod frequency;
mod movement;
mod overlap;
mod same_card;
mod staged;
mod travel;
mod weak_taps;

use std::collections::BTreeMap;

use domain::{Month, MunicipalityCode, Yen};
use rules::diff::Notch;

use super::found::{Found, Ride};
use super::parameters::Parameters;
pub use movement::{Movement, no_movement};

/// A trip as far as the rules about a month look at it.
#[derive(Clone, Debug)]
pub struct MonthRide {
    /// As at intake.
    pub ride: Ride,
    /// Where it began.
    pub boarding_area: MunicipalityCode,
    /// Where it ended.
    pub alighting_area: MunicipalityCode,
    /// Everything on the meter and beside it.
    pub fare: Yen,
    /// How the taxi moved.
    pub movement: Movement,
    /// Taps.
    pub taps: i64,
    /// Taps without proof by the chip, or all of them without a network.
    pub weak_taps: i64,
}

/// What is odd among `rides`, which are those of a batch and those near to them.
pub fn near(parameters: &Parameters, rides: &[Ride]) -> Vec<Found> {
    let mut found = overlap::overlaps(parameters, rides);
    found.extend(staged::staged(parameters, rides));
    found.extend(same_card::same_card(parameters.same_card_again, rides));
    found
}

/// What is odd about the `rides` of a month together, whenever they came in. `notches` are
/// the fares at which fares may gather.
pub fn of_month(
    parameters: &Parameters,
    notches: &[Notch],
    month: Month,
    rides: &[MonthRide],
) -> Vec<Found> {
    let mut found = travel::travel(parameters.impossible_travel, rides);
    // As at intake, for what came in under other parameters.
    found.extend(
        rides
            .iter()
            .filter_map(|row| no_movement(parameters.no_movement, &row.ride, row.movement)),
    );
    found.extend(bunching::bunching(
        &parameters.bunching,
        notches,
        month,
        rides,
    ));
    found.extend(concentration::concentration(
        parameters.driver_card_concentration,
        month,
        rides,
    ));
    found.extend(weak_taps::weak_taps(parameters.weak_taps, month, rides));
    found.extend(burst::bursts(parameters.burst, month, rides));
    found.extend(frequency::frequency(
        parameters.frequency_outlier,
        month,
        rides,
    ));
    found
}

/// `rows` by a key, each group in order of boarding.
fn grouped<'a, R, K: Ord>(
    rows: &'a [R],
    ride: impl Fn(&R) -> &Ride,
    keys: impl Fn(&'a R) -> Vec<K>,
) -> BTreeMap<K, Vec<&'a R>> {
    let mut groups: BTreeMap<K, Vec<&R>> = BTreeMap::new();
    for row in rows {
        for key in keys(row) {
            groups.entry(key).or_default().push(row);
        }
    }
    for group in groups.values_mut() {
        group.sort_by_key(|row| (ride(row).boarded_at, ride(row).trip));
    }
    groups
}

/// A number of rows as a number in evidence.
fn count<T>(rows: &[T]) -> i64 {
    i64::try_from(rows.len()).unwrap_or(i64::MAX)
}

#[cfg(test)]
pub(super) mod example;
#[cfg(test)]
mod tests;
