//! A short run of `cargo xtask chaos intake`, and one on a database that forgets.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests: a surprise should end the test where it happens"
)]

use std::process::{Command, Output};

use serde_json::Value;

/// Runs it for so many seconds, with what else it is told. Gives what it says last,
/// and whether all was as it must be.
fn chaos(seconds: u32, others: &[&str]) -> (Value, bool) {
    let output = Command::new(env!("CARGO_BIN_EXE_chaos-intake"))
        .args(["--json", "--size", "6", "--seconds", &seconds.to_string()])
        .args(others)
        .output()
        .unwrap();
    (last_line(&output), output.status.success())
}

fn last_line(output: &Output) -> Value {
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    let last = text.lines().last().unwrap_or_default();
    serde_json::from_str(last).unwrap_or_else(|_| panic!("{text}{errors}"))
}

#[test]
fn whatever_is_killed_every_acknowledged_trip_is_there_once() {
    let (said, is_good) = chaos(8, &[]);
    assert!(is_good, "{said}");
    let count = |key: &str| said[key].as_i64().unwrap();
    assert_eq!((count("lost"), count("doubled")), (0, 0), "{said}");
    assert_eq!(count("ledger_sum"), 0, "{said}");
    assert_eq!(said["audit_matches"], true, "{said}");
    // A run in which nothing happens would show nothing.
    for tried in ["acknowledged", "conflicts_kept"] {
        assert!(count(tried) > 0, "{said}");
    }
    let of_each = |kinds: &str, expected: usize| {
        let counts = said[kinds].as_object().unwrap();
        assert_eq!(counts.len(), expected, "{said}");
        assert!(counts.values().all(|one| one.as_i64() > Some(0)), "{said}");
    };
    of_each("kills", 2);
    of_each("faults", 6);
}

/// PostgreSQL says that it has committed before it has written: what it forgets
/// when it is killed must be missed.
#[test]
fn a_database_that_forgets_is_found_out() {
    let forgetful = ["synchronous_commit=off", "wal_writer_delay=10s"];
    let settings = forgetful.map(|setting| ["--postgres", setting]);
    let (said, is_good) = chaos(8, settings.as_flattened());
    assert!(!is_good, "{said}");
    assert!(said["lost"].as_i64().unwrap() > 0, "{said}");
}
