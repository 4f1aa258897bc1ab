//! `cargo xtask bench`: runs a benchmark by its name, wherever it is.
//!
//! Those of the workspace measure us alone. Those beside other people's programs
//! are in `peers/`, a workspace of its own, as what they need takes minutes to
//! build. Deliberately absent: what a benchmark does.

use anyhow::{Result, bail};

use crate::check::metadata::Metadata;
use crate::process::{cargo, run};

const PEERS: &str = "peers/Cargo.toml";

/// Without a name, lists them. A benchmark is a bench target; further
/// arguments, such as `--json --seconds 5`, are its own.
pub fn bench(arguments: &[String]) -> Result<()> {
    let ours = Metadata::load()?.benches();
    let peers = Metadata::load_alone(PEERS)?.benches();
    let Some((name, rest)) = arguments.split_first() else {
        for name in ours.iter().chain(&peers) {
            println!("{name}");
        }
        return Ok(());
    };
    let place: &[&str] = if ours.contains(name) {
        &["--workspace"]
    } else if peers.contains(name) {
        eprintln!("ビルドしています（初回は数分） / building (some minutes the first time)");
        &["--manifest-path", PEERS]
    } else {
        bail!(
            "no benchmark is named {name}; there are: {}",
            [ours, peers].concat().join(", ")
        );
    };
    run(cargo(["bench", "--quiet"])
        .args(place)
        .args(["--bench", name, "--"])
        .args(rest))
}

/// Runs each benchmark of the workspace for a moment, as it is built for tests: its
/// figures say nothing then, but that it still runs. What it compares us with is
/// written by hand against our tables, and nothing else would notice when they change.
pub fn try_out() -> Result<()> {
    for name in Metadata::load()?.benches() {
        eprintln!("{name} を試します（数値は無意味です） / trying {name}, for no figures");
        run(
            cargo(["bench", "--quiet", "--profile", "dev", "--workspace"]).args([
                "--bench",
                &name,
                "--",
                "--seconds",
                "1",
            ]),
        )?;
    }
    Ok(())
}
