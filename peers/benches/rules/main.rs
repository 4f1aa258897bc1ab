//! `cargo xtask bench rules`: decisions of our crate `rules` beside zen-engine's,
//! for the same version of Maebashi's scheme and the same trips.
//!
//! How it is measured is said in `measure`, how zen-engine was given the rules in
//! `zen`, what the trips are in `peers::mix`. Deliberately absent: what both
//! sides do before a decision (reading a trip from text or a database) and after
//! it (our sentences for the driver, which are made when somebody reads them, and
//! which zen-engine does not make at all).
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command for people"
)]

mod agree;
mod measure;
mod report;
mod zen;

use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use clap::Parser;
use peers::ours::Ours;

use report::Report;
use zen::Zen;

/// 判定の速さをzen-engineと比べる / Compare decisions with zen-engine's
///
/// Example: cargo xtask bench rules --size 100000 --json
#[derive(Parser)]
struct Options {
    /// Seed of the trips
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many trips
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1..))]
    size: u32,
    /// One JSON object as the last line
    #[arg(long)]
    json: bool,
    /// What cargo adds for its own harness
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let (ours, zen) = (Ours::new()?, Zen::new()?);

    eprintln!("答えを照合しています / comparing the answers");
    let agreed = agree::agree(&ours, &zen, options.seed, options.size)?;
    eprintln!("測定しています / measuring");
    let times = measure::measure(&ours, &zen, options.seed, options.size)?;
    let report = Report {
        seed: options.seed,
        size: options.size,
        agreed,
        times,
        allocations: allocations(options.seed, options.size)?,
    };

    print!("{}", report.table());
    if options.json {
        println!("{}", report.json());
    }
    Ok(())
}

/// Allocations in one decision of ours that pays.
fn allocations(seed: u64, size: u32) -> Result<f64> {
    /// It is the same for the same kind of trip, so that these are plenty.
    const ENOUGH: u32 = 100_000;
    let counted = Command::new(env!("CARGO_BIN_EXE_count-allocations"))
        .args([seed.to_string(), size.min(ENOUGH).to_string()])
        .output()
        .context("cannot run count-allocations")?;
    let message = String::from_utf8_lossy(&counted.stderr);
    ensure!(
        counted.status.success(),
        "count-allocations: {}",
        message.trim()
    );
    let text = String::from_utf8(counted.stdout)?;
    let (allocations, decisions) = text
        .trim()
        .split_once(' ')
        .context("count-allocations printed no two numbers")?;
    let (allocations, decisions): (u32, u32) = (allocations.parse()?, decisions.parse()?);
    ensure!(decisions > 0, "no decision pays; give a larger --size");
    Ok(f64::from(allocations) / f64::from(decisions))
}
