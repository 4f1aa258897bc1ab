//! `mytaku import`: the registry file, and the registry's parts as CSV.

use std::path::{Path, PathBuf};

use anyhow::{anyhow, ensure};
use clap::{Args, Subcommand};
use domain::{Digest, Timestamp, UserId};
use settlement::Settlement;
use settlement::access::Caller;
use settlement::registry::{
    self, Asked, CsvImported, CsvKind, RegistryFile, RevocationFile, SuccessionFile,
};

use crate::common::Common;
use crate::context::Context;
use crate::{files, output};

/// 登録簿の取り込み / Take files in.
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  mytaku import registry maebashi-registry.toml --by clerk-1")]
pub(crate) enum Import {
    Registry(ImportRegistry),
    /// 事業者のCSV / Operators with their accounts and terms, from CSV: all of the file or none.
    #[command(
        after_help = "Example:\n  mytaku import operators operators.csv --dry-run --by clerk-1 --municipality 102016"
    )]
    Operators(ImportCsv),
    /// 車両のCSV / Vehicles and whose they are, from CSV: all of the file or none.
    #[command(
        after_help = "Example:\n  mytaku import vehicles vehicles.csv --dry-run --by clerk-1 --municipality 102016"
    )]
    Vehicles(ImportCsv),
    /// 乗務員のCSV / Drivers and whose they are, from CSV: all of the file or none.
    #[command(
        after_help = "Example:\n  mytaku import drivers drivers.csv --dry-run --by clerk-1 --municipality 102016"
    )]
    Drivers(ImportCsv),
    /// 車載端末のCSV / Terminals and the vehicles they are fitted in, from CSV: all of the file or none.
    #[command(
        after_help = "Example:\n  mytaku import terminals terminals.csv --dry-run --by clerk-1 --municipality 102016"
    )]
    Terminals(ImportCsv),
    /// 利用登録者と対象要件のCSV / Registrants with their grounds, a row a ground, from CSV: all of the file or none.
    #[command(
        after_help = "Example:\n  mytaku import registrants registrants.csv --dry-run --by clerk-1 --municipality 102016"
    )]
    Registrants(ImportCsv),
    /// 登録カードのCSV / Cards of registrants, from CSV: all of the file or none.
    #[command(
        after_help = "Example:\n  mytaku import credentials credentials.csv --dry-run --by clerk-1 --municipality 102016"
    )]
    Credentials(ImportCsv),
    /// 失効した電子証明書のCSV / Cards that their issuer revoked, from CSV: all of the file or none.
    #[command(
        after_help = "Example:\n  mytaku import revocations revocations.csv --dry-run --by clerk-1 --municipality 102016"
    )]
    Revocations(ImportCsv),
    /// 更新された電子証明書のCSV / Certificates renewed on the same chip, from CSV: all of the file or none.
    #[command(
        after_help = "Example:\n  mytaku import successions successions.csv --dry-run --by clerk-1 --municipality 102016"
    )]
    Successions(ImportCsv),
}

/// 事業者・車両・端末・利用者 / Operators, vehicles, terminals and users: all of the file or none.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  mytaku import registry maebashi-registry.toml --by clerk-1")]
pub(crate) struct ImportRegistry {
    /// 登録簿 / The registry file
    #[arg(value_name = "FILE.toml")]
    file: PathBuf,
    /// 操作者 / Who does this; not needed the first time, when there is no user yet
    #[arg(long, value_name = "USER")]
    by: Option<UserId>,
    #[command(flatten)]
    common: Common,
}

/// A CSV file in UTF-8 or CP932, with a header in Japanese or English.
#[derive(Debug, Args)]
pub(crate) struct ImportCsv {
    /// CSVファイル / The file
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,
    /// 操作者 / Who does this
    #[arg(long, value_name = "USER")]
    by: UserId,
    /// 試行のみ / Say what it would come to, and keep nothing of it
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    common: Common,
}

impl Import {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        match self {
            Self::Registry(command) => command.run(),
            Self::Operators(command) => command.run(CsvKind::Operators),
            Self::Vehicles(command) => command.run(CsvKind::Vehicles),
            Self::Drivers(command) => command.run(CsvKind::Drivers),
            Self::Terminals(command) => command.run(CsvKind::Terminals),
            Self::Registrants(command) => command.run(CsvKind::Registrants),
            Self::Credentials(command) => command.run(CsvKind::Credentials),
            Self::Revocations(command) => command.run_revocations(),
            Self::Successions(command) => command.run_successions(),
        }
    }
}

