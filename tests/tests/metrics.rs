//! What the service tells whoever runs it: true numbers, of nobody, and not to the
//! public.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests: a surprise should end the test where it happens"
)]

mod common;

use std::fmt::Display;
use std::thread::sleep;
use std::time::{Duration, Instant};

use common::{City, city, journey, opening, stage};
use end_to_end::bare::TRIPS;
use end_to_end::city::TAXIS;
use end_to_end::http::Http;

/// How long the first reading of the books may take.
const BOOKS_WITHIN: Duration = Duration::from_secs(20);

/// The meters as they are now.
struct Reading(String);

impl Reading {
    fn take(city: &City<'_>) -> Self {
        let answer = metrics(city).get("/metrics", None).unwrap();
        assert_eq!(answer.status, 200);
        assert_eq!(
            answer.content_type,
            "text/plain; version=0.0.4; charset=utf-8"
        );
        Self(answer.body)
    }

    /// What stands behind a name with its labels; nothing, if there is no such line.
    fn value(&self, name: &str) -> Option<&str> {
        let behind = |line| -> Option<&str> { str::strip_prefix(line, name)?.strip_prefix(' ') };
        self.0.lines().find_map(behind)
    }

    fn is(&self, name: &str, wanted: impl Display + Copy) {
        let wanted = wanted.to_string();
        assert_eq!(
            self.value(name),
            Some(wanted.as_str()),
            "{name}\n{}",
            self.0
        );
    }

    /// Whether there is such a line, and more behind it than nothing.
    fn counts(&self, name: &str) -> bool {
        let value = self.value(name).and_then(|value| value.parse::<f64>().ok());
        value.is_some_and(|value| value > 0.0)
    }
}

fn metrics(city: &City<'_>) -> Http {
    let url = city.service.metrics_url().unwrap();
    Http::new(url.strip_suffix("/metrics").unwrap().to_owned())
}

#[test]
fn what_comes_in_is_counted_and_the_books_are_shown_without_a_name() {
    let stage = stage();
    let mut city = city(&stage, 1);
    let mut terminal = city.terminal(0);
    let resident = city.residents.first().unwrap();
    let at = opening().plus_seconds(60 * 60);
    let now = at.plus_seconds(2 * 60 * 60);
    stage.set_clock(now).unwrap();
    let first = terminal.record(&journey(at), resident).unwrap();
    let _never_sent = terminal
        .record(&journey(at.plus_seconds(30 * 60)), resident)
        .unwrap();
    let third = terminal
        .record(&journey(at.plus_seconds(60 * 60)), resident)
        .unwrap();
    terminal.send(&[first.clone(), third], now).unwrap();
    terminal.send(&[first], now).unwrap();
    for off in [90, 301] {
        let body = br#"{"records":[]}"#;
        let late = now.plus_seconds(-off);
        let signed = terminal.authorization(TRIPS, body, late).unwrap();
        city.http.post(TRIPS, Some(&signed), body).unwrap();
    }
    city.http.get("/v1/no-such-thing", None).unwrap();

    let reading = Reading::take(&city);
    reading.is(r#"mytaku_intake_records_total{outcome="created"}"#, 2);
    reading.is(r#"mytaku_intake_records_total{outcome="duplicate"}"#, 1);
    reading.is("mytaku_intake_batch_records_count", 3);
    reading.is("mytaku_intake_batch_records_sum", "3.0");
    reading.is("mytaku_intake_wait_seconds_count", 3);
    reading.is("mytaku_intake_waiting_records", 0);
    reading.is("mytaku_intake_refused_busy_total", 0);
    reading.is(
        r#"mytaku_http_requests_total{operation="takeInTrips",status="200"}"#,
        3,
    );
    reading.is(
        r#"mytaku_http_requests_total{operation="takeInTrips",status="401"}"#,
        1.0,
    );
    reading.is(
        r#"mytaku_http_requests_total{operation="none",status="404"}"#,
        1.0,
    );
    reading.is(
        r#"mytaku_http_request_duration_seconds_count{operation="takeInTrips"}"#,
        4.0,
    );
    reading.is(
        r#"mytaku_database_transactions_total{transaction="take_in_trips",outcome="committed"}"#,
        3,
    );
    reading.is(
        r#"mytaku_database_pool_connections_max{pool="intake"}"#,
        5.0,
    );
    reading.is(
        r#"mytaku_terminal_clock_off_total{outcome="tolerated"}"#,
        1.0,
    );
    reading.is(r#"mytaku_terminal_clock_off_total{outcome="refused"}"#, 1);
    for name in ["process_resident_memory_bytes", "process_cpu_seconds_total"] {
        assert!(reading.counts(name), "{name}");
    }

    // The books are read at the start; what was counted begins anew.
    city.service.stop().unwrap();
    city.service.restart().unwrap();
    let reading = books(&city);
    let of =
        |name: &str, label: &str| format!("mytaku_books_{name}{{municipality=\"102016\"{label}}}");
    reading.is(
        &of("last_trip_timestamp_seconds", ""),
        now.to_utc().timestamp(),
    );
    reading.is(&of("months_to_close", ""), 0);
    reading.is(&of("records_set_aside", ""), 0);
    reading.is(&of("terminals_with_gaps", ",state=\"waiting\""), 1);
    reading.is(&of("terminals_with_gaps", ",state=\"missed\""), 0);
    for treatment in ["pay_and_sample", "hold", "refuse"] {
        reading.is(
            &of("findings_open", &format!(",treatment=\"{treatment}\"")),
            0.0,
        );
    }
    assert_eq!(
        reading.value(&of("last_closing_timestamp_seconds", "")),
        None
    );
    reading.is("mytaku_books_read_failures_total", 0);
    names_nobody(&reading);
}

/// The first reading with the books in it.
fn books(city: &City<'_>) -> Reading {
    let until = Instant::now() + BOOKS_WITHIN;
    loop {
        let reading = Reading::take(city);
        if reading.counts("mytaku_books_read_timestamp_seconds") {
            return reading;
        }
        assert!(Instant::now() < until, "{}", reading.0);
        sleep(Duration::from_millis(50));
    }
}

fn names_nobody(reading: &Reading) {
    let labels: Vec<&str> = reading.0.split('"').skip(1).step_by(2).collect();
    for taxi in TAXIS {
        for name in [taxi.terminal, taxi.vehicle, taxi.driver, taxi.operator] {
            assert!(!labels.contains(&name), "{name}");
        }
    }
    assert!(!labels.iter().any(|label| label.starts_with("R-")));
    // One that grows with what comes in would be far above.
    assert!(reading.0.lines().count() < 1_000);
}

#[test]
fn the_meters_are_not_where_the_public_is() {
    let stage = stage();
    let city = city(&stage, 0);
    let answer = city.http.get("/metrics", None).unwrap();
    assert_eq!(
        (answer.status, answer.problem().unwrap().code.as_str()),
        (404, "unknown_route")
    );
    // And nothing of the API is where they are.
    for path in ["/", "/healthz", "/v1/terminals"] {
        assert_eq!(metrics(&city).get(path, None).unwrap().status, 404);
    }
}
