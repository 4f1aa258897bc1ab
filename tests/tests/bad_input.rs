//! Wrong settings, missing parts: each is told in one line that says what is
//! wrong, where, and what to do; the exit code says so too, and nothing
//! half-written stays.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests: a surprise should end the test where it happens"
)]

mod common;

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use common::{city, stage};
use end_to_end::city::{ADMIN, MUNICIPALITY, REGISTRY};
use end_to_end::service::Service;
use end_to_end::stage::Stage;
use virtual_card::VirtualReader;

const FAILURE: i32 = 1;
const USAGE: i32 = 2;

/// Runs `command`, which must fail with `code` and one line that has all of
/// `words`.
fn fails(command: &mut Command, code: i32, words: &[&str]) {
    let shown = format!("{command:?}");
    let output = command.output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{shown}: {errors}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "", "{shown}");
    let told: Vec<&str> = errors
        .lines()
        .filter(|line| ["mytaku", "error:"].iter().any(|by| line.starts_with(by)))
        .collect();
    assert_eq!(told.len(), 1, "{shown}: {errors}");
    for word in words {
        assert!(
            told.iter().any(|line| line.contains(word)),
            "{shown}: {word}: {errors}"
        );
    }
    assert!(!errors.contains("panicked"), "{shown}: {errors}");
}

fn mytaku(stage: &Stage, arguments: &[&str]) -> Command {
    let mut command = stage.program("mytaku").unwrap();
    command
        .args(arguments)
        .env("MYTAKU_MUNICIPALITY", MUNICIPALITY);
    command
}

fn terminal(stage: &Stage, arguments: &[&str]) -> Command {
    let mut command = stage.program("mytaku-terminal").unwrap();
    command.args(arguments);
    command
}

/// Names in `folder`, if it is there.
fn names_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn a_wrong_or_missing_setting_is_wrong_usage() {
    let stage = stage();
    let status = ["month", "status"];
    let mut nobodys = mytaku(&stage, &status);
    nobodys.env_remove("MYTAKU_MUNICIPALITY");
    fails(&mut nobodys, USAGE, &["--municipality", "102016"]);
    let mut no_city = mytaku(&stage, &status);
    no_city.env("MYTAKU_MUNICIPALITY", "102017");
    fails(&mut no_city, USAGE, &["102017", "six digits"]);

    let close = ["month", "close", "2026-13", "--by", "finance-1"];
    fails(&mut mytaku(&stage, &close), USAGE, &["2026-13", "YYYY-MM"]);
    let close = ["month", "close", "2026-10"];
    fails(&mut mytaku(&stage, &close), USAGE, &["required"]);
    let serve = ["serve", "--listen", "here"];
    fails(&mut mytaku(&stage, &serve), USAGE, &["--listen", "here"]);
    fails(&mut mytaku(&stage, &["munth"]), USAGE, &["munth"]);
    assert_eq!(names_in(&stage.path("mytaku-data")), [""; 0]);
}

#[test]
fn an_unreachable_or_wrong_database_is_named_without_its_password() {
    let stage = stage();
    let url = "postgres://somebody:secret@127.0.0.1:1/nowhere";
    let status = ["month", "status", "--database-url", url];
    let mut command = mytaku(&stage, &status);
    fails(
        &mut command,
        FAILURE,
        &["127.0.0.1:1", "nowhere", "--database-url"],
    );
    let errors = String::from_utf8(command.output().unwrap().stderr).unwrap();
    assert!(!errors.contains("secret"), "{errors}");
    let status = ["month", "status", "--database-url", "the usual one"];
    fails(&mut mytaku(&stage, &status), FAILURE, &["--database-url"]);
}

#[test]
fn a_port_in_use_is_told_before_a_database_is_started() {
    let stage = stage();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let serve = ["serve", "--data", "service", "--listen", &address];
    fails(
        &mut mytaku(&stage, &serve),
        FAILURE,
        &[&address, "--listen"],
    );
    assert_eq!(names_in(&stage.path("service")), [""; 0]);
}

#[test]
fn a_file_that_is_missing_or_something_else_is_named() {
    let stage = stage();
    fs::write(stage.path("tea"), "tea").unwrap();
    for file in ["tea", "missing"] {
        for arguments in [
            ["serve", "--data", "service", "--trust-anchors", file].as_slice(),
            &["serve", "--data", "service", "--clock-file", file],
            &["import", "registry", file, "--data", "service"],
        ] {
            fails(&mut mytaku(&stage, arguments), FAILURE, &[file]);
        }
    }
    let publish = ["scheme", "publish", "missing", "--by", ADMIN];
    fails(&mut mytaku(&stage, &publish), FAILURE, &["missing"]);
    let on_a_file = ["month", "status", "--data", "tea/service"];
    fails(&mut mytaku(&stage, &on_a_file), FAILURE, &["tea/service"]);
    // A database that was started for it has ended with it.
    assert!(!stage.path("service/postgres/data/postmaster.pid").exists());
}

#[test]
fn the_demonstration_names_what_it_lacks() {
    let stage = stage();
    fs::write(stage.path("tea"), "tea").unwrap();
    let mut demo = stage.program("mytaku-demo").unwrap();
    fails(demo.args(["--out", "tea"]), FAILURE, &["tea", "folder"]);
    // A program that does not start is quoted.
    let error = Service::start(&stage, &stage.path("missing.pem")).unwrap_err();
    assert!(error.to_string().contains("missing.pem"), "{error}");
}

