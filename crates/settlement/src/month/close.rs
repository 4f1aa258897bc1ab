//! Closing a month: the phases of the module's table, in one transaction.

use std::collections::{BTreeMap, HashMap};

use domain::{Digest, Month, MunicipalityCode, OperatorId, Timestamp, TripId, UserId, Yen};
use queries::queries::{month as sql, registry as registry_sql};
use serde_json::Value;

use super::load;
use super::recompute::{Recomputed, recompute};
use super::report::{LineKind, StatementLine};
use super::state::{CloseRefusal, check_close};
use super::statement::{StatementDigest, month_digest, sealed_lines, statement_digests};
use crate::decision::AssessedClaim;
use crate::intake::book::{
    Booking, BookingKind, column, operator_account, put_bookings, subsidy_account,
};
use crate::intake::{UseRow, uses_from_rows};
use crate::registry::{Role, require_role};
use crate::{Error, Result, Settlement, Transaction};

/// A closed month.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Closed {
    /// Which month.
    pub month: Month,
    /// What seals it.
    pub digest: Digest,
    /// Trips booked in it.
    pub trips: usize,
    /// Claims on them, paid or not.
    pub claims: usize,
    /// Claims whose outcome differed from intake's.
    pub adjustments: usize,
    /// One an operator that is owed something or had claims.
    pub statements: Vec<ClosedStatement>,
    /// Their sum.
    pub total_yen: Yen,
}

/// A statement as sealed.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ClosedStatement {
    /// Whose.
    pub operator: OperatorId,
    /// Its name.
    pub name: String,
    /// For which month.
    pub month: Month,
    /// Lines, adjustments counted apart.
    pub lines: usize,
    /// What the operator is owed.
    pub total_yen: Yen,
    /// Digest of the lines.
    pub digest: Digest,
}

/// Closes `month` in the name of `by`.
pub async fn close(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    month: Month,
    by: &UserId,
) -> Result<Closed> {
    let now = settlement.now()?;
    let closed = settlement
        .database
        .transaction("close_month", municipality, async |tx| {
            require_role(tx, municipality, by, &[Role::Finance, Role::Clerk]).await?;
            begin(tx, municipality, month, now).await?;
            close_begun(settlement, tx, (municipality, month), by, now).await
        })
        .await?;
    tracing::info!(%month, digest = %closed.digest, by = %by, "month closed");
    Ok(closed)
}

async fn begin(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    month: Month,
    now: Timestamp,
) -> Result<()> {
    let name = municipality.as_str();
    let (first, months) = load::months(tx, municipality).await?;
    check_close(&months, first, month, now).map_err(refusal)?;
    sql::open_month()
        .bind(tx, &name, &month.first_day())
        .await?;
    let begun = sql::begin_closing()
        .bind(tx, &name, &month.first_day())
        .await?;
    if begun == 1 {
        Ok(())
    } else {
        Err(refusal(CloseRefusal::AlreadyClosed(month)))
    }
}

fn refusal(refusal: CloseRefusal) -> Error {
    let english = format!("{refusal}.");
    match refusal {
        CloseRefusal::AlreadyClosed(month) => Error::conflict(
            "month_already_closed",
            format!("{month}は締め済みです。"),
            english,
        ),
        CloseRefusal::NotOver(month) => Error::conflict(
            "month_not_over",
            format!("{month}はまだ終わっていません。"),
            english,
        ),
        CloseRefusal::BeforeFirst { first, .. } => Error::conflict(
            "month_before_first",
            format!("精算は{first}から始まります。"),
            english,
        ),
        CloseRefusal::OutOfOrder { before, .. } => Error::conflict(
            "month_before_not_closed",
            format!("先に{before}を締めてください。"),
            english,
        ),
    }
}

async fn close_begun(
    settlement: &Settlement,
    tx: &Transaction<'_>,
    (municipality, month): (MunicipalityCode, Month),
    by: &UserId,
    now: Timestamp,
) -> Result<Closed> {
    let name = municipality.as_str();
    let trips = load::trips(tx, municipality, (month, month)).await?;
    let recomputed = recompute_month(settlement, tx, (municipality, month), &trips).await?;
    let booked = booked_claims(tx, municipality, month).await?;
    let changes = changes(&recomputed, &booked)?;
    put_changes(tx, name, month, &changes, now).await?;
    let digests = statement_digests(&sealed_lines(&recomputed))?;
    let lines = lines(&recomputed, &booked, &changes)?;
    let statements = put_statements(tx, (municipality, month), &digests, &lines).await?;
    let digest = month_digest(municipality, month, &digests);
    sql::finish_closing()
        .bind(
            tx,
            &now.in_japan(),
            &by.as_str(),
            &digest.as_bytes().as_slice(),
            &name,
            &month.first_day(),
        )
        .await?;
    sql::open_month()
        .bind(tx, &name, &month.next().first_day())
        .await?;
    Ok(Closed {
        month,
        digest,
        trips: trips.len(),
        claims: booked.len(),
        adjustments: changes.len(),
        total_yen: Yen::checked_sum(statements.iter().map(|statement| statement.total_yen))?,
        statements,
    })
}

