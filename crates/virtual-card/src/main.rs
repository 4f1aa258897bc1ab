//! The binary `mytaku-virtual-card`: makes virtual cards, and puts them into a
//! real pcscd.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use domain::Timestamp;

/// My Number cards in software, for demos and tests.
#[derive(Parser)]
#[command(
    name = "mytaku-virtual-card",
    version,
    after_help = "Example:\n  mytaku-virtual-card make --out cards --at 2026-11-02T09:00:00+09:00\n  echo '{\"insert\":\"cards/resident-1.json\"}' | mytaku-virtual-card reader --socket-dir run\n  PCSCLITE_CSOCK_NAME=run/pcscd.comm opensc-tool -a"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Makes a fresh test authority and its cards as files.
    Make {
        /// Folder to write to; made if need be.
        #[arg(long)]
        out: PathBuf,
        /// The moment at which the cards are valid (RFC 3339).
        #[arg(long)]
        at: Timestamp,
        /// How many residents' cards.
        #[arg(long, default_value_t = 4)]
        residents: u32,
    },
    /// Runs a private pcscd with a virtual reader, driven by JSON lines on
    /// standard input: {"insert":FILE}, {"remove":true}, {"quit":true}.
    Reader {
        /// Folder for pcscd's socket; made if need be.
        #[arg(long)]
        socket_dir: PathBuf,
    },
    /// The same, inside its namespaces.
    #[command(hide = true)]
    ReaderInside {
        /// The folder for the socket.
        folder: PathBuf,
    },
    /// Turns into pcscd.
    #[command(hide = true)]
    BecomePcscd,
}

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .init();
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where standard error is closed too, the exit code remains.
            let _closed = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Make { out, at, residents } => {
            let set = virtual_card::make(&out, at, residents)?;
            let json = serde_json::to_string_pretty(&set)?;
            Ok(writeln!(std::io::stdout(), "{json}")?)
        }
        Command::Reader { socket_dir } => virtual_card::run_private(&socket_dir),
        Command::ReaderInside { folder } => virtual_card::run_inside(&folder),
        Command::BecomePcscd => virtual_card::become_pcscd(),
    }
}
