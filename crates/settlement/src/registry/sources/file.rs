//! The default of each port: a file that somebody brought. A list of everybody's may
//! be given; only what is asked about is looked at.

use std::collections::HashSet;

use domain::{Digest, Timestamp};

use super::{RevocationSource, RevokedCard, SerialSuccession, SourceError, Successor};
use crate::registry::csv::{Column, CsvImported, Problems, Row, Table, refused};

const REVOCATIONS: [Column; 2] = [
    Column::required("指紋", "fingerprint"),
    Column::required("失効日時", "revoked_at"),
];

const SUCCESSIONS: [Column; 4] = [
    Column::required("旧指紋", "fingerprint"),
    Column::required("新指紋", "successor"),
    Column::required("有効開始", "valid_from"),
    Column::required("有効期限", "valid_until"),
];

pub(in crate::registry) const HEX64: (&str, &str) = (
    "指紋は64桁の16進数です。",
    "A fingerprint is 64 hexadecimal digits.",
);
pub(in crate::registry) const MOMENT: (&str, &str) = (
    "日時は 2026-04-01T09:00:00+09:00 の形にしてください。",
    "A moment is written 2026-04-01T09:00:00+09:00.",
);

/// Revoked certificates (失効した電子証明書) as CSV.
#[derive(Clone, Debug)]
pub struct RevocationFile(Vec<RevokedCard>);

/// Renewed certificates (更新された電子証明書), before and after, as CSV.
#[derive(Clone, Debug)]
pub struct SuccessionFile(Vec<Successor>);

impl RevocationFile {
    /// Reads the file as of `now`, or says of every line what is wrong with it.
    pub fn read(bytes: &[u8], now: Timestamp) -> Result<Self, CsvImported> {
        rows(bytes, &REVOCATIONS, |row, problems| {
            let fingerprint = row.require("fingerprint", HEX64, problems);
            let at: Option<Timestamp> = row.require("revoked_at", MOMENT, problems);
            if at.is_some_and(|at| at > now) {
                row.object(
                    "revoked_at",
                    "まだ来ていない日時です。",
                    "This moment is yet to come.",
                    problems,
                );
            }
            Some(RevokedCard {
                fingerprint: fingerprint?,
                at: at?,
            })
        })
        .map(Self)
    }
}

impl SuccessionFile {
    /// Reads the file, or says of every line what is wrong with it.
    pub fn read(bytes: &[u8]) -> Result<Self, CsvImported> {
        rows(bytes, &SUCCESSIONS, |row, problems| {
            let fingerprint = row.require("fingerprint", HEX64, problems);
            let successor = row.require("successor", HEX64, problems);
            let valid_from = row.require("valid_from", MOMENT, problems);
            let valid_until = row.require("valid_until", MOMENT, problems);
            Some(Successor {
                fingerprint: fingerprint?,
                successor: successor?,
                valid_from: valid_from?,
                valid_until: valid_until?,
            })
        })
        .map(Self)
    }
}

fn rows<T>(
    bytes: &[u8],
    columns: &'static [Column],
    read: impl Fn(&Row<'_>, &mut Problems) -> Option<T>,
) -> Result<Vec<T>, CsvImported> {
    let mut problems = Problems::default();
    let Some(table) = Table::read(bytes, columns, &mut problems) else {
        return Err(refused(0, problems));
    };
    let count = table.rows().count();
    let all: Vec<T> = table
        .rows()
        .filter_map(|row| read(&row, &mut problems))
        .collect();
    if problems.is_empty() {
        Ok(all)
    } else {
        Err(refused(count, problems))
    }
}

impl RevocationSource for RevocationFile {
    async fn revoked(&self, cards: &[Digest]) -> Result<Vec<RevokedCard>, SourceError> {
        let wanted: HashSet<&Digest> = cards.iter().collect();
        let rows = self.0.iter().copied();
        Ok(rows
            .filter(|row| wanted.contains(&row.fingerprint))
            .collect())
    }
}

impl SerialSuccession for SuccessionFile {
    async fn successors(&self, cards: &[Digest]) -> Result<Vec<Successor>, SourceError> {
        let wanted: HashSet<&Digest> = cards.iter().collect();
        let rows = self.0.iter().copied();
        Ok(rows
            .filter(|row| wanted.contains(&row.fingerprint))
            .collect())
    }
}
