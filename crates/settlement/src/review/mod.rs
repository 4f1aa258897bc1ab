//! Review (審査): what looks odd is found by published rules, a person decides, and
//! the money follows.
//!
//! Findings, replies and decisions are rows that never change; where anything
//! stands is derived from them. Deliberately absent: scores, names, and any rule
//! that is not published with its numbers. Nothing here edits a closed month: what
//! is decided later is booked in the month that closes next (`month::late`).

mod at_intake;
mod case;
mod code;
mod decide;
mod found;
mod near;
mod notches;
mod parameters;
mod queue;
mod reasons;
mod reopen;
mod reviewed;
mod rides;
mod rules;
mod scan;
mod store;

pub(crate) use at_intake::{Arriving, look};
pub use case::{Case, DecisionRow, Entry, OfOther, Rows, Said, show};
pub use code::Code;
pub use decide::{Decided, confirm, decide, reply};
pub use found::{Evidence, Found, Ride};
pub(crate) use near::{Near, days_around, trips_at_once};
pub use parameters::{Consequence, Parameters, SHIPPED};
pub use queue::{Filter, Finding, Page, SetAsideRecord, queue, set_aside};
pub use reasons::{Published, PublishedReason, reasons};
pub(crate) use reopen::reopen;
pub(crate) use reviewed::reviewed;
pub use reviewed::{OnTrip, Reviewed, Ruling};
pub(crate) use rules::Movement;
pub(crate) use scan::look_before_closing;
pub use scan::{Scanned, scan};
pub use store::publish;
