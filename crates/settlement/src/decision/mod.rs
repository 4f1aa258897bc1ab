//! From a signed record to claims. Pure: no database, no clock.
//!
//! Intake, closing and the audit all go this way, which is why they can agree
//! to the yen. What is known of cards and registrants comes in as a
//! [`Register`], what was used before as
//! [`Counters`]: of one scheme, since a municipality runs one.

mod decide;
mod declared;
mod flag;
mod fleet;
mod grade;
mod history;
mod payable;
mod register;
mod verdict;

pub use crate::schemes::{PublishedScheme, PublishedSchemes};
pub use decide::{AssessedClaim, Assessment, NoDecision, assess};
pub(crate) use decide::{riders, used};
pub use flag::Flag;
pub use fleet::{Fleet, NotAuthorised, Terms};
pub use grade::{GradedTap, Grading, grade};
pub use history::History;
pub use payable::payable;
pub use register::{Credential, GroundPeriod, Register, RegisteredRegistrant};
pub use rules::Counters;
pub use verdict::{Ruled, Verdict};
