//! What was found or decided of a trip after its month was closed.
//!
//! A closed month never changes. Its claims' outcomes may: the difference is booked
//! in the month that closes next. To know a difference, months are recomputed from
//! the first, each under what was known when it was closed; closing does so only
//! when something was decided late, the audit always.

use std::collections::BTreeMap;

use domain::{Month, MunicipalityCode, Reason, Timestamp, Yen};
use queries::queries::{month as sql, review as review_sql};

use super::recompute::{Known, Recomputed, RecordedTrip, recompute};
use crate::decision::Counters;
use crate::register::whole;
use crate::review::Reviewed;
use crate::{Result, Settlement, Transaction};

/// A claim of an earlier month with another outcome.
#[derive(Clone, Debug)]
pub(super) struct Late<'a> {
    pub(super) trip: &'a RecordedTrip,
    pub(super) scheme: domain::SchemeId,
    pub(super) service_date: domain::ServiceDate,
    pub(super) ordinal: i16,
    pub(super) units: u32,
    pub(super) decided: Yen,
    pub(super) payable: Yen,
    pub(super) reasons: Vec<Reason>,
    /// What the operator is owed more, or less than before.
    pub(super) difference: Yen,
}

/// A month as it is settled: its own trips, and what it changes of earlier ones.
pub(super) struct Settled<'a> {
    pub(super) own: Vec<Recomputed<'a>>,
    pub(super) late: Vec<Late<'a>>,
}

/// When each month was closed, or is being closed.
pub(super) async fn closings(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
) -> Result<BTreeMap<Month, Timestamp>> {
    let months = sql::get_months()
        .bind(tx, &municipality.as_str())
        .all()
        .await?;
    Ok(months
        .into_iter()
        .filter_map(|row| Some((Month::from(row.month), row.closed_at?.into())))
        .collect())
}

/// Whether anything came of trips before `month` since the last closing.
pub(super) async fn any_late(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    month: Month,
    closings: &BTreeMap<Month, Timestamp>,
) -> Result<bool> {
    let Some(since) = closings.values().max() else {
        return Ok(false);
    };
    let late = review_sql::count_late()
        .bind(
            tx,
            &municipality.as_str(),
            &month.first_day(),
            &since.in_japan(),
        )
        .one()
        .await?;
    Ok(late > 0)
}

/// Settles the months of `closings` one after the other up to `until`, from
/// `trips`, which are all that were booked in them.
pub(super) async fn settle_from_the_start<'a>(
    settlement: &Settlement,
    tx: &Transaction<'_>,
    (municipality, until): (MunicipalityCode, Month),
    (reviewed, closings): (&Reviewed, &BTreeMap<Month, Timestamp>),
    trips: &'a [RecordedTrip],
) -> Result<Settled<'a>> {
    let mut register = whole::register(tx, municipality).await?;
    let mut uses = Counters::default();
    let published = settlement.schemes.published(tx, municipality).await?;
    let mut settled = Settled {
        own: Vec::new(),
        late: Vec::new(),
    };
    let mut before: Vec<Recomputed<'a>> = Vec::new();
    let mut rest = trips;
    for (month, at) in closings.range(..=until) {
        before.append(&mut settled.own);
        let known = Known { reviewed, at: *at };
        settled.late = late_changes(&mut before, &known)?;
        if !settled.late.is_empty() {
            uses = Counters::default();
            for one in &before {
                one.assessment.count_into(&mut uses)?;
            }
        }
        let (of_month, after) =
            rest.split_at(rest.partition_point(|trip| trip.booked_month <= *month));
        rest = after;
        settled.own = recompute(&published, &mut register, &mut uses, of_month, &known)?;
    }
    Ok(settled)
}

/// Puts earlier claims under what is known by now; what that changes.
fn late_changes<'a>(before: &mut [Recomputed<'a>], known: &Known<'_>) -> Result<Vec<Late<'a>>> {
    let mut changes = Vec::new();
    for one in before {
        let trip = one.trip;
        for claim in &mut one.assessment.claims {
            let outcome = (claim.claim.units, claim.claim.subsidy, claim.payable);
            let verdict = known
                .reviewed
                .verdict(trip.record.trip_id, claim.ordinal, known.at);
            claim.put_under(&verdict);
            if outcome == (claim.claim.units, claim.claim.subsidy, claim.payable) {
                continue;
            }
            changes.push(Late {
                trip,
                scheme: one.assessment.decision.scheme.clone(),
                service_date: one.assessment.service_date,
                ordinal: claim.ordinal,
                units: claim.claim.units,
                decided: claim.claim.subsidy,
                payable: claim.payable,
                reasons: claim.claim.reasons.clone(),
                difference: claim.payable.checked_sub(outcome.2)?,
            });
        }
    }
    Ok(changes)
}
