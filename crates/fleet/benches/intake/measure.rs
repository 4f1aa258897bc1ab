//! What the machine says: processor time and memory of processes, bytes of the
//! write-ahead log.

use std::fs;
use std::time::Duration;

use anyhow::{Context as _, Result};
use tokio_postgres::Client;

/// What `sysconf(_SC_CLK_TCK)` is on every Linux there is.
const TICKS_A_SECOND: f64 = 100.0;

/// The settings that decide how durable and how fast PostgreSQL is, in one line.
pub async fn settings(client: &Client) -> Result<String> {
    let row = client
        .query_one(
            "SELECT format('PostgreSQL %s, shared_buffers %s, fsync %s, synchronous_commit %s',
                current_setting('server_version'), current_setting('shared_buffers'),
                current_setting('fsync'), current_setting('synchronous_commit'))",
            &[],
        )
        .await?;
    Ok(row.try_get(0)?)
}

/// Where the write-ahead log ends, in bytes.
pub async fn wal_bytes(client: &Client) -> Result<i64> {
    let row = client
        .query_one(
            "SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint",
            &[],
        )
        .await?;
    Ok(row.try_get(0)?)
}

/// Processor time of a process and its children so far, in seconds.
pub fn cpu_s(pid: u32) -> Result<f64> {
    let mut ticks = 0;
    for entry in fs::read_dir("/proc")? {
        let name = entry?.file_name();
        let Some(found) = name.to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        // A process may end while one looks.
        let Ok(stat) = fs::read_to_string(format!("/proc/{found}/stat")) else {
            continue;
        };
        let fields = fields(&stat);
        let number = |index: usize| {
            fields
                .get(index)
                .and_then(|field| field.parse::<u64>().ok())
        };
        // Fields 4, 14 and 15 of proc(5), counted from the third.
        let is_child = number(1) == Some(u64::from(pid));
        if found == pid || is_child {
            ticks += number(11).unwrap_or_default() + number(12).unwrap_or_default();
        }
    }
    Ok(seconds(ticks))
}

/// From the third field on; the second may hold blanks.
fn fields(stat: &str) -> Vec<&str> {
    let rest = stat.rsplit_once(')').map_or("", |(_name, rest)| rest);
    rest.split_whitespace().collect()
}

fn seconds(ticks: u64) -> f64 {
    let ticks = u32::try_from(ticks).unwrap_or(u32::MAX);
    f64::from(ticks) / TICKS_A_SECOND
}

/// The most memory that a process has had at once, in MB.
pub fn rss_mb(pid: u32) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let kb = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|line| line.trim().strip_suffix("kB"))
        .and_then(|kb| kb.trim().parse::<u32>().ok())
        .context("no VmHWM")?;
    Ok(f64::from(kb) / 1024.0)
}

/// Of sorted times, the one that `share` of all do not exceed, in ms.
pub fn percentile_ms(sorted: &[Duration], share: f64) -> f64 {
    let last = u32::try_from(sorted.len().saturating_sub(1)).unwrap_or(u32::MAX);
    let at = (f64::from(last) * share).round();
    // The nearest rank, found without a cast.
    let rank = (0..=last)
        .find(|rank| f64::from(*rank) >= at)
        .unwrap_or(last);
    usize::try_from(rank)
        .ok()
        .and_then(|rank| sorted.get(rank))
        .map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
}

/// So many in such a time, a second.
pub fn rate(count: usize, time: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / time.as_secs_f64()
}
