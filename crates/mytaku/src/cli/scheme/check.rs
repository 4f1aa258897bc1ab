//! `mytaku scheme check`: whether files are schemes, and what is in them.

use std::path::{Path, PathBuf};

use clap::Args;
use domain::{Digest, MunicipalityCode, SchemeId, ServiceDate};
use rules::page::last_day;
use rules::{Scheme, Version};
use serde::Serialize;
use serde_json::json;

use crate::failure::Verbatim;
use crate::output::{self, Table};

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

/// What a scheme file holds.
#[derive(Serialize)]
struct Summary {
    file: String,
    scheme: SchemeId,
    name: String,
    /// None of a model that nobody runs.
    municipality: Option<MunicipalityCode>,
    versions: Vec<String>,
    version_details: Vec<VersionSummary>,
    examples: usize,
    digest: Digest,
}

/// What one version holds.
#[derive(Serialize)]
struct VersionSummary {
    version: String,
    from: ServiceDate,
    /// Its last day, be it said or that before the next version; none: no end.
    until: Option<ServiceDate>,
    examples: usize,
    /// Of what it decides by, whatever the words around it.
    digest: Digest,
}

impl Check {
    /// Everything wrong with any of the files is told.
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let mut summaries = Vec::new();
        let mut errors = Vec::new();
        for path in &self.files {
            match super::read(path) {
                Ok(scheme) => summaries.push(Summary::of(path, &scheme)),
                Err(error) => errors.push(format!("{error:#}")),
            }
        }
        if !errors.is_empty() {
            return Err(Verbatim(errors.join("\n\n")).into());
        }
        output::show(self.json, &json!({ "schemes": summaries }), || {
            let texts: Vec<String> = summaries.iter().map(in_words).collect();
            texts.join("\n")
        })
    }
}

impl Summary {
    fn of(path: &Path, scheme: &Scheme) -> Self {
        let versions = scheme.versions().iter();
        let details: Vec<VersionSummary> = versions
            .map(|version| VersionSummary::of(scheme, version))
            .collect();
        Self {
            file: path.display().to_string(),
            scheme: scheme.id().clone(),
            name: scheme.name_ja().to_owned(),
            municipality: scheme.municipality(),
            versions: details.iter().map(|it| it.version.clone()).collect(),
            examples: details.iter().map(|it| it.examples).sum(),
            version_details: details,
            digest: scheme.digest(),
        }
    }
}

impl VersionSummary {
    fn of(scheme: &Scheme, version: &Version) -> Self {
        Self {
            version: version.name().to_owned(),
            from: version.from(),
            until: last_day(scheme, version),
            examples: version.examples().len(),
            digest: version.digest(),
        }
    }
}

fn in_words(summary: &Summary) -> String {
    let municipality = summary.municipality.map_or_else(
        || "見本 / a model".to_owned(),
        |municipality| municipality.to_string(),
    );
    format!(
        "{}: {} ({}, {municipality})\n{}  例 / examples: {} すべて一致 / all as stated\n  SHA-256: {}\n",
        summary.file,
        summary.name,
        summary.scheme,
        indented(&versions(summary).to_string()),
        summary.examples,
        summary.digest,
    )
}

fn versions(summary: &Summary) -> Table {
    let mut table = Table::new(&["版 Version", "まで Until", ">例 Examples", "SHA-256"]);
    for version in &summary.version_details {
        table.row(vec![
            version.version.clone(),
            version
                .until
                .map_or("—".to_owned(), |until| until.to_string()),
            version.examples.to_string(),
            format!("{:.12}…", version.digest.to_string()),
        ]);
    }
    table
}

fn indented(text: &str) -> String {
    format!("  {}\n", text.trim_end().replace('\n', "\n  "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_is_told_with_its_days_and_its_digest() {
        let scheme = Scheme::parse("maebashi.toml", rules::shipped::MAEBASHI).unwrap();
        let summary = Summary::of(Path::new("maebashi.toml"), &scheme);
        let text = in_words(&summary);
        let versions = scheme.versions();
        for (version, until) in versions
            .iter()
            .zip(["2021-03-31", "2022-03-31", "2024-03-31", "—"])
        {
            let digest = version.digest().to_string();
            let line = text
                .lines()
                .find(|line| line.contains(digest.get(..12).unwrap()));
            let line = line.unwrap_or_else(|| panic!("{}\n{text}", version.name()));
            assert!(
                line.contains(version.name()) && line.contains(until),
                "{line}"
            );
            assert!(
                line.contains(&format!(" {} ", version.examples().len())),
                "{line}"
            );
        }
        let json = serde_json::to_value(&summary).unwrap();
        let last = &json["version_details"][3];
        assert_eq!(last["from"], "2024-04-01");
        assert_eq!(last["until"], serde_json::Value::Null);
        assert_eq!(last["digest"], versions[3].digest().to_string());
        assert_eq!(json["versions"][3], last["version"]);
    }

    #[test]
    fn what_is_wrong_with_any_file_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let bad = folder.path().join("bad.toml");
        std::fs::write(&bad, "tea").unwrap();
        let check = Check {
            files: vec!["/no/such/file.toml".into(), bad],
            json: false,
        };
        let error = check.run().unwrap_err().to_string();
        assert!(error.contains("/no/such/file.toml"), "{error}");
        assert!(error.contains("bad.toml:1:"), "{error}");
    }
}
