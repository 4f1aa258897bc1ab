//! The work queue (審査待ち): open findings.
//!
//! The city sees all; an operator's program its own, and of what made them what is its own
//! too: the database keeps that in columns of their own (`migrations/0024_hearing.sql`).
//! Deliberately absent: a state of the queue. It is what nobody has decided.

use domain::{Digest, Month, MunicipalityCode, OperatorId, TerminalId, Timestamp, TripId, Yen};
use queries::queries::review::{self as sql, OwnRow, QueueRow};
use serde::Deserialize as _;
use serde_json::Value;
use uuid::Uuid;

use super::code::Code;
use super::decide::no_such_finding;
use super::found::Evidence;
use super::parameters::{Consequence, Parameters};
use super::reviewed::Ruling;
use super::store;
use crate::access::{Caller, Permission};
use crate::{Error, Result, Settlement, Transaction};

/// Which findings are wanted; nothing set means all that are open.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Filter {
    /// With those that are decided.
    pub decided_too: bool,
    /// For this reason only.
    pub code: Option<Code>,
    /// Of this operator only; an operator has none but its own.
    pub operator: Option<OperatorId>,
    /// Of this month only.
    pub month: Option<Month>,
    /// Found until then: the old ones. For the city.
    pub found_until: Option<Timestamp>,
    /// About this amount or more, in yen. For the city.
    pub least_yen: Option<i64>,
    /// Those behind this one, from [`Page::next`].
    pub after: Option<Uuid>,
}

/// A finding and where it stands.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Finding {
    /// Its number.
    pub finding: Uuid,
    /// Why.
    pub code: Code,
    /// Whose trips.
    pub operator: OperatorId,
    /// Of which month.
    pub month: Month,
    /// On which trip; none: on many together.
    pub trip: Option<TripId>,
    /// On which tap; none: on all.
    pub ordinal: Option<i16>,
    /// Against what it was found. None for an operator where that is another's, or who rode.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The same as it was found before, of fewer trips, with what was said of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<Uuid>,
    /// What happens to the money until it is decided.
    pub treatment: Consequence,
    /// What made it; for an operator, of that what is its own.
    pub evidence: Evidence,
    /// When.
    pub found_at: Timestamp,
    /// Until then the operator may answer before it is decided against it.
    pub reply_until: Timestamp,
    /// What passengers were told on what it is about.
    pub told_yen: Yen,
    /// What was decided; none while open.
    pub outcome: Option<Ruling>,
    /// Whether a decision waits for a second person. For the city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waits_for_second: Option<bool>,
    /// What the operator said, counted.
    pub replies: i64,
}

/// A part of the queue.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Page {
    /// Findings in this part.
    pub count: usize,
    /// What they are about together.
    pub total_yen: Yen,
    /// Findings in all parts.
    pub all_count: i64,
    /// What those are about together; what two findings are about counts twice.
    pub all_total_yen: Yen,
    /// The findings, the oldest first.
    pub findings: Vec<Finding>,
    /// Where to go on; none at the end.
    pub next: Option<Uuid>,
}

/// A record that was not taken in.
#[derive(Clone, Debug, serde::Serialize)]
pub struct SetAsideRecord {
    /// SHA-256 of the record.
    pub record: Digest,
    /// By which terminal.
    pub terminal: TerminalId,
    /// Of which trip.
    pub trip: TripId,
    /// `conflict` or `rejected`.
    pub status: String,
    /// Why.
    pub code: String,
    /// When it came.
    pub received_at: Timestamp,
}

/// Findings in one part of the queue.
const PAGE: usize = 100;

