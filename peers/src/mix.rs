//! The mixed million: made-up trips, the same ones for the same seed on every
//! machine.
//!
//! The mix is what a year of a scheme like Maebashi's might bring, with the rare
//! cases somewhat more frequent than they are:
//!
//! | | |
//! |---|---|
//! | meter | 500 to 8,000 yen in steps of 10, low fares more often (mean about 2,400) |
//! | disability discount | 10 % of the trips |
//! | registrants aboard | one 75 %, two 18 %, three 4 %, four 3 % |
//! | boarding | 90 % between 7:00 and 19:00, the rest anywhere from 6:00 to 22:00 |
//! | area | both ends in the city 88 %, one end 8 %, neither 4 % |
//! | uses chosen | left open 60 %, one 25 %, two 15 % |
//! | used that day | none 78 %, one 15 %, two (the limit) 7 % |
//! | used that year | 0 to 68 92 %, 69 4 %, 70 (the limit) 4 % |
//! | assurance | A2 91 %, A1 4 %, A3 3 %, A0 2 % |
//! | grounds | one 84 %, two 13 %, none 1.5 %, one and an exclusion 1.5 % |
//! | registered | in an earlier year, 1 % only after the trip |
//!
//! Deliberately absent: any type of `rules` or zen-engine; each side brings a
//! trip into its own form before anything is timed. Nor does one trip follow from
//! another: what was used is drawn, not counted.

use std::fmt;

use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};

/// Maebashi.
pub const CITY: &str = "102016";
/// Takasaki, next to it.
pub const NEXT_CITY: &str = "102024";

/// What makes a resident eligible, the frequent ones first.
const GROUNDS: [&str; 7] = [
    "age75",
    "age65_no_licence",
    "licence_returned",
    "disability",
    "care",
    "intractable_disease",
    "maternity",
];
const EXCLUSIONS: [&str; 4] = [
    "car_adaptation_subsidy",
    "welfare_vehicle",
    "licence_acquisition_subsidy",
    "vehicle_tax_reduction",
];

/// A day. Days after the 28th are left out of the mix, so that no calendar is
/// needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    year: u32,
    month: u32,
    date: u32,
}

impl Day {
    /// The day so called.
    pub const fn new(year: u32, month: u32, date: u32) -> Self {
        Self { year, month, date }
    }

    /// As the number 20261102, for those who have no dates.
    pub const fn number(self) -> u32 {
        self.year * 10_000 + self.month * 100 + self.date
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, date } = self;
        write!(f, "{year:04}-{month:02}-{date:02}")
    }
}

/// A trip, in nobody's types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MixedTrip {
    /// Day of boarding, in the fiscal year 2026.
    pub day: Day,
    /// Seconds since midnight at boarding.
    pub second: u32,
    /// Code of the municipality of boarding.
    pub boarding_area: &'static str,
    /// Code of the municipality of alighting.
    pub alighting_area: &'static str,
    /// Meter fare.
    pub meter_yen: u32,
    /// Whether the disability discount is due.
    pub disability_discount: bool,
    /// The registrants aboard, in the order of their taps.
    pub riders: Vec<MixedRider>,
}

/// A registrant aboard, in nobody's types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MixedRider {
    /// The city's number for them, different for each aboard.
    pub id: u32,
    /// Grounds and exclusions.
    pub grounds: Vec<&'static str>,
    /// First day of the registration.
    pub registered_on: Day,
    /// Uses chosen.
    pub units: Option<u32>,
    /// `A0` to `A3`.
    pub assurance: &'static str,
    /// Used on the same day.
    pub used_day: u32,
    /// Used in the same month.
    pub used_month: u32,
    /// Used in the same fiscal year.
    pub used_year: u32,
}

/// An endless row of trips.
#[derive(Debug)]
pub struct Mix {
    random: ChaCha8Rng,
}

impl Mix {
    /// The trips of `seed`.
    pub fn new(seed: u64) -> Self {
        Self {
            random: ChaCha8Rng::seed_from_u64(seed),
        }
    }

    /// True in `per_mille` of a thousand cases.
    fn chance(&mut self, per_mille: u32) -> bool {
        self.random.random_ratio(per_mille, 1_000)
    }

    /// One of `choices`, each with its weight; the weights add up to 100.
    fn choose<T: Copy>(&mut self, choices: &[(u32, T)], otherwise: T) -> T {
        let mut left = self.random.random_range(0..100);
        for &(weight, choice) in choices {
            if left < weight {
                return choice;
            }
            left -= weight;
        }
        otherwise
    }

