//! `mytaku user`: people, and how they log in.

use std::io::{self, IsTerminal as _};

use anyhow::{Context as _, anyhow, ensure};
use clap::{Args, Subcommand};
use domain::UserId;
use serde_json::json;
use settlement::access::{self, Role, UserRow};

use super::by::By;
use crate::common::Common;
use crate::context::Context;
use crate::output;

/// 利用者 / Users, and how they log in.
#[derive(Debug, Subcommand)]
#[command(
    after_help = "Example:\n  mytaku user password clerk-1 --by clerk-1 --municipality 102016"
)]
pub(crate) enum User {
    Add(Add),
    List(List),
    /// パスワードを設定 / Set a password: typed, or a line on stdin
    Password(OfUser),
    /// 確認コードの設定 / Make a second factor; its secret is shown this once
    Totp(OfUser),
    /// ロックを解除 / Let somebody try again after too many failures
    Unlock(OfUser),
    /// 利用停止 / Shut somebody out for good, with sessions and tokens
    Disable(OfUser),
}

/// 利用者を追加 / Add a user.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku user add clerk-2 --role clerk --by admin-1 --municipality 102016"
)]
pub(crate) struct Add {
    /// 利用者 / Who
    user: UserId,
    /// 役割 / The role: admin, clerk, finance, approver or auditor
    #[arg(long)]
    role: String,
    #[command(flatten)]
    by: By,
}

/// 利用者の一覧 / List users.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  mytaku user list --municipality 102016")]
pub(crate) struct List {
    #[command(flatten)]
    common: Common,
}

/// 利用者への操作 / Set a password (typed, or a line on stdin), make a second factor, unlock, or shut out for good.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku user password clerk-1 --by clerk-1 --municipality 102016\n  mytaku user totp clerk-1 --by clerk-1 --municipality 102016\n  mytaku user unlock clerk-1 --by admin-1 --municipality 102016\n  mytaku user disable clerk-1 --by admin-1 --municipality 102016"
)]
pub(crate) struct OfUser {
    /// 利用者 / Whose; what is not one's own needs an administrator
    user: UserId,
    #[command(flatten)]
    by: By,
}

impl User {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        match self {
            Self::Add(command) => command.run(),
            Self::List(command) => command.run(),
            Self::Password(command) => command.password(),
            Self::Totp(command) => command.totp(),
            Self::Unlock(command) => command.unlock(),
            Self::Disable(command) => command.disable(),
        }
    }
}

impl Add {
    fn run(&self) -> anyhow::Result<()> {
        let role: Role = self.role.parse().map_err(|_unknown| {
            anyhow!(
                "役割{0}はありません / there is no role {0}; use admin, clerk, finance, approver or auditor",
                self.role
            )
        })?;
        self.by.ask(async |settlement, caller| {
            access::add_user(settlement, caller, (&self.user, role)).await
        })?;
        done(&self.by.common, "added", &self.user)
    }
}

impl List {
    fn run(&self) -> anyhow::Result<()> {
        let municipality = self.common.municipality()?;
        let users = Context::for_command(&self.common)?
            .run(async |settlement| access::list_users(settlement, municipality).await)?;
        output::show(self.common.json, &json!({ "users": users }), || {
            users.iter().map(line).collect::<Vec<_>>().join("\n")
        })
    }
}

fn line(user: &UserRow) -> String {
    let state = match (user.disabled_at, user.has_password, user.has_second_factor) {
        (Some(at), ..) => format!("停止 / shut out since {at}"),
        (None, true, true) => "ログイン可 / may log in".to_owned(),
        (None, true, false) => "確認コード未設定 / without a second factor".to_owned(),
        (None, false, _) => "パスワード未設定 / without a password".to_owned(),
    };
    format!("{}  {}  {state}", user.user, user.role)
}

impl OfUser {
    fn password(&self) -> anyhow::Result<()> {
        let password = typed_password()?;
        self.by.ask(async |settlement, caller| {
            let new = (&self.user, password.as_str());
            access::set_password(settlement, caller, new).await
        })?;
        done(&self.by.common, "password", &self.user)
    }

    fn totp(&self) -> anyhow::Result<()> {
        let factor = self.by.ask(async |settlement, caller| {
            access::set_second_factor(settlement, caller, &self.user).await
        })?;
        output::show(self.by.common.json, &factor, || {
            format!(
                "秘密鍵 / secret: {}\nURL: {}\n\n認証アプリに登録してください。再表示できません / Enter it into an authenticator app; it is not shown again.",
                factor.secret, factor.url
            )
        })
    }

    fn unlock(&self) -> anyhow::Result<()> {
        self.by.ask(async |settlement, caller| {
            access::unlock_user(settlement, caller, &self.user).await
        })?;
        done(&self.by.common, "unlocked", &self.user)
    }

    fn disable(&self) -> anyhow::Result<()> {
        self.by.ask(async |settlement, caller| {
            access::disable_user(settlement, caller, &self.user).await
        })?;
        done(&self.by.common, "disabled", &self.user)
    }
}

fn done(common: &Common, what: &str, user: &UserId) -> anyhow::Result<()> {
    output::show(common.json, &json!({ what: user }), || {
        format!("完了しました / done: {what} {user}")
    })
}

/// Never from an argument, which other processes could read. On a terminal it is
/// asked for twice and not shown.
fn typed_password() -> anyhow::Result<String> {
    if !io::stdin().is_terminal() {
        let mut line = String::new();
        io::stdin()
            .read_line(&mut line)
            .context("標準入力を読み取れません / stdin cannot be read")?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let ask = |prompt: &str| {
        rpassword::prompt_password(prompt)
            .context("端末から読み取れません / the terminal cannot be read")
    };
    let first = ask("新しいパスワード / new password: ")?;
    let again = ask("もう一度 / once more: ")?;
    ensure!(
        first == again,
        "二つのパスワードが一致しません / the two passwords differ"
    );
    Ok(first)
}
