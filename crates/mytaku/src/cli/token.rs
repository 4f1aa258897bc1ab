//! `mytaku token`: letting programs in, of the city and of operators.

use clap::{Args, Subcommand};
use domain::{OperatorId, UserId};
use serde_json::json;
use settlement::access::{self, Caller, Permission, TokenFor, TokenRow, TokenWish};
use uuid::Uuid;

use super::by::By;
use crate::common::Common;
use crate::context::Context;
use crate::output;

/// アクセストークン / Access tokens of programs.
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  mytaku token create clerk-1 --municipality 102016")]
pub(crate) enum Token {
    Create(Create),
    List(List),
    Revoke(Revoke),
}

/// トークンを発行 / Make a token for the API; it is shown this once.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku token create clerk-1 --municipality 102016 --valid-days 90\n  mytaku token create --operator op-1 --scope statements:read --by admin-1 --municipality 102016"
)]
pub(crate) struct Create {
    /// 利用者 / Whose token, as in the registry file
    #[arg(required_unless_present = "operator")]
    user: Option<UserId>,
    /// 事業者 / The operator whose program it is for, in place of a user
    #[arg(
        long,
        value_name = "OPERATOR",
        conflicts_with = "user",
        requires = "by"
    )]
    operator: Option<OperatorId>,
    /// 権限 / What it may do; may be given several times
    #[arg(long = "scope", value_name = "SCOPE", default_value = "registry:write")]
    scopes: Vec<Permission>,
    /// 用途 / What it is for, shown in the list
    #[arg(long, default_value = "", hide_default_value = true)]
    label: String,
    /// 有効日数 / How long it is good for, in days
    #[arg(long, value_name = "DAYS", default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=366))]
    valid_days: u32,
    /// 操作者 / Who makes it; left out: the user themself
    #[arg(long, value_name = "USER")]
    by: Option<UserId>,
    #[command(flatten)]
    common: Common,
}

/// トークンの一覧 / List tokens; never the tokens themselves.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  mytaku token list --municipality 102016")]
pub(crate) struct List {
    #[command(flatten)]
    common: Common,
}

/// トークンを失効 / Make a token void at once.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku token revoke 01912f6e-0000-7000-8000-000000000000 --by admin-1 --municipality 102016"
)]
pub(crate) struct Revoke {
    /// トークンの番号 / Which, as mytaku token list shows it
    token: Uuid,
    #[command(flatten)]
    by: By,
}

impl Token {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        match self {
            Self::Create(command) => command.run(),
            Self::List(command) => command.run(),
            Self::Revoke(command) => command.run(),
        }
    }
}

impl Create {
    /// Whose the token is, and who makes it. The command line asks for one of them.
    fn names(&self) -> anyhow::Result<(TokenFor, UserId)> {
        match (&self.user, &self.operator, &self.by) {
            (Some(user), _, by) => Ok((
                TokenFor::User(user.clone()),
                by.as_ref().unwrap_or(user).clone(),
            )),
            (None, Some(operator), Some(by)) => {
                Ok((TokenFor::Operator(operator.clone()), by.clone()))
            }
            (None, _, _) => anyhow::bail!(
                "利用者または--operatorと--byを指定してください / give a user, or --operator and --by"
            ),
        }
    }

    fn run(&self) -> anyhow::Result<()> {
        let municipality = self.common.municipality()?;
        let (of, by) = self.names()?;
        let holder = match &of {
            TokenFor::User(user) => format!("利用者 / user: {user}"),
            TokenFor::Operator(operator) => format!("事業者 / operator: {operator}"),
        };
        let context = Context::for_command(&self.common)?;
        let made = context.run(async |settlement| {
            let valid_s = i64::from(self.valid_days) * 24 * 60 * 60;
            let wish = TokenWish {
                of: of.clone(),
                label: self.label.clone(),
                scopes: self.scopes.clone(),
                expires_at: settlement.now()?.plus_seconds(valid_s),
            };
            let caller = Caller::command(settlement, municipality, &by).await?;
            access::create_token(settlement, &caller, &wish).await
        })?;
        let scopes: Vec<_> = self.scopes.iter().map(|scope| scope.as_str()).collect();
        let facts = json!({
            "id": made.id, "user": self.user, "operator": self.operator, "scopes": scopes,
            "token": made.token, "expires_at": made.expires_at,
        });
        output::show(self.common.json, &facts, || {
            format!(
                "{holder}\n番号 / id: {}\n権限 / scopes: {}\nトークン / token: {}\n有効期限 / expires: {}\n\nこのトークンは再表示できません / The token is not shown again.",
                made.id,
                scopes.join(" "),
                made.token,
                made.expires_at
            )
        })
    }
}

impl List {
    fn run(&self) -> anyhow::Result<()> {
        let municipality = self.common.municipality()?;
        let context = Context::for_command(&self.common)?;
        let tokens =
            context.run(async |settlement| access::list_tokens(settlement, municipality).await)?;
        output::show(self.common.json, &json!({ "tokens": tokens }), || {
            tokens.iter().map(line).collect::<Vec<_>>().join("\n")
        })
    }
}

fn line(token: &TokenRow) -> String {
    let holder = token.user.as_ref().or(token.operator.as_ref());
    let state = match token.revoked_at {
        Some(at) => format!("失効 / revoked {at}"),
        None => format!("期限 / until {}", token.expires_at),
    };
    format!(
        "{}  {}  {}  {state}  {}",
        token.id,
        holder.map_or("-", String::as_str),
        token.scopes.join(","),
        token.label
    )
}

impl Revoke {
    fn run(&self) -> anyhow::Result<()> {
        self.by.ask(async |settlement, caller| {
            access::revoke_token(settlement, caller, self.token).await
        })?;
        output::show(
            self.by.common.json,
            &json!({ "revoked": self.token }),
            || format!("失効しました / revoked: {}", self.token),
        )
    }
}
