//! Whether the trail is whole, and reading it.

use std::collections::BTreeMap;

use domain::{Digest, MunicipalityCode};
use queries::queries::trail as sql;
use serde::Serialize;
use uuid::Uuid;

use super::{Entry, Phase};
use crate::{Result, Settlement};

/// Entries that are read at a time.
const PAGE: i64 = 10_000;

/// What a look at the whole trail found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TrailReport {
    /// Entries there are.
    pub entries: i64,
    /// Digest of the last: whoever notes it will see whether later the trail still
    /// leads through it.
    pub last_digest: Option<Digest>,
    /// Number of the first entry that does not follow from the one before.
    pub broken_at: Option<i64>,
    /// Acts that were begun and never ended: under way, or left by a crash.
    pub open: Vec<OpenAct>,
}

/// An act without an end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OpenAct {
    /// Number of the entry that begins it.
    pub number: i64,
    /// Who.
    pub who: String,
    /// What.
    pub what: String,
    /// On what.
    pub subject: String,
}

/// Recomputes every digest of the trail.
pub async fn verify(
    settlement: &Settlement,
    municipality: MunicipalityCode,
) -> Result<TrailReport> {
    let mut report = TrailReport {
        entries: 0,
        last_digest: None,
        broken_at: None,
        open: Vec::new(),
    };
    let mut open: BTreeMap<Uuid, OpenAct> = BTreeMap::new();
    entries(settlement, municipality, |entry, stored| {
        let follows = entry.number == report.entries + 1
            && entry.previous == report.last_digest
            && entry.digest(municipality) == stored;
        if !follows && report.broken_at.is_none() {
            report.broken_at = Some(entry.number);
        }
        report.entries = entry.number;
        report.last_digest = Some(stored);
        if entry.phase == Phase::Begun {
            let act = OpenAct {
                number: entry.number,
                who: entry.who.clone(),
                what: entry.what.clone(),
                subject: entry.subject.clone(),
            };
            open.insert(entry.act, act);
        } else {
            open.remove(&entry.act);
        }
    })
    .await?;
    report.open = open.into_values().collect();
    report.open.sort_by_key(|act| act.number);
    Ok(report)
}

/// Shows every entry to `each`, in order, with the digest stored with it.
pub async fn entries(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    mut each: impl FnMut(&Entry, Digest),
) -> Result<()> {
    let mut after = 0;
    loop {
        let page = settlement
            .database
            .transaction("read_trail", municipality, async |tx| {
                let rows = sql::get_trail_entries()
                    .bind(tx, &municipality.as_str(), &after, &PAGE)
                    .all()
                    .await?;
                rows.into_iter()
                    .map(Entry::from_row)
                    .collect::<Result<Vec<_>>>()
            })
            .await?;
        let Some((last, _digest)) = page.last() else {
            return Ok(());
        };
        after = last.number;
        for (entry, digest) in &page {
            each(entry, *digest);
        }
    }
}
