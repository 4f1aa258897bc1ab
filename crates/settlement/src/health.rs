//! How the service as a whole stands (稼働状況), for whoever runs it: numbers of each
//! municipality's books that name nobody, put on the meters.
//!
//! Nothing is kept: every number is counted anew. Counting gaps looks at every trip,
//! so this is for once in some minutes, not for every time somebody looks.
//! Deliberately absent: any permission. The meters are for the operator of the
//! service, who is none of the callers; what is shown names no person, no card, no
//! vehicle and no terminal.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Month, MunicipalityCode, Timestamp};
use meters::{Books, Treatment, meters};
use queries::queries::health as sql;

use crate::month::MonthState;
use crate::month::load::months;
use crate::registry::{Gap, gaps};
use crate::{Error, Result, Settlement, Transaction};

/// Reads the books of every municipality and shows them on the meters.
pub async fn show(settlement: &Settlement) -> Result<()> {
    let outcome = show_all(settlement).await;
    if outcome.is_err() {
        meters().books.read_failures.inc();
    }
    outcome
}

async fn show_all(settlement: &Settlement) -> Result<()> {
    for municipality in settlement.database.municipalities().await? {
        let now = settlement.now()?;
        let books = settlement
            .database
            .transaction("show_books", municipality, async |tx| {
                books(tx, municipality, now).await
            })
            .await?;
        meters().books.show(&books);
    }
    meters().books.read_at(seconds(settlement.now()?));
    Ok(())
}

async fn books(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    now: Timestamp,
) -> Result<Books> {
    let (first, months) = months(tx, municipality).await?;
    let row = sql::get_books()
        .bind(tx, &municipality.as_str())
        .one()
        .await?;
    let (waiting, missed) = terminals_with_gaps(&gaps(tx, municipality, now).await?);
    Ok(Books {
        municipality: municipality.to_string(),
        last_closing_at: row.last_closing_at.map(|at| at.timestamp()),
        months_to_close: months_to_close(&months, first, now),
        last_trip_at: row.last_trip_at.map(|at| at.timestamp()),
        gaps_waiting: waiting,
        gaps_missed: missed,
        findings: open_findings(tx, municipality).await?,
        set_aside: usize::try_from(row.set_aside).unwrap_or_default(),
    })
}

/// Of each kind, also where there is none.
async fn open_findings(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
) -> Result<Vec<(Treatment, usize)>> {
    let mut counts = BTreeMap::new();
    for row in sql::count_open_findings()
        .bind(tx, &municipality.as_str())
        .all()
        .await?
    {
        let count = usize::try_from(row.findings).unwrap_or_default();
        counts.insert(row.treatment, count);
    }
    let all = [
        ("pay_and_sample", Treatment::PayAndSample),
        ("hold", Treatment::Hold),
        ("refuse", Treatment::Refuse),
    ]
    .map(|(name, treatment)| (treatment, counts.remove(name).unwrap_or_default()));
    match counts.pop_first() {
        None => Ok(all.to_vec()),
        Some((unknown, _)) => Err(Error::damaged("treatment of a finding", unknown)),
    }
}

/// How many terminals have gaps that may fill by themselves and nothing worse, and
/// how many have others.
fn terminals_with_gaps(gaps: &[Gap]) -> (usize, usize) {
    let of = |waiting: bool| -> BTreeSet<_> {
        let gaps = gaps.iter().filter(|gap| gap.waiting == waiting);
        gaps.map(|gap| &gap.terminal).collect()
    };
    let (waiting, missed) = (of(true), of(false));
    (waiting.difference(&missed).count(), missed.len())
}

/// Months that are over at `now` and not closed.
fn months_to_close(months: &BTreeMap<Month, MonthState>, first: Month, now: Timestamp) -> usize {
    std::iter::successors(Some(first), |month| Some(month.next()))
        .take_while(|month| month.ends_at() <= now)
        .filter(|month| months.get(month) != Some(&MonthState::Closed))
        .count()
}

/// Since 1970.
fn seconds(at: Timestamp) -> i64 {
    at.to_utc().timestamp()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_is_to_be_closed_once_it_is_over_in_japan() {
        let closed = BTreeMap::from([(month("2026-10"), MonthState::Closed)]);
        let first = month("2026-10");
        let to_close = |now| months_to_close(&closed, first, at(now));
        assert_eq!(to_close("2026-10-15T00:00:00+09:00"), 0);
        assert_eq!(to_close("2026-11-30T23:59:59+09:00"), 0);
        assert_eq!(to_close("2026-12-01T00:00:00+09:00"), 1);
        assert_eq!(to_close("2027-01-01T00:00:00+09:00"), 2);
    }

    #[test]
    fn a_terminal_is_counted_once_and_by_its_worst_gap() {
        let gap = |terminal: &str, waiting| Gap {
            terminal: terminal.parse().unwrap(),
            first_missing: 1,
            last_missing: 2,
            since: at("2026-10-05T10:00:00+09:00"),
            last_trip_at: at("2026-10-05T10:00:00+09:00"),
            waiting,
        };
        let gaps = [
            gap("t-1", true),
            gap("t-1", false),
            gap("t-2", true),
            gap("t-3", false),
        ];
        assert_eq!(terminals_with_gaps(&gaps), (1, 2));
    }
}