impl ImportRegistry {
    fn run(&self) -> anyhow::Result<()> {
        let (file, digest) = read(&self.file)?;
        let code = file.municipality.code;
        if let Some(wanted) = self.common.municipality {
            ensure!(
                wanted == code,
                "{0}は{code}の登録簿です / {0} is the registry of {code}, not of {wanted}",
                self.file.display()
            );
        }
        let context = Context::for_command(&self.common)?;
        let imported = context.run(async |settlement| {
            registry::import(settlement, (&file, digest), self.by.as_ref()).await
        })?;
        output::show(self.common.json, &imported, || {
            format!(
                "{code} {}: 利用者{}・事業者{}・車両{}・運転者{}・端末{} / Imported users {}, operators {}, vehicles {}, drivers {}, terminals {}.",
                file.municipality.name,
                imported.users,
                imported.operators,
                imported.vehicles,
                imported.drivers,
                imported.terminals,
                imported.users,
                imported.operators,
                imported.vehicles,
                imported.drivers,
                imported.terminals,
            )
        })
    }
}

impl ImportCsv {
    fn run(&self, kind: CsvKind) -> anyhow::Result<()> {
        let municipality = self.common.municipality()?;
        let bytes = files::read(&self.file)?;
        let context = Context::for_command(&self.common)?;
        let imported = context.run(async |settlement| {
            let who = (municipality, &self.by);
            registry::import_csv(settlement, who, (kind, &bytes), self.dry_run).await
        })?;
        self.report(&imported)
    }

    /// Fails where anything is wrong with the file.
    fn report(&self, imported: &CsvImported) -> anyhow::Result<()> {
        output::show(self.common.json, imported, || self.in_words(imported))?;
        ensure!(
            imported.problems.is_empty(),
            "{}に誤りがあり、何も取り込んでいません / the file has problems; nothing was kept",
            self.file.display()
        );
        Ok(())
    }

    fn run_revocations(&self) -> anyhow::Result<()> {
        self.ask(RevocationFile::read, async |settlement, caller, source| {
            registry::ask_revocations(settlement, caller, source, self.dry_run).await
        })
    }

    fn run_successions(&self) -> anyhow::Result<()> {
        self.ask(
            |bytes, _now| SuccessionFile::read(bytes),
            async |settlement, caller, source| {
                registry::ask_successions(settlement, caller, source, self.dry_run).await
            },
        )
    }

    /// Asks a file what it says of the cards that are linked.
    fn ask<S>(
        &self,
        read: impl FnOnce(&[u8], Timestamp) -> Result<S, CsvImported>,
        ask: impl AsyncFnOnce(&Settlement, &Caller, &S) -> settlement::Result<Asked>,
    ) -> anyhow::Result<()> {
        let municipality = self.common.municipality()?;
        let bytes = files::read(&self.file)?;
        let context = Context::for_command(&self.common)?;
        let asked = context.run(async |settlement| {
            let caller = Caller::command(settlement, municipality, &self.by).await?;
            match read(&bytes, settlement.now()?) {
                Ok(source) => ask(settlement, &caller, &source).await.map(Ok),
                Err(problems) => Ok(Err(problems)),
            }
        })?;
        match asked {
            Ok(asked) => output::show(self.common.json, &asked, || self.asked_in_words(&asked)),
            Err(problems) => self.report(&problems),
        }
    }

    fn asked_in_words(&self, asked: &Asked) -> String {
        let (ja, en) = self.tried();
        format!(
            "{ja}登録カード{0}枚のうち該当{1}枚、変更{2}件、さかのぼる助成{3}件・{4}円 / {en}{0} cards asked about, {1} found, {2} entries new, reaching back to {3} claims of {4} yen.",
            asked.asked, asked.answered, asked.entered, asked.count, asked.total_yen
        )
    }

    const fn tried(&self) -> (&'static str, &'static str) {
        if self.dry_run {
            ("試行: ", "Tried only: ")
        } else {
            ("", "")
        }
    }

    fn in_words(&self, imported: &CsvImported) -> String {
        if imported.problems.is_empty() {
            let (ja, en) = self.tried();
            return format!(
                "{ja}{0}行、変更{1}件 / {en}{0} rows, {1} entries new.",
                imported.rows, imported.entered
            );
        }
        let mut lines: Vec<String> = imported.problems.iter().map(ToString::to_string).collect();
        if imported.more_problems > 0 {
            lines.push(format!("ほか{0}件 / and {0} more", imported.more_problems));
        }
        lines.join("\n")
    }
}

fn read(path: &Path) -> anyhow::Result<(RegistryFile, Digest)> {
    let text = files::read_text(path)?;
    let file = parse(&text).map_err(|(line, problem)| {
        anyhow!(
            "{0}の{line}行目に誤りがあります / {0}:{line}: {problem}",
            path.display()
        )
    })?;
    Ok((file, Digest::of(text)))
}

/// The file, or the line that is wrong and how.
fn parse(text: &str) -> Result<RegistryFile, (usize, String)> {
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start));
        let line = before.unwrap_or_default().matches('\n').count() + 1;
        (line, error.message().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_line_is_named() {
        let text =
            "[municipality]\ncode = \"102016\"\nname = \"前橋市\"\nfirst_month = \"2026-13\"\n";
        let (line, problem) = parse(text).unwrap_err();
        assert_eq!(line, 4, "{problem}");
    }
}
