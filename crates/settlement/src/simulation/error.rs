//! Why a trip cannot be simulated, in both languages.

use std::fmt;

use domain::{SchemeId, ServiceDate, YenOverflow};
use rules::DecideError;

/// Why a trip cannot be simulated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SimulationError {
    /// The new scheme has no version on the day of the trip.
    NoVersion {
        /// The scheme.
        scheme: SchemeId,
        /// The day.
        date: ServiceDate,
        /// When its last version begins, which may be what is to be tried.
        last_from: ServiceDate,
    },
    /// Nobody says what was paid.
    NotStated {
        /// For which registrant aboard, counted from 1.
        place: usize,
    },
    /// The input cannot be decided.
    Decide(DecideError),
}

impl SimulationError {
    /// In Japanese.
    pub fn ja(&self) -> String {
        match self {
            Self::NoVersion {
                scheme,
                date,
                last_from,
            } => format!(
                "{date}に有効な{scheme}の版がありません。乗車日によらず{last_from}からの版で判定するには、--as-of {last_from} を付けてください"
            ),
            Self::NotStated { place } => format!(
                "{place}人目の登録者に支払った額がありません。paid_yenとpaid_unitsを書くか、これまでの規則を --against で指定してください"
            ),
            Self::Decide(error) => error.to_string(),
        }
    }

    /// In English.
    pub fn en(&self) -> String {
        match self {
            Self::NoVersion {
                scheme,
                date,
                last_from,
            } => format!(
                "no version of {scheme} is in force on {date}; to decide every trip by the version from {last_from}, whatever its date, add --as-of {last_from}"
            ),
            Self::NotStated { place } => format!(
                "what was paid for registrant {place} is not stated; write paid_yen and paid_units, or give the scheme so far by --against"
            ),
            Self::Decide(error) => error.to_string(),
        }
    }
}

impl fmt::Display for SimulationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Decide(error) => error.fmt(f),
            _ => write!(f, "{} / {}", self.ja(), self.en()),
        }
    }
}

impl std::error::Error for SimulationError {}

impl From<DecideError> for SimulationError {
    fn from(error: DecideError) -> Self {
        Self::Decide(error)
    }
}

impl From<YenOverflow> for SimulationError {
    fn from(overflow: YenOverflow) -> Self {
        Self::Decide(overflow.into())
    }
}
