//! One batch: the records of several requests of one municipality, in one
//! transaction, each answered.

use std::collections::{BTreeSet, HashMap};

use domain::{FiscalYear, MunicipalityCode, ServiceDate};
use tokio::try_join;
use wire::api::{TripAnswer, TripStatus, TripsAnswer};

use super::read::{ReadRecord, Submission, Unreadable};
use super::{admit, book, known, not_taken_in};
use crate::register::batch as register;
use crate::registry::hold;
use crate::{Result, Settlement, Transaction};

/// Takes `submissions` in, which are all of one municipality, and answers each
/// of their records.
pub(super) async fn take_in(
    settlement: &Settlement,
    submissions: &[Submission],
) -> Result<Vec<TripsAnswer>> {
    let Some(first) = submissions.first() else {
        return Ok(Vec::new());
    };
    let municipality = first.municipality;
    let good: Vec<&ReadRecord> = submissions.iter().flat_map(Submission::good).collect();
    let answered = if good.is_empty() {
        Vec::new()
    } else {
        settlement
            .database
            .transaction("take_in_trips", municipality, async |tx| {
                Box::pin(answer_all(settlement, tx, municipality, &good)).await
            })
            .await?
    };
    log(municipality, submissions.len(), &answered);
    let mut answered = answered.into_iter();
    Ok(submissions
        .iter()
        .map(|submission| TripsAnswer {
            answers: submission
                .records
                .iter()
                .filter_map(|read| match read {
                    Ok(_taken) => answered.next(),
                    Err(unreadable) => Some(unreadable_answer(unreadable)),
                })
                .collect(),
        })
        .collect())
}

async fn answer_all(
    settlement: &Settlement,
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    records: &[&ReadRecord],
) -> Result<Vec<TripAnswer>> {
    // What is registered by `now` is seen below; nothing is registered meanwhile.
    let now = hold(settlement, tx, municipality).await?;
    let taps = records.iter().flat_map(|read| {
        let record = &read.record;
        record.taps.iter().map(|tap| (&record.terminal, tap))
    });
    let (known, published, register) = try_join!(
        known::load(tx, municipality, records),
        settlement.schemes.published(tx, municipality),
        register::register(tx, municipality, taps),
    )?;
    let uses = register::uses(tx, municipality, &register, &fiscal_years(records)).await?;
    let mut intake = admit::Intake::new(now, known, &published, (register, uses));
    let answers = records.iter().map(|record| intake.answer(record)).collect();
    book::write(tx, municipality, intake.into_outcome(), now).await?;
    Ok(answers)
}

fn fiscal_years(records: &[&ReadRecord]) -> BTreeSet<FiscalYear> {
    records
        .iter()
        .map(|read| ServiceDate::of(read.record.trip.boarded_at).fiscal_year())
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

fn log(municipality: MunicipalityCode, requests: usize, answers: &[TripAnswer]) {
    let mut counts: HashMap<TripStatus, usize> = HashMap::new();
    for answer in answers {
        *counts.entry(answer.status).or_default() += 1;
    }
    let count = |status| counts.get(&status).copied().unwrap_or_default();
    tracing::info!(
        %municipality,
        requests,
        created = count(TripStatus::Created),
        duplicate = count(TripStatus::Duplicate),
        conflict = count(TripStatus::Conflict),
        rejected = count(TripStatus::Rejected),
        "trips answered"
    );
}
