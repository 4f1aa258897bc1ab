//! `cargo xtask check`: everything that can be said of the code without
//! running it.

mod deny;
mod house;
pub mod metadata;
mod tidy;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::process::{cargo, run};
use crate::setup;

/// A named step; its text, if any, stands in the summary.
type Step = (&'static str, fn() -> Result<String>);

/// What is quick, and fails most often, first.
const STEPS: &[Step] = &[
    ("format", format),
    ("tidy", tidy::check),
    ("imports", house::check),
    ("lints", lints),
    ("docs", docs),
    ("queries", queries),
    ("dependencies", deny::check),
];

/// Runs every step, also after one that fails, and sums up.
pub fn check() -> Result<()> {
    setup::install_missing()?;
    let outcomes: Vec<_> = STEPS.iter().map(perform).collect();
    println!();
    for (name, took, outcome) in &outcomes {
        let (mark, text) = match outcome {
            Ok(text) => ("ok", text.clone()),
            Err(error) => ("FAILED", format!("{error:#}")),
        };
        println!("{mark:>6}  {name:<12} {:>5}s  {text}", took.as_secs());
    }
    let failed: Vec<&str> = outcomes
        .iter()
        .filter(|(_, _, outcome)| outcome.is_err())
        .map(|(name, ..)| *name)
        .collect();
    if !failed.is_empty() {
        bail!("failed: {}", failed.join(", "));
    }
    Ok(())
}

fn perform((name, step): &Step) -> (&'static str, Duration, Result<String>) {
    println!("== {name}");
    let started = Instant::now();
    let outcome = step();
    (name, started.elapsed(), outcome)
}

/// Also of what stands apart, which costs nothing: it is read, not built.
fn format() -> Result<String> {
    run(&mut cargo(["fmt", "--all", "--check"]))?;
    for apart in ["fuzz/Cargo.toml", "peers/Cargo.toml"] {
        run(&mut cargo(["fmt", "--manifest-path", apart, "--check"]))?;
    }
    Ok(String::new())
}

fn lints() -> Result<String> {
    run(&mut cargo([
        "clippy",
        "--quiet",
        "--workspace",
        "--all-targets",
        "--",
        "--deny=warnings",
    ]))?;
    Ok(String::new())
}

fn docs() -> Result<String> {
    run(
        cargo(["doc", "--quiet", "--workspace", "--no-deps", "--lib"])
            .env("RUSTDOCFLAGS", "--deny=warnings"),
    )?;
    Ok(String::new())
}

fn queries() -> Result<String> {
    run(&mut cargo([
        "run",
        "--quiet",
        "--package",
        "tools",
        "--bin",
        "queries",
        "--",
        "--check",
    ]))?;
    Ok(String::new())
}
