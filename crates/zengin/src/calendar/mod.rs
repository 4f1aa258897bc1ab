//! On which days banks do business.
//!
//! Closed are Saturday, Sunday, the national holidays and 12/31 to 1/3
//! (銀行法15条, 銀行法施行令5条). Not the calendar of a city hall, which is
//! closed on 12/29 and 12/30 too; nor cut-off times, which are each bank's own.

mod holidays;

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};
use domain::Reason;

/// The days on which banks do business, within the years it knows.
///
/// Beyond them it answers with [`CalendarError::Unknown`]: a day that nobody
/// has announced yet is not guessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusinessCalendar {
    holidays: BTreeSet<NaiveDate>,
    valid_from: NaiveDate,
    valid_until: NaiveDate,
}

/// A day on which banks do business, as a [`BusinessCalendar`] has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BusinessDay(NaiveDate);

/// Why banks are closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// Saturday or Sunday.
    Weekend,
    /// A national holiday (祝日, 振替休日, 国民の休日).
    Holiday,
    /// 12/31 to 1/3.
    NewYear,
}

/// Why a day is not a business day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// Banks are closed.
    #[error("{date} is not a bank business day ({}); choose another day", why(*closed))]
    Closed {
        /// The day.
        date: NaiveDate,
        /// Why.
        closed: Closed,
    },
    /// The table of holidays says nothing about the day.
    #[error(
        "the table of holidays covers {valid_from} to {valid_until} and says nothing about {date}; update mytaku or add the holidays of {} as the Cabinet Office announced them", date.year()
    )]
    Unknown {
        /// The day.
        date: NaiveDate,
        /// The first day covered.
        valid_from: NaiveDate,
        /// The last day covered.
        valid_until: NaiveDate,
    },
}

const fn why(closed: Closed) -> &'static str {
    match closed {
        Closed::Weekend => "a Saturday or Sunday",
        Closed::Holiday => "a national holiday",
        Closed::NewYear => "12/31 to 1/3",
    }
}

impl CalendarError {
    /// The same in Japanese and English, for a screen.
    pub fn reason(&self) -> Reason {
        let (code, ja) = match self {
            Self::Closed { date, closed } => {
                let why = match closed {
                    Closed::Weekend => "土曜日または日曜日",
                    Closed::Holiday => "国民の祝日・休日",
                    Closed::NewYear => "12月31日から1月3日まで",
                };
                let ja = format!("{date}は銀行休業日({why})です。別の日にしてください。");
                ("bank_closed", ja)
            }
            Self::Unknown {
                date,
                valid_from,
                valid_until,
            } => {
                let ja = format!(
                    "祝日表は{valid_from}から{valid_until}までで、{date}が銀行営業日かどうか分かりません。祝日表を更新してください。"
                );
                ("holidays_unknown", ja)
            }
        };
        Reason::new(code, ja, self.to_string())
    }
}

impl BusinessCalendar {
    /// The calendar that ships: the Cabinet Office's table for 2026 and 2027.
    pub fn shipped() -> Self {
        Self::new(
            holidays::HOLIDAYS,
            holidays::VALID_FROM,
            holidays::VALID_UNTIL,
        )
    }

    /// A calendar of other years: every national holiday from `valid_from` to
    /// `valid_until`, both included.
    pub fn new(
        holidays: impl IntoIterator<Item = NaiveDate>,
        valid_from: NaiveDate,
        valid_until: NaiveDate,
    ) -> Self {
        Self {
            holidays: holidays.into_iter().collect(),
            valid_from,
            valid_until,
        }
    }

    /// The last day it knows.
    pub const fn valid_until(&self) -> NaiveDate {
        self.valid_until
    }

    /// Whether banks do business on `date`.
    pub fn is_business_day(&self, date: NaiveDate) -> Result<bool, CalendarError> {
        Ok(self.closed(date)?.is_none())
    }

    /// `date` as a day on which a transfer can be made.
    pub fn business_day(&self, date: NaiveDate) -> Result<BusinessDay, CalendarError> {
        match self.closed(date)? {
            None => Ok(BusinessDay(date)),
            Some(closed) => Err(CalendarError::Closed { date, closed }),
        }
    }

