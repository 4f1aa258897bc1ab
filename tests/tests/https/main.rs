//! HTTPS, as terminals and the desk speak it to a service in a city: everything goes
//! through it, and nothing is sent to whoever does not prove to be the service.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests: a surprise should end the test where it happens"
)]

#[path = "../common/mod.rs"]
mod common;
mod front;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{opening, stage};
use domain::Yen;
use end_to_end::cards::Cards;
use end_to_end::city::{MUNICIPALITY, TAXIS};
use end_to_end::conversation::Conversation;
use end_to_end::desk;
use end_to_end::service::Service;
use end_to_end::stage::Stage;
use end_to_end::story::RESIDENTS;
use end_to_end::taxi::Taxi;
use front::{Front, expired, for_another_server, for_this_machine, of_an_authority};
use serde_json::{Value, json};
use virtual_card::{TestAuthority, VirtualReader};

/// A city's own authority for its servers, and the file that fitters are given.
fn authority(stage: &Stage) -> (TestAuthority, PathBuf) {
    let authority = TestAuthority::for_signatures(front::now()).unwrap();
    let file = stage.path("server-authority.pem");
    fs::write(&file, authority.pem().unwrap()).unwrap();
    (authority, file)
}

/// A city without residents.
fn start(stage: &Stage) -> Service<'_> {
    let cards = TestAuthority::rsa(opening()).unwrap();
    let anchors = stage.path("authority.pem");
    fs::write(&anchors, cards.pem().unwrap()).unwrap();
    let service = Service::start(stage, &anchors).unwrap();
    service.set_up_city().unwrap();
    service
}

fn terminal(stage: &Stage, name: &str, door: &[OsString]) -> Command {
    let mut command = stage.program("mytaku-terminal").unwrap();
    command
        .arg(name)
        .args(door)
        .arg("--data")
        .arg(stage.path(TAXIS[0].terminal));
    command
}

/// What the program told the person, having failed.
fn told(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    told
}

#[test]
fn desk_and_taxi_do_all_they_do_through_https() {
    let stage = stage();
    let cards = Cards::make(&stage).unwrap();
    let mut service = Service::start(&stage, &cards.anchors).unwrap();
    service.set_up_city().unwrap();
    let (authority, file) = authority(&stage);
    let front = Front::start(&service.url(), for_this_machine(&authority));
    service.stand_behind(front.url(), file);
    let host = stage.binary("mytaku-virtual-card").unwrap();
    let mut reader = VirtualReader::start(&host, &stage.path("r1")).unwrap();

    desk::register(&stage, &service, &cards, &mut reader, &RESIDENTS[..1]).unwrap();
    stage
        .set_clock("2026-10-05T09:10:00+09:00".parse().unwrap())
        .unwrap();
    let mut taxi = Taxi::start(&stage, &service, &cards, (TAXIS[0], reader)).unwrap();
    taxi.sync().unwrap();
    taxi.board().unwrap();
    let tapped = taxi.tap(RESIDENTS[0].persona, None).unwrap();
    assert_eq!(tapped.reason.code, "accepted", "{tapped:?}");
    assert_eq!(tapped.assurance.as_deref(), Some("A2"));
    let fare = taxi.alight(Yen::new(1_500), 5_200, 0).unwrap();
    assert_eq!(fare.subsidy_yen, Yen::new(750));
    taxi.finish().unwrap();
    let delivered = taxi.sync().unwrap();
    assert_eq!((delivered.created, delivered.waiting), (1, 0));
    taxi.stop().unwrap();
    let mut rotate = terminal(&stage, "rotate", &service.door());
    let rotated = rotate.output().unwrap();
    assert!(rotated.status.success(), "{rotated:?}");

    let asked: BTreeSet<String> = front.heard().into_iter().collect();
    let all = [
        "GET /v1/terminal/bundle",
        "POST /v1/registrants",
        "POST /v1/taps",
        "POST /v1/terminal/enrolment",
        "POST /v1/terminal/rotation",
        "POST /v1/trips",
    ];
    assert_eq!(asked, all.map(String::from).into());
}

