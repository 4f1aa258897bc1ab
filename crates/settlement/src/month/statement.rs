//! What is sealed: an operator's lines and their digest, and the month's. Pure.
//!
//! The form is public, so that anybody with a statement can recompute its
//! digest: UTF-8, one line of text a claim that is paid, in the order of
//! boarding, fields separated by one tab, each line ended by a line feed:
//!
//! ```text
//! trip  ordinal  service-date  units  amount-in-yen
//! ```
//!
//! Behind them stands, in the same form, one line for each claim of an earlier month
//! that is paid more or less since: the uses that count now, and the difference.
//!
//! The digest of a statement is the SHA-256 of its lines. The digest of a month
//! is the SHA-256 of one line an operator, in order of their ids:
//!
//! ```text
//! municipality  month  operator  number-of-lines  total-in-yen  digest
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;

use domain::{Digest, Month, MunicipalityCode, OperatorId, ServiceDate, TripId, Yen, YenOverflow};

use super::late::Late;
use super::recompute::Recomputed;

/// A claim as it is paid, adjustments included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedLine {
    /// Of which trip.
    pub trip: TripId,
    /// Which tap of it.
    pub ordinal: i16,
    /// On which day.
    pub service_date: ServiceDate,
    /// Uses taken.
    pub units: u32,
    /// Paid, more than 0; of an earlier month's claim the difference, never 0.
    pub amount: Yen,
}

/// A statement's totals and digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementDigest {
    /// Sealed lines.
    pub lines: usize,
    /// Their sum.
    pub total: Yen,
    /// SHA-256 of their text.
    pub digest: Digest,
}

/// The lines of each operator: its claims in boarding order, then what changes of
/// earlier months.
pub(super) fn all_sealed_lines(
    recomputed: &[Recomputed<'_>],
    late: &[Late<'_>],
) -> BTreeMap<OperatorId, Vec<SealedLine>> {
    let mut lines = sealed_lines(recomputed);
    for change in late.iter().filter(|change| change.difference != Yen::ZERO) {
        let of_operator = lines.entry(change.trip.operator.clone()).or_default();
        of_operator.push(SealedLine {
            trip: change.trip.record.trip_id,
            ordinal: change.ordinal,
            service_date: change.service_date,
            units: change.units,
            amount: change.difference,
        });
    }
    lines
}

/// The lines of each operator's own claims, in boarding order.
pub fn sealed_lines(recomputed: &[Recomputed<'_>]) -> BTreeMap<OperatorId, Vec<SealedLine>> {
    let mut lines: BTreeMap<OperatorId, Vec<SealedLine>> = BTreeMap::new();
    for one in recomputed {
        for claim in &one.assessment.claims {
            if claim.payable > Yen::ZERO {
                lines
                    .entry(one.trip.operator.clone())
                    .or_default()
                    .push(SealedLine {
                        trip: one.trip.record.trip_id,
                        ordinal: claim.ordinal,
                        service_date: one.assessment.service_date,
                        units: claim.claim.units,
                        amount: claim.payable,
                    });
            }
        }
    }
    lines
}

/// The digest of each operator's lines.
pub fn statement_digests(
    lines: &BTreeMap<OperatorId, Vec<SealedLine>>,
) -> Result<BTreeMap<OperatorId, StatementDigest>, YenOverflow> {
    lines
        .iter()
        .map(|(operator, lines)| {
            let mut text = String::new();
            for line in lines {
                // Writing to a string cannot fail.
                let _ = writeln!(
                    text,
                    "{}\t{}\t{}\t{}\t{}",
                    line.trip,
                    line.ordinal,
                    line.service_date,
                    line.units,
                    line.amount.get()
                );
            }
            let digest = StatementDigest {
                lines: lines.len(),
                total: Yen::checked_sum(lines.iter().map(|line| line.amount))?,
                digest: Digest::of(text),
            };
            Ok((operator.clone(), digest))
        })
        .collect()
}

/// The digest that seals a month.
pub fn month_digest(
    municipality: MunicipalityCode,
    month: Month,
    statements: &BTreeMap<OperatorId, StatementDigest>,
) -> Digest {
    let mut text = String::new();
    for (operator, statement) in statements {
        let _ = writeln!(
            text,
            "{municipality}\t{month}\t{operator}\t{}\t{}\t{}",
            statement.lines,
            statement.total.get(),
            statement.digest
        );
    }
    Digest::of(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_have_the_published_form() {
        let lines = BTreeMap::from([(
            "op-1".parse().unwrap(),
            vec![SealedLine {
                trip: "0192f0c1-0000-7000-8000-000000000001".parse().unwrap(),
                ordinal: 1,
                service_date: "2026-10-05".parse().unwrap(),
                units: 1,
                amount: Yen::new(750),
            }],
        )]);
        let statements = statement_digests(&lines).unwrap();
        let line = "0192f0c1-0000-7000-8000-000000000001\t1\t2026-10-05\t1\t750\n";
        let statement = statements.values().next().unwrap();
        assert_eq!(statement.digest, Digest::of(line));
        let sealed = format!("102016\t2026-10\top-1\t1\t750\t{}\n", Digest::of(line));
        assert_eq!(
            month_digest(
                "102016".parse().unwrap(),
                "2026-10".parse().unwrap(),
                &statements
            ),
            Digest::of(sealed)
        );
    }

    #[test]
    fn a_month_without_claims_has_a_digest_too() {
        let digest = month_digest(
            "102016".parse().unwrap(),
            "2026-10".parse().unwrap(),
            &BTreeMap::new(),
        );
        assert_eq!(digest, Digest::of(""));
    }
}