/// The part of the queue that `filter` asks for.
pub async fn queue(settlement: &Settlement, caller: &Caller, filter: &Filter) -> Result<Page> {
    caller.require(Permission::ReviewRead)?;
    let wanted = Wanted {
        filter,
        finding: None,
        limit: i64::try_from(PAGE + 1).unwrap_or(i64::MAX),
        term: Term::of(&*store::parameters(settlement, caller.municipality).await?),
    };
    let (mut findings, totals) = settlement
        .database
        .transaction("review_queue", caller.scope(), async |tx| {
            let findings = match caller.operator() {
                Some(operator) => own(tx, caller.municipality, operator, &wanted)
                    .await?
                    .into_iter()
                    .map(|(finding, _kept)| finding)
                    .collect(),
                None => all(tx, caller.municipality, &wanted).await?,
            };
            Ok((findings, totals(tx, caller, filter).await?))
        })
        .await?;
    let more = findings.len() > PAGE;
    findings.truncate(PAGE);
    Ok(Page {
        count: findings.len(),
        total_yen: Yen::checked_sum(findings.iter().map(|one| one.told_yen))?,
        all_count: totals.findings,
        all_total_yen: Yen::new(totals.told_yen),
        next: findings.last().filter(|_last| more).map(|one| one.finding),
        findings,
    })
}

/// What is asked of the database: a part of the queue, or one finding.
pub(super) struct Wanted<'a> {
    filter: &'a Filter,
    finding: Option<Uuid>,
    limit: i64,
    term: Term,
}

/// How long the operator may answer, in days.
#[derive(Clone, Copy)]
pub(super) struct Term(u16);

impl Term {
    /// By the parameters in force.
    pub(super) const fn of(parameters: &Parameters) -> Self {
        Self(parameters.review.reply_days)
    }

    fn end(self, found_at: Timestamp) -> Timestamp {
        found_at.plus_seconds(i64::from(self.0) * 24 * 3_600)
    }
}

/// Of one finding, decided or not.
const ANY: Filter = Filter {
    decided_too: true,
    code: None,
    operator: None,
    month: None,
    found_until: None,
    least_yen: None,
    after: None,
};

pub(super) const fn only(id: Uuid, term: Term) -> Wanted<'static> {
    Wanted {
        filter: &ANY,
        finding: Some(id),
        limit: 1,
        term,
    }
}

pub(super) async fn all(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    wanted: &Wanted<'_>,
) -> Result<Vec<Finding>> {
    let filter = wanted.filter;
    sql::get_queue()
        .bind(
            tx,
            &municipality.as_str(),
            &filter.decided_too,
            &wanted.finding,
            &filter.code.map(Code::as_str),
            &filter.operator.as_ref().map(OperatorId::as_str),
            &filter.month.map(Month::first_day),
            &filter.found_until.map(Timestamp::in_japan),
            &filter.least_yen,
            &filter.after,
            &wanted.limit,
        )
        .all()
        .await?
        .into_iter()
        .map(|row| from_row(row, wanted.term))
        .collect()
}

/// An operator's own, each with all that the database keeps for it beside the finding.
pub(super) async fn own(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    operator: &OperatorId,
    wanted: &Wanted<'_>,
) -> Result<Vec<(Finding, Value)>> {
    let filter = wanted.filter;
    sql::get_own_queue()
        .bind(
            tx,
            &municipality.as_str(),
            &operator.as_str(),
            &filter.decided_too,
            &wanted.finding,
            &filter.code.map(Code::as_str),
            &filter.month.map(Month::first_day),
            &filter.after,
            &wanted.limit,
        )
        .all()
        .await?
        .into_iter()
        .map(|row| from_own_row(row, wanted.term))
        .collect()
}

/// How much there is by `filter`, wherever one is in it.
async fn totals(
    tx: &Transaction<'_>,
    caller: &Caller,
    filter: &Filter,
) -> Result<sql::GetQueueTotals> {
    let operator = caller.operator().or(filter.operator.as_ref());
    // As in `own`: these two are the city's.
    let of_city = caller.operator().is_none();
    let totals = sql::get_queue_totals()
        .bind(
            tx,
            &caller.municipality.as_str(),
            &filter.decided_too,
            &filter.code.map(Code::as_str),
            &operator.map(OperatorId::as_str),
            &filter.month.map(Month::first_day),
            &filter
                .found_until
                .filter(|_| of_city)
                .map(Timestamp::in_japan),
            &filter.least_yen.filter(|_| of_city),
        )
        .one()
        .await?;
    Ok(totals)
}

