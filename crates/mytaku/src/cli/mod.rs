//! The command line: a file for each group of commands.

mod audit;
mod by;
mod card;
mod case;
mod export;
mod import;
mod key;
mod migrate;
mod month;
mod operator;
mod payout;
mod registrant;
mod review;
mod scheme;
mod serve;
mod terminal;
mod token;
mod trail;
mod user;

use std::io::IsTerminal as _;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

/// マイタクの精算サービス / The settlement service of mytaku, from the tap to the bank file.
#[derive(Debug, Parser)]
#[command(
    name = "mytaku",
    version,
    arg_required_else_help = true,
    after_help = "Example:\n  mytaku serve --listen 127.0.0.1:8080"
)]
pub(crate) struct Cli {
    /// ログをJSONで出力 / Write the log as JSON lines; how much of it, the environment's `RUST_LOG` says
    #[arg(long, global = true)]
    log_json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Serve(serve::Serve),
    Migrate(migrate::Migrate),
    #[command(subcommand)]
    Import(import::Import),
    #[command(subcommand)]
    Operator(operator::Operator),
    #[command(subcommand)]
    Registrant(registrant::Registrant),
    #[command(subcommand)]
    Card(card::Card),
    #[command(subcommand)]
    Scheme(scheme::Scheme),
    #[command(subcommand)]
    Terminal(terminal::Terminal),
    #[command(subcommand)]
    Token(token::Token),
    #[command(subcommand)]
    Month(month::MonthCommand),
    #[command(subcommand)]
    Export(export::Export),
    #[command(subcommand)]
    Payout(payout::Payout),
    #[command(subcommand)]
    Review(review::Review),
    #[command(subcommand)]
    Audit(audit::Audit),
    #[command(subcommand)]
    Trail(trail::Trail),
    #[command(subcommand)]
    Key(key::Key),
    #[command(subcommand)]
    User(user::User),
}

impl Command {
    /// Does what was asked.
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        match self {
            Self::Serve(command) => command.run(),
            Self::Migrate(command) => command.run(),
            Self::Import(command) => command.run(),
            Self::Operator(command) => command.run(),
            Self::Registrant(command) => command.run(),
            Self::Card(command) => command.run(),
            Self::Scheme(command) => command.run(),
            Self::Terminal(command) => command.run(),
            Self::Token(command) => command.run(),
            Self::Month(command) => command.run(),
            Self::Export(command) => command.run(),
            Self::Payout(command) => command.run(),
            Self::Review(command) => command.run(),
            Self::Audit(command) => command.run(),
            Self::Trail(command) => command.run(),
            Self::Key(command) => command.run(),
            Self::User(command) => command.run(),
        }
    }
}

impl Cli {
    /// Logs to stderr: all that the service does; of a command, whose answer
    /// stands on stdout, only what is odd.
    pub(crate) fn start_logging(&self) {
        let usual = match self.command {
            // Its own HTTP says nothing that we do not.
            Command::Serve(_) => "info,actix_server=warn",
            _ => "warn",
        };
        let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_unset| usual.into());
        let log = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_ansi(std::io::stderr().is_terminal())
            .with_writer(std::io::stderr);
        if self.log_json {
            log.json().init();
        } else {
            log.init();
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_has_an_example_that_is_its_own() {
        fn look(command: &clap::Command, path: &str) {
            let help = command.get_after_help().map(ToString::to_string);
            let help = help.unwrap_or_default();
            assert!(help.contains("Example:"), "{path} has no example");
            assert!(help.contains(path), "the example of {path} is another's");
            for below in command.get_subcommands() {
                look(below, &format!("{path} {}", below.get_name()));
            }
        }
        look(&Cli::command(), "mytaku");
    }
}
