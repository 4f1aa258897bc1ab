//! Fares that gather just below the fare at which the subsidy stops growing, or just above
//! the one from which it is more at once: they may have been padded up to it. Of each
//! operator and of each driver.

use domain::Month;
use rules::diff::Notch;

use super::super::code::Code;
use super::super::found::{Evidence, Found};
use super::super::parameters::Bunching;
use super::{MonthRide, count, grouped};

pub(super) fn bunching(
    parameters: &Bunching,
    notches: &[Notch],
    month: Month,
    rides: &[MonthRide],
) -> Vec<Found> {
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
        for notch in notches {
            let Some(evidence) = gathers(parameters, *notch, &group) else {
                continue;
            };
            let subject = match notch {
                Notch::Stops(fare) => format!("{of} {}", fare.get()),
                Notch::Jumps(fare) => format!("{of} from {}", fare.get()),
            };
            found.push(Found {
                code: Code::Bunching,
                operator: operator.clone(),
                month,
                trip: None,
                ordinal: None,
                subject,
                evidence,
            });
        }
    }
    found
}

/// The fares in the band at the notch against the mean of the bands before and behind it.
fn gathers(parameters: &Bunching, notch: Notch, group: &[&MonthRide]) -> Option<Evidence> {
    let band = Band::at(parameters, notch);
    let inside = band.rows(group);
    let beside = count(&band.moved(-1).rows(group)) + count(&band.moved(1).rows(group));
    // Without anything beside it, one half trip stands for it.
    let odd = 200 * count(&inside) >= i64::from(parameters.percent) * beside.max(1);
    if count(&inside) < i64::from(parameters.at_least) || !odd {
        return None;
    }
    let mut evidence = Evidence::new(
        inside.iter().map(|row| row.ride.trip),
        [
            ("notch_yen", notch.fare().get()),
            ("in_band", count(&inside)),
            ("beside_it", beside),
            ("trips", count(group)),
        ],
    );
    for bands in -2..=2 {
        let near = band.moved(bands);
        let name = format!("band_{:06}_{:06}", near.first, near.last);
        evidence.numbers.insert(name, count(&near.rows(group)));
    }
    Some(evidence)
}

/// Fares next to each other.
#[derive(Clone, Copy)]
struct Band {
    first: i64,
    last: i64,
}

impl Band {
    /// Where padded fares would lie.
    fn at(parameters: &Bunching, notch: Notch) -> Self {
        let width = parameters.band_yen;
        match notch {
            Notch::Stops(fare) => Self {
                first: fare.get().saturating_sub(width).saturating_add(1),
                last: fare.get(),
            },
            Notch::Jumps(fare) => Self {
                first: fare.get(),
                last: fare.get().saturating_add(width).saturating_sub(1),
            },
        }
    }

    /// So many bands further on.
    const fn moved(self, bands: i64) -> Self {
        let width = self.last.saturating_sub(self.first).saturating_add(1);
        let by = width.saturating_mul(bands);
        Self {
            first: self.first.saturating_add(by),
            last: self.last.saturating_add(by),
        }
    }

    fn rows<'a>(self, group: &[&'a MonthRide]) -> Vec<&'a MonthRide> {
        let inside = |row: &&&MonthRide| (self.first..=self.last).contains(&row.fare.get());
        group.iter().filter(inside).copied().collect()
    }
}
