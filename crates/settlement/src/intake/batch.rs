//! One batch: the records of several requests of one municipality, in one
//! transaction, each answered.

use std::collections::{BTreeSet, HashMap};

use domain::{FiscalYear, MunicipalityCode, ServiceDate};
use meters::{RecordOutcome, meters};
use tokio::try_join;
use wire::TripRecord;
use wire::api::{TripAnswer, TripStatus, TripsAnswer};

use super::read::{ReadRecord, Submission, Unreadable};
use super::unflushed::{Unflushed, flush, witnesses};
use super::{admit, book, known, not_taken_in};
use crate::register::batch::{self as register, Touched};
use crate::registry::{EnrolledTerminal, hold, still_as_recalled, unknown_terminal};
use crate::review::{Arriving, Near, days_around, look, trips_at_once};
use crate::{Database, Error, Result, Settlement, Transaction};

/// Takes a single request in; it is on disk.
pub(super) async fn take_in_one(
    settlement: &Settlement,
    database: &Database,
    submission: &Submission,
) -> Result<TripsAnswer> {
    let (municipality, one) = (submission.municipality(), std::slice::from_ref(submission));
    let batch = take_in(settlement, database, municipality, one).await?;
    let on_disk = flush(database, vec![batch]).await?;
    let mut answered = on_disk.into_iter().flatten();
    answered.next().unwrap_or(Err(Error::Unavailable))
}

/// Takes `submissions` in, which are all of one municipality, and answers each of
/// their records. A request of a terminal that is no longer what it was when its
/// records were verified is refused.
pub(super) async fn take_in(
    settlement: &Settlement,
    database: &Database,
    municipality: MunicipalityCode,
    submissions: &[Submission],
) -> Result<Unflushed<Vec<Result<TripsAnswer>>>> {
    let answered = database
        .transaction_unflushed("take_in_trips", municipality, async |tx| {
            Box::pin(answer_all(settlement, tx, municipality, submissions)).await
        })
        .await?;
    log(municipality, &answered);
    let witnesses = witnesses(municipality, answered.iter().flatten().flatten());
    let answered = submissions
        .iter()
        .zip(answered)
        .map(|(submission, answered)| {
            Ok(in_order(submission, answered.ok_or_else(unknown_terminal)?))
        })
        .collect();
    Ok(Unflushed::new(answered, witnesses))
}

/// The answers to a request's good records, with those to the others put where
/// they belong.
fn in_order(submission: &Submission, answered: Vec<TripAnswer>) -> TripsAnswer {
    let mut answered = answered.into_iter();
    let answers = submission.records.iter().filter_map(|read| match read {
        Ok(_taken) => answered.next(),
        Err(unreadable) => {
            meters().intake.answered(RecordOutcome::Rejected, 1);
            Some(unreadable_answer(unreadable))
        }
    });
    TripsAnswer {
        answers: answers.collect(),
    }
}

/// Answers to the good records of each request; none for one that is refused.
type Answered = Vec<Option<Vec<TripAnswer>>>;

async fn answer_all(
    settlement: &Settlement,
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    submissions: &[Submission],
) -> Result<Answered> {
    // What is registered by `now` is seen below; nothing is registered meanwhile.
    let now = hold(settlement, tx, municipality).await?;
    let terminals: Vec<&EnrolledTerminal> = submissions.iter().map(|one| &one.terminal).collect();
    let records: Vec<&ReadRecord> = submissions.iter().flat_map(Submission::good).collect();
    let taps = records.iter().flat_map(|read| {
        let record = &read.record;
        record.taps.iter().map(|tap| (&record.terminal, tap))
    });
    let (touched, years) = (Touched::of(municipality, taps), fiscal_years(&records));
    let trips: Vec<&TripRecord> = records.iter().map(|read| &read.record).collect();
    let (welcome, known, published, mut registered, at_once) = try_join!(
        still_as_recalled(settlement, tx, &terminals),
        known::load(settlement, tx, municipality, &records),
        settlement.schemes.published(tx, municipality),
        register::register(tx, &touched, &years),
        trips_at_once(tx, municipality, &trips),
    )?;
    let near = Near {
        trips: at_once,
        claimed_days: std::mem::take(&mut registered.claimed_days),
    };
    let mut intake = admit::Intake::new(now, known, &published, registered);
    let answered = submissions
        .iter()
        .zip(welcome)
        .map(|(submission, welcome)| {
            welcome.then(|| submission.good().map(|read| intake.answer(read)).collect())
        })
        .collect();
    let mut outcome = intake.into_outcome();
    let mut arriving: Vec<Arriving<'_>> = outcome
        .admitted
        .iter_mut()
        .map(admit::Admitted::arriving)
        .collect();
    if arriving.is_empty() {
        book::write(tx, municipality, outcome, now).await?;
        return Ok(answered);
    }
    let findings = look(tx, municipality, &mut arriving, &near, now).await?;
    book::write(tx, municipality, outcome, now).await?;
    findings.put(tx, municipality, now).await?;
    Ok(answered)
}

/// Of the trips, and of the days around them, which review looks at.
fn fiscal_years(records: &[&ReadRecord]) -> BTreeSet<FiscalYear> {
    records
        .iter()
        .flat_map(|read| days_around(read.record.trip.boarded_at))
        .map(ServiceDate::fiscal_year)
        .collect()
}

fn unreadable_answer(unreadable: &Unreadable) -> TripAnswer {
    not_taken_in(
        unreadable.digest,
        None,
        TripStatus::Rejected,
        unreadable.reason.clone(),
    )
}

/// Counts the answers, and logs the counts.
fn log(municipality: MunicipalityCode, answered: &Answered) {
    let mut counts: HashMap<TripStatus, usize> = HashMap::new();
    for answer in answered.iter().flatten().flatten() {
        *counts.entry(answer.status).or_default() += 1;
    }
    for (status, count) in &counts {
        meters().intake.answered(outcome(*status), *count);
    }
    let count = |status| counts.get(&status).copied().unwrap_or_default();
    tracing::info!(
        %municipality,
        requests = answered.len(),
        created = count(TripStatus::Created),
        duplicate = count(TripStatus::Duplicate),
        conflict = count(TripStatus::Conflict),
        rejected = count(TripStatus::Rejected),
        "trips answered"
    );
}

const fn outcome(status: TripStatus) -> RecordOutcome {
    match status {
        TripStatus::Created => RecordOutcome::Created,
        TripStatus::Duplicate => RecordOutcome::Duplicate,
        TripStatus::Conflict => RecordOutcome::Conflict,
        TripStatus::Rejected => RecordOutcome::Rejected,
    }
}
