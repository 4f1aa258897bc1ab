//! A month's statements: their lines as they are shown, and their writing.

use std::collections::{BTreeMap, HashMap};

use domain::{Digest, Month, MunicipalityCode, OperatorId, Yen};
use queries::queries::{month as sql, registry as registry_sql};

use super::changes::{BookedClaim, Change, ClaimKey};
use super::close::ClosedStatement;
use super::recompute::Recomputed;
use super::report::{LineKind, StatementLine};
use super::statement::StatementDigest;
use crate::intake::book::column;
use crate::{Error, Result, Transaction};

/// Statement lines by operator, in boarding order; an adjustment stands behind
/// the claim that it corrects, and those of earlier months behind all others.
pub(super) fn lines(
    recomputed: &[Recomputed<'_>],
    booked: &HashMap<ClaimKey, BookedClaim>,
    changes: &[Change<'_>],
    late: &[Change<'_>],
) -> Result<BTreeMap<OperatorId, Vec<StatementLine>>> {
    let changes: HashMap<ClaimKey, &Change<'_>> = changes
        .iter()
        .map(|change| ((change.trip.record.trip_id, change.ordinal), change))
        .collect();
    let mut lines: BTreeMap<OperatorId, Vec<StatementLine>> = BTreeMap::new();
    for trip in recomputed {
        for ordinal in trip.ordinals() {
            let key = (trip.trip.record.trip_id, ordinal);
            let of_operator = lines.entry(trip.trip.operator.clone()).or_default();
            let booked = booked.get(&key).map(|claim| (claim.payable, claim.units));
            let change = changes
                .get(&key)
                .map(|change| (change.difference, change.units));
            let amounts = [(LineKind::Claim, booked), (LineKind::Adjustment, change)];
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
                        original_month: None,
                    });
                }
            }
        }
    }
    for change in late.iter().filter(|change| change.difference != Yen::ZERO) {
        let of_operator = lines.entry(change.trip.operator.clone()).or_default();
        let number = of_operator.len() + 1;
        of_operator.push(StatementLine {
            line: i32::try_from(number).map_err(|error| Error::damaged("statement", error))?,
            kind: LineKind::Adjustment,
            trip: change.trip.record.trip_id,
            ordinal: change.ordinal,
            service_date: change.service_date,
            boarded_at: change.trip.record.trip.boarded_at,
            vehicle: change.trip.record.vehicle.clone(),
            fare_yen: change.trip.record.trip.fare.total()?,
            units: change.units,
            amount_yen: change.difference,
            original_month: Some(change.trip.booked_month),
        });
    }
    lines.retain(|_operator, lines| !lines.is_empty());
    Ok(lines)
}

/// Writes each operator's statement with its lines.
pub(super) async fn put_statements(
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
            &column(&rows, |(_, line)| line.original_month.map(Month::first_day)),
        )
        .await?;
    Ok(())
}
