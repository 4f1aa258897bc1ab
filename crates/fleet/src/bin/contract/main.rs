//! `cargo xtask contract`: the running service against its own description.
//!
//! Starts the service that was built on a database of its own (`city.rs`), lets in one
//! caller of each kind (`callers.rs`), and has Schemathesis, which reads
//! `crates/server/openapi.json` and knows nothing of us, ask every operation in ways that
//! fit the description and in ways that do not (`ask.rs`): no answer may be a 5xx, and
//! none another than the description says, in status, type, headers and content. Every
//! operation must have succeeded at least once (`answers.rs`), with examples where it
//! takes some (`examples.rs`), and false descriptions must be found out (`lies.rs`). Ends
//! with another code than 0 if anything is off.
//!
//! Deliberately absent: installing Schemathesis, which `cargo xtask` does; and exceptions.
//! What is new in the description is asked as well, and has to succeed.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command for people"
)]

mod answers;
mod ask;
mod callers;
mod city;
mod examples;
mod lies;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Parser;
use fleet::programs::{Programs, Service, connect};
use local_postgres::{Cluster, DATABASE, Options};
use serde_json::Value;
use virtual_card::TestAuthority;

use crate::ask::{Schemathesis, home, is_good};
use crate::callers::Caller;

/// How hard it is tried.
#[derive(Parser)]
struct Arguments {
    /// Where Schemathesis is
    #[arg(long, value_name = "PROGRAM", default_value = "schemathesis")]
    schemathesis: PathBuf,
    /// How long to try each of four callers, in seconds
    #[arg(long, default_value_t = 20)]
    seconds: u32,
    /// What the requests are drawn from
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// The description, if it is not the one that ships: to see that a false one is found
    #[arg(long, value_name = "FILE.json")]
    document: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("contract: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<bool> {
    let folder = tempfile::Builder::new()
        .prefix("mytaku-contract-")
        // PostgreSQL's user passes through it.
        .permissions(fs::Permissions::from_mode(0o711))
        .tempdir()?;
    let cluster = Cluster::start(&folder.path().join("postgres"), &Options::throwaway())?;
    let authority = TestAuthority::p384(city::now()?)?;
    let programs = city::programs(folder.path(), &cluster, &authority)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let (service, callers, examples) =
        runtime.block_on(prepare(&programs, &cluster.url(DATABASE), &authority))?;
    let schemathesis = Schemathesis {
        program: &arguments.schemathesis,
        folder: folder.path(),
        service: &service,
        seed: arguments.seed,
        examples: &examples,
    };
    check(arguments, &schemathesis, &callers)
        .with_context(|| format!("the service's log ends with: {}", programs.last_words()))
}

/// The service in a city that has lived, who asks it, and what there is to be named.
async fn prepare(
    programs: &Programs,
    url: &str,
    authority: &TestAuthority,
) -> Result<(Service, Vec<Caller>, Value)> {
    let client = connect(url).await?;
    let mut prepared = city::found(programs, &client).await?;
    let service = programs.serve("127.0.0.1:0")?;
    city::live(programs, &client, &service, &mut prepared).await?;
    let callers = callers::all(programs, &client).await?;
    let examples = examples::examples(programs, &mut prepared, authority)?;
    Ok((service, callers, examples))
}

fn check(
    arguments: &Arguments,
    schemathesis: &Schemathesis<'_>,
    callers: &[Caller],
) -> Result<bool> {
    let shipped = home().join("crates/server/openapi.json");
    let document = arguments.document.as_ref().unwrap_or(&shipped);
    let mut good = true;
    for caller in callers {
        println!("\n■ {}", caller.how);
        good &= ask(arguments, schemathesis, caller, document)?;
    }
    let document: Value = serde_json::from_slice(&fs::read(document)?)?;
    good &= has_succeeded(schemathesis, &document)?;
    // Of a description that does not hold, one more lie says nothing.
    if good && let Some(caller) = callers.first() {
        println!("\n■ 誤った記述が見つかること / whether a false description is found out");
        lies::are_found(schemathesis, caller, &document)?;
    }
    Ok(good)
}

fn ask(
    arguments: &Arguments,
    schemathesis: &Schemathesis<'_>,
    caller: &Caller,
    document: &Path,
) -> Result<bool> {
    let status = schemathesis
        .command(caller, document)?
        .args(["--max-time", &arguments.seconds.to_string()])
        .status()
        .with_context(|| format!("cannot run {}", arguments.schemathesis.display()))?;
    is_good(status)
}

/// Whether each operation did at least once, for any caller; says which did not.
fn has_succeeded(schemathesis: &Schemathesis<'_>, document: &Value) -> Result<bool> {
    let answers = fs::read_to_string(schemathesis.answers())?;
    let silent = answers::never_succeeded(document, &answers)?;
    for operation in &silent {
        println!(
            "■ 一度も成功していません / never succeeded, as any caller: {operation}\n  \
             crates/fleet/src/bin/contract/examples.rs"
        );
    }
    Ok(silent.is_empty())
}
