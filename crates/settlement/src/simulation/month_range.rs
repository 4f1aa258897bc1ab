//! One month, or several in a row.

use std::fmt;
use std::str::FromStr;

use domain::Month;

/// Months from one to another, both included: `2026-10` or `2026-04..2026-09`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthRange {
    from: Month,
    until: Month,
}

/// Not a range of months.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MonthRangeError {
    /// Not of the form.
    #[error(
        "{0:?}は月ではありません。2026-10 または 2026-04..2026-09 のように書いてください / {0:?} is not months; expected such as 2026-10 or 2026-04..2026-09"
    )]
    Form(String),
    /// It ends before it begins.
    #[error("{0}は{1}より後です / {0} is after {1}")]
    Reversed(Month, Month),
}

impl MonthRange {
    /// The first month.
    pub const fn from(self) -> Month {
        self.from
    }

    /// The last.
    pub const fn until(self) -> Month {
        self.until
    }

    /// What of it lies from `first` to `last`; none: nothing.
    pub(super) fn within(self, first: Month, last: Month) -> Option<Self> {
        let (from, until) = (self.from.max(first), self.until.min(last));
        (from <= until).then_some(Self { from, until })
    }

    /// Month by month.
    pub fn months(self) -> impl Iterator<Item = Month> {
        std::iter::successors(Some(self.from), |month| Some(month.next()))
            .take_while(move |month| *month <= self.until)
    }
}

impl FromStr for MonthRange {
    type Err = MonthRangeError;

    fn from_str(text: &str) -> Result<Self, MonthRangeError> {
        let month = |part: &str| {
            part.parse::<Month>()
                .map_err(|_no_month| MonthRangeError::Form(text.to_owned()))
        };
        let (from, until) = text.split_once("..").unwrap_or((text, text));
        let (from, until) = (month(from)?, month(until)?);
        if until < from {
            return Err(MonthRangeError::Reversed(from, until));
        }
        Ok(Self { from, until })
    }
}

impl fmt::Display for MonthRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.from == self.until {
            return self.from.fmt(f);
        }
        write!(f, "{}..{}", self.from, self.until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Result<MonthRange, MonthRangeError> {
        text.parse()
    }

    #[test]
    fn a_month_is_a_range_too() {
        for (text, count) in [
            ("2026-10", 1),
            ("2026-10..2026-10", 1),
            ("2026-11..2027-02", 4),
        ] {
            assert_eq!(range(text).unwrap().months().count(), count, "{text}");
        }
        assert_eq!(range("2026-10..2026-10").unwrap().to_string(), "2026-10");
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in [
            "",
            "2026",
            "2026-10..",
            "..2026-10",
            "2026-10..2026-13",
            "2026-10...2026-11",
        ] {
            assert!(
                matches!(range(text), Err(MonthRangeError::Form(_))),
                "{text}"
            );
        }
        let reversed = range("2026-10..2026-09");
        assert!(matches!(reversed, Err(MonthRangeError::Reversed(..))));
    }

    #[test]
    fn it_is_cut_to_the_months_there_are() {
        let month = |text: &str| text.parse::<Month>().unwrap();
        let year = range("2026-04..2027-03").unwrap();
        let cut = year.within(month("2026-10"), month("2026-12")).unwrap();
        assert_eq!(cut.to_string(), "2026-10..2026-12");
        assert_eq!(year.within(month("2027-04"), month("2027-05")), None);
    }
}