#[test]
fn who_does_not_prove_to_be_the_service_is_sent_nothing_and_a_person_reads_why() {
    let stage = stage();
    let mut service = start(&stage);
    let code = service.terminal_code(TAXIS[0].terminal).unwrap();
    let (city, file) = authority(&stage);
    // Of the same name, too: only its key tells them apart.
    let another = TestAuthority::for_signatures(front::now()).unwrap();
    let front = Front::start(&service.url(), for_this_machine(&city));
    service.stand_behind(front.url(), file);
    let enrol = |door: &[OsString]| {
        let mut enrol = terminal(&stage, "enrol", door);
        enrol.args(["--code", &code]);
        enrol
    };

    let door = service.door();
    let without_authority = &door[..2];
    let authority_missing = ["信頼する認証局の証明書ではありません", "--ca-file"];
    let cases = [
        (
            for_this_machine(&city),
            without_authority,
            authority_missing,
        ),
        (for_this_machine(&another), &door, authority_missing),
        (
            expired(&city),
            &door,
            ["有効期限が切れています", "Check this machine's clock"],
        ),
        (
            for_another_server(&city),
            &door,
            ["別のサーバーの証明書です", "Check the URL"],
        ),
        (
            of_an_authority(&city),
            &door,
            ["認証局自身の（自己署名の）証明書です", "not a server's"],
        ),
    ];
    for (shown, door, words) in cases {
        front.show(shown);
        let told = told(&mut enrol(door));
        for word in words.into_iter().chain([front.url().as_str()]) {
            assert!(told.contains(word), "{word}: {told}");
        }
        assert_eq!(told.trim().lines().count(), 1, "{told}");
        // As the library says it.
        for raw in [
            "invalid peer certificate",
            "UnknownIssuer",
            "Expired",
            "CaUsed",
            "io:",
        ] {
            assert!(!told.contains(raw), "{told}");
        }
        assert_eq!(front.heard(), [""; 0], "{told}");
    }

    let plain = service.url().replace("http:", "https:");
    let told = told(&mut enrol(&["--service".into(), plain.into()]));
    assert!(told.contains("does not speak TLS"), "{told}");

    // The code that works once was not used up.
    front.show(for_this_machine(&city));
    let enrolled = enrol(&door).output().unwrap();
    assert!(enrolled.status.success(), "{enrolled:?}");
}

#[test]
fn trips_wait_while_the_certificate_is_not_good_and_travel_when_it_is() {
    let stage = stage();
    let mut service = start(&stage);
    let code = service.terminal_code(TAXIS[0].terminal).unwrap();
    let (city, file) = authority(&stage);
    let front = Front::start(&service.url(), for_this_machine(&city));
    service.stand_behind(front.url(), file);
    let mut enrol = terminal(&stage, "enrol", &service.door());
    let enrolled = enrol.args(["--code", &code]).output().unwrap();
    assert!(enrolled.status.success(), "{enrolled:?}");
    front.heard();

    front.show(expired(&city));
    let mut run = terminal(&stage, "run", &service.door());
    run.arg("--without-reader")
        .arg("--clock-file")
        .arg(stage.clock_file());
    let mut taxi = Conversation::start(&stage, "taxi", &mut run).unwrap();
    let mut ask = |command: Value| -> Value { taxi.ask(&command).unwrap() };
    for command in [
        json!({"command": "board", "driver": TAXIS[0].driver, "area": MUNICIPALITY}),
        json!({"command": "alight", "area": MUNICIPALITY, "distance_m": 5_200, "fare": {"meter_yen": 1_500}}),
        json!({"command": "finish"}),
    ] {
        assert_eq!(ask(command)["outcome"], "ok");
    }
    let kept = ask(json!({"command": "sync"}));
    assert_eq!(
        (&kept["outcome"], &kept["code"], &kept["waiting"]),
        (&json!("error"), &json!("service_not_trusted"), &json!(1)),
        "{kept}"
    );
    let told = kept["ja"].as_str().unwrap();
    assert!(told.contains("有効期限が切れています"), "{told}");
    assert_eq!(front.heard(), [""; 0]);

    front.show(for_this_machine(&city));
    let delivered = ask(json!({"command": "sync"}));
    assert_eq!(
        (
            &delivered["outcome"],
            &delivered["created"],
            &delivered["waiting"]
        ),
        (&json!("ok"), &json!(1), &json!(0)),
        "{delivered}"
    );
    taxi.end().unwrap();
}

#[test]
fn a_file_without_a_certificate_is_no_authority() {
    let stage = stage();
    let service = "https://127.0.0.1:1";
    let (city, _file) = authority(&stage);
    let good = city.pem().unwrap();
    let damaged = good.replacen("MII", "AAA", 1);
    let key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    let cut = good.replace("-----END", "");
    let files = [
        ("empty.pem", ""),
        ("text.pem", "認証局"),
        ("key.pem", key),
        ("cut.pem", &cut),
        ("damaged.pem", &damaged),
        ("one-damaged.pem", &(good.clone() + &damaged)),
    ];
    for (name, text) in files {
        let file = stage.path(name);
        fs::write(&file, text).unwrap();
        let told = told(&mut enrol_by(&stage, service, &file));
        for word in [
            file.to_str().unwrap(),
            "認証局の証明書",
            "no certificate in PEM",
        ] {
            assert!(told.contains(word), "{name}: {word}: {told}");
        }
    }
    let missing = stage.path("missing.pem");
    let told = told(&mut enrol_by(&stage, service, &missing));
    assert!(told.contains(missing.to_str().unwrap()), "{told}");
    assert!(told.contains("cannot be read"), "{told}");
}

fn enrol_by(stage: &Stage, service: &str, authority: &Path) -> Command {
    let door = [
        "--service".into(),
        service.into(),
        "--ca-file".into(),
        authority.into(),
    ];
    let mut enrol = terminal(stage, "enrol", &door);
    enrol.args(["--code", "102016-0"]);
    enrol
}
