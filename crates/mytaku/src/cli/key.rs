//! `mytaku key`: the keys that bank accounts are sealed with.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use domain::UserId;
use serde_json::json;
use settlement::seal;

use crate::common::Common;
use crate::context::Context;
use crate::{output, seal_keys};

/// 封印の鍵 / The keys that bank accounts are sealed with.
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  mytaku key rotate --data ./mytaku-data")]
pub(crate) enum Key {
    Rotate(Rotate),
    Reseal(Reseal),
}

/// 新しい鍵を作成 / Put a new key in front of the others; restart the service and reseal then.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  mytaku key rotate --data ./mytaku-data")]
pub(crate) struct Rotate {
    /// データフォルダー / The data folder, where the keys are
    #[arg(long, value_name = "DIR", default_value = "./mytaku-data")]
    data: PathBuf,
}

/// 封印し直す / Seal everything anew that the first key did not seal; may be stopped and repeated.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  mytaku key reseal --municipality 102016 --by admin-1")]
pub(crate) struct Reseal {
    /// 操作者 / Who does this
    #[arg(long, value_name = "USER")]
    by: UserId,
    /// 平文も封印 / Seal also what is not sealed at all, from before there were seals
    #[arg(long)]
    plain: bool,
    #[command(flatten)]
    common: Common,
}

impl Key {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        match self {
            Self::Rotate(command) => command.run(),
            Self::Reseal(command) => command.run(),
        }
    }
}

impl Rotate {
    fn run(&self) -> anyhow::Result<()> {
        seal_keys::rotate(&self.data)?;
        output::print(
            "新しい鍵を作成しました。サービスを再起動し、mytaku key reseal を実行してください / a new key was made; restart the service and run mytaku key reseal for each municipality",
        )
    }
}

impl Reseal {
    fn run(&self) -> anyhow::Result<()> {
        let municipality = self.common.municipality()?;
        let context = Context::for_command(&self.common)?;
        let done = context.run(async |settlement| {
            seal::reseal(settlement, municipality, self.plain, &self.by).await
        })?;
        output::show(self.common.json, &json!({ "rows": done.rows }), || {
            format!("{}件を封印し直しました / rows sealed anew", done.rows)
        })
    }
}
