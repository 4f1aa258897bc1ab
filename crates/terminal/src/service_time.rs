//! How far the terminal's clock is off, by the service's.
//!
//! The service refuses requests beyond a tolerance; below it, the drift is told to
//! whoever looks after the terminal. What the service says of the time here is not
//! signed: a warning rests on it, nothing that counts.

use std::sync::{PoisonError, RwLock};

use domain::{Reason, Timestamp};

/// From how many seconds on it is worth a warning.
const WARN_S: u64 = 60;

/// The last comparison with the service's clock.
#[derive(Debug, Default)]
pub struct ClockCheck(RwLock<Option<i64>>);

impl ClockCheck {
    /// Notes what both clocks said at about the same moment.
    pub(crate) fn compare(&self, own: Timestamp, service: Timestamp) {
        let off_s = own.seconds_since(service);
        if off_s.unsigned_abs() > WARN_S {
            tracing::warn!(off_s, "the terminal's clock is off");
        }
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(off_s);
    }

    /// By how many seconds the terminal's clock was ahead; none: not compared yet.
    pub fn off_s(&self) -> Option<i64> {
        *self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// What to tell the driver, if the clock should be set.
    pub fn warning(&self) -> Option<Reason> {
        let off_s = self.off_s()?;
        (off_s.unsigned_abs() > WARN_S).then(|| {
            Reason::new(
                "clock_drifts",
                format!("車載端末の時計が{off_s}秒ずれています。管理者に連絡し、時計を合わせてください。"),
                format!("The terminal's clock is {off_s} seconds ahead of the service's (less than 0: behind); have it set."),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_off_by_more_than_a_minute_is_warned_of() {
        let service: Timestamp = "2026-10-05T10:00:00+09:00".parse().unwrap();
        let check = ClockCheck::default();
        assert!(check.warning().is_none());
        for (off_s, warned) in [(0, false), (-60, false), (61, true), (-61, true)] {
            check.compare(service.plus_seconds(off_s), service);
            assert_eq!(check.off_s(), Some(off_s));
            assert_eq!(check.warning().is_some(), warned, "{off_s}");
        }
    }
}
