//! `mytaku terminal`: letting terminals in, shutting them out, and what is missing.

use clap::{Args, Subcommand};
use domain::{TerminalId, Timestamp, UserId};
use serde::Serialize;
use settlement::Settlement;
use settlement::access::Caller;
use settlement::registry::{self, CodeState, Gap, KeyState, ListedCode, Revocation, TerminalState};

use crate::common::Common;
use crate::context::Context;
use crate::output::{self, Table};

/// 車載端末 / Terminals.
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  mytaku terminal code t-1 --municipality 102016 --by clerk-1")]
pub(crate) enum Terminal {
    Code(Code),
    #[command(after_help = "Example:\n  mytaku terminal codes --municipality 102016 --by clerk-1")]
    Codes(Look),
    Withdraw(Withdraw),
    #[command(after_help = "Example:\n  mytaku terminal list --municipality 102016 --by clerk-1")]
    List(Look),
    #[command(
        after_help = "Example:\n  mytaku terminal gaps --municipality 102016 --by clerk-1 --json"
    )]
    Gaps(Look),
    Revoke(Revoke),
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

/// 一覧 / Look: `codes`, `list` or `gaps`.
#[derive(Debug, Args)]
pub(crate) struct Look {
    /// 操作者 / Who does this
    #[arg(long, value_name = "USER")]
    by: UserId,
    #[command(flatten)]
    common: Common,
}

/// 登録コードを取消 / Take back the codes of a terminal that could still be used.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku terminal withdraw t-1 --municipality 102016 --by clerk-1"
)]
pub(crate) struct Withdraw {
    /// 端末 / The terminal
    terminal: TerminalId,
    /// 操作者 / Who does this
    #[arg(long, value_name = "USER")]
    by: UserId,
    #[command(flatten)]
    common: Common,
}

/// 端末の鍵を失効 / Revoke a terminal's key: it is shut out at once.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku terminal revoke t-1 --municipality 102016 --by clerk-1 --from 2026-10-05T18:00:00+09:00 --reason 車両盗難"
)]
pub(crate) struct Revoke {
    /// 端末 / The terminal
    terminal: TerminalId,
    /// 疑わしい起点 / Since when it may have been in other hands; absent: from now on
    #[arg(long, value_name = "TIME")]
    from: Option<Timestamp>,
    /// 理由 / Why, for the books
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// 操作者 / Who does this
    #[arg(long, value_name = "USER")]
    by: UserId,
    #[command(flatten)]
    common: Common,
}

impl Terminal {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        match self {
            Self::Code(command) => command.run(),
            Self::Codes(look) => look.run(registry::list_codes, |codes| code_table(codes)),
            Self::Withdraw(command) => command.run(),
            Self::List(look) => look.run(registry::list_terminals, |all| terminal_table(all)),
            Self::Gaps(look) => look.run(registry::list_gaps, |gaps| gap_table(gaps)),
            Self::Revoke(command) => command.run(),
        }
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

impl Look {
    fn run<T: Serialize>(
        &self,
        list: impl AsyncFnOnce(&Settlement, &Caller) -> settlement::Result<T>,
        table: impl FnOnce(&T) -> String,
    ) -> anyhow::Result<()> {
        let municipality = self.common.municipality()?;
        let context = Context::for_command(&self.common)?;
        let listed = context.run(async |settlement| {
            let caller = Caller::command(settlement, municipality, &self.by).await?;
            list(settlement, &caller).await
        })?;
        output::show(self.common.json, &listed, || table(&listed))
    }
}

impl Withdraw {
    fn run(&self) -> anyhow::Result<()> {
        let municipality = self.common.municipality()?;
        let context = Context::for_command(&self.common)?;
        let withdrawn = context.run(async |settlement| {
            registry::withdraw_codes(settlement, municipality, &self.terminal, &self.by).await
        })?;
        output::show(self.common.json, &withdrawn, || {
            format!(
                "端末 / terminal: {}\n取消 / withdrawn: {}件 / codes",
                withdrawn.terminal, withdrawn.codes
            )
        })
    }
}

impl Revoke {
    fn run(&self) -> anyhow::Result<()> {
        let municipality = self.common.municipality()?;
        let context = Context::for_command(&self.common)?;
        let revocation = Revocation {
            terminal: self.terminal.clone(),
            doubtful_from: self.from,
            reason: self.reason.clone(),
        };
        let revoked = context.run(async |settlement| {
            let caller = Caller::command(settlement, municipality, &self.by).await?;
            registry::revoke_terminal(settlement, &caller, &revocation).await
        })?;
        output::show(self.common.json, &revoked, || {
            format!(
                "端末 / terminal: {}\n失効 / revoked: {}\n確認が必要 / to be looked at: {}以降の{}件、{}円 / trips since then",
                revoked.terminal,
                revoked.revoked_at,
                revoked.doubtful_from,
                revoked.doubtful_trips,
                revoked.doubtful_yen,
            )
        })
    }
}

fn code_table(codes: &[ListedCode]) -> String {
    let mut table = Table::new(&[
        "端末 Terminal",
        "状態 State",
        "発行 Issued",
        "発行者 By",
        "期限 Expires",
    ]);
    for code in codes {
        table.row(vec![
            code.terminal.to_string(),
            code_state(code.state).into(),
            time(code.issued_at),
            text(code.issued_by.as_deref()),
            code.expires_at.to_string(),
        ]);
    }
    table.to_string()
}

const fn code_state(state: CodeState) -> &'static str {
    match state {
        CodeState::Open => "未使用 open",
        CodeState::Used => "使用済 used",
        CodeState::Withdrawn => "取消 withdrawn",
        CodeState::Expired => "期限切れ expired",
    }
}

fn terminal_table(terminals: &[TerminalState]) -> String {
    let mut table = Table::new(&[
        "端末 Terminal",
        "車両 Vehicle",
        "事業者 Operator",
        "状態 State",
        ">鍵 Keys",
        "最終受信 Last trip",
        ">保留 Set aside",
    ]);
    for terminal in terminals {
        table.row(vec![
            terminal.terminal.to_string(),
            terminal.vehicle.to_string(),
            terminal.operator.to_string(),
            key_state(terminal.state).into(),
            terminal.keys.to_string(),
            time(terminal.last_trip_at),
            terminal
                .set_aside
                .map_or_else(String::new, |count| count.to_string()),
        ]);
    }
    table.to_string()
}

const fn key_state(state: KeyState) -> &'static str {
    match state {
        KeyState::NotEnrolled => "未登録 not enrolled",
        KeyState::Enrolled => "有効 enrolled",
        KeyState::Revoked => "失効 revoked",
    }
}

fn gap_table(gaps: &[Gap]) -> String {
    if gaps.is_empty() {
        return "欠番はありません / Nothing is missing.".into();
    }
    let mut table = Table::new(&[
        "端末 Terminal",
        ">最初 First",
        ">最後 Last",
        "判明 Since",
        "最終受信 Last trip",
        "状態 State",
    ]);
    for gap in gaps {
        let state = if gap.waiting {
            "受信待ち waiting"
        } else {
            "欠番 missing"
        };
        table.row(vec![
            gap.terminal.to_string(),
            gap.first_missing.to_string(),
            gap.last_missing.to_string(),
            gap.since.to_string(),
            gap.last_trip_at.to_string(),
            state.into(),
        ]);
    }
    table.to_string()
}

fn time(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "—".into(), |at| at.to_string())
}

fn text(text: Option<&str>) -> String {
    text.unwrap_or("—").to_owned()
}
