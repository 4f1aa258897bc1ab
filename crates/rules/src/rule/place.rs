//! Where and when a trip must lie.

use chrono::{Datelike as _, NaiveDate, NaiveTime, Weekday};
use domain::{MunicipalityCode, ServiceDate, is_national_holiday};

/// `[version.area]`: where a trip must lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// The municipalities of the area; at least one.
    pub municipalities: Vec<MunicipalityCode>,
    /// Which end must lie there.
    pub within: AreaMatch,
}

/// Which end of a trip must lie in the area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AreaMatch {
    /// Boarding or alighting.
    EitherEnd,
    /// Boarding and alighting.
    BothEnds,
    /// Boarding, wherever the trip ends.
    Boarding,
    /// Alighting, wherever the trip began.
    Alighting,
}

/// `[version.hours]`: at what time of day, in Japan; past midnight when `from`
/// is after `until`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// The first moment.
    pub from: NaiveTime,
    /// The end.
    pub until: NaiveTime,
    /// Whether the minute of `until`, as a clock shows it, still counts.
    pub until_included: bool,
    /// Which moment of the trip is looked at.
    pub counted_by: HoursBy,
    /// On which days these hours hold; empty: on all. A night past midnight is of
    /// the day it begins on.
    pub days: Vec<Day>,
}

/// Which moment of a trip its hours are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoursBy {
    /// Meter on.
    Boarding,
    /// Meter off.
    Alighting,
}

/// A kind of day. A national holiday is that and its day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// A day of the week.
    Weekday(Weekday),
    /// 国民の祝日・休日.
    NationalHoliday,
}

impl Day {
    /// Whether `date` is such a day.
    pub fn is(self, date: ServiceDate) -> bool {
        match self {
            Self::Weekday(weekday) => date.date().weekday() == weekday,
            Self::NationalHoliday => is_national_holiday(date.date()),
        }
    }
}

/// `[version.days_off]`: days without a subsidy, by the service date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DaysOff {
    /// Every such day.
    pub days: Vec<Day>,
    /// From and until, both included, every year; past New Year when the first
    /// is later.
    pub each_year: Vec<(MonthDay, MonthDay)>,
    /// Single dates.
    pub dates: Vec<ServiceDate>,
}

impl DaysOff {
    /// Whether `date` is a day off.
    pub fn contains(&self, date: ServiceDate) -> bool {
        let on = MonthDay::of(date.date());
        let within = |(from, until): &(MonthDay, MonthDay)| {
            if from <= until {
                (*from..=*until).contains(&on)
            } else {
                on >= *from || on <= *until
            }
        };
        self.days.iter().any(|day| day.is(date))
            || self.each_year.iter().any(within)
            || self.dates.contains(&date)
    }
}

/// A day of every year, such as 29 December.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MonthDay {
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
}

impl MonthDay {
    pub(crate) fn of(date: NaiveDate) -> Self {
        Self {
            month: date.month(),
            day: date.day(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_off_run_past_new_year() {
        let day = |month, day| MonthDay { month, day };
        let off = DaysOff {
            days: vec![Day::Weekday(Weekday::Sun), Day::NationalHoliday],
            each_year: vec![(day(12, 29), day(1, 3))],
            dates: vec!["2026-06-10".parse().unwrap()],
        };
        let is_off = |date: &str| off.contains(date.parse().unwrap());
        assert!(!is_off("2026-12-28"));
        assert!(is_off("2026-12-29"));
        assert!(is_off("2027-01-03"));
        assert!(!is_off("2027-01-04"));
        assert!(is_off("2026-06-10"));
        assert!(is_off("2026-06-14"), "a Sunday");
        assert!(is_off("2026-11-03"), "a Tuesday, 文化の日");
        assert!(!is_off("2026-11-04"));
    }
}
