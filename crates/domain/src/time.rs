//! Moments, days, months and fiscal years, all in Japan's time.
//!
//! There is one place that turns an instant into a day:
//! [`ServiceDate::of`]. Japan has had one offset and no summer time since
//! 1951, so no time zone database is needed. Deliberately absent: a clock.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, SecondsFormat, Timelike, Utc};
use serde::{Deserialize, Serialize};

/// Japan Standard Time, UTC+9.
pub const JAPAN: FixedOffset = match FixedOffset::east_opt(9 * 60 * 60) {
    Some(offset) => offset,
    None => unreachable!(),
};

/// An instant, to the microsecond (what PostgreSQL keeps).
///
/// Text and JSON are RFC 3339 with Japan's offset, such as
/// `2026-10-31T23:59:59+09:00`; any offset is read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Timestamp(DateTime<Utc>);

/// A text is not an RFC 3339 time, or a date is out of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// Not RFC 3339.
    #[error(
        "{0:?} is not a time; expected RFC 3339 with an offset, such as 2026-10-31T09:30:00+09:00"
    )]
    Timestamp(String),
    /// Not a calendar date.
    #[error("{0:?} is not a date; expected YYYY-MM-DD, such as 2026-10-31")]
    Date(String),
}

impl Timestamp {
    /// The same instant for chrono and SQL.
    pub const fn to_utc(self) -> DateTime<Utc> {
        self.0
    }

    /// The same instant on a clock in Japan.
    pub fn in_japan(self) -> DateTime<FixedOffset> {
        self.0.with_timezone(&JAPAN)
    }

    /// The time of day in Japan.
    pub fn time_of_day(self) -> NaiveTime {
        self.in_japan().time()
    }

    /// `self` moved by `seconds`, staying within chrono's calendar.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        chrono::TimeDelta::try_seconds(seconds)
            .and_then(|delta| self.0.checked_add_signed(delta))
            .map_or(self, Self)
    }

    /// Whole seconds from `earlier` to `self`, negative when it is later.
    pub fn seconds_since(self, earlier: Self) -> i64 {
        self.0.signed_duration_since(earlier.0).num_seconds()
    }
}

impl<Tz: chrono::TimeZone> From<DateTime<Tz>> for Timestamp {
    fn from(instant: DateTime<Tz>) -> Self {
        let utc = instant.to_utc();
        let micros = utc.nanosecond() / 1_000 * 1_000;
        Self(utc.with_nanosecond(micros).unwrap_or(utc))
    }
}

impl FromStr for Timestamp {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        DateTime::parse_from_rfc3339(text)
            .map(Self::from)
            .map_err(|_not_rfc3339| TimeError::Timestamp(text.to_owned()))
    }
}

impl TryFrom<String> for Timestamp {
    type Error = TimeError;

    fn try_from(text: String) -> Result<Self, TimeError> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(timestamp: Timestamp) -> Self {
        timestamp.to_string()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(
            &self
                .in_japan()
                .to_rfc3339_opts(SecondsFormat::AutoSi, false),
        )
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timestamp({self})")
    }
}

/// The day a trip belongs to (利用日): the calendar day in Japan on which it was
/// boarded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ServiceDate(NaiveDate);

impl ServiceDate {
    /// The service date of a trip boarded at `boarded_at`. Nothing else in
    /// mytaku turns an instant into a day.
    pub fn of(boarded_at: Timestamp) -> Self {
        Self(boarded_at.in_japan().date_naive())
    }

    /// A date that was already made once, read back.
    pub const fn from_date(date: NaiveDate) -> Self {
        Self(date)
    }

    /// The calendar date, for SQL.
    pub const fn date(self) -> NaiveDate {
        self.0
    }

    /// The instant at which a clock in Japan shows `time` on this day; none at
    /// the ends of chrono's calendar.
    pub fn at(self, time: NaiveTime) -> Option<Timestamp> {
        let local = self.0.and_time(time).and_local_timezone(JAPAN);
        local.single().map(Timestamp::from)
    }