async fn recompute_month<'a>(
    settlement: &Settlement,
    tx: &Transaction<'_>,
    (municipality, month): (MunicipalityCode, Month),
    trips: &'a [super::RecordedTrip],
) -> Result<Vec<Recomputed<'a>>> {
    let mut register = load::register(tx, municipality).await?;
    register.used_nonces = load::nonces_before(tx, municipality, month).await?;
    let before = sql::get_uses_before_month()
        .bind(tx, &municipality.as_str(), &month.first_day())
        .all()
        .await?;
    let mut uses = uses_from_rows(&register.registrants, before.into_iter().map(UseRow::from))?;
    let published = settlement.schemes.published(tx, municipality).await?;
    recompute(&published, &mut register, &mut uses, trips)
}

/// Which claim: the trip and the number of the tap.
type ClaimKey = (TripId, i16);

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
struct Change<'a> {
    trip: &'a Recomputed<'a>,
    claim: &'a AssessedClaim,
    /// What the operator is owed more, or less than before.
    difference: Yen,
}

fn changes<'a>(
    recomputed: &'a [Recomputed<'a>],
    booked: &HashMap<ClaimKey, BookedClaim>,
) -> Result<Vec<Change<'a>>> {
    let mut changes = Vec::new();
    for trip in recomputed {
        for claim in &trip.assessment.claims {
            let key = (trip.trip.record.trip_id, claim.ordinal);
            let Some(before) = booked.get(&key) else {
                return Err(Error::damaged(
                    format!("trip {}", key.0),
                    format!(
                        "tap {} has no claim, though the register now says it should",
                        key.1
                    ),
                ));
            };
            let same = before.units == claim.claim.units
                && before.decided == claim.claim.subsidy
                && before.payable == claim.payable;
            if !same {
                let difference = claim.payable.checked_sub(before.payable)?;
                changes.push(Change {
                    trip,
                    claim,
                    difference,
                });
            }
        }
    }
    Ok(changes)
}

async fn put_changes(
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
        .map(|change| serde_json::to_value(&change.claim.claim.reasons))
        .collect::<serde_json::Result<Vec<Value>>>()
        .map_err(|error| Error::damaged("reasons", error))?;
    sql::put_adjustments()
        .bind(
            tx,
            &municipality,
            &month.first_day(),
            &column(changes, |change| change.trip.trip.record.trip_id.as_uuid()),
            &column(changes, |change| change.claim.ordinal),
            &column(changes, |change| {
                i32::try_from(change.claim.claim.units).unwrap_or(i32::MAX)
            }),
            &column(changes, |change| change.claim.claim.subsidy.get()),
            &column(changes, |change| change.claim.payable.get()),
            &reasons,
        )
        .await?;
    let bookings = changes
        .iter()
        .filter(|change| change.difference != Yen::ZERO)
        .map(|change| booking(change, month))
        .collect::<Result<Vec<_>>>()?;
    put_bookings(tx, municipality, BookingKind::Adjustment, &bookings, now).await
}

/// A difference to the operator's favour is booked like a claim, one to its
/// disadvantage the other way round.
fn booking(change: &Change<'_>, month: Month) -> Result<Booking> {
    let subsidy = subsidy_account(&change.trip.assessment.decision.scheme);
    let operator = operator_account(&change.trip.trip.operator);
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
        trip: change.trip.trip.record.trip_id.as_uuid(),
        ordinal: change.claim.ordinal,
    })
}

