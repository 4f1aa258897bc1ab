//! How often, and for how much, a registrant may claim.

use chrono::Datelike as _;
use domain::{ServiceDate, Yen};

use super::Who;
use crate::Direction;

/// `[[version.limit]]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Counted anew with each.
    pub period: Period,
    /// The most.
    pub most: Most,
    /// For whom.
    pub who: Who,
    /// How much of it a registration within the period gets.
    pub mid_year: MidYear,
}

/// A period of counting, by the service date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
    /// 1日.
    Day,
    /// A calendar month (月).
    Month,
    /// April to September, October to March (半期).
    HalfYear,
    /// April to March (年度).
    FiscalYear,
}

/// The most of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Most {
    /// So many uses or trips, at least 1.
    Count(u32, Counts),
    /// A balance in yen, at least 1.
    Yen(Yen, LessLeft),
}

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// Uses (利用回数): a trip that takes two counts twice.
    Uses,
    /// Trips (乗車): each counts once.
    Trips,
}

/// What happens when the subsidy is more than is left of a balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LessLeft {
    /// What is left is paid.
    PayWhatIsLeft,
    /// Nothing is paid.
    Refuse,
}

/// What a registration within the period gets of its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MidYear {
    /// All of it.
    Full,
    /// An equal part for each month from that of registration on, rounded.
    ByMonth(Direction),
    /// As listed by the month of registration, April to March.
    Listed([u32; 12]),
}

impl Limit {
    /// The most uses or trips, or yen, for someone who registered on
    /// `registered_on`, in the period that `date` lies in.
    pub fn most_for(&self, registered_on: ServiceDate, date: ServiceDate) -> u64 {
        let whole = match self.most {
            Most::Count(count, _) => u64::from(count),
            Most::Yen(amount, _) => amount.get().unsigned_abs(),
        };
        let months = match self.period {
            Period::FiscalYear => 12,
            Period::HalfYear => 6,
            Period::Day | Period::Month => return whole,
        };
        if self.mid_year == MidYear::Full || !self.period.is_same(registered_on, date) {
            return whole;
        }
        // April is month 0 of a fiscal year, October month 0 of its second half.
        let month_of_year = (registered_on.date().month() + 8) % 12;
        let left = u64::from(months - month_of_year % months);
        match self.mid_year {
            MidYear::Full => whole,
            MidYear::ByMonth(Direction::Down) => whole * left / u64::from(months),
            MidYear::ByMonth(Direction::Up) => (whole * left).div_ceil(u64::from(months)),
            MidYear::ByMonth(Direction::Nearest) => {
                (whole * left + u64::from(months) / 2) / u64::from(months)
            }
            MidYear::Listed(by_month) => (0..)
                .zip(by_month)
                .find(|(month, _most)| *month == month_of_year)
                .map_or(whole, |(_month, most)| u64::from(most)),
        }
    }
}

impl Period {
    /// Whether two days lie in the same period.
    pub fn is_same(self, one: ServiceDate, other: ServiceDate) -> bool {
        match self {
            Self::Day => one == other,
            Self::Month => one.month() == other.month(),
            Self::HalfYear => one.half_year() == other.half_year(),
            Self::FiscalYear => one.fiscal_year() == other.fiscal_year(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn most(mid_year: MidYear, period: Period, registered_on: &str) -> u64 {
        let limit = Limit {
            period,
            most: Most::Count(72, Counts::Uses),
            who: Who::default(),
            mid_year,
        };
        limit.most_for(
            registered_on.parse().unwrap(),
            "2027-03-31".parse().unwrap(),
        )
    }

    #[test]
    fn a_registration_within_the_year_gets_a_part_for_each_month_left() {
        let by_month = |on| most(MidYear::ByMonth(Direction::Down), Period::FiscalYear, on);
        assert_eq!(by_month("2026-04-30"), 72);
        assert_eq!(by_month("2026-12-01"), 24);
        assert_eq!(by_month("2027-03-31"), 6);
        assert_eq!(by_month("2025-12-01"), 72, "registered in an earlier year");
        let half = |on| most(MidYear::ByMonth(Direction::Up), Period::HalfYear, on);
        assert_eq!(half("2026-10-01"), 72);
        assert_eq!(half("2027-03-01"), 12);
        assert_eq!(half("2026-09-30"), 72, "registered in the half before");
        let listed = [72, 66, 60, 54, 48, 42, 36, 30, 24, 18, 12, 5];
        let listed = |on| most(MidYear::Listed(listed), Period::FiscalYear, on);
        assert_eq!(listed("2026-05-01"), 66);
        assert_eq!(listed("2027-03-01"), 5);
    }
}
