//! `mytaku token`: letting the city's programs in.

use clap::{Args, Subcommand};
use domain::UserId;
use serde_json::json;
use settlement::registry;

use crate::common::Common;
use crate::context::Context;
use crate::output;

/// アクセストークン / Access tokens of the city's users.
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  mytaku token create clerk-1 --municipality 102016")]
pub(crate) enum Token {
    Create(Create),
}

/// トークンを発行 / Make a token for the API; it is shown this once.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku token create clerk-1 --municipality 102016 --valid-days 90"
)]
pub(crate) struct Create {
    /// 利用者 / Whose token, as in the registry file
    user: UserId,
    /// 有効日数 / How long it is good for, in days
    #[arg(long, value_name = "DAYS", default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=366))]
    valid_days: u32,
    #[command(flatten)]
    common: Common,
}

impl Token {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let Self::Create(command) = self;
        command.run()
    }
}

impl Create {
    fn run(&self) -> anyhow::Result<()> {
        let municipality = self.common.municipality()?;
        let context = Context::for_command(&self.common)?;
        let (token, expires_at) = context.run(async |settlement| {
            let until = settlement
                .now()?
                .plus_seconds(i64::from(self.valid_days) * 24 * 60 * 60);
            let token = registry::create_token(settlement, municipality, &self.user, until).await?;
            Ok((token, until))
        })?;
        let facts = json!({ "user": self.user, "token": token, "expires_at": expires_at });
        output::show(self.common.json, &facts, || {
            format!(
                "利用者 / user: {}\nトークン / token: {token}\n有効期限 / expires: {expires_at}\n\nこのトークンは再表示できません / The token is not shown again.",
                self.user
            )
        })
    }
}
