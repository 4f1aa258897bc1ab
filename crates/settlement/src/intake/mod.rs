//! Taking trips in: every one once, decided at once, in one transaction.
//!
//! | step | where | database |
//! |---|---|---|
//! | read and verify each record | `read` | none |
//! | what is known already of trips, chain, vehicles, drivers, months | `known` | a fixed number of queries |
//! | cards, registrants (locked), nonces, uses | `crate::register` | a fixed number of queries |
//! | admit or set aside, decide, settle the amount | `admit`, [`crate::decision`] | none |
//! | write trips, taps, claims, transfers | `book` | at most 6 statements |
//!
//! The number of round trips does not depend on the size of the batch, which is
//! at most [`wire::api::TRIPS_MAX`] records of one terminal. The terminal's row
//! is locked first, then registrants in order of their number, so that no two
//! batches wait for each other in a circle. An answer is given after commit
//! only. A batch is all one transaction, but each record has its own answer: one
//! that cannot be taken in never holds up the others.

mod admit;
pub(crate) mod book;
mod known;
mod read;
mod tap;

use std::collections::HashMap;

use domain::{Digest, Reason, ServiceDate, TripId};
use wire::api::{TRIPS_MAX, TripAnswer, TripStatus, Trips, TripsAnswer};

use crate::register::batch::{self, Lock};
use crate::registry::{self, EnrolledTerminal};
use crate::{Error, Result, Settlement, Transaction};
use read::ReadRecord;

pub use tap::check_tap;

/// Takes a batch of records from `terminal` in and answers each.
pub async fn take_in(
    settlement: &Settlement,
    terminal: &EnrolledTerminal,
    trips: &Trips,
) -> Result<TripsAnswer> {
    if trips.records.len() > TRIPS_MAX {
        return Err(Error::invalid(
            "too_many_records",
            format!("一度に送れる乗車は{TRIPS_MAX}件までです。"),
            format!("A request holds at most {TRIPS_MAX} records; send the rest in another."),
        ));
    }
    let read: Vec<_> = trips
        .records
        .iter()
        .map(|record| read::read(terminal, record))
        .collect();
    let good: Vec<&ReadRecord> = read
        .iter()
        .filter_map(|outcome| outcome.as_ref().ok())
        .collect();
    let answered = settlement
        .database
        .transaction("take_in_trips", terminal.id.municipality, async |tx| {
            answer_all(settlement, tx, terminal, &good).await
        })
        .await?;
    log(terminal, &answered);
    let mut answered = answered.into_iter();
    let answers = read
        .into_iter()
        .filter_map(|outcome| match outcome {
            Ok(_record) => answered.next(),
            Err(unreadable) => Some(not_taken_in(
                unreadable.digest,
                None,
                TripStatus::Rejected,
                unreadable.reason,
            )),
        })
        .collect();
    Ok(TripsAnswer { answers })
}

async fn answer_all(
    settlement: &Settlement,
    tx: &Transaction<'_>,
    terminal: &EnrolledTerminal,
    records: &[&ReadRecord],
) -> Result<Vec<TripAnswer>> {
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let municipality = terminal.id.municipality;
    // What is registered by `now` is seen below, whoever registers meanwhile.
    let now = registry::share(settlement, tx, municipality).await?;
    let known = known::load(tx, &terminal.id, records).await?;
    let published = settlement.schemes.published(tx, municipality).await?;
    let taps = records.iter().flat_map(|read| &read.record.taps);
    let register = batch::register(tx, &terminal.id, taps, Lock::ForUpdate).await?;
    let years = records
        .iter()
        .map(|read| ServiceDate::of(read.record.trip.boarded_at).fiscal_year());
    let uses = batch::uses(tx, municipality, &register, &years.collect()).await?;
    let received = (&terminal.assignment.operator, now);
    let mut intake = admit::Intake::new(received, &known, &published, register, uses);
    let answers: Vec<TripAnswer> = records.iter().map(|record| intake.answer(record)).collect();
    book::write(tx, &terminal.id, intake.into_outcome(), now).await?;
    Ok(answers)
}

fn log(terminal: &EnrolledTerminal, answers: &[TripAnswer]) {
    let mut counts: HashMap<TripStatus, usize> = HashMap::new();
    for answer in answers {
        *counts.entry(answer.status).or_default() += 1;
    }
    let count = |status| counts.get(&status).copied().unwrap_or_default();
    tracing::info!(
        terminal = %terminal.id,
        created = count(TripStatus::Created),
        duplicate = count(TripStatus::Duplicate),
        conflict = count(TripStatus::Conflict),
        rejected = count(TripStatus::Rejected),
        "trips answered"
    );
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
