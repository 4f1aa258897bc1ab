//! What we depend on: licences, sources, duplicates, known vulnerabilities.
//! The rules are in `deny.toml`.

use std::process::Stdio;

use anyhow::Result;

use crate::process::{cargo, is_installed, program, run};

/// The advisory database is fetched anew; where that cannot be done (a closed
/// network) that part is left out, and the summary says so.
pub fn check() -> Result<String> {
    if !is_installed("cargo-deny") {
        println!("インストールします / installing: cargo-deny (from source, some minutes)");
        // Unoptimised: it is built once and runs for a second.
        run(&mut cargo([
            "install",
            "--quiet",
            "--locked",
            "--debug",
            "cargo-deny",
        ]))?;
    }
    run(&mut cargo([
        "deny",
        "--log-level=error",
        "check",
        "bans",
        "licenses",
        "sources",
    ]))?;
    if !advisories_are_in_reach() {
        return Ok("advisories NOT checked: the database is out of reach".to_owned());
    }
    run(&mut cargo([
        "deny",
        "--log-level=error",
        "check",
        "advisories",
    ]))?;
    Ok("with advisories".to_owned())
}

fn advisories_are_in_reach() -> bool {
    /// cargo-deny's default.
    const DATABASE: &str = "https://github.com/RustSec/advisory-db";
    // A network that swallows everything must not hold up the check.
    program("timeout")
        .args([
            "20",
            "git",
            "ls-remote",
            "--quiet",
            "--exit-code",
            DATABASE,
            "HEAD",
        ])
        .env("GIT_TERMINAL_PROMPT", "0")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
