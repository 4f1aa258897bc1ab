//! `mytaku scheme`: scheme files, checked, tried and published.

mod decide;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use domain::{Digest, MunicipalityCode, SchemeId, UserId};
use serde::Serialize;
use serde_json::json;
use settlement::registry;

use crate::common::Common;
use crate::context::Context;
use crate::failure::Verbatim;
use crate::{files, output};

/// 事業の規則ファイル / Scheme files.
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  mytaku scheme check schemes/maebashi.toml")]
pub(crate) enum Scheme {
    Check(Check),
    Decide(decide::Decide),
    Publish(Publish),
}

/// 規則ファイルを検査 / Check scheme files and work their examples; needs no database.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  mytaku scheme check schemes/maebashi.toml")]
pub(crate) struct Check {
    /// 規則ファイル / Scheme files
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// JSONで出力 / Print one JSON object, on one line, instead of text
    #[arg(long)]
    json: bool,
}

/// 規則ファイルを公開 / Put a scheme file in force; from then on it cannot be changed.
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
            Self::Decide(command) => command.run(),
            Self::Publish(command) => command.run(),
        }
    }
}

/// What a scheme file holds.
#[derive(Serialize)]
struct Summary {
    file: String,
    scheme: SchemeId,
    name: String,
    municipality: MunicipalityCode,
    versions: Vec<String>,
    examples: usize,
    digest: Digest,
}

impl Summary {
    fn of(path: &Path, scheme: &rules::Scheme) -> Self {
        let versions = scheme.versions();
        Self {
            file: path.display().to_string(),
            scheme: scheme.id().clone(),
            name: scheme.name_ja().to_owned(),
            municipality: scheme.municipality(),
            versions: versions
                .iter()
                .map(|version| version.name().to_owned())
                .collect(),
            examples: versions
                .iter()
                .map(|version| version.examples().len())
                .sum(),
            digest: scheme.digest(),
        }
    }
}

impl Check {
    fn run(&self) -> anyhow::Result<()> {
        let mut summaries = Vec::new();
        let mut errors = Vec::new();
        for path in &self.files {
            match parse(path, &files::read_text(path)?) {
                Ok(scheme) => summaries.push(Summary::of(path, &scheme)),
                Err(error) => errors.push(error.0),
            }
        }
        if !errors.is_empty() {
            return Err(Verbatim(errors.join("\n\n")).into());
        }
        output::show(self.json, &json!({ "schemes": summaries }), || {
            summaries.iter().map(in_words).collect()
        })
    }
}

fn in_words(summary: &Summary) -> String {
    format!(
        "{}: {} ({}, {})\n  版 / versions: {}\n  例 / examples: {} すべて一致 / all as stated\n  SHA-256: {}\n",
        summary.file,
        summary.name,
        summary.scheme,
        summary.municipality,
        summary.versions.join(", "),
        summary.examples,
        summary.digest,
    )
}

/// The scheme in a file's `text`, or all that is wrong with it.
fn parse(path: &Path, text: &str) -> Result<rules::Scheme, Verbatim> {
    rules::Scheme::parse(&path.display().to_string(), text)
        .map_err(|errors| Verbatim(errors.to_string()))
}

impl Publish {
    fn run(&self) -> anyhow::Result<()> {
        let text = files::read_text(&self.file)?;
        let scheme = parse(&self.file, &text)?;
        let municipality = self
            .common
            .municipality
            .unwrap_or_else(|| scheme.municipality());
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
