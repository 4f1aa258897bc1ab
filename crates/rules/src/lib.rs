//! A scheme file and a trip in, a decision out: pure, and the same in the
//! taxi, the service and the audit.
//!
//! [`Scheme::parse`] reads a scheme file (TOML) and works every example in it;
//! a file with a failing example is not a scheme. [`decide()`] then says, of one
//! trip and the registrants aboard, who pays what and why. Deliberately
//! absent: input and output, a clock, where counts of earlier uses come from
//! (they are handed in as [`Used`]), and what becomes of a decision later.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let scheme = rules::Scheme::parse("maebashi.toml", rules::shipped::MAEBASHI)?;
//! let request: rules::lines::Request = serde_json::from_str(r#"{
//!   "id": "t1",
//!   "boarded_at": "2026-11-02T10:00:00+09:00", "alighted_at": "2026-11-02T10:20:00+09:00",
//!   "boarding_area": "102016", "alighting_area": "102016", "distance_m": 5200,
//!   "fare": {"meter_yen": 1500},
//!   "registrants": [{"id": "r1", "grounds": ["age75"], "registered_on": "2026-04-01", "assurance": "A2"}]
//! }"#)?;
//! let answer = rules::lines::LineDecider::new([&scheme]).decide(&request)?;
//! assert_eq!(answer.decision.subsidy.get(), 750);
//! # Ok(())
//! # }
//! ```

mod check;
mod claim;
mod counters;
mod decide;
pub mod diff;
mod example;
pub mod facts;
mod held;
#[cfg(test)]
mod laws;
pub mod lines;
mod note;
pub mod page;
mod problem;
mod read;
pub mod reference;
mod rule;
pub mod schema;
mod scheme;
mod share;
pub mod shipped;
mod used;
pub mod vocabulary;
mod words;

pub use claim::{Claim, Decision, Rider, SchemePart, Treatment};
pub use counters::Counters;
pub use decide::{
    Award, DecideError, Outcome, Party, RIDERS_MAX, Together, decide, decide_by_version,
    decide_together, ineligible, unproven,
};
pub use example::{Example, ExampleRider, Expected};
pub use held::HeldGrounds;
pub use note::{CODES, CodeMeaning, Note, Of};
pub use problem::{SchemeErrors, SchemeProblem};
pub use rule::{
    Aboard, AboveAllowed, AboveFare, Amount, Area, AreaMatch, Assurances, CityPart, ComputedFrom,
    Condition, Counts, Day, DaysOff, Discount, DiscountOrder, DividedBy, Eligibility, FarePart,
    FareParts, FareRule, FewerLeft, Ground, GroundEnds, Hours, HoursBy, Instrument, LessLeft,
    Limit, LossBearer, MidYear, MonthDay, Most, Offline, Operand, Period, Range, Refund, Rules,
    Settlement, Sharing, Shortfall, Step, Tier, TierPays, Unit, UnlessChosen, UsesAllowed,
    UsesPolicy, UsesTier, Verb, Wasted, Who, WhoClaims,
};
pub use scheme::{Because, Scheme, Version};
pub use share::{Direction, Factor, NotAFactor, NotAShare, Rounding, Share};
pub use used::{Tallies, Tally, Used};
