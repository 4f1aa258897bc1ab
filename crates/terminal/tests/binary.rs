//! The program itself, over its pipes: kills, a full disk, bad lines.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests: a surprise should end the test where it happens"
)]

mod common;

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};

use common::Taxi;
use common::service::Mood;
use rustix::process::{Pid, Resource, Rlimit, prlimit};
use serde_json::{Value, json};
use wire::{Jws, Kind, TripRecord};

const BINARY: &str = env!("CARGO_BIN_EXE_mytaku-terminal");

const BOARD: &str = r#"{"command":"board","driver":"d-1","area":"102016"}"#;
const ALIGHT: &str =
    r#"{"command":"alight","area":"102016","distance_m":5200,"fare":{"meter_yen":1500}}"#;
const FINISH: &str = r#"{"command":"finish"}"#;

/// `mytaku-terminal run`, without a reader.
struct Process {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Process {
    fn run(taxi: &Taxi) -> Self {
        // A write beyond a file-size limit then fails like one on a full disk,
        // instead of ending the process.
        let mut command = Command::new("sh");
        command
            .args(["-c", r#"trap "" XFSZ; exec "$0" "$@""#, BINARY, "run"])
            .args(["--without-reader", "--service", &taxi.service.url()])
            .arg("--data")
            .arg(taxi.data().path())
            .arg("--clock-file")
            .arg(taxi.clock_file())
            .env("RUST_LOG", "off")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        Self {
            input: child.stdin.take().unwrap(),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
        }
    }

    fn send(&mut self, line: &str) {
        writeln!(self.input, "{line}").unwrap();
    }

    /// The next answer; none when the process is gone.
    fn answer(&mut self) -> Option<Value> {
        let mut line = String::new();
        let length = self.output.read_line(&mut line).unwrap();
        // A killed process may leave half a line.
        (length > 0 && line.ends_with('\n')).then(|| serde_json::from_str(&line).unwrap())
    }

    fn ask(&mut self, line: &str) -> Value {
        self.send(line);
        self.answer().unwrap()
    }

    fn limit_files(&self, most: Option<u64>) {
        let pid = Pid::from_child(&self.child);
        let limit = Rlimit {
            current: most,
            maximum: None,
        };
        prlimit(Some(pid), Resource::Fsize, limit).unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may be gone already.
        let _killed = self.child.kill();
        let _status = self.child.wait();
    }
}

fn command(arguments: &[&str]) -> Output {
    Command::new(BINARY)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Reads the chain from the disk and checks every link.
fn chain(taxi: &Taxi) -> Vec<TripRecord> {
    let running = taxi.start();
    let key = running.terminal.identity.key().public();
    let mut previous: Option<&Jws> = None;
    let all = running.terminal.outbox.last(usize::MAX).unwrap();
    let mut records = Vec::new();
    for (jws, sequence) in all.iter().zip(1_u64..) {
        let record: TripRecord = jws.verify(Kind::Trip, &key).unwrap();
        assert_eq!(record.sequence, sequence);
        assert_eq!(record.previous, previous.map(Jws::digest));
        previous = Some(jws);
        records.push(record);
    }
    records
}

#[test]
fn killed_in_the_middle_of_many_trips_it_loses_none_that_it_acknowledged() {
    let taxi = Taxi::with(&[]);
    taxi.service.mood(Mood::Away);
    let mut acknowledged = BTreeSet::new();
    for survives in [1, 2, 5, 9, 14] {
        let mut process = Process::run(&taxi);
        // Far more than it will live to do, in one go.
        let trips = [r#"{"command":"cancel"}"#, BOARD, ALIGHT, FINISH, ""].join("\n");
        process.send(&trips.repeat(40));
        let mut finished = 0;
        while finished < survives {
            let answer = process.answer().unwrap();
            if answer["command"] == "finish" && answer["outcome"] == "ok" {
                finished += 1;
                acknowledged.insert(answer["trip_id"].as_str().unwrap().to_owned());
            }
        }
        process.child.kill().unwrap();
        // Answers that were on their way when it was killed count as well.
        while let Some(answer) = process.answer() {
            if answer["command"] == "finish" && answer["outcome"] == "ok" {
                acknowledged.insert(answer["trip_id"].as_str().unwrap().to_owned());
            }
        }
    }
    let records = chain(&taxi);
    let stored: BTreeSet<_> = records
        .iter()
        .map(|record| record.trip_id.to_string())
        .collect();
    assert_eq!(stored.len(), records.len(), "no trip twice");
    assert!(acknowledged.len() >= 31);
    assert!(acknowledged.is_subset(&stored));

    taxi.service.mood(Mood::Up);
    let mut process = Process::run(&taxi);
    let synced = process.ask(r#"{"command":"sync"}"#);
    assert_eq!(synced["outcome"], "ok", "{synced}");
    assert_eq!(synced["created"], records.len());
    assert_eq!(synced["waiting"], 0);
    assert_eq!(taxi.service.records().len(), records.len());
}

#[test]
fn on_a_full_disk_the_trip_is_kept_and_finishing_can_be_repeated() {
    let taxi = Taxi::with(&[]);
    taxi.service.mood(Mood::Away);
    let mut process = Process::run(&taxi);
    process.ask(BOARD);
    process.ask(ALIGHT);
    assert_eq!(process.ask(FINISH)["outcome"], "ok");
    let log = taxi.data().path().join("terminal.db-wal");
    process.limit_files(Some(std::fs::metadata(log).unwrap().len()));
    let mut stored = 1;
    let trip_id = loop {
        let boarded = process.ask(BOARD);
        assert_eq!(process.ask(ALIGHT)["outcome"], "ok", "the meter goes on");
        let finished = process.ask(FINISH);
        if finished["outcome"] == "error" {
            assert_eq!(finished["code"], "disk_full", "{finished}");
            break boarded["trip_id"].clone();
        }
        stored += 1;
    };
    assert_eq!(process.ask(FINISH)["code"], "disk_full", "still");
    process.limit_files(None);
    let finished = process.ask(FINISH);
    assert_eq!(finished["outcome"], "ok", "{finished}");
    assert_eq!(finished["trip_id"], trip_id);
    assert_eq!(finished["sequence"], stored + 1);
    drop(process);
    assert_eq!(chain(&taxi).len(), stored + 1);
}

#[test]
fn a_line_that_is_no_command_is_answered_and_the_next_one_is_carried_out() {
    let taxi = Taxi::with(&[]);
    let mut process = Process::run(&taxi);
    let long = "x".repeat(100_000);
    let lines = [
        "運賃",
        "{",
        "[]",
        "null",
        "{}",
        r#"{"command":"fly"}"#,
        r#"{"command":"board"}"#,
        r#"{"command":"board","driver":"d 1","area":"102016"}"#,
        r#"{"command":"board","driver":"d-1","area":"102015"}"#,
        r#"{"command":"board","driver":"d-1","area":"102016","at":"yesterday"}"#,
        r#"{"command":"board","driver":"d-1","area":"102016","colour":"red"}"#,
        r#"{"command":"finish","now":true}"#,
        r#"{"command":"tap","units":0}"#,
        r#"{"command":"resend","last":-1}"#,
        r#"{"command":"alight","area":"102016","distance_m":1,"fare":{"meter_yen":1.5}}"#,
        &long,
    ];
    for line in lines {
        let answer = process.ask(line);
        let shown: String = line.chars().take(60).collect();
        assert_eq!(answer["outcome"], "error", "{shown}");
        assert_eq!(answer["command"], "unknown", "{shown}");
        for field in ["code", "ja", "en"] {
            assert!(answer[field].is_string(), "{shown}: {answer}");
        }
    }
    assert_eq!(process.ask(FINISH)["code"], "no_trip");
    assert_eq!(process.ask(BOARD)["outcome"], "ok");
    assert_eq!(process.ask(BOARD)["code"], "trip_under_way");
    let tapped = process.ask(r#"{"command":"tap"}"#);
    assert_eq!(
        (&tapped["outcome"], &tapped["code"]),
        (&json!("error"), &json!("reader_not_found"))
    );
    let absurd = ALIGHT.replace("1500", "-1");
    assert_eq!(process.ask(&absurd)["code"], "fare_negative");
    let early = ALIGHT.replace(r#""area""#, r#""at":"2026-11-01T10:00:00+09:00","area""#);
    assert_eq!(process.ask(&early)["code"], "trip_ends_before_it_begins");
    let status = process.ask(r#"{"command":"status"}"#);
    assert_eq!(status["terminal"], "t-1");
    assert_eq!(process.ask(r#"{"command":"quit"}"#)["outcome"], "ok");
    assert!(process.child.wait().unwrap().success());
}

#[test]
fn the_outbox_shows_what_waits_while_the_terminal_runs() {
    let taxi = Taxi::with(&[]);
    taxi.service.mood(Mood::Away);
    let data = taxi.data();
    let mut process = Process::run(&taxi);
    process.ask(r#"{"command":"status"}"#);
    let listed = command(&["outbox", "--data", path(data.path())]);
    assert!(listed.status.success());
    assert!(String::from_utf8_lossy(&listed.stdout).contains("未送信の乗車はありません"));
    process.ask(BOARD);
    process.ask(ALIGHT);
    let trip_id = process.ask(FINISH)["trip_id"].clone();
    let listed = command(&["outbox", "--data", path(data.path()), "--json"]);
    let rows: Value = serde_json::from_slice(&listed.stdout).unwrap();
    assert_eq!(rows[0]["trip_id"], trip_id);
    assert_eq!(rows[0]["status"], "waiting");
    let table = command(&["outbox", "--data", path(data.path())]);
    let table = String::from_utf8_lossy(&table.stdout).into_owned();
    assert!(table.contains(trip_id.as_str().unwrap()), "{table}");
}

#[test]
fn each_thing_that_is_missing_is_said_on_one_line_with_an_exit_code() {
    let taxi = Taxi::with(&[]);
    let url = taxi.service.url();
    let data = taxi.data();
    let data = path(data.path());
    let new = taxi.folder.path().join("new");
    let new = path(&new);
    let away = "http://127.0.0.1:1";
    let outside = "http://mytaku.example.jp";
    let enrol = |url, code, data| ["enrol", "--service", url, "--code", code, "--data", data];
    let run = |url, data| ["run", "--service", url, "--data", data];
    let table: [(&[&str], i32, &str); 10] = [
        (&[], 2, "Usage"),
        (&["run"], 2, "--service"),
        (&enrol(&url, "WRONG", new), 1, "code_unknown"),
        (&enrol(away, "CODE", new), 1, "cannot be reached"),
        (&enrol(outside, "CODE", new), 1, "use https"),
        (&enrol(&url, "CODE", data), 1, "already holds"),
        (&run(&url, new), 1, "enrol it first"),
        (&run(&url, data), 1, "pcscd"),
        (&["outbox", "--data", new], 1, "been enrolled"),
        (
            &["desk", "--service", &url, "--token-file", new],
            1,
            "token file",
        ),
    ];
    for (arguments, code, says) in table {
        let output = Command::new(BINARY)
            .args(arguments)
            .env("PCSCLITE_CSOCK_NAME", taxi.folder.path().join("no-pcscd"))
            .env("RUST_LOG", "off")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        assert!(said.contains(says), "{arguments:?}: {said}");
        assert!(code == 2 || said.trim_end().lines().count() == 1, "{said}");
    }
}

#[test]
fn a_failed_enrolment_leaves_nothing_half_done_and_can_be_repeated() {
    let taxi = Taxi::with(&[]);
    let folder = taxi.folder.path().join("second");
    let url = taxi.service.url();
    let enrol = |code| {
        command(&[
            "enrol",
            "--service",
            &url,
            "--code",
            code,
            "--data",
            path(&folder),
        ])
    };
    assert_eq!(enrol("WRONG").status.code(), Some(1));
    assert!(!folder.join("enrolment.json").exists());
    let key = std::fs::read(folder.join("key")).unwrap();
    assert_eq!(enrol("CODE").status.code(), Some(0));
    assert_eq!(std::fs::read(folder.join("key")).unwrap(), key);
}

#[test]
fn two_terminals_do_not_work_in_one_folder() {
    let taxi = Taxi::with(&[]);
    let mut first = Process::run(&taxi);
    first.ask(r#"{"command":"status"}"#);
    let mut second = Process::run(&taxi);
    assert_eq!(second.answer(), None);
    assert_eq!(second.child.wait().unwrap().code(), Some(1));
    assert_eq!(first.ask(BOARD)["outcome"], "ok");
}

#[test]
fn every_command_has_help_with_an_example() {
    for name in ["enrol", "run", "desk", "outbox"] {
        let help = command(&[name, "--help"]);
        assert!(help.status.success());
        let text = String::from_utf8_lossy(&help.stdout).into_owned();
        assert!(text.contains("Example:") && text.contains(&format!("mytaku-terminal {name}")));
    }
}
