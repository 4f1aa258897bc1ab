//! Review (審査): what looks odd is found by published rules, a person decides, and
//! the money follows.
//!
//! Findings, replies and decisions are rows that never change; where anything
//! stands is derived from them. Deliberately absent: scores, names, and any rule
//! that is not published with its numbers. Nothing here edits a closed month: what
//! is decided later is booked in the month that closes next (`month::late`).

mod at_intake;
mod code;
mod decide;
mod found;
mod parameters;
mod queue;
mod reopen;
mod reviewed;
mod rules;
mod scan;
mod store;

pub(crate) use at_intake::{Arriving, look};
pub use code::Code;
pub use decide::{Decided, confirm, decide, reply};
pub use found::{Evidence, Found, Ride};
pub use parameters::{Consequence, Parameters, SHIPPED};
pub use queue::{Case, Filter, Finding, Page, SetAsideRecord, queue, set_aside, show};
pub(crate) use reopen::reopen;
pub(crate) use reviewed::reviewed;
pub use reviewed::{OnTrip, Reviewed, Ruling};
pub use scan::{Scanned, scan};
pub use store::{parameters, publish};
