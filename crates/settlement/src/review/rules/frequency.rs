//! A registrant who rides far more often in a month than registrants do: rides that were
//! sold, or shared out. Of each operator that drove them, since each may answer for its own.

use std::collections::BTreeMap;

use domain::{Month, OperatorId};

use super::super::code::Code;
use super::super::found::{Evidence, Found};
use super::super::parameters::Frequency;
use super::{MonthRide, count, grouped};

pub(super) fn frequency(parameters: Frequency, month: Month, rides: &[MonthRide]) -> Vec<Found> {
    let keys = |row: &'_ MonthRide| -> Vec<_> {
        let riders = row.ride.riders.iter();
        riders.map(|(_ordinal, id)| id.clone()).collect()
    };
    let of_registrants = grouped(rides, |row| &row.ride, keys);
    let mut counts: Vec<i64> = of_registrants.values().map(|all| count(all)).collect();
    counts.sort_unstable();
    let twice_median = twice_median(&counts);
    let comparable = counts.len() >= usize::from(parameters.among_at_least);
    let mut found = Vec::new();
    for (registrant, all) in of_registrants {
        let trips = count(&all);
        let far_beyond = comparable
            && trips >= i64::from(parameters.at_least)
            && 200 * trips >= i64::from(parameters.percent_of_median) * twice_median;
        if trips <= i64::from(parameters.more_than) && !far_beyond {
            continue;
        }
        let mut operators: BTreeMap<&OperatorId, Vec<&MonthRide>> = BTreeMap::new();
        for row in &all {
            operators.entry(&row.ride.operator).or_default().push(row);
        }
        found.extend(operators.into_iter().map(|(operator, with)| Found {
            code: Code::FrequencyOutlier,
            operator: operator.clone(),
            month,
            trip: None,
            ordinal: None,
            subject: registrant.to_string(),
            evidence: Evidence::new(
                with.iter().map(|row| row.ride.trip),
                [
                    ("with_the_operator", count(&with)),
                    ("trips", trips),
                    ("median_trips", twice_median / 2),
                    ("registrants", count(&counts)),
                ],
            ),
        }));
    }
    found
}

/// Of sorted counts; twice, since it may lie between two of them.
fn twice_median(counts: &[i64]) -> i64 {
    let at = |index: usize| counts.get(index).copied().unwrap_or_default();
    at(counts.len().saturating_sub(1) / 2) + at(counts.len() / 2)
}
