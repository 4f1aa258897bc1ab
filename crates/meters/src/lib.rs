//! What the service counts of itself (計測), and how it is read.
//!
//! One set of meters for the process, as there is one log: whoever has something to
//! count does so where it happens, and nobody hands meters around. They are read as
//! Prometheus' text by [`exposition`]; who may read it is the server's to say.
//!
//! Labels have few values, all known when the program is built, but for the
//! municipality; none names a person, a card, a vehicle or a terminal. Deliberately
//! absent: events (the log has them), money, and any threshold. What is worth an
//! alarm is the operator's to say; `docs/operator.md` has a proposal.

mod books;
mod database;
mod http;
mod intake;
mod process;
mod terminals;

use std::sync::LazyLock;

use prometheus_client::encoding::prometheus_text;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

pub use books::{Books, BooksMeters, Treatment};
pub use database::{DatabaseMeters, Pool, TransactionOutcome};
pub use http::HttpMeters;
pub use intake::{IntakeMeters, RecordOutcome};
pub use terminals::{ClockOutcome, TerminalMeters};

/// The media type of [`exposition`].
pub const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Everything that is counted.
#[derive(Debug, Default)]
pub struct Meters {
    /// Requests, by operation.
    pub http: HttpMeters,
    /// Trips on their way in.
    pub intake: IntakeMeters,
    /// Transactions and connections.
    pub database: DatabaseMeters,
    /// What terminals do wrong.
    pub terminals: TerminalMeters,
    /// How the books of each municipality stand.
    pub books: BooksMeters,
}

/// The meters, and where they are read.
struct Board {
    meters: Meters,
    registry: Registry,
}

static BOARD: LazyLock<Board> = LazyLock::new(|| {
    let meters = Meters::default();
    let mut registry = Registry::default();
    process::register(&mut registry);
    let ours = registry.sub_registry_with_prefix("mytaku");
    meters.http.register(ours.sub_registry_with_prefix("http"));
    meters
        .intake
        .register(ours.sub_registry_with_prefix("intake"));
    meters
        .database
        .register(ours.sub_registry_with_prefix("database"));
    meters
        .terminals
        .register(ours.sub_registry_with_prefix("terminal"));
    meters
        .books
        .register(ours.sub_registry_with_prefix("books"));
    Board { meters, registry }
});

/// The process's meters.
pub fn meters() -> &'static Meters {
    &BOARD.meters
}

/// All of them, in Prometheus' text format.
pub fn exposition() -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    prometheus_text::encode(&mut text, &BOARD.registry)?;
    Ok(text)
}

/// A histogram of times in seconds: from what a cache answers to what nobody waits for.
fn seconds() -> Histogram {
    Histogram::new([
        0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
    ])
}

/// A number for a gauge.
fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_is_counted_is_read() {
        let meters = meters();
        meters
            .http
            .answered("takeInTrips", 200, Duration::from_millis(7));
        meters.intake.refused_busy.inc();
        let text = exposition().unwrap();
        for line in [
            r#"mytaku_http_requests_total{operation="takeInTrips",status="200"} 1"#,
            r#"mytaku_http_request_duration_seconds_bucket{operation="takeInTrips",le="0.01"} 1"#,
            "mytaku_intake_refused_busy_total 1",
            "# TYPE mytaku_intake_waiting_records gauge",
            "# TYPE process_cpu_seconds_total counter",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }

    #[test]
    fn every_meter_says_what_it_is() {
        let text = exposition().unwrap();
        for kind in text.lines().filter_map(|line| line.strip_prefix("# TYPE ")) {
            let name = kind.split(' ').next().unwrap();
            assert!(text.contains(&format!("# HELP {name} ")), "{name}");
        }
    }
}
