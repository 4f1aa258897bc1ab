//! A terminal with many taps that nothing proves: "the terminal is broken".

use domain::Month;

use super::super::code::Code;
use super::super::found::{Evidence, Found};
use super::super::parameters::Share;
use super::{MonthRide, grouped};

pub(super) fn weak_taps(parameters: Share, month: Month, rides: &[MonthRide]) -> Vec<Found> {
    let keys = |row: &'_ MonthRide| vec![(row.ride.operator.clone(), row.ride.terminal.clone())];
    let mut found = Vec::new();
    for ((operator, terminal), group) in grouped(rides, |row| &row.ride, keys) {
        let taps: i64 = group.iter().map(|row| row.taps).sum();
        let weak: i64 = group.iter().map(|row| row.weak_taps).sum();
        let odd = 100 * weak >= i64::from(parameters.percent) * taps;
        if taps < i64::from(parameters.at_least) || !odd {
            continue;
        }
        let of_weak = group.iter().filter(|row| row.weak_taps > 0);
        found.push(Found {
            code: Code::WeakTaps,
            operator,
            month,
            trip: None,
            ordinal: None,
            subject: terminal.to_string(),
            evidence: Evidence::new(
                of_weak.map(|row| row.ride.trip),
                [("weak_taps", weak), ("taps", taps)],
            ),
        });
    }
    found
}