/// Records that were not taken in: the city looks at them with the queue.
pub async fn set_aside(settlement: &Settlement, caller: &Caller) -> Result<Vec<SetAsideRecord>> {
    caller.require(Permission::ReviewRead)?;
    // Their rows are closed to operators: nobody knows yet whose they are.
    caller.user()?;
    let municipality = caller.municipality;
    settlement
        .database
        .transaction("records_set_aside", municipality, async |tx| {
            let damaged = |error: &dyn std::fmt::Display| Error::damaged("record set aside", error);
            sql::get_set_aside()
                .bind(tx, &municipality.as_str())
                .all()
                .await?
                .into_iter()
                .map(|row| {
                    Ok(SetAsideRecord {
                        record: Digest::try_from(row.record_digest.as_slice())
                            .map_err(|error| damaged(&error))?,
                        terminal: row.terminal.parse().map_err(|error| damaged(&error))?,
                        trip: TripId::try_from(row.trip).map_err(|error| damaged(&error))?,
                        status: row.status,
                        code: row.code,
                        received_at: row.received_at.into(),
                    })
                })
                .collect()
        })
        .await
}

/// A finding as the city sees it.
pub(super) async fn finding(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    id: Uuid,
) -> Result<Finding> {
    let term = Term::of(&*store::in_force(tx, municipality).await?);
    the_one(all(tx, municipality, &only(id, term)).await?)
}

pub(super) fn the_one<T>(found: Vec<T>) -> Result<T> {
    found.into_iter().next().ok_or_else(no_such_finding)
}

fn from_row(row: QueueRow, term: Term) -> Result<Finding> {
    let damaged =
        |error: &dyn std::fmt::Display| Error::damaged(format!("finding {}", row.finding), error);
    Ok(Finding {
        finding: row.finding,
        code: row.code.parse().map_err(|error| damaged(&error))?,
        operator: row.operator.parse().map_err(|error| damaged(&error))?,
        month: row.month.into(),
        trip: row
            .trip
            .map(TripId::try_from)
            .transpose()
            .map_err(|error| damaged(&error))?,
        ordinal: row.ordinal,
        supersedes: row.supersedes,
        treatment: Consequence::parse(&row.treatment)?,
        evidence: serde_json::from_value(row.evidence).map_err(|error| damaged(&error))?,
        found_at: row.found_at.into(),
        reply_until: term.end(row.found_at.into()),
        told_yen: Yen::new(row.told_yen),
        outcome: row.outcome.as_deref().map(Ruling::parse).transpose()?,
        waits_for_second: Some(row.waits),
        replies: row.replies,
        subject: Some(row.subject),
    })
}

fn from_own_row(row: OwnRow, term: Term) -> Result<(Finding, Value)> {
    let damaged =
        |error: &dyn std::fmt::Display| Error::damaged(format!("finding {}", row.finding), error);
    let finding = Finding {
        finding: row.finding,
        code: row.code.parse().map_err(|error| damaged(&error))?,
        operator: row.operator.parse().map_err(|error| damaged(&error))?,
        month: row.month.into(),
        trip: row
            .trip
            .map(TripId::try_from)
            .transpose()
            .map_err(|error| damaged(&error))?,
        ordinal: row.ordinal,
        subject: row.subject,
        supersedes: row.supersedes,
        treatment: Consequence::parse(&row.treatment)?,
        evidence: Evidence::deserialize(&row.evidence).map_err(|error| damaged(&error))?,
        found_at: row.found_at.into(),
        reply_until: term.end(row.found_at.into()),
        told_yen: Yen::new(row.told_yen),
        outcome: row.outcome.as_deref().map(Ruling::parse).transpose()?,
        waits_for_second: None,
        replies: row.replies,
    };
    Ok((finding, row.evidence))
}
