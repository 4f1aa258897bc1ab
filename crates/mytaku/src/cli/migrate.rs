//! `mytaku migrate`: the database's schema.

use clap::Args;
use serde_json::json;

use crate::common::Common;
use crate::database::Join;
use crate::{context, output};

/// データベースを最新の構成にする / Bring the database to the schema that this version needs.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku migrate --database-url 'host=/run/postgresql user=mytaku dbname=mytaku'"
)]
pub(crate) struct Migrate {
    #[command(flatten)]
    common: Common,
}

impl Migrate {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let runtime = context::runtime()?;
        let report = runtime.block_on(async {
            let database = context::database(&self.common, Join::Allowed).await?;
            let mut client = database.connect().await?;
            anyhow::Ok(schema::migrate(&mut client).await?)
        })?;
        let facts = json!({ "applied": report.applied, "version": report.version });
        output::show(self.common.json, &facts, || {
            if report.applied.is_empty() {
                return format!(
                    "データベースは最新です(版{0}) / The database is current, at version {0}.",
                    report.version
                );
            }
            format!(
                "適用しました / Applied: {} (版 / version {})",
                report.applied.join(", "),
                report.version
            )
        })
    }
}
