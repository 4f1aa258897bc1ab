//! When a month may be closed. Pure; the time is an argument.

use std::collections::BTreeMap;

use domain::{Month, Timestamp};

/// Where a month stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MonthState {
    /// Trips are booked into it.
    Open,
    /// It is being recomputed; nobody else sees this state.
    Closing,
    /// Sealed: nothing is booked into it any more.
    Closed,
}

/// Why a month cannot be closed now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CloseRefusal {
    /// It was closed before.
    #[error("{0} is closed already")]
    AlreadyClosed(Month),
    /// Its last day is not over in Japan.
    #[error("{0} is not over yet")]
    NotOver(Month),
    /// Settlement here begins later.
    #[error("{month} is before the first settled month, {first}")]
    BeforeFirst {
        /// The month asked for.
        month: Month,
        /// The first there is.
        first: Month,
    },
    /// Months close in order.
    #[error("{before} must be closed before {month}")]
    OutOfOrder {
        /// The month asked for.
        month: Month,
        /// The earliest month that is not closed.
        before: Month,
    },
}

/// Checks that `month` may be closed at `now`, given the months on record. A
/// month without trips is on record by nothing and closes like any other.
pub fn check_close(
    months: &BTreeMap<Month, MonthState>,
    first: Month,
    month: Month,
    now: Timestamp,
) -> Result<(), CloseRefusal> {
    if month < first {
        return Err(CloseRefusal::BeforeFirst { month, first });
    }
    let is_closed = |month: &Month| months.get(month) == Some(&MonthState::Closed);
    if is_closed(&month) {
        return Err(CloseRefusal::AlreadyClosed(month));
    }
    let mut before = first;
    while before < month {
        if !is_closed(&before) {
            return Err(CloseRefusal::OutOfOrder { month, before });
        }
        before = before.next();
    }
    if now < month.ends_at() {
        return Err(CloseRefusal::NotOver(month));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    fn close(closed: &[&str], wanted: &str, now: &str) -> Result<(), CloseRefusal> {
        let months = closed
            .iter()
            .map(|closed| (month(closed), MonthState::Closed))
            .collect();
        check_close(
            &months,
            month("2026-10"),
            month(wanted),
            now.parse().unwrap(),
        )
    }

    #[test]
    fn a_month_closes_once_it_is_over_in_japan() {
        assert_eq!(close(&[], "2026-10", "2026-11-01T00:00:00+09:00"), Ok(()));
        assert_eq!(
            close(&[], "2026-10", "2026-10-31T23:59:59+09:00"),
            Err(CloseRefusal::NotOver(month("2026-10")))
        );
        // Still October in London.
        assert_eq!(close(&[], "2026-10", "2026-10-31T15:00:00Z"), Ok(()));
    }

    #[test]
    fn months_close_in_order_and_once() {
        let later = "2027-06-01T00:00:00+09:00";
        assert_eq!(
            close(&[], "2026-12", later),
            Err(CloseRefusal::OutOfOrder {
                month: month("2026-12"),
                before: month("2026-10")
            })
        );
        assert_eq!(
            close(&["2026-10"], "2026-12", later),
            Err(CloseRefusal::OutOfOrder {
                month: month("2026-12"),
                before: month("2026-11")
            })
        );
        assert_eq!(close(&["2026-10", "2026-11"], "2026-12", later), Ok(()));
        assert_eq!(
            close(&["2026-10"], "2026-10", later),
            Err(CloseRefusal::AlreadyClosed(month("2026-10")))
        );
        assert_eq!(
            close(&[], "2026-09", later),
            Err(CloseRefusal::BeforeFirst {
                month: month("2026-09"),
                first: month("2026-10")
            })
        );
    }
}
