//! `cargo xtask chaos intake`: the service and PostgreSQL killed again and again
//! under load, with a bad network between.
//!
//! Taxis (`terminal.rs`) send real records by way of a network that drops, delays,
//! cuts and doubles requests (`network.rs`), in any order, again, and with false
//! records among them, while service and database are killed and started
//! (`saboteur.rs`). Then everything is delivered in peace and the books are held
//! against what the taxis know (`books.rs`): ends with another code than 0 if
//! anything is off. The database is one of its own, given to the service by its
//! URL, so that each can be killed while the other lives.
//!
//! Deliberately absent: power cuts. A killed process leaves what it wrote to the
//! kernel, so this does not show that PostgreSQL's fsync reaches the disk.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command for people"
)]

mod books;
mod network;
mod report;
mod saboteur;
mod terminal;

use std::os::unix::fs::PermissionsExt as _;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};
use std::{fs, path::Path};

use anyhow::{Context as _, Result};
use clap::Parser;
use domain::Timestamp;
use fleet::programs::{Programs, connect};
use fleet::{Chip, City};
use local_postgres::{Cluster, DATABASE, Options};
use tokio::task::JoinSet;

use crate::network::Network;
use crate::report::Report;
use crate::saboteur::World;
use crate::terminal::Terminal;

/// What time it is in the city: rides are of the two months before, which are over
/// and can be closed.
const NOW: &str = "2026-11-01T09:00:00+09:00";

/// How long delivery in peace may take.
const PEACE_MAX: Duration = Duration::from_mins(2);

/// What is broken, and for how long.
#[derive(Parser)]
struct Arguments {
    /// How long to break things, in seconds
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// How many taxis
    #[arg(long, default_value_t = 16)]
    size: usize,
    /// What the chances are drawn from: faults, batches, moments of kills
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Print one JSON object last
    #[arg(long)]
    json: bool,
    /// Keep logs and database, and say where
    #[arg(long)]
    keep: bool,
    /// A setting of PostgreSQL, such as `synchronous_commit=off`: to see that what
    /// it breaks is found
    #[arg(long, value_name = "NAME=VALUE")]
    postgres: Vec<String>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = run(&arguments).and_then(|report| tell(&report, arguments.json));
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("chaos intake: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Prints it; whether it is good.
fn tell(report: &Report, json: bool) -> Result<bool> {
    print!("{}", report.table());
    if json {
        println!("{}", report.json()?);
    }
    Ok(report.is_good())
}

fn run(arguments: &Arguments) -> Result<Report> {
    let folder = tempfile::Builder::new()
        .prefix("mytaku-chaos-")
        // PostgreSQL's user passes through it.
        .permissions(fs::Permissions::from_mode(0o711))
        .disable_cleanup(arguments.keep)
        .tempdir()?;
    if arguments.keep {
        println!("{}", folder.path().display());
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(play(arguments, folder.path()))
}

async fn play(arguments: &Arguments, folder: &Path) -> Result<Report> {
    let postgres = folder.join("postgres");
    let options = options(&arguments.postgres)?;
    let cluster = Cluster::start(&postgres, &options)?;
    let url = cluster.url(DATABASE);
    let clock = folder.join("clock");
    fs::write(&clock, NOW)?;
    let programs = Programs::find(folder, &cluster)?.with_clock(&clock);

    let now: Timestamp = NOW.parse()?;
    let city = City::new(arguments.size, now);
    let chip = Arc::new(Chip::new()?);
    programs.found(&city)?;
    let taxis = city.settle(&connect(&url).await?, &chip).await?;

    let network = Network::start(arguments.seed).await?;
    let world = World::start(&programs, (&postgres, &options), cluster, &network)?;
    let length = Duration::from_secs(arguments.seconds);
    let began = Instant::now();
    let until = began + length;
    let seed = arguments.seed;
    let saboteur = thread::spawn(move || saboteur::sabotage(world, seed, until));
    let mut terminals = JoinSet::new();
    for (number, taxi) in (0..).zip(taxis) {
        let terminal = Terminal::new(taxi, &chip, network.address(), now, seed ^ (number << 32));
        terminals.spawn(terminal.drive(began, until));
    }
    let terminals: Vec<Terminal> = terminals
        .join_all()
        .await
        .into_iter()
        .collect::<Result<_>>()?;
    // Its thread may be in the middle of a start, which is not to be waited for here.
    let (world, kills) = tokio::task::spawn_blocking(move || saboteur.join())
        .await?
        .ok()
        .context("the saboteur ended by a fault")??;

    network.be_calm();
    let terminals = deliver(terminals).await?;
    let client = connect(&url).await?;
    let checked = books::check(&client, &programs, &city, terminals).await?;
    drop(world);
    Ok(Report::new(
        arguments.seed,
        kills,
        network.faults(),
        checked,
    ))
}

/// Everything that is still in the taxis, in peace.
async fn deliver(terminals: Vec<Terminal>) -> Result<Vec<Terminal>> {
    let until = Instant::now() + PEACE_MAX;
    let mut deliveries = JoinSet::new();
    for terminal in terminals {
        deliveries.spawn(terminal.deliver(until));
    }
    deliveries.join_all().await.into_iter().collect()
}

fn options(settings: &[String]) -> Result<Options> {
    // As an operator runs it: durable.
    settings
        .iter()
        .try_fold(Options::default(), |options, setting| {
            let (name, value) = setting
                .split_once('=')
                .context("--postgres takes NAME=VALUE")?;
            Ok(options.with(name, value))
        })
}