/// Statement lines by operator, in boarding order; an adjustment stands behind
/// the claim that it corrects.
fn lines(
    recomputed: &[Recomputed<'_>],
    booked: &HashMap<ClaimKey, BookedClaim>,
    changes: &[Change<'_>],
) -> Result<BTreeMap<OperatorId, Vec<StatementLine>>> {
    let differences: HashMap<ClaimKey, Yen> = changes
        .iter()
        .map(|change| {
            (
                (change.trip.trip.record.trip_id, change.claim.ordinal),
                change.difference,
            )
        })
        .collect();
    let mut lines: BTreeMap<OperatorId, Vec<StatementLine>> = BTreeMap::new();
    for trip in recomputed {
        for claim in &trip.assessment.claims {
            let key = (trip.trip.record.trip_id, claim.ordinal);
            let of_operator = lines.entry(trip.trip.operator.clone()).or_default();
            let amounts = [
                (
                    LineKind::Claim,
                    booked.get(&key).map(|claim| (claim.payable, claim.units)),
                ),
                (
                    LineKind::Adjustment,
                    differences
                        .get(&key)
                        .map(|difference| (*difference, claim.claim.units)),
                ),
            ];
            for (kind, amount) in amounts {
                if let Some((amount, units)) = amount
                    && amount != Yen::ZERO
                {
                    let number = of_operator.len() + 1;
                    of_operator.push(StatementLine {
                        line: i32::try_from(number)
                            .map_err(|error| Error::damaged("statement", error))?,
                        kind,
                        trip: key.0,
                        ordinal: key.1,
                        service_date: trip.assessment.service_date,
                        boarded_at: trip.trip.record.trip.boarded_at,
                        vehicle: trip.trip.record.vehicle.clone(),
                        fare_yen: trip.trip.record.trip.fare.total()?,
                        units,
                        amount_yen: amount,
                    });
                }
            }
        }
    }
    lines.retain(|_operator, lines| !lines.is_empty());
    Ok(lines)
}

async fn put_statements(
    tx: &Transaction<'_>,
    (municipality, month): (MunicipalityCode, Month),
    digests: &BTreeMap<OperatorId, StatementDigest>,
    lines: &BTreeMap<OperatorId, Vec<StatementLine>>,
) -> Result<Vec<ClosedStatement>> {
    let names: HashMap<String, String> = registry_sql::get_operators()
        .bind(tx, &municipality.as_str())
        .all()
        .await?
        .into_iter()
        .map(|row| (row.operator, row.name))
        .collect();
    let nothing = StatementDigest {
        lines: 0,
        total: Yen::ZERO,
        digest: Digest::of(""),
    };
    let statements: Vec<ClosedStatement> = lines
        .iter()
        .map(|(operator, lines)| {
            let sealed = digests.get(operator).unwrap_or(&nothing);
            ClosedStatement {
                operator: operator.clone(),
                name: names.get(operator.as_str()).cloned().unwrap_or_default(),
                month,
                lines: lines.len(),
                total_yen: sealed.total,
                digest: sealed.digest,
            }
        })
        .collect();
    sql::put_statements()
        .bind(
            tx,
            &municipality.as_str(),
            &month.first_day(),
            &column(&statements, |statement| statement.operator.as_str()),
            &column(&statements, |statement| {
                i32::try_from(statement.lines).unwrap_or(i32::MAX)
            }),
            &column(&statements, |statement| statement.total_yen.get()),
            &column(&statements, |statement| {
                statement.digest.as_bytes().as_slice()
            }),
        )
        .await?;
    put_lines(tx, municipality.as_str(), month, lines).await?;
    Ok(statements)
}

async fn put_lines(
    tx: &Transaction<'_>,
    municipality: &str,
    month: Month,
    lines: &BTreeMap<OperatorId, Vec<StatementLine>>,
) -> Result<()> {
    let rows: Vec<(&OperatorId, &StatementLine)> = lines
        .iter()
        .flat_map(|(operator, lines)| lines.iter().map(move |line| (operator, line)))
        .collect();
    sql::put_statement_lines()
        .bind(
            tx,
            &municipality,
            &month.first_day(),
            &column(&rows, |(operator, _)| operator.as_str()),
            &column(&rows, |(_, line)| line.line),
            &column(&rows, |(_, line)| line.kind.as_str()),
            &column(&rows, |(_, line)| line.trip.as_uuid()),
            &column(&rows, |(_, line)| line.ordinal),
            &column(&rows, |(_, line)| line.service_date.date()),
            &column(&rows, |(_, line)| line.boarded_at.in_japan()),
            &column(&rows, |(_, line)| line.vehicle.as_str()),
            &column(&rows, |(_, line)| line.fare_yen.get()),
            &column(&rows, |(_, line)| {
                i32::try_from(line.units).unwrap_or(i32::MAX)
            }),
            &column(&rows, |(_, line)| line.amount_yen.get()),
        )
        .await?;
    Ok(())
}
