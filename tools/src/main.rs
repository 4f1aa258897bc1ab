//! `queries`: types `crates/queries/sql/*.sql` against the migrated schema and
//! writes `crates/queries/src`; with `--check`, says which file has drifted.
//!
//! Run by `cargo xtask queries`. It brings its own `PostgreSQL` for a second or
//! two. Deliberately absent: the crate's `Cargo.toml`, which is written by
//! hand.

mod files;
mod generate;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use anyhow::{Context, Result, bail};

use files::Files;

const USAGE: &str = "\
Usage: queries [--check]

Generates crates/queries/src from crates/queries/sql.
  --check   change nothing; fail if what is there differs";

#[expect(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "this is a command"
)]
fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        [] => write(),
        ["--check"] => check(),
        ["--help" | "-h"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(message) => {
            println!("{message}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("queries: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn write() -> Result<String> {
    let crate_folder = crate_folder()?;
    let generated = generate::from(&crate_folder.join("sql"))?;
    let changed = generated.write(&crate_folder.join("src"))?;
    Ok(if changed.is_empty() {
        "crates/queries/src is up to date".to_owned()
    } else {
        format!("wrote {}", changed.join(", "))
    })
}

fn check() -> Result<String> {
    let crate_folder = crate_folder()?;
    let generated = generate::from(&crate_folder.join("sql"))?;
    let drifted = generated.differences(&Files::read(&crate_folder.join("src"))?);
    if !drifted.is_empty() {
        bail!(
            "in crates/queries/src, these are not what its SQL and migrations/ make: {}; \
             run: cargo xtask queries",
            drifted.join(", ")
        );
    }
    Ok("crates/queries/src is up to date".to_owned())
}

fn crate_folder() -> Result<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/queries");
    fs::canonicalize(&path).with_context(|| format!("{} is not there", path.display()))
}