    /// The settlement month (月次) it falls in.
    pub fn month(self) -> Month {
        Month {
            year: self.0.year(),
            month: self.0.month(),
        }
    }

    /// The half-year (半期) it falls in.
    pub fn half_year(self) -> HalfYear {
        HalfYear {
            fiscal_year: self.fiscal_year(),
            is_second: !(4..=9).contains(&self.0.month()),
        }
    }

    /// The fiscal year (年度) it falls in.
    pub fn fiscal_year(self) -> FiscalYear {
        self.month().fiscal_year()
    }
}

impl fmt::Display for ServiceDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Debug for ServiceDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServiceDate({self})")
    }
}

impl FromStr for ServiceDate {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map(Self)
            .map_err(|_not_a_date| TimeError::Date(text.to_owned()))
    }
}

/// A settlement month (月次): a calendar month of service dates, `2026-10`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Month {
    year: i32,
    /// 1 to 12.
    month: u32,
}

/// Not `YYYY-MM`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a month; expected YYYY-MM, such as 2026-10")]
pub struct MonthError(String);

impl Month {
    /// Its first day; also how SQL stores the month.
    pub fn first_day(self) -> NaiveDate {
        // Construction admits only months that exist.
        NaiveDate::from_ymd_opt(self.year, self.month, 1).unwrap_or(NaiveDate::MIN)
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        self.next().first_day().pred_opt().unwrap_or(NaiveDate::MAX)
    }

    /// The instant at which it is over: midnight in Japan after its last day.
    pub fn ends_at(self) -> Timestamp {
        ServiceDate(self.next().first_day())
            .at(NaiveTime::MIN)
            .unwrap_or(Timestamp(DateTime::<Utc>::MAX_UTC))
    }

    /// The month after it.
    #[must_use]
    pub const fn next(self) -> Self {
        if self.month == 12 {
            Self {
                year: self.year + 1,
                month: 1,
            }
        } else {
            Self {
                year: self.year,
                month: self.month + 1,
            }
        }
    }

    /// The fiscal year (年度, April to March) it belongs to.
    pub const fn fiscal_year(self) -> FiscalYear {
        FiscalYear(if self.month >= 4 {
            self.year
        } else {
            self.year - 1
        })
    }

    /// As on Japanese documents, with the year of the era: 令和8年10月.
    pub fn in_japanese(self) -> String {
        const YEAR_BEFORE_REIWA: i32 = 2018;
        let reiwa_began = (2019, 5);
        if (self.year, self.month) < reiwa_began {
            return format!("{}年{}月", self.year, self.month);
        }
        match self.year - YEAR_BEFORE_REIWA {
            1 => format!("令和元年{}月", self.month),
            year => format!("令和{year}年{}月", self.month),
        }
    }
}

impl From<NaiveDate> for Month {
    /// The month a stored date lies in.
    fn from(date: NaiveDate) -> Self {
        Self {
            year: date.year(),
            month: date.month(),
        }
    }
}

impl FromStr for Month {
    type Err = MonthError;

    fn from_str(text: &str) -> Result<Self, MonthError> {
        let error = || MonthError(text.to_owned());
        let well_formed = text.len() == 7
            && text.bytes().enumerate().all(|(index, byte)| match index {
                4 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !well_formed {
            return Err(error());
        }
        NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d")
            .map(Self::from)
            .map_err(|_no_such_month| error())
    }
}

impl TryFrom<String> for Month {
    type Error = MonthError;

    fn try_from(text: String) -> Result<Self, MonthError> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04}-{:02}", self.year, self.month))
    }
}

impl fmt::Debug for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Month({self})")
    }
}

/// A fiscal year (年度), April to March, named by the year it begins in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FiscalYear(i32);

impl FiscalYear {
    /// The year it begins in.
    pub const fn get(self) -> i32 {
        self.0
    }

