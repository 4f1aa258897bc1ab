//! `mytaku terminal`: letting terminals in.

use clap::{Args, Subcommand};
use domain::{TerminalId, UserId};
use settlement::registry;

use crate::common::Common;
use crate::context::Context;
use crate::output;

/// 車載端末 / Terminals.
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  mytaku terminal code t-1 --municipality 102016 --by clerk-1")]
pub(crate) enum Terminal {
    Code(Code),
}

/// 登録コードを発行 / Make a one-time code by which a terminal enrols.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku terminal code t-1 --municipality 102016 --by clerk-1 --valid-hours 24"
)]
pub(crate) struct Code {
    /// 端末 / The terminal, as in the registry file
    terminal: TerminalId,
    /// 操作者 / Who does this
    #[arg(long, value_name = "USER")]
    by: UserId,
    /// 有効時間 / How long the code is good for, in hours
    #[arg(long, value_name = "HOURS", default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=24 * 31))]
    valid_hours: u32,
    #[command(flatten)]
    common: Common,
}

impl Terminal {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let Self::Code(command) = self;
        command.run()
    }
}

impl Code {
    fn run(&self) -> anyhow::Result<()> {
        let municipality = self.common.municipality()?;
        let context = Context::for_command(&self.common)?;
        let issued = context.run(async |settlement| {
            let until = settlement
                .now()?
                .plus_seconds(i64::from(self.valid_hours) * 60 * 60);
            registry::issue_code(settlement, municipality, &self.terminal, &self.by, until).await
        })?;
        output::show(self.common.json, &issued, || {
            format!(
                "端末 / terminal: {}\n登録コード / code: {}\n有効期限 / expires: {}",
                issued.terminal, issued.code, issued.expires_at
            )
        })
    }
}
