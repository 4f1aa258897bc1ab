//! A registrant who rides with one driver only: rides that were sold, perhaps.

use domain::Month;

use super::super::code::Code;
use super::super::found::{Evidence, Found};
use super::super::parameters::Share;
use super::{MonthRide, count, grouped};

pub(super) fn concentration(parameters: Share, month: Month, rides: &[MonthRide]) -> Vec<Found> {
    let keys = |row: &'_ MonthRide| -> Vec<_> {
        row.ride
            .riders
            .iter()
            .map(|(_ordinal, id)| id.clone())
            .collect()
    };
    let mut found = Vec::new();
    for (registrant, all) in grouped(rides, |row| &row.ride, keys) {
        let mut drivers: Vec<_> = all.iter().map(|row| &row.ride.driver).collect();
        drivers.sort();
        drivers.dedup();
        for driver in drivers {
            let with: Vec<_> = all
                .iter()
                .filter(|row| row.ride.driver == *driver)
                .collect();
            let odd = 100 * count(&with) >= i64::from(parameters.percent) * count(&all);
            let Some(first) = with.first() else { continue };
            if count(&with) < i64::from(parameters.at_least) || !odd {
                continue;
            }
            found.push(Found {
                code: Code::DriverCardConcentration,
                operator: first.ride.operator.clone(),
                month,
                trip: None,
                ordinal: None,
                subject: format!("{driver} {registrant}"),
                evidence: Evidence::new(
                    with.iter().map(|row| row.ride.trip),
                    [("with_the_driver", count(&with)), ("trips", count(&all))],
                ),
            });
        }
    }
    found
}
