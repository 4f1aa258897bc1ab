//! A taxi journey and what it cost.

use serde::{Deserialize, Serialize};

use crate::{MunicipalityCode, Timestamp, Yen, YenOverflow};

/// The parts of a fare, as the meter and the driver gave them. All at least 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fare {
    /// Meter fare (メーター運賃), pickup and toll not included.
    pub meter_yen: Yen,
    /// Pickup charge (迎車料金).
    #[serde(default)]
    pub pickup_yen: Yen,
    /// Tolls (有料道路等).
    #[serde(default)]
    pub toll_yen: Yen,
    /// Anything else beside the meter.
    #[serde(default)]
    pub other_yen: Yen,
    /// The base fare (初乗り) within the meter fare; for schemes that count it.
    #[serde(default)]
    pub base_yen: Yen,
    /// Whether the 10 % disability discount (障害者割引) is due.
    #[serde(default)]
    pub disability_discount: bool,
}

/// What is wrong with a fare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FareError {
    /// A part is below zero.
    #[error("{0} is negative; every part of a fare is 0 yen or more")]
    Negative(&'static str),
    /// A part is more than a taxi can cost.
    #[error("{field} is over {max} yen, which no taxi fare is", max = Fare::PART_MAX)]
    TooLarge {
        /// The part.
        field: &'static str,
    },
}

impl Fare {
    /// The most any part may be: far above any taxi journey, far below overflow.
    pub const PART_MAX: Yen = Yen::new(9_999_999);

    /// A fare that is nothing but the meter.
    pub const fn meter(meter: Yen) -> Self {
        Self {
            meter_yen: meter,
            pickup_yen: Yen::ZERO,
            toll_yen: Yen::ZERO,
            other_yen: Yen::ZERO,
            base_yen: Yen::ZERO,
            disability_discount: false,
        }
    }

    /// Checks that every part lies in `0..=PART_MAX`.
    pub fn check(&self) -> Result<(), FareError> {
        let parts = [
            ("meter_yen", self.meter_yen),
            ("pickup_yen", self.pickup_yen),
            ("toll_yen", self.toll_yen),
            ("other_yen", self.other_yen),
            ("base_yen", self.base_yen),
        ];
        for (field, part) in parts {
            if part.is_negative() {
                return Err(FareError::Negative(field));
            }
            if part > Self::PART_MAX {
                return Err(FareError::TooLarge { field });
            }
        }
        Ok(())
    }

    /// Everything on the meter and beside it, before discount and subsidy.
    pub fn total(&self) -> Result<Yen, YenOverflow> {
        Yen::checked_sum([
            self.meter_yen,
            self.pickup_yen,
            self.toll_yen,
            self.other_yen,
        ])
    }
}

/// A trip (乗車): one taxi journey, meter on to meter off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trip {
    /// Meter on (乗車時刻).
    pub boarded_at: Timestamp,
    /// Meter off (降車時刻).
    pub alighted_at: Timestamp,
    /// Municipality of boarding (乗車地).
    pub boarding_area: MunicipalityCode,
    /// Municipality of alighting (降車地).
    pub alighting_area: MunicipalityCode,
    /// Distance in metres.
    pub distance_m: u32,
    /// What it cost.
    pub fare: Fare,
    /// People aboard who are not registrants (同乗者), the driver not counted.
    #[serde(default)]
    pub companions: u8,
}

/// What is wrong with a trip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TripError {
    /// It ended before it began.
    #[error("alighted_at is before boarded_at")]
    EndsBeforeItBegins,
    /// The fare cannot be.
    #[error(transparent)]
    Fare(#[from] FareError),
}

impl Trip {
    /// Checks what must hold of any trip whatever the scheme.
    pub fn check(&self) -> Result<(), TripError> {
        if self.alighted_at < self.boarded_at {
            return Err(TripError::EndsBeforeItBegins);
        }
        Ok(self.fare.check()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fares_are_never_negative_nor_absurd() {
        assert_eq!(Fare::meter(Yen::new(1_500)).check(), Ok(()));
        assert_eq!(
            Fare::meter(Yen::new(-1)).check(),
            Err(FareError::Negative("meter_yen"))
        );
        assert_eq!(
            Fare::meter(Yen::new(10_000_000)).check(),
            Err(FareError::TooLarge { field: "meter_yen" })
        );
    }

    #[test]
    fn the_base_fare_is_part_of_the_meter_and_not_added() {
        let fare = Fare {
            pickup_yen: Yen::new(200),
            base_yen: Yen::new(600),
            ..Fare::meter(Yen::new(1_500))
        };
        assert_eq!(fare.total(), Ok(Yen::new(1_700)));
    }
}
