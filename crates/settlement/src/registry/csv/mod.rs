//! The registry as CSV: taken in whole or not at all, and written so that taking it
//! in again changes nothing.
//!
//! Nothing is deleted by a row that is missing, and nothing is edited: what differs
//! is entered beside what is there, with the day it holds from.

mod cards;
mod day;
mod encoding;
mod fleet;
mod people;
mod table;

use domain::{Digest, MunicipalityCode, UserId};
pub use encoding::Encoding;
use serde::Serialize;
pub use table::Problem;
pub(super) use table::{Column, Problems, Row, Table};

use super::dated::Entering;
use super::lock::hold;
use crate::access::{Caller, Permission};
use crate::trail::perform;
use crate::{Error, Result, Settlement, Transaction};

/// What a file is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CsvKind {
    /// 事業者.
    Operators,
    /// 車両.
    Vehicles,
    /// 乗務員.
    Drivers,
    /// 車載端末.
    Terminals,
    /// 利用登録者 with their grounds, a row a ground.
    Registrants,
    /// 登録カード.
    Credentials,
}

impl CsvKind {
    /// As the command line and the trail name it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Operators => "operators",
            Self::Vehicles => "vehicles",
            Self::Drivers => "drivers",
            Self::Terminals => "terminals",
            Self::Registrants => "registrants",
            Self::Credentials => "credentials",
        }
    }

    const fn columns(self) -> &'static [Column] {
        match self {
            Self::Operators => &fleet::OPERATORS,
            Self::Vehicles => &fleet::VEHICLES,
            Self::Drivers => &fleet::DRIVERS,
            Self::Terminals => &fleet::TERMINALS,
            Self::Registrants => &people::REGISTRANTS,
            Self::Credentials => &cards::CREDENTIALS,
        }
    }
}

/// What came of a file. With any problem, nothing of it was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CsvImported {
    /// Rows read.
    pub rows: usize,
    /// Rows entered in the database; none when all was so already.
    pub entered: u64,
    /// What is wrong, by line, up to a bound.
    pub problems: Vec<Problem>,
    /// Problems beyond the bound.
    pub more_problems: usize,
}

/// Takes a file in; rehearses it only, when `dry_run`. The trail keeps the file's digest:
/// what was entered can be held against the file itself.
pub async fn import_csv(
    settlement: &Settlement,
    (municipality, by): (MunicipalityCode, &UserId),
    (kind, bytes): (CsvKind, &[u8]),
    dry_run: bool,
) -> Result<CsvImported> {
    let caller = Caller::command(settlement, municipality, by).await?;
    let permission = Some(Permission::RegistryWrite);
    let what = if dry_run {
        "rehearse_csv"
    } else {
        "import_csv"
    };
    let subject = format!("{} {}", kind.as_str(), Digest::of(bytes));
    perform(
        settlement,
        &caller,
        permission,
        (what, subject),
        async || import_table(settlement, (municipality, by), (kind, bytes), dry_run).await,
    )
    .await
}

async fn import_table(
    settlement: &Settlement,
    (municipality, by): (MunicipalityCode, &UserId),
    (kind, bytes): (CsvKind, &[u8]),
    dry_run: bool,
) -> Result<CsvImported> {
    let mut problems = Problems::default();
    let table = Table::read(bytes, kind.columns(), &mut problems);
    let Some(table) = table.filter(|_| problems.is_empty()) else {
        return Ok(refused(0, problems));
    };
    let rows = table.rows().count();
    let work = async |tx: &Transaction<'_>| {
        let now = hold(settlement, tx, municipality).await?;
        let entering = Entering {
            municipality,
            by: Some(by),
            now,
            seal_keys: &settlement.seal_keys,
            schemes: &settlement.schemes,
        };
        let mut problems = Problems::default();
        let entered = Box::pin(enter(tx, &entering, (kind, &table), &mut problems)).await?;
        // Only what is without a problem is written at all.
        Ok((entered, problems))
    };
    let (entered, problems) = settlement
        .database
        .keep_unless(dry_run, ("import_csv", municipality), work)
        .await?;
    if !problems.is_empty() {
        return Ok(refused(rows, problems));
    }
    Ok(CsvImported {
        rows,
        entered,
        problems: Vec::new(),
        more_problems: 0,
    })
}

pub(super) fn refused(rows: usize, problems: Problems) -> CsvImported {
    let (problems, more_problems) = problems.into_parts();
    CsvImported {
        rows,
        entered: 0,
        problems,
        more_problems,
    }
}

/// Writes nothing when any row has a problem.
async fn enter(
    tx: &Transaction<'_>,
    entering: &Entering<'_>,
    (kind, table): (CsvKind, &Table),
    problems: &mut Problems,
) -> Result<u64> {
    match kind {
        CsvKind::Operators => fleet::enter_operators(tx, entering, table, problems).await,
        CsvKind::Vehicles => fleet::enter_vehicles(tx, entering, table, problems).await,
        CsvKind::Drivers => fleet::enter_drivers(tx, entering, table, problems).await,
        CsvKind::Terminals => fleet::enter_terminals(tx, entering, table, problems).await,
        CsvKind::Registrants => people::enter_registrants(tx, entering, table, problems).await,
        CsvKind::Credentials => cards::enter_credentials(tx, entering, table, problems).await,
    }
}

/// The registry's part as a file, for who may read the registry. It opens what lies
/// sealed, so the trail says who took it.
pub async fn export_csv(
    settlement: &Settlement,
    caller: &Caller,
    kind: CsvKind,
    encoding: Encoding,
) -> Result<(usize, Vec<u8>)> {
    let permission = Some(Permission::RegistryRead);
    let act = ("export_csv", kind.as_str());
    perform(settlement, caller, permission, act, async || {
        write_table(settlement, caller.municipality, (kind, encoding)).await
    })
    .await
}

async fn write_table(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    (kind, encoding): (CsvKind, Encoding),
) -> Result<(usize, Vec<u8>)> {
    let rows = settlement
        .database
        .transaction("export_csv", municipality, async |tx| match kind {
            CsvKind::Operators => fleet::operators(&settlement.seal_keys, tx, municipality).await,
            CsvKind::Vehicles => fleet::assigned(tx, municipality, "vehicle").await,
            CsvKind::Drivers => fleet::assigned(tx, municipality, "driver").await,
            CsvKind::Terminals => fleet::assigned(tx, municipality, "terminal").await,
            CsvKind::Registrants => people::registrants(tx, municipality).await,
            CsvKind::Credentials => cards::credentials(tx, municipality).await,
        })
        .await?;
    let text = table::write(kind.columns(), &rows);
    let bytes = encoding::encode(&text, encoding).map_err(|missing| not_in_encoding(&missing))?;
    Ok((rows.len(), bytes))
}

fn not_in_encoding(missing: &[(usize, char)]) -> Error {
    let listed: Vec<String> = missing
        .iter()
        .take(20)
        .map(|(line, character)| format!("{line}:「{character}」"))
        .collect();
    let listed = listed.join(" ");
    Error::invalid(
        "not_in_encoding",
        format!(
            "CP932にない文字があるため出力しません(行:文字) {listed}。UTF-8で出力してください。"
        ),
        format!(
            "CP932 has not got these characters (line: character): {listed}. Nothing was written; export as UTF-8."
        ),
    )
}
