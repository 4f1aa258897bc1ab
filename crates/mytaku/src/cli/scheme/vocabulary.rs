//! `mytaku scheme schema` and `mytaku scheme reference`: the language of scheme
//! files, as editors and as people read it.

use clap::Args;

use crate::output;

/// 規則ファイルのJSON Schemaを出力 / Print the JSON Schema of scheme files, by which editors complete them.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  mytaku scheme schema > schemes/scheme.schema.json")]
pub(crate) struct Schema {}

/// 規則ファイルの項目の一覧を出力 / Print the reference of scheme files, every key and word, as Markdown.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  mytaku scheme reference > docs/scheme-reference.md")]
pub(crate) struct Reference {}

impl Schema {
    #[expect(clippy::unused_self, reason = "every command is run the same way")]
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        output::print(&rules::schema::json_schema())
    }
}

impl Reference {
    #[expect(clippy::unused_self, reason = "every command is run the same way")]
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        output::print(&rules::reference::markdown())
    }
}
