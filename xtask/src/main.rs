//! Developer commands: `cargo xtask demo`, `test`, `check` and a few more.
//!
//! It stays light, so that the first command on a new machine starts at once:
//! what is heavy is another binary that this one builds and runs. Deliberately
//! absent: anything a user of mytaku needs; that is the binary `mytaku`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command for people"
)]

mod bench;
mod chaos;
mod check;
mod contract;
mod demo;
mod process;
mod seal;
mod setup;
mod test;

use std::env;
use std::process::ExitCode;

use process::cargo;

const USAGE: &str = "\
使い方 / Usage: cargo xtask COMMAND

  demo [ARGS…]         install what is missing, then play a whole month: from card taps to the bank file
                       (--keep leaves it running, --json prints one JSON object last)
  test [ARGS…]         install what is missing, run every test and try every benchmark; ARGS go to the test runner,
                       such as: cargo xtask test -p schema
  check                format, lints, docs, imports, tidiness, generated code, dependencies
  bench [NAME [ARGS…]] run a benchmark, or list them
  chaos [NAME [ARGS…]] break something again and again, then see that nothing is lost; or list what can be broken
  contract [ARGS…]     hold the running service against its OpenAPI document, by Schemathesis
  queries [--check]    generate crates/queries/src from crates/queries/sql, or see that it is up to date
  seal                 record the checksums of new files in migrations/, which then never change";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("--help", [].as_slice()),
    };
    let outcome = match (command, rest) {
        ("demo", rest) => demo::demo(rest),
        ("test", rest) => test::test(rest),
        ("check", []) => check::check(),
        ("bench", rest) => bench::bench(rest),
        ("chaos", rest) => chaos::chaos(rest),
        ("contract", rest) => contract::contract(rest),
        ("queries", rest) => process::run(
            cargo([
                "run",
                "--quiet",
                "--package",
                "tools",
                "--bin",
                "queries",
                "--",
            ])
            .args(rest),
        ),
        ("seal", []) => seal::seal(),
        ("--help" | "-h" | "help", _) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask {command}: {error:#}");
            ExitCode::FAILURE
        }
    }
}