    /// `date` itself, or the first business day after it.
    pub fn next_business_day_on_or_after(
        &self,
        date: NaiveDate,
    ) -> Result<BusinessDay, CalendarError> {
        let mut candidate = date;
        while self.closed(candidate)?.is_some() {
            candidate = candidate.succ_opt().ok_or(self.unknown(candidate))?;
        }
        Ok(BusinessDay(candidate))
    }

    fn closed(&self, date: NaiveDate) -> Result<Option<Closed>, CalendarError> {
        if date < self.valid_from || date > self.valid_until {
            return Err(self.unknown(date));
        }
        Ok(if matches!(date.weekday(), Weekday::Sat | Weekday::Sun) {
            Some(Closed::Weekend)
        } else if matches!((date.month(), date.day()), (12, 31) | (1, 1..=3)) {
            Some(Closed::NewYear)
        } else if self.holidays.contains(&date) {
            Some(Closed::Holiday)
        } else {
            None
        })
    }

    const fn unknown(&self, date: NaiveDate) -> CalendarError {
        CalendarError::Unknown {
            date,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
        }
    }
}

impl BusinessDay {
    /// The calendar date.
    pub const fn date(self) -> NaiveDate {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn closed_on(date: NaiveDate) -> Option<Closed> {
        match BusinessCalendar::shipped().business_day(date) {
            Ok(_) => None,
            Err(CalendarError::Closed { closed, .. }) => Some(closed),
            Err(unknown) => panic!("{unknown}"),
        }
    }

    #[test]
    fn banks_close_on_weekends_holidays_and_over_new_year() {
        assert_eq!(closed_on(day(2026, 11, 20)), None);
        assert_eq!(closed_on(day(2026, 11, 21)), Some(Closed::Weekend));
        assert_eq!(closed_on(day(2026, 11, 23)), Some(Closed::Holiday));
        assert_eq!(closed_on(day(2026, 9, 22)), Some(Closed::Holiday));
        assert_eq!(closed_on(day(2027, 3, 22)), Some(Closed::Holiday));
        assert_eq!(closed_on(day(2026, 12, 31)), Some(Closed::NewYear));
        // The city hall is closed, banks are not.
        assert_eq!(closed_on(day(2026, 12, 30)), None);
    }

    #[test]
    fn the_next_business_day_lies_beyond_the_whole_break() {
        let calendar = BusinessCalendar::shipped();
        let next = |date| {
            calendar
                .next_business_day_on_or_after(date)
                .map(BusinessDay::date)
        };
        assert_eq!(next(day(2026, 11, 20)), Ok(day(2026, 11, 20)));
        assert_eq!(next(day(2026, 11, 21)), Ok(day(2026, 11, 24)));
        assert_eq!(next(day(2026, 5, 2)), Ok(day(2026, 5, 7)));
        assert_eq!(next(day(2026, 12, 31)), Ok(day(2027, 1, 4)));
    }

    #[test]
    fn a_year_without_a_table_is_refused_loudly() {
        let calendar = BusinessCalendar::shipped();
        assert_eq!(calendar.valid_until(), day(2027, 12, 31));
        assert!(calendar.is_business_day(day(2025, 12, 30)).is_err());
        // The search for a next business day must not wander off the table.
        let beyond = calendar
            .next_business_day_on_or_after(day(2027, 12, 31))
            .unwrap_err();
        assert_eq!(
            beyond.to_string(),
            "the table of holidays covers 2026-01-01 to 2027-12-31 and says nothing about \
             2028-01-01; update mytaku or add the holidays of 2028 as the Cabinet Office \
             announced them"
        );
    }

    #[test]
    fn a_holiday_on_a_sunday_is_made_up_for() {
        let calendar = BusinessCalendar::shipped();
        assert_eq!(calendar.holidays.len(), holidays::HOLIDAYS.len());
        for &holiday in &calendar.holidays {
            if holiday.weekday() == Weekday::Sun {
                let next = holiday.succ_opt().unwrap();
                assert_eq!(closed_on(next), Some(Closed::Holiday), "{holiday}");
            }
        }
    }
}
