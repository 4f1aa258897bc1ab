//! Recomputing closed months from nothing but signed records, scheme files and
//! the register.
//!
//! The audit starts at the first month and carries uses forward itself; of review it
//! takes what was found and decided, and when. It reads no claim, no adjustment and no statement before it has its own result.

use std::collections::BTreeMap;

use domain::{Digest, Month, MunicipalityCode, OperatorId, TripId, Yen};
use queries::queries::month as sql;

use super::late::{Settled, closings, settle_from_the_start};
use super::load;
use super::report::{TieOut, require_closed, tie_out};
use super::statement::{StatementDigest, all_sealed_lines, month_digest, statement_digests};
use crate::review::reviewed;
use crate::{Error, Result, Settlement, Transaction};

/// What the audit of a month found.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Audit {
    /// Which month.
    pub month: Month,
    /// The digest recomputed.
    pub digest: Digest,
    /// The digest it was sealed with.
    pub sealed_digest: Digest,
    /// Whether they agree, every statement agrees, and the money ties out.
    pub matches: bool,
    /// Claims recomputed, paid or not.
    pub claims: usize,
    /// What they come to.
    pub total_yen: Yen,
    /// The same money seen from every side.
    pub tie_out: TieOut,
    /// Where the stored month differs from the recomputed one.
    pub differences: Vec<Difference>,
}

/// A difference between what is stored and what was recomputed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Difference {
    /// Whose statement.
    pub operator: OperatorId,
    /// On which claim; none: only the statement's totals differ.
    pub trip: Option<TripId>,
    /// Which tap of the trip.
    pub ordinal: Option<i16>,
    /// What is stored.
    pub stored_yen: Yen,
    /// What follows from the records.
    pub recomputed_yen: Yen,
}

/// Audits `month`.
pub async fn audit(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    month: Month,
) -> Result<Audit> {
    settlement
        .database
        .transaction("audit_month", municipality, async |tx| {
            require_closed(tx, municipality, month).await?;
            let (first, _months) = load::months(tx, municipality).await?;
            let trips = load::trips(tx, municipality, (first, month)).await?;
            let closings = closings(tx, municipality).await?;
            let reviewed = reviewed(tx, municipality, month).await?;
            let known = (&reviewed, &closings);
            let settled =
                settle_from_the_start(settlement, tx, (municipality, month), known, &trips).await?;
            compare(tx, (municipality, month), &settled).await
        })
        .await
}

async fn compare(
    tx: &Transaction<'_>,
    (municipality, month): (MunicipalityCode, Month),
    settled: &Settled<'_>,
) -> Result<Audit> {
    let digests = statement_digests(&all_sealed_lines(&settled.own, &settled.late))?;
    let digest = month_digest(municipality, month, &digests);
    let sealed_digest = sealed_digest(tx, municipality, month).await?;
    let mut differences = line_differences(tx, (municipality, month), settled).await?;
    differences.extend(total_differences(tx, (municipality, month), &digests).await?);
    let tie_out = tie_out(tx, municipality, month).await?;
    Ok(Audit {
        month,
        digest,
        sealed_digest,
        matches: digest == sealed_digest
            && differences.is_empty()
            && tie_out.largest_difference_yen == Yen::ZERO,
        claims: settled
            .own
            .iter()
            .map(|one| one.assessment.claims.len())
            .sum(),
        total_yen: Yen::checked_sum(digests.values().map(|statement| statement.total))?,
        tie_out,
        differences,
    })
}

async fn sealed_digest(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    month: Month,
) -> Result<Digest> {
    let damaged =
        |problem: &dyn std::fmt::Display| Error::damaged(format!("month {month}"), problem);
    let digest = sql::get_months()
        .bind(tx, &municipality.as_str())
        .all()
        .await?
        .into_iter()
        .find(|row| Month::from(row.month) == month)
        .and_then(|row| row.digest)
        .ok_or_else(|| damaged(&"it is not sealed"))?;
    Digest::try_from(digest.as_slice()).map_err(|error| damaged(&error))
}

/// Which claim, and whose.
type Key = (OperatorId, TripId, i16);

async fn line_differences(
    tx: &Transaction<'_>,
    (municipality, month): (MunicipalityCode, Month),
    settled: &Settled<'_>,
) -> Result<Vec<Difference>> {
    // Stored and recomputed amount of each claim, adjustments added up.
    let mut amounts: BTreeMap<Key, (Yen, Yen)> = BTreeMap::new();
    for (operator, lines) in all_sealed_lines(&settled.own, &settled.late) {
        for line in lines {
            amounts
                .entry((operator.clone(), line.trip, line.ordinal))
                .or_default()
                .1 = line.amount;
        }
    }
    let stored = sql::get_statement_lines()
        .bind(tx, &municipality.as_str(), &month.first_day())
        .all()
        .await?;
    for row in stored {
        let damaged = |error: &dyn std::fmt::Display| Error::damaged("statement line", error);
        let key = (
            row.operator.parse().map_err(|error| damaged(&error))?,
            TripId::try_from(row.trip).map_err(|error| damaged(&error))?,
            row.ordinal,
        );
        let amount = &mut amounts.entry(key).or_default().0;
        *amount = amount.checked_add(Yen::new(row.amount_yen))?;
    }
    Ok(amounts
        .into_iter()
        .filter(|(_key, (stored, recomputed))| stored != recomputed)
        .map(
            |((operator, trip, ordinal), (stored, recomputed))| Difference {
                operator,
                trip: Some(trip),
                ordinal: Some(ordinal),
                stored_yen: stored,
                recomputed_yen: recomputed,
            },
        )
        .collect())
}

async fn total_differences(
    tx: &Transaction<'_>,
    (municipality, month): (MunicipalityCode, Month),
    digests: &BTreeMap<OperatorId, StatementDigest>,
) -> Result<Vec<Difference>> {
    let mut totals: BTreeMap<String, (Yen, Yen)> = digests
        .iter()
        .map(|(operator, statement)| (operator.as_str().to_owned(), (Yen::ZERO, statement.total)))
        .collect();
    let stored = sql::get_statements()
        .bind(tx, &municipality.as_str(), &month.first_day())
        .all()
        .await?;
    for row in stored {
        totals.entry(row.operator).or_default().0 = Yen::new(row.total_yen);
    }
    totals
        .into_iter()
        .filter(|(_operator, (stored, recomputed))| stored != recomputed)
        .map(|(operator, (stored, recomputed))| {
            Ok(Difference {
                operator: operator
                    .parse()
                    .map_err(|error| Error::damaged("operator id", error))?,
                trip: None,
                ordinal: None,
                stored_yen: stored,
                recomputed_yen: recomputed,
            })
        })
        .collect()
}
