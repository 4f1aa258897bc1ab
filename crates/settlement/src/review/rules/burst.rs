//! More trips of a driver within a short time than one can drive.

use domain::Month;

use super::super::code::Code;
use super::super::found::{Evidence, Found};
use super::super::parameters::Burst;
use super::{MonthRide, count, grouped};

pub(super) fn bursts(parameters: Burst, month: Month, rides: &[MonthRide]) -> Vec<Found> {
    let keys = |row: &'_ MonthRide| vec![row.ride.driver.clone()];
    let window = i64::from(parameters.within_minutes) * 60;
    let mut found = Vec::new();
    for (driver, group) in grouped(rides, |row| &row.ride, keys) {
        let mut rest = group.as_slice();
        while let Some(first) = rest.first() {
            let within = |row: &&MonthRide| {
                row.ride.boarded_at.seconds_since(first.ride.boarded_at) < window
            };
            let length = rest.partition_point(within);
            let (burst, behind) = rest.split_at(length);
            if burst.len() <= usize::from(parameters.more_than) {
                rest = rest.split_at(1).1;
                continue;
            }
            found.push(Found {
                code: Code::Burst,
                operator: first.ride.operator.clone(),
                month,
                trip: None,
                ordinal: None,
                subject: format!("{driver} {}", first.ride.boarded_at),
                evidence: Evidence::new(
                    burst.iter().map(|row| row.ride.trip),
                    [("trips", count(burst))],
                ),
            });
            rest = behind;
        }
    }
    found
}
