//! `mytaku scheme show`: the rules of one version as a page for citizens.

use std::path::{Path, PathBuf};

use clap::Args;
use domain::{Digest, SchemeId, ServiceDate};
use rules::facts::{Fact, facts_with_history};
use rules::page::{citizen_page, last_day};
use rules::{Scheme, Version};
use serde::Serialize;

use super::{html, in_force, no_version};
use crate::files::Prepared;
use crate::output;

/// What stands for stdout where a file is named.
const STDOUT: &str = "-";

/// 規則を読みやすいページで出力 / Print the rules as a Japanese page that a citizen can read; needs no database.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku scheme show schemes/maebashi.toml --on 2024-06-01 --html maebashi.html"
)]
pub(crate) struct Show {
    /// 規則ファイル / The scheme file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// この日から始まる版。なければ最後の版 / The version that begins on this day; without it, the last
    #[arg(long, value_name = "DATE", conflicts_with = "on")]
    version: Option<ServiceDate>,
    /// この日に有効な版 / The version in force on this day
    #[arg(long, value_name = "DATE")]
    on: Option<ServiceDate>,
    /// MarkdownでなくHTMLで出力。ファイル名があればそこへ / HTML rather than Markdown, into a file if one is named
    #[arg(long, value_name = "HTML", num_args = 0..=1, default_missing_value = STDOUT, conflicts_with = "json")]
    html: Option<PathBuf>,
    /// JSONで出力 / Print one JSON object, on one line, instead of text
    #[arg(long)]
    json: bool,
}

/// What a version decides.
#[derive(Serialize)]
struct Shown<'s> {
    scheme: &'s SchemeId,
    name: &'s str,
    version: &'s str,
    until: Option<ServiceDate>,
    digest: Digest,
    version_digest: Digest,
    facts: Vec<Fact>,
}

impl Show {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let scheme = super::read(&self.file)?;
        let version = self.chosen(&scheme)?;
        let Some(into) = &self.html else {
            return output::show(self.json, &Shown::of(&scheme, version), || {
                citizen_page(&scheme, version)
            });
        };
        let page = html::page(scheme.name_ja(), &citizen_page(&scheme, version));
        if into == Path::new(STDOUT) {
            return output::print(&page);
        }
        let path = Prepared::write(into.clone(), page.as_bytes())?.put()?;
        output::print(&format!("{}に書きました / written", path.display()))
    }

    fn chosen<'s>(&self, scheme: &'s Scheme) -> anyhow::Result<&'s Version> {
        if let Some(begins) = self.version {
            let found = scheme
                .versions()
                .iter()
                .find(|version| version.from() == begins);
            return found.ok_or_else(|| no_version(&self.file, scheme, begins));
        }
        in_force(&self.file, scheme, self.on)
    }
}

impl<'s> Shown<'s> {
    fn of(scheme: &'s Scheme, version: &'s Version) -> Self {
        Self {
            scheme: scheme.id(),
            name: scheme.name_ja(),
            version: version.name(),
            until: last_day(scheme, version),
            digest: scheme.digest(),
            version_digest: version.digest(),
            facts: facts_with_history(scheme, version),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(on: Option<&str>, version: Option<&str>) -> anyhow::Result<String> {
        let show = Show {
            file: "maebashi.toml".into(),
            version: version.map(|date| date.parse().unwrap()),
            on: on.map(|date| date.parse().unwrap()),
            html: None,
            json: false,
        };
        let scheme = Scheme::parse("maebashi.toml", rules::shipped::MAEBASHI).unwrap();
        show.chosen(&scheme)
            .map(|version| version.name().to_owned())
    }

    #[test]
    fn a_version_is_named_by_its_first_day_or_by_a_day_it_holds_for() {
        assert_eq!(shown(None, None).unwrap(), "2024-04-01");
        assert_eq!(shown(Some("2021-12-31"), None).unwrap(), "2021-04-01");
        assert_eq!(shown(None, Some("2021-04-01")).unwrap(), "2021-04-01");
        for error in [
            shown(Some("2015-01-01"), None),
            shown(None, Some("2021-04-02")),
        ] {
            let error = error.unwrap_err().to_string();
            assert!(error.contains("2016-01-23, 2021-04-01"), "{error}");
        }
    }
}
