//! Fares that gather just below the fare at which the subsidy stops growing: they
//! may have been padded up to it. Of each operator and of each driver.

use domain::Month;

use super::super::code::Code;
use super::super::found::{Evidence, Found};
use super::super::parameters::Bunching;
use super::{MonthRide, count, grouped};

pub(super) fn bunching(parameters: &Bunching, month: Month, rides: &[MonthRide]) -> Vec<Found> {
    let keys = |row: &'_ MonthRide| {
        vec![
            (row.ride.operator.clone(), "operator".to_owned()),
            (
                row.ride.operator.clone(),
                format!("driver {}", row.ride.driver),
            ),
        ]
    };
    let mut found = Vec::new();
    for ((operator, of), group) in grouped(rides, |row| &row.ride, keys) {
        for notch in &parameters.notches_yen {
            let Some(evidence) = gathers(parameters, *notch, &group) else {
                continue;
            };
            found.push(Found {
                code: Code::Bunching,
                operator: operator.clone(),
                month,
                trip: None,
                ordinal: None,
                subject: format!("{of} {notch}"),
                evidence,
            });
        }
    }
    found
}

/// The fares in the band that ends with the notch against the mean of the bands
/// before and behind it.
fn gathers(parameters: &Bunching, notch: i64, group: &[&MonthRide]) -> Option<Evidence> {
    let band = |above: i64| -> Vec<&MonthRide> {
        let range = above.saturating_add(1)..=above.saturating_add(parameters.band_yen);
        let inside = |row: &&&MonthRide| range.contains(&row.fare.get());
        group.iter().filter(inside).copied().collect()
    };
    let below = notch.saturating_sub(parameters.band_yen);
    let inside = band(below);
    let beside = count(&band(below.saturating_sub(parameters.band_yen))) + count(&band(notch));
    // Without anything beside it, one half trip stands for it.
    let odd = 200 * count(&inside) >= i64::from(parameters.percent) * beside.max(1);
    (count(&inside) >= i64::from(parameters.at_least) && odd).then(|| {
        Evidence::new(
            inside.iter().map(|row| row.ride.trip),
            [
                ("notch_yen", notch),
                ("in_band", count(&inside)),
                ("beside_it", beside),
                ("trips", count(group)),
            ],
        )
    })
}
