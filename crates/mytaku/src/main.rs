//! `mytaku`: the service and its commands. Exit code 0 is success, 1 failure
//! with one line on stderr, 2 wrong usage.

mod cli;
mod common;
mod context;
mod database;
mod failure;
mod files;
mod output;
mod seal_keys;
mod service_key;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let cli = match cli::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return failure::tell_arguments(&error),
    };
    cli.start_logging();
    match cli.command.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure::tell(&error),
    }
}
