//! `mytaku import`: the registry file.

use std::path::{Path, PathBuf};

use anyhow::{anyhow, ensure};
use clap::{Args, Subcommand};
use domain::UserId;
use settlement::registry::{self, RegistryFile};

use crate::common::Common;
use crate::context::Context;
use crate::{files, output};

/// 登録簿の取り込み / Take files in.
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  mytaku import registry maebashi-registry.toml --by clerk-1")]
pub(crate) enum Import {
    Registry(ImportRegistry),
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

impl Import {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let Self::Registry(command) = self;
        command.run()
    }
}

impl ImportRegistry {
    fn run(&self) -> anyhow::Result<()> {
        let file = read(&self.file)?;
        let code = file.municipality.code;
        if let Some(wanted) = self.common.municipality {
            ensure!(
                wanted == code,
                "{0}は{code}の登録簿です / {0} is the registry of {code}, not of {wanted}",
                self.file.display()
            );
        }
        let context = Context::for_command(&self.common)?;
        let imported = context
            .run(async |settlement| registry::import(settlement, &file, self.by.as_ref()).await)?;
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

fn read(path: &Path) -> anyhow::Result<RegistryFile> {
    let text = files::read_text(path)?;
    parse(&text).map_err(|(line, problem)| {
        anyhow!(
            "{0}の{line}行目に誤りがあります / {0}:{line}: {problem}",
            path.display()
        )
    })
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
