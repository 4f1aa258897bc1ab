//! A scheme file and a trip in, a decision out: pure, and the same in the
//! taxi, the service and the audit.
//!
//! [`Scheme::parse`] reads a scheme file (TOML) and works every example in it;
//! a file with a failing example is not a scheme. [`decide`] then says, of one
//! trip and the registrants aboard, who pays what and why. Deliberately
//! absent: input and output, a clock, where counts of earlier uses come from
//! (they are handed in as [`Used`]), and what becomes of a decision later.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let scheme = rules::Scheme::parse("maebashi.toml", rules::shipped::MAEBASHI)?;
//! let request = serde_json::from_str(r#"{
//!   "id": "t1",
//!   "boarded_at": "2026-11-02T10:00:00+09:00", "alighted_at": "2026-11-02T10:20:00+09:00",
//!   "boarding_area": "102016", "alighting_area": "102016", "distance_m": 5200,
//!   "fare": {"meter_yen": 1500},
//!   "registrants": [{"id": "r1", "grounds": ["age75"], "registered_on": "2026-04-01", "assurance": "A2"}]
//! }"#)?;
//! let answer = rules::lines::LineDecider::new(&scheme).decide(request)?;
//! assert_eq!(answer.decision.subsidy.get(), 750);
//! # Ok(())
//! # }
//! ```

mod check;
mod claim;
mod decide;
mod example;
pub mod lines;
mod problem;
mod read;
mod reasons;
mod rule;
mod scheme;
mod share;
pub mod shipped;

pub use claim::{Claim, Decision, Rider, Treatment, Used};
pub use decide::{DecideError, decide};
pub use example::{Example, ExampleRider, Expected};
pub use problem::{SchemeErrors, SchemeProblem};
pub use rule::{
    Aboard, Alone, Area, AreaMatch, Assurances, CityPart, Counts, Discount, DiscountOrder,
    Eligibility, FarePart, FewerLeft, Ground, GroundsEnd, Hours, HoursBy, Limit, Limits,
    LossBearer, MidYear, Rules, Settlement, SeveralUses, Shared, SharedUses, Shortfall,
    UnlessChosen, Wasted,
};
pub use scheme::{Because, Scheme, Version};
pub use share::{Direction, NotAShare, Rounding, Share};
