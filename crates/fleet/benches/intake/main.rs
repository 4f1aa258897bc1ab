//! `cargo xtask bench intake`: how many trips a second the service takes in.
//!
//! In one run, on one machine, against one PostgreSQL with one set of settings:
//! the service that ships, over HTTP, with signatures, rules and ledger
//! (`ours.rs`); what somebody would write by hand, one transaction a trip
//! (`by_hand.rs`, driven by pgbench); and plain batches of the same rows, the
//! ceiling (`ceiling.rs`). What counts are the ratios: the machine is whatever it
//! is, and the load generator shares it.

#![allow(
    clippy::float_arithmetic,
    clippy::print_stdout,
    reason = "figures for reading, printed"
)]

mod by_hand;
mod ceiling;
mod measure;
mod ours;
mod report;
mod statements;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use anyhow::{Context as _, Result};
use clap::Parser;
use fleet::programs::{Programs, connect, now};
use fleet::{Chip, City};
use local_postgres::{Cluster, DATABASE, Options};

use crate::report::Report;

/// Taxis: 1, 8 and 64 that send one trip a request, 64 that send 50, 64 that send
/// on a schedule. None is used twice, so that each phase finds the same.
const TAXIS: usize = ours::WARMING + 1 + 8 + 64 + 64 + 64;

/// How long, and how it is told.
#[derive(Parser)]
struct Arguments {
    /// About how long each phase lasts, in seconds
    #[arg(long, default_value_t = 5)]
    seconds: u32,
    /// Print one JSON object last
    #[arg(long)]
    json: bool,
    /// Also print where PostgreSQL's time goes; the counting costs, so not for figures
    #[arg(long)]
    statements: bool,
    /// Does nothing: there is no chance in what is measured
    #[arg(long)]
    seed: Option<u64>,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let report = runtime.block_on(run(&arguments))?;
    println!("{}", report.table());
    if arguments.json {
        println!("{}", serde_json::to_string(&report)?);
    }
    Ok(())
}

async fn run(arguments: &Arguments) -> Result<Report> {
    let folder = tempfile::Builder::new()
        .prefix("mytaku-bench-")
        .permissions(fs::Permissions::from_mode(0o711))
        .tempdir()?;
    // As an operator runs it: durable, and with PostgreSQL's own defaults.
    let options = if arguments.statements {
        Options::default()
            .with("shared_preload_libraries", "pg_stat_statements")
            .with("pg_stat_statements.track_planning", "on")
            // Those that triggers make, too; they count again in what fired them.
            .with("pg_stat_statements.track", "all")
    } else {
        Options::default()
    };
    let cluster = Cluster::start(&folder.path().join("postgres"), &options)?;
    let url = cluster.url(DATABASE);
    let client = connect(&url).await?;
    let postgres = cluster.pid().context("PostgreSQL has ended")?;

    let chip = Chip::new()?;
    let city = City::new(TAXIS, now()?);
    let programs = Programs::find(folder.path(), &cluster)?;
    programs.found(&city)?;
    let taxis = city.settle(&client, &chip).await?;
    let settings = measure::settings(&client).await?;
    println!("{settings}");

    let seconds = arguments.seconds;
    let service = programs.serve("127.0.0.1:0")?;
    let ours = ours::measure(&service, postgres, &client, taxis, &chip, arguments)
        .await
        .with_context(|| format!("the service's log ends with: {}", programs.last_words()))?;
    drop(service);
    by_hand::prepare(&client).await?;
    let by_hand = by_hand::measure(&cluster, &client, folder.path(), seconds).await?;
    let ceiling = ceiling::measure(&url, &client, seconds).await?;
    Ok(Report::new(ours, by_hand, ceiling))
}
