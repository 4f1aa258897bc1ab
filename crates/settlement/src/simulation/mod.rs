//! What a rule change would cost, and who gains and loses by it, tried on trips
//! that were made before it is voted on.
//!
//! A [`Simulator`] is given one trip after the other, in the order in which
//! they are to be decided. It decides each by the new scheme, whose counters
//! follow its own decisions, and holds the outcome against what was paid: as
//! the books say ([`months`]), as a file of trips says ([`TripLine`]), or as the
//! scheme so far decides it. [`Simulation`] is what comes of it.
//!
//! Deliberately absent: how people would ride otherwise under other rules. The
//! trips stay as they were, and so does what passengers chose, unless
//! [`Choices::Open`] leaves that to the rules.

mod books;
mod compare;
mod error;
mod group;
mod line;
mod month_range;
mod report;
mod run;
#[cfg(test)]
mod tests;

use domain::{OperatorId, Trip, Yen};
use rules::Rider;

pub use books::months;
pub use compare::{Plan, Simulator};
pub use error::SimulationError;
pub use group::Figures;
pub use line::{LineError, TripLine};
pub use month_range::{MonthRange, MonthRangeError};
pub use report::{Against, Band, GroupFigures, Held, MonthsTried, Simulation, VersionTrips};
pub use run::Choices;

/// A trip of the span, as it was.
#[derive(Clone, Debug)]
pub struct SimulatedTrip {
    /// The trip.
    pub trip: Trip,
    /// Who drove it, where that is known.
    pub operator: Option<OperatorId>,
    /// The registrants aboard in the order of their taps. What they had used
    /// counts only until something else is known of them.
    pub riders: Vec<(Rider, Account)>,
}

/// What is known of a registrant's ride that no rule looks at.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// Where they count, by whatever name (地区).
    pub district: Option<String>,
    /// What was paid for them; none: the scheme so far is to say it.
    pub paid: Option<Paid>,
    /// Whether the taxi accepted the ride, not knowing that a limit was reached.
    pub over_limit: bool,
}

/// What is paid for a registrant's ride.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paid {
    /// By the city to the operator, 0 or more.
    pub yen: Yen,
    /// Uses (利用回数) or tickets taken.
    pub units: u32,
}