#[test]
fn a_wrong_scheme_file_is_shown_with_the_place_and_is_not_published() {
    let stage = stage();
    let city = city(&stage, 0);
    let wrong = rules::shipped::MAEBASHI.replace("at_most_yen = 1_000", "at_most_yen = 1_500");
    fs::write(stage.path("wrong.toml"), wrong).unwrap();
    let output = mytaku(&stage, &["scheme", "check", "wrong.toml"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(FAILURE));
    let errors = String::from_utf8(output.stderr).unwrap();
    // As compilers do: the worked example that no longer holds, and where it is.
    assert!(errors.contains("wrong.toml:"), "{errors}");
    assert!(errors.contains("1人で5,600円: 上限"), "{errors}");

    let versions = || -> serde_json::Value { city.service.ask(["month", "status"]).unwrap() };
    let before = versions();
    let mut publish = city
        .service
        .command(["scheme", "publish", "wrong.toml", "--by", ADMIN])
        .unwrap();
    assert_eq!(publish.output().unwrap().status.code(), Some(FAILURE));
    assert_eq!(versions(), before);
}

#[test]
fn a_registry_file_is_taken_in_whole_or_not_at_all() {
    let stage = stage();
    let city = city(&stage, 0);
    let newcomer = "\n[[user]]\nid = \"clerk-2\"\nrole = \"clerk\"\n";
    let nowhere = "\n[[terminal]]\nid = \"t-9\"\nvehicle = \"v-9\"\n";
    let import = |text: &str| {
        fs::write(stage.path("changed.toml"), text).unwrap();
        city.service
            .command(["import", "registry", "changed.toml", "--by", ADMIN])
            .unwrap()
    };
    let token = || {
        city.service
            .command(["token", "create", "clerk-2"])
            .unwrap()
    };
    let wrong = format!("{REGISTRY}{newcomer}{nowhere}");
    fails(&mut import(&wrong), FAILURE, &["v-9"]);
    fails(&mut token(), FAILURE, &["clerk-2", "unknown_user"]);

    let right = format!("{REGISTRY}{newcomer}");
    for _again in 0..2 {
        assert!(import(&right).output().unwrap().status.success());
    }
    assert!(token().output().unwrap().status.success());
}

#[test]
fn a_terminal_without_service_code_or_enrolment_says_what_to_do() {
    let stage = stage();
    let here = "http://127.0.0.1:1";
    let run = ["run", "--data", "t-1", "--service", here];
    fails(
        &mut terminal(&stage, &run),
        FAILURE,
        &["t-1", "mytaku-terminal enrol"],
    );
    let enrol = ["enrol", "--data", "t-1", "--code", "x", "--service", here];
    fails(
        &mut terminal(&stage, &enrol),
        FAILURE,
        &[here, "check the network"],
    );
    let enrol = |service| {
        [
            "enrol",
            "--data",
            "t-2",
            "--code",
            "x",
            "--service",
            service,
        ]
    };
    let plain = enrol("http://mytaku.example.jp");
    fails(
        &mut terminal(&stage, &plain),
        FAILURE,
        &["https", "--insecure-http"],
    );
    fails(
        &mut terminal(&stage, &enrol("mytaku")),
        FAILURE,
        &["https://"],
    );
    assert_eq!(names_in(&stage.path("t-2")), [""; 0]);

    let city = city(&stage, 0);
    let url = city.service.url();
    fails(
        &mut terminal(&stage, &enrol(&url)),
        FAILURE,
        &["unknown_enrolment_code"],
    );
}

#[test]
fn a_database_user_above_the_walls_is_sent_to_the_one_who_is_not() {
    let stage = stage();
    let city = city(&stage, 0);
    let owner = fs::read_to_string(city.service.data().join("database-url")).unwrap();
    let data = city.service.data().display().to_string();
    let status = [
        "month",
        "status",
        "--municipality",
        "102016",
        "--data",
        &data,
    ];
    let as_owner = [status.as_slice(), &["--database-url", &owner]].concat();
    fails(
        &mut mytaku(&stage, &as_owner),
        FAILURE,
        &["mytaku_login", "owns the tables"],
    );
    let login = owner.replace("user=mytaku", "user=mytaku_login");
    let as_login = [status.as_slice(), &["--database-url", &login]].concat();
    let output = mytaku(&stage, &as_login).output().unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn a_missing_pcscd_and_a_missing_reader_are_told_apart() {
    let stage = stage();
    let city = city(&stage, 0);
    let (url, code) = (
        city.service.url(),
        city.service.terminal_code("t-1").unwrap(),
    );
    let enrol = ["enrol", "--data", "t-1", "--service", &url, "--code", &code];
    assert!(terminal(&stage, &enrol).output().unwrap().status.success());
    fs::write(stage.path("token"), &city.token).unwrap();
    let taxi = [
        "run",
        "--data",
        "t-1",
        "--service",
        &url,
        "--reader",
        "Sony",
    ];
    let desk = [
        "desk",
        "--token-file",
        "token",
        "--service",
        &url,
        "--reader",
        "Sony",
    ];

    let host = stage.binary("mytaku-virtual-card").unwrap();
    let reader = VirtualReader::start(&host, &stage.path("r1")).unwrap();
    let (variable, socket) = reader.client_environment();
    for arguments in [&taxi, &desk] {
        let mut command = terminal(&stage, arguments);
        command.env(variable, socket);
        fails(&mut command, FAILURE, &["Sony", "Virtual PCD"]);
    }
    for arguments in [&taxi, &desk] {
        let mut command = terminal(&stage, arguments);
        command.env(variable, stage.path("no-pcscd"));
        fails(&mut command, FAILURE, &["pcscd", "systemctl start pcscd"]);
    }
}
