//! The table and the JSON object.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use crate::ours::{Online, Ours};

/// Everything that was measured.
#[derive(Serialize)]
pub struct Report {
    online: BTreeMap<usize, Online>,
    sync_trips_per_s: f64,
    pgbench_trips_per_s: f64,
    ceiling_trips_per_s: f64,
    online_vs_pgbench: f64,
    sync_vs_ceiling: f64,
    p99_ms_at_500: f64,
    rss_mb: f64,
    cpu_s_per_1000: f64,
    wal_bytes_per_trip: f64,
}

impl Report {
    pub fn new(ours: Ours, pgbench_trips_per_s: f64, ceiling_trips_per_s: f64) -> Self {
        let most = ours.online.last_key_value();
        let online = most.map_or(0.0, |(_terminals, online)| online.trips_per_s);
        Self {
            sync_trips_per_s: round(ours.sync_trips_per_s, 0),
            pgbench_trips_per_s: round(pgbench_trips_per_s, 0),
            ceiling_trips_per_s: round(ceiling_trips_per_s, 0),
            online_vs_pgbench: round(online / pgbench_trips_per_s, 2),
            sync_vs_ceiling: round(ours.sync_trips_per_s / ceiling_trips_per_s, 2),
            p99_ms_at_500: round(ours.p99_ms_at_500, 1),
            rss_mb: round(ours.rss_mb, 1),
            cpu_s_per_1000: round(ours.cpu_s_per_1000, 3),
            wal_bytes_per_trip: round(ours.wal_bytes_per_trip, 0),
            online: ours
                .online
                .into_iter()
                .map(|(terminals, one)| {
                    let rounded = Online {
                        trips_per_s: round(one.trips_per_s, 0),
                        p50_ms: round(one.p50_ms, 1),
                        p99_ms: round(one.p99_ms, 1),
                    };
                    (terminals, rounded)
                })
                .collect(),
        }
    }

    /// For people.
    pub fn table(&self) -> String {
        let mut text = String::new();
        let mut line = |what: &str, figure: f64, unit: &str, aim: &str| {
            // Writing to a String does not fail.
            let _ = writeln!(text, "  {what:<46} {figure:>10} {unit:<8} {aim}");
        };
        for (terminals, one) in &self.online {
            let what = format!("{terminals} terminals, one trip a request");
            line(&what, one.trips_per_s, "trips/s", "");
            line("    p50", one.p50_ms, "ms", "");
            line("    p99", one.p99_ms, "ms", "");
        }
        line(
            "64 terminals, 50 trips a request",
            self.sync_trips_per_s,
            "trips/s",
            "",
        );
        line(
            "by hand, one transaction a trip (pgbench)",
            self.pgbench_trips_per_s,
            "trips/s",
            "",
        );
        line(
            "plain batches of the same rows",
            self.ceiling_trips_per_s,
            "trips/s",
            "",
        );
        line(
            "64 terminals / by hand",
            self.online_vs_pgbench,
            "x",
            "aim 2",
        );
        line(
            "50 trips a request / plain batches",
            self.sync_vs_ceiling,
            "x",
            "aim 0.5",
        );
        line(
            "p99 at 500 trips/s",
            self.p99_ms_at_500,
            "ms",
            "aim below 50",
        );
        line(
            "memory of the service, at most",
            self.rss_mb,
            "MB",
            "aim below 100",
        );
        line(
            "CPU of service and PostgreSQL, 1,000 trips",
            self.cpu_s_per_1000,
            "s",
            "",
        );
        line(
            "write-ahead log a trip",
            self.wal_bytes_per_trip,
            "bytes",
            "",
        );
        text
    }
}

fn round(figure: f64, places: i32) -> f64 {
    let scale = 10_f64.powi(places);
    (figure * scale).round() / scale
}
