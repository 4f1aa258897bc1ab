//! Taking trips in: every one once, decided at once, in one transaction.
//!
//! | step | where | database |
//! |---|---|---|
//! | read and verify each record | [`Submission`], by who received the request | none |
//! | wait together with other requests of the municipality | [`Queue`] | none |
//! | hold the municipality, take the time | `crate::registry::hold` | 1 query |
//! | what is known already of trips, chains, vehicles, drivers, months | `known` | a fixed number of queries, at once |
//! | cards, registrants, nonces, uses | `crate::register` | a fixed number of queries, at once |
//! | admit or set aside, decide, settle the amount | `admit`, [`crate::decision`] | none |
//! | write trips, taps, claims, transfers | `book` | at most 6 statements |
//! | wait for the disk, together with other batches | `unflushed` | 1 statement, beside the next batch |
//!
//! The number of round trips does not depend on the size of the batch, so that
//! many requests in one transaction (group commit) cost hardly more than one. A
//! batch is of one municipality, which is held until it is committed: no two
//! batches wait for each other in a circle, and each sees all before it. An
//! answer is given only when its batch is on disk; the next batch does not wait for
//! that (`unflushed`). A batch is all one transaction, but each record has its own
//! answer: one that cannot be taken in never holds up the others.
//!
//! What was taken in is shown by `show`.

mod admit;
mod batch;
pub(crate) mod book;
mod known;
mod queue;
mod read;
mod show;
mod tap;
mod unflushed;

use domain::{Digest, Reason, TripId};
use wire::api::{TripAnswer, TripStatus, Trips, TripsAnswer};

use crate::registry::EnrolledTerminal;
use crate::{Result, Settlement};

pub use queue::{CONNECTIONS, Queue, WAITING_RECORDS_MAX};
pub use read::Submission;
pub(crate) use show::shown_trips;
pub use show::{ShownClaim, ShownTap, ShownTrip, show_trip};
pub use tap::check_tap;

/// Takes records from `terminal` in and answers each: a batch of its own, for
/// whoever has no [`Queue`].
pub async fn take_in(
    settlement: &Settlement,
    terminal: &EnrolledTerminal,
    trips: &Trips,
) -> Result<TripsAnswer> {
    let submission = Submission::read(terminal, trips)?;
    batch::take_in_one(settlement, &settlement.database, &submission).await
}

/// An answer that a record was not taken in.
fn not_taken_in(
    record: Digest,
    trip_id: Option<TripId>,
    status: TripStatus,
    reason: Reason,
) -> TripAnswer {
    TripAnswer {
        record,
        trip_id,
        status,
        reason: Some(reason),
        decision: None,
    }
}
