//! `mytaku scheme`: scheme files, checked, tried and published.

mod check;
mod decide;
mod diff;
mod html;
mod lines;
mod show;
mod simulate;
mod vocabulary;

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::{Args, Subcommand};
use domain::{ServiceDate, UserId};
use rules::Version;
use settlement::registry;

use crate::common::Common;
use crate::context::Context;
use crate::failure::Verbatim;
use crate::{files, output};

/// 事業の規則ファイル / Scheme files.
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  mytaku scheme check schemes/maebashi.toml")]
pub(crate) enum Scheme {
    Check(check::Check),
    Show(show::Show),
    Diff(diff::Diff),
    Decide(decide::Decide),
    Simulate(simulate::Simulate),
    Publish(Publish),
    Schema(vocabulary::Schema),
    Reference(vocabulary::Reference),
}

/// 規則ファイルを公開 / Put a scheme file in force; versions that decided trips stay as they are.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku scheme publish schemes/maebashi.toml --municipality 102016 --by clerk-1"
)]
pub(crate) struct Publish {
    /// 規則ファイル / The scheme file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// 操作者 / Who does this
    #[arg(long, value_name = "USER")]
    by: UserId,
    #[command(flatten)]
    common: Common,
}

impl Scheme {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        match self {
            Self::Check(command) => command.run(),
            Self::Show(command) => command.run(),
            Self::Diff(command) => command.run(),
            Self::Decide(command) => command.run(),
            Self::Simulate(command) => command.run(),
            Self::Publish(command) => command.run(),
            Self::Schema(command) => command.run(),
            Self::Reference(command) => command.run(),
        }
    }
}

/// The scheme in a file.
fn read(path: &Path) -> anyhow::Result<rules::Scheme> {
    Ok(parse(path, &files::read_text(path)?)?)
}

/// The scheme in a file's `text`, or all that is wrong with it.
fn parse(path: &Path, text: &str) -> Result<rules::Scheme, Verbatim> {
    rules::Scheme::parse(&path.display().to_string(), text)
        .map_err(|errors| Verbatim(errors.to_string()))
}

/// The version in force on `date`; without one, the last.
fn in_force<'s>(
    file: &Path,
    scheme: &'s rules::Scheme,
    date: Option<ServiceDate>,
) -> anyhow::Result<&'s Version> {
    let found = match date {
        Some(date) => scheme.version_on(date),
        None => scheme.versions().last(),
    };
    found.ok_or_else(|| match date {
        Some(date) => no_version(file, scheme, date),
        None => anyhow!("{}に版がありません / there is no version", file.display()),
    })
}

fn no_version(file: &Path, scheme: &rules::Scheme, date: ServiceDate) -> anyhow::Error {
    let names: Vec<&str> = scheme.versions().iter().map(Version::name).collect();
    anyhow!(
        "{0}に{date}の版がありません。あるのは次の日からの版です: {1} / {0} has no version for {date}; versions begin on {1}",
        file.display(),
        names.join(", "),
    )
}

impl Publish {
    fn run(&self) -> anyhow::Result<()> {
        let text = files::read_text(&self.file)?;
        let scheme = parse(&self.file, &text)?;
        let of = registry::municipality_of(&scheme)?;
        let municipality = self.common.municipality.unwrap_or(of);
        let name = self.file.file_name().unwrap_or(self.file.as_os_str());
        let context = Context::for_command(&self.common)?;
        let published = context.run(async |settlement| {
            let file = (&*name.to_string_lossy(), text.as_str());
            registry::publish(settlement, municipality, file, &self.by).await
        })?;
        output::show(self.common.json, &published, || {
            let new = if published.new {
                "公開しました / published"
            } else {
                "公開済みです / published before"
            };
            format!(
                "{}: {new}\n  版 / versions: {}\n  SHA-256: {}",
                published.scheme,
                published.versions.join(", "),
                published.digest
            )
        })
    }
}
