//! What closing finds different from what intake booked, and its booking.

use std::collections::HashMap;

use domain::{Month, MunicipalityCode, Reason, SchemeId, ServiceDate, Timestamp, TripId, Yen};
use queries::queries::month as sql;
use serde_json::Value;

use super::late::Late;
use super::recompute::{Recomputed, RecordedTrip};
use crate::decision::AssessedClaim;
use crate::intake::book::{Booking, BookingKind, Books, column, operator_account, subsidy_account};
use crate::{Error, Result, Transaction};

/// Which claim: the trip and the number of the tap.
pub(super) type ClaimKey = (TripId, i16);

/// A claim as intake booked it.
pub(super) struct BookedClaim {
    pub(super) units: u32,
    pub(super) decided: Yen,
    pub(super) payable: Yen,
}

pub(super) async fn booked_claims(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    month: Month,
) -> Result<HashMap<ClaimKey, BookedClaim>> {
    sql::get_month_claims()
        .bind(tx, &municipality.as_str(), &month.first_day())
        .all()
        .await?
        .into_iter()
        .map(|row| {
            let damaged = |error: &dyn std::fmt::Display| {
                Error::damaged(format!("claim on trip {}", row.trip), error)
            };
            Ok((
                (
                    TripId::try_from(row.trip).map_err(|error| damaged(&error))?,
                    row.ordinal,
                ),
                BookedClaim {
                    units: u32::try_from(row.units).map_err(|error| damaged(&error))?,
                    decided: Yen::new(row.decided_yen),
                    payable: Yen::new(row.payable_yen),
                },
            ))
        })
        .collect()
}

/// A claim whose outcome is not what intake booked.
pub(super) struct Change<'a> {
    pub(super) trip: &'a RecordedTrip,
    pub(super) scheme: &'a SchemeId,
    pub(super) service_date: ServiceDate,
    pub(super) ordinal: i16,
    /// The outcome that counts from now on.
    pub(super) units: u32,
    pub(super) decided: Yen,
    pub(super) payable: Yen,
    pub(super) reasons: &'a [Reason],
    /// What the operator is owed more, or less than before.
    pub(super) difference: Yen,
}

/// Every claim that closing decides otherwise.
pub(super) fn changes<'a>(
    recomputed: &'a [Recomputed<'a>],
    booked: &HashMap<ClaimKey, BookedClaim>,
) -> Result<Vec<Change<'a>>> {
    let mut changes = Vec::new();
    for trip in recomputed {
        for ordinal in trip.ordinals() {
            let key = (trip.trip.record.trip_id, ordinal);
            let claim = trip.claim(ordinal);
            match (booked.get(&key), claim) {
                (Some(before), _) => changes.extend(change(trip, ordinal, before, claim)?),
                (None, None) => {}
                (None, Some(_)) => {
                    return Err(Error::damaged(
                        format!("trip {}", key.0),
                        format!(
                            "tap {ordinal} has no claim, though the register now says it should"
                        ),
                    ));
                }
            }
        }
    }
    Ok(changes)
}

/// What was decided late, as changes.
pub(super) fn late_changes<'a>(late: &'a [Late<'a>]) -> impl Iterator<Item = Change<'a>> {
    late.iter().map(|one| Change {
        trip: one.trip,
        scheme: &one.scheme,
        service_date: one.service_date,
        ordinal: one.ordinal,
        units: one.units,
        decided: one.decided,
        payable: one.payable,
        reasons: &one.reasons,
        difference: one.difference,
    })
}

/// None when the outcome is the same. Without a claim the tap is refused now,
/// and nothing is due for it.
fn change<'a>(
    trip: &'a Recomputed<'a>,
    ordinal: i16,
    before: &BookedClaim,
    claim: Option<&'a AssessedClaim>,
) -> Result<Option<Change<'a>>> {
    let (units, decided, payable) = claim.map_or((0, Yen::ZERO, Yen::ZERO), |claim| {
        (claim.claim.units, claim.claim.subsidy, claim.payable)
    });
    if (before.units, before.decided, before.payable) == (units, decided, payable) {
        return Ok(None);
    }
    Ok(Some(Change {
        trip: trip.trip,
        scheme: &trip.assessment.decision.scheme,
        service_date: trip.assessment.service_date,
        ordinal,
        units,
        decided,
        payable,
        reasons: claim.map_or(&[], |claim| claim.claim.reasons.as_slice()),
        difference: payable.checked_sub(before.payable)?,
    }))
}

/// Writes adjustments and books what they come to.
pub(super) async fn put_changes(
    tx: &Transaction<'_>,
    municipality: &str,
    month: Month,
    changes: &[Change<'_>],
    now: Timestamp,
) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let reasons = changes
        .iter()
        .map(|change| serde_json::to_value(change.reasons))
        .collect::<serde_json::Result<Vec<Value>>>()
        .map_err(|error| Error::damaged("reasons", error))?;
    sql::put_adjustments()
        .bind(
            tx,
            &municipality,
            &month.first_day(),
            &column(changes, |change| change.trip.record.trip_id.as_uuid()),
            &column(changes, |change| change.ordinal),
            &column(changes, |change| {
                i32::try_from(change.units).unwrap_or(i32::MAX)
            }),
            &column(changes, |change| change.decided.get()),
            &column(changes, |change| change.payable.get()),
            &reasons,
        )
        .await?;
    let bookings = changes
        .iter()
        .filter(|change| change.difference != Yen::ZERO)
        .map(|change| booking(change, month))
        .collect::<Result<Vec<_>>>()?;
    let books = Books::prepare(tx).await?;
    books
        .put(tx, municipality, BookingKind::Adjustment, &bookings, now)
        .await
}

/// A difference to the operator's favour is booked like a claim, one to its
/// disadvantage the other way round.
fn booking(change: &Change<'_>, month: Month) -> Result<Booking> {
    let subsidy = subsidy_account(change.scheme);
    let operator = operator_account(&change.trip.operator);
    let (debit, credit, amount) = if change.difference.is_negative() {
        (operator, subsidy, Yen::ZERO.checked_sub(change.difference)?)
    } else {
        (subsidy, operator, change.difference)
    };
    Ok(Booking {
        debit,
        credit,
        amount,
        month,
        trip: change.trip.record.trip_id.as_uuid(),
        ordinal: change.ordinal,
    })
}
