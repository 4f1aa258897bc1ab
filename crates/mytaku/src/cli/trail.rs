//! `mytaku trail`: what persons and programs did.

use anyhow::bail;
use clap::{Args, Subcommand};
use domain::UserId;
use settlement::access::{Caller, Permission};
use settlement::trail::{self, TrailReport, perform};

use crate::common::Common;
use crate::context::Context;
use crate::output;

/// 操作記録 / The audit trail: who did what, and how it ended.
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  mytaku trail verify --municipality 102016 --by auditor-1")]
pub(crate) enum Trail {
    Verify(Verify),
    Export(Export),
}

/// 操作記録を検証 / Recompute the chain of digests, and show what was begun and never ended.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  mytaku trail verify --municipality 102016 --by auditor-1")]
pub(crate) struct Verify {
    /// 操作者 / Who asks
    #[arg(long, value_name = "USER")]
    by: UserId,
    #[command(flatten)]
    common: Common,
}

/// 操作記録を出力 / Print the trail, one JSON object a line.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku trail export --municipality 102016 --by auditor-1 > trail.jsonl"
)]
pub(crate) struct Export {
    /// 操作者 / Who asks
    #[arg(long, value_name = "USER")]
    by: UserId,
    #[command(flatten)]
    common: Common,
}

impl Trail {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        match self {
            Self::Verify(command) => command.run(),
            Self::Export(command) => command.run(),
        }
    }
}

impl Verify {
    fn run(&self) -> anyhow::Result<()> {
        let municipality = self.common.municipality()?;
        let context = Context::for_command(&self.common)?;
        let report = context.run(async |settlement| {
            let caller = Caller::command(settlement, municipality, &self.by).await?;
            caller.require(Permission::TrailRead)?;
            trail::verify(settlement, municipality).await
        })?;
        output::show(self.common.json, &report, || text(&report))?;
        if let Some(number) = report.broken_at {
            bail!(
                "操作記録は{number}番で途切れています。データベースが外から変更されました / the trail is broken at entry {number}: the database was changed from outside"
            );
        }
        Ok(())
    }
}

fn text(report: &TrailReport) -> String {
    let last = report
        .last_digest
        .map_or_else(|| "-".to_owned(), |digest| digest.to_string());
    let mut lines = vec![
        format!("件数 / entries: {}", report.entries),
        format!("最後の要約値 / last digest: {last}"),
        format!("未完了 / begun and not ended: {}", report.open.len()),
    ];
    lines.extend(report.open.iter().map(|act| {
        format!(
            "  {}  {}  {}  {}",
            act.number, act.who, act.what, act.subject
        )
    }));
    lines.join("\n")
}

impl Export {
    fn run(&self) -> anyhow::Result<()> {
        let municipality = self.common.municipality()?;
        let context = Context::for_command(&self.common)?;
        context.run(async |settlement| {
            let caller = Caller::command(settlement, municipality, &self.by).await?;
            let permission = Some(Permission::TrailRead);
            perform(
                settlement,
                &caller,
                permission,
                ("export_trail", ""),
                async || {
                    let mut printed = Ok(());
                    trail::entries(settlement, municipality, |entry, _digest| {
                        if printed.is_ok() {
                            printed = output::print(&entry.line(municipality));
                        }
                    })
                    .await?;
                    Ok(printed)
                },
            )
            .await
        })?
    }
}
