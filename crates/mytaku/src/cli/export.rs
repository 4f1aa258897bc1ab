//! `mytaku export`: statements, and the registry's parts as CSV.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use domain::{Digest, Month, Yen};
use serde::Serialize;
use serde_json::json;
use settlement::month::{self, CountedStatement, Statement};
use settlement::registry::{self, CsvKind, Encoding};

use super::by::By;
use crate::common::Common;
use crate::context::Context;
use crate::files::{self, Prepared};
use crate::output::{self, Table};

/// ファイルの出力 / Write files.
#[derive(Debug, Subcommand)]
#[command(
    after_help = "Example:\n  mytaku export statements 2026-10 --municipality 102016 --out statements"
)]
pub(crate) enum Export {
    Statements(Statements),
    /// 事業者のCSV / Operators as CSV; importing it again changes nothing.
    #[command(
        after_help = "Example:\n  mytaku export operators --by clerk-1 --municipality 102016 --out operators.csv"
    )]
    Operators(RegistryCsv),
    /// 車両のCSV / Vehicles as CSV; importing it again changes nothing.
    #[command(
        after_help = "Example:\n  mytaku export vehicles --by clerk-1 --municipality 102016 --out vehicles.csv"
    )]
    Vehicles(RegistryCsv),
    /// 乗務員のCSV / Drivers as CSV; importing it again changes nothing.
    #[command(
        after_help = "Example:\n  mytaku export drivers --by clerk-1 --municipality 102016 --out drivers.csv"
    )]
    Drivers(RegistryCsv),
    /// 車載端末のCSV / Terminals as CSV; importing it again changes nothing.
    #[command(
        after_help = "Example:\n  mytaku export terminals --by clerk-1 --municipality 102016 --out terminals.csv"
    )]
    Terminals(RegistryCsv),
    /// 利用登録者と対象要件のCSV / Registrants with their grounds as CSV; importing it again changes nothing.
    #[command(
        after_help = "Example:\n  mytaku export registrants --by clerk-1 --municipality 102016 --out registrants.csv"
    )]
    Registrants(RegistryCsv),
    /// 登録カードのCSV / Cards of registrants as CSV; importing it again changes nothing.
    #[command(
        after_help = "Example:\n  mytaku export credentials --by clerk-1 --municipality 102016 --out credentials.csv"
    )]
    Credentials(RegistryCsv),
}

/// 利用明細書 / Each operator's statement of a closed month, as JSON and CSV.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku export statements 2026-10 --municipality 102016 --out statements"
)]
pub(crate) struct Statements {
    /// 対象月 / The month
    #[arg(value_name = "YYYY-MM")]
    month: Month,
    /// 出力先フォルダー / The folder to write to; made if it is not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    common: Common,
}

/// A part of the registry as CSV.
#[derive(Debug, Args)]
pub(crate) struct RegistryCsv {
    /// 出力先 / The file to write
    #[arg(long, value_name = "FILE.csv")]
    out: PathBuf,
    /// CP932（シフトJIS）で出力 / Write CP932 instead of UTF-8; refused if a character is not in it
    #[arg(long)]
    cp932: bool,
    #[command(flatten)]
    by: By,
}

impl RegistryCsv {
    fn run(&self, kind: CsvKind) -> anyhow::Result<()> {
        let encoding = if self.cp932 {
            Encoding::Cp932
        } else {
            Encoding::Utf8
        };
        let (rows, bytes) = self.by.ask(async |settlement, caller| {
            registry::export_csv(settlement, caller, kind, encoding).await
        })?;
        // Accounts, and who has which ground: nobody else's to read on a shared machine.
        Prepared::write_closed(self.out.clone(), &bytes)?.put()?;
        let facts = json!({ "path": self.out, "rows": rows, "sha256": Digest::of(&bytes) });
        output::show(self.by.common.json, &facts, || {
            format!("{}: {rows}行 / {rows} rows", self.out.display())
        })
    }
}

