//! What somebody would write by hand: one transaction a trip, driven by pgbench.
//!
//! The same rows as ours: the trip with its record and answer, the claim, and a
//! counter that is updated, in tables with the same columns, checks and indexes.
//! In its favour: no foreign keys, triggers or row-level security, no tap, no
//! transfer, nothing looked up, nothing verified, and no HTTP.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use local_postgres::{Cluster, DATABASE};
use tokio_postgres::Client;

/// Clients that are tried; the best counts.
const CLIENTS: [u32; 4] = [4, 16, 32, 64];

/// Makes the tables of both peers. The rows that ours has written show what a
/// row is.
pub async fn prepare(client: &Client) -> Result<()> {
    client
        .batch_execute(
            "CREATE TABLE hand_trip (LIKE trip INCLUDING ALL);
            CREATE TABLE hand_claim (LIKE claim INCLUDING ALL);
            CREATE TABLE hand_counter (municipality text, registrant text, fiscal_year integer,
                uses integer NOT NULL, amount_yen bigint NOT NULL,
                PRIMARY KEY (municipality, registrant, fiscal_year));
            INSERT INTO hand_counter
                SELECT municipality, registrant, 2026, 0, 0 FROM registrant;
            ANALYZE;
            CHECKPOINT",
        )
        .await?;
    Ok(())
}

/// Trips a second, at the best number of clients.
pub async fn measure(
    cluster: &Cluster,
    client: &Client,
    folder: &Path,
    seconds: u32,
) -> Result<f64> {
    let script = folder.join("by-hand.sql");
    fs::write(&script, written(client).await?)?;
    let mut best = 0.0_f64;
    for clients in CLIENTS {
        let output = Command::new("pgbench")
            .args(["--no-vacuum", "--protocol", "prepared", "--jobs", "2"])
            .args(["--client", &clients.to_string()])
            .args(["--time", &seconds.to_string()])
            .arg("--file")
            .arg(&script)
            .arg(cluster.url(DATABASE))
            .output()
            .context("cannot run pgbench")?;
        let text = String::from_utf8_lossy(&output.stdout);
        let Some(rate) = transactions_a_second(&text).filter(|_| output.status.success()) else {
            let mut said = String::from_utf8_lossy(&output.stderr).into_owned();
            let _ = write!(said, "{text}");
            bail!("pgbench: {said}");
        };
        best = best.max(rate);
    }
    Ok(best)
}

fn transactions_a_second(output: &str) -> Option<f64> {
    let line = output
        .lines()
        .find_map(|line| line.strip_prefix("tps = "))?;
    line.split(' ').next()?.parse().ok()
}

/// The script, with a record, an answer and reasons of ours in it. They are part
/// of a statement's text, sent and parsed once, which is in its favour.
async fn written(client: &Client) -> Result<String> {
    let row = client
        .query_one(
            "SELECT record, answer::text, reasons::text
            FROM trip JOIN claim USING (municipality, trip) LIMIT 1",
            &[],
        )
        .await?;
    // A colon right before a letter or digit would be a variable of pgbench.
    let literal = |index| {
        let text: String = row.try_get(index)?;
        let text = text.replace('\'', "''").replace(':', ": ");
        anyhow::Ok(text)
    };
    Ok(SCRIPT
        .replace("RECORD", &literal(0)?)
        .replace("ANSWER", &literal(1)?)
        .replace("REASONS", &literal(2)?))
}

const SCRIPT: &str = include_str!("by_hand.sql");