    /// Its first day, the first of April.
    pub fn first_date(self) -> ServiceDate {
        ServiceDate(self.first_month().first_day())
    }

    /// Its first month, April.
    pub const fn first_month(self) -> Month {
        Month {
            year: self.0,
            month: 4,
        }
    }

    /// Its last month, March of the next calendar year.
    pub const fn last_month(self) -> Month {
        Month {
            year: self.0 + 1,
            month: 3,
        }
    }
}

/// Half of a fiscal year (半期): April to September, or October to March.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HalfYear {
    fiscal_year: FiscalYear,
    is_second: bool,
}

impl From<i32> for FiscalYear {
    fn from(year: i32) -> Self {
        Self(year)
    }
}

impl fmt::Display for FiscalYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_ends_at_midnight_in_japan() {
        let last_second = ServiceDate::of(at("2026-10-31T23:59:59+09:00"));
        let midnight = ServiceDate::of(at("2026-11-01T00:00:00+09:00"));
        assert_eq!(last_second.to_string(), "2026-10-31");
        assert_eq!(midnight.to_string(), "2026-11-01");
        // The same two instants as a server in UTC sees them.
        assert_eq!(ServiceDate::of(at("2026-10-31T14:59:59Z")), last_second);
        assert_eq!(ServiceDate::of(at("2026-10-31T15:00:00Z")), midnight);
        assert_eq!(
            Month::from(last_second.date()).ends_at(),
            at("2026-10-31T15:00:00Z")
        );
        let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap();
        assert_eq!(last_second.at(noon), Some(at("2026-10-31T12:00:00+09:00")));
    }

    #[test]
    fn fiscal_years_begin_in_april() {
        let fiscal_year = |text: &str| text.parse::<ServiceDate>().unwrap().fiscal_year().get();
        assert_eq!(fiscal_year("2027-03-31"), 2026);
        assert_eq!(fiscal_year("2027-04-01"), 2027);
        assert_eq!(FiscalYear::from(2026).last_month().to_string(), "2027-03");
        assert_eq!(
            FiscalYear::from(2026).first_date().to_string(),
            "2026-04-01"
        );
    }

    #[test]
    fn half_years_begin_in_april_and_october() {
        let half = |text: &str| text.parse::<ServiceDate>().unwrap().half_year();
        assert_eq!(half("2026-04-01"), half("2026-09-30"));
        assert_eq!(half("2026-10-01"), half("2027-03-31"));
        assert!(half("2026-09-30") < half("2026-10-01"));
        assert!(half("2027-03-31") < half("2027-04-01"));
    }

    #[test]
    fn months_are_written_one_way() {
        assert_eq!(
            "2026-10".parse::<Month>().unwrap().last_day().to_string(),
            "2026-10-31"
        );
        assert_eq!(
            "2028-02".parse::<Month>().unwrap().last_day().to_string(),
            "2028-02-29"
        );
        assert_eq!(
            "2026-12".parse::<Month>().unwrap().next().to_string(),
            "2027-01"
        );
        assert_eq!(
            "2026-11".parse::<Month>().unwrap().in_japanese(),
            "令和8年11月"
        );
        assert_eq!(
            "2019-05".parse::<Month>().unwrap().in_japanese(),
            "令和元年5月"
        );
        for text in ["2026-13", "2026-1", "2026/10", "202610", "+026-10", ""] {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
    }

    #[test]
    fn timestamps_are_shown_in_japan_and_keep_microseconds() {
        assert_eq!(
            at("2026-10-31T15:00:00Z").to_string(),
            "2026-11-01T00:00:00+09:00"
        );
        let nanos = at("2026-10-31T15:00:00.123456789Z");
        assert_eq!(nanos.to_string(), "2026-11-01T00:00:00.123456+09:00");
        assert_eq!(at(&nanos.to_string()), nanos);
    }
}