impl Export {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        match self {
            Self::Statements(command) => command.run(),
            Self::Operators(command) => command.run(CsvKind::Operators),
            Self::Vehicles(command) => command.run(CsvKind::Vehicles),
            Self::Drivers(command) => command.run(CsvKind::Drivers),
            Self::Terminals(command) => command.run(CsvKind::Terminals),
            Self::Registrants(command) => command.run(CsvKind::Registrants),
            Self::Credentials(command) => command.run(CsvKind::Credentials),
        }
    }
}

/// A file that was written.
#[derive(Serialize)]
struct Written {
    path: PathBuf,
    bytes: usize,
    sha256: Digest,
    lines: usize,
    total_yen: Yen,
}

impl Statements {
    fn run(&self) -> anyhow::Result<()> {
        let municipality = self.common.municipality()?;
        let context = Context::for_command(&self.common)?;
        let statements = context.run(async |settlement| {
            month::statements(settlement, municipality, self.month).await
        })?;
        let files = self.write(&statements)?;
        output::show(self.common.json, &json!({ "files": files }), || {
            in_words(&files)
        })
    }

    /// All files are written before the first is put in its place.
    fn write(&self, statements: &[Statement]) -> anyhow::Result<Vec<Written>> {
        files::make_folder(&self.out)?;
        let mut prepared = Vec::new();
        for statement in statements {
            for (ending, bytes) in [
                ("json", json(statement)?),
                ("csv", month::statement_csv(statement)?),
            ] {
                let name = format!("statement-{}-{}.{ending}", self.month, statement.operator);
                let written = Written {
                    path: self.out.join(name),
                    bytes: bytes.len(),
                    sha256: Digest::of(&bytes),
                    lines: statement.lines.len(),
                    total_yen: statement.total_yen,
                };
                prepared.push((Prepared::write(written.path.clone(), &bytes)?, written));
            }
        }
        prepared
            .into_iter()
            .map(|(file, written)| {
                file.put()?;
                Ok(written)
            })
            .collect()
    }
}

fn json(statement: &Statement) -> anyhow::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(&CountedStatement::from(statement.clone()))?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn in_words(files: &[Written]) -> String {
    let mut table = Table::new(&[
        "ファイル File",
        ">明細 Lines",
        ">金額(円) Yen",
        ">バイト Bytes",
        "SHA-256",
    ]);
    for file in files {
        table.row(vec![
            file.path.display().to_string(),
            file.lines.to_string(),
            file.total_yen.to_string(),
            file.bytes.to_string(),
            file.sha256.to_string(),
        ]);
    }
    table.to_string()
}

#[cfg(test)]
mod tests {
    use settlement::month::{LineKind, StatementLine};

    use super::*;

    fn statement() -> Statement {
        Statement {
            municipality: "102016".parse().unwrap(),
            month: "2026-10".parse().unwrap(),
            operator: "op-1".parse().unwrap(),
            name: "例タクシー".into(),
            total_yen: Yen::new(750),
            digest: Digest::of("lines"),
            lines: vec![StatementLine {
                line: 1,
                kind: LineKind::Claim,
                trip: "0192f0c1-0000-7000-8000-000000000001".parse().unwrap(),
                ordinal: 1,
                service_date: "2026-10-05".parse().unwrap(),
                boarded_at: "2026-10-05T10:00:00+09:00".parse().unwrap(),
                vehicle: "v-1".parse().unwrap(),
                fare_yen: Yen::new(1500),
                units: 1,
                amount_yen: Yen::new(750),
                original_month: None,
            }],
        }
    }

    #[test]
    fn a_statement_as_json_has_its_control_totals() {
        let value: serde_json::Value =
            serde_json::from_slice(&json(&statement()).unwrap()).unwrap();
        assert_eq!(value["count"], 1);
        assert_eq!(value["total_yen"], 750);
        assert_eq!(value["lines"][0]["amount_yen"], 750);
    }
}