    fn one_of(&mut self, names: &[&'static str]) -> Option<&'static str> {
        let index = self.random.random_range(0..names.len());
        names.get(index).copied()
    }

    fn meter_yen(&mut self) -> u32 {
        // The least of three makes low fares frequent.
        let mut tens = 750;
        for _ in 0..3 {
            tens = self.random.random_range(0..=750).min(tens);
        }
        500 + 10 * tens
    }

    fn second(&mut self) -> u32 {
        const HOUR: u32 = 3_600;
        if self.chance(900) {
            self.random.random_range(7 * HOUR..19 * HOUR)
        } else {
            self.random.random_range(6 * HOUR..22 * HOUR)
        }
    }

    fn day(&mut self) -> Day {
        let month = self.random.random_range(4..16);
        let (year, month) = if month > 12 {
            (2027, month - 12)
        } else {
            (2026, month)
        };
        Day::new(year, month, self.random.random_range(1..=28))
    }

    fn registered_on(&mut self) -> Day {
        if self.chance(10) {
            return Day::new(2027, 4, 1);
        }
        Day::new(
            self.random.random_range(2016..2026),
            self.random.random_range(1..=12),
            self.random.random_range(1..=28),
        )
    }

    fn grounds(&mut self) -> Vec<&'static str> {
        if self.chance(15) {
            return Vec::new();
        }
        let first = if self.chance(600) {
            Some(GROUNDS[0])
        } else {
            self.one_of(&GROUNDS[1..])
        };
        let second = match self.random.random_range(0..1_000) {
            0..15 => self.one_of(&EXCLUSIONS),
            15..150 => self.one_of(&GROUNDS[1..]),
            _ => None,
        };
        first.into_iter().chain(second).collect()
    }

    fn rider(&mut self, id: u32) -> MixedRider {
        let used_day = self.choose(&[(78, 0), (15, 1)], 2);
        let below_the_limit = self.random.random_range(used_day..69);
        let used_year = self.choose(&[(92, below_the_limit), (4, 69)], 70);
        MixedRider {
            id,
            grounds: self.grounds(),
            registered_on: self.registered_on(),
            units: self.choose(&[(60, None), (25, Some(1))], Some(2)),
            assurance: self.choose(&[(91, "A2"), (4, "A1"), (3, "A3")], "A0"),
            used_day,
            used_month: used_year.min(12).max(used_day),
            used_year,
        }
    }

    fn trip(&mut self) -> MixedTrip {
        let (boarding_area, alighting_area) = self.choose(
            &[
                (88, (CITY, CITY)),
                (4, (CITY, NEXT_CITY)),
                (4, (NEXT_CITY, CITY)),
            ],
            (NEXT_CITY, NEXT_CITY),
        );
        let aboard = self.choose(&[(75, 1), (18, 2), (4, 3)], 4);
        let first_id = self.random.random_range(10_000..80_000);
        MixedTrip {
            day: self.day(),
            second: self.second(),
            boarding_area,
            alighting_area,
            meter_yen: self.meter_yen(),
            disability_discount: self.chance(100),
            riders: (0..aboard).map(|nth| self.rider(first_id + nth)).collect(),
        }
    }
}

impl Iterator for Mix {
    type Item = MixedTrip;

    fn next(&mut self) -> Option<MixedTrip> {
        Some(self.trip())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_trips() {
        let trips = |seed| Mix::new(seed).take(100).collect::<Vec<_>>();
        assert_eq!(trips(1), trips(1));
        assert_ne!(trips(1), trips(2));
    }

    #[test]
    fn the_mix_is_as_described() {
        let trips: Vec<MixedTrip> = Mix::new(1).take(100_000).collect();
        let share = |what: fn(&MixedTrip) -> bool| {
            trips.iter().filter(|trip| what(trip)).count() * 100 / trips.len()
        };
        assert!((74..=76).contains(&share(|trip| trip.riders.len() == 1)));
        assert!((9..=10).contains(&share(|trip| trip.disability_discount)));
        assert!((3..=4).contains(&share(
            |trip| trip.boarding_area == NEXT_CITY && trip.alighting_area == NEXT_CITY
        )));
        assert!((6..=9).contains(&share(|trip| trip.riders[0].used_day == 2)));
        let meter: u32 = trips.iter().map(|trip| trip.meter_yen).sum();
        assert!((2_300..=2_450).contains(&(meter / 100_000)));
        assert!(trips.iter().all(|trip| trip.riders.iter().all(|rider| {
            rider.used_day <= rider.used_month && rider.used_month <= rider.used_year
        })));
    }

    #[test]
    fn a_day_reads_as_a_date() {
        let day = Day::new(2026, 11, 2);
        assert_eq!(
            (day.to_string().as_str(), day.number()),
            ("2026-11-02", 20_261_102)
        );
    }
}
