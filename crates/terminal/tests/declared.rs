//! Numbers that a driver types because no card is read: as the scheme says of A0, with a
//! network and without, and with a reader that is broken.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests: a surprise should end the test where it happens"
)]

mod common;

use std::sync::Arc;

use common::service::Mood;
use common::{Cards, RESIDENT, Taxi, alight, board, fingerprint, tap};
use domain::{Assurance, DeclarationReason, Reason, Yen};
use serde_json::{Value, json};
use terminal::agent::answers::{FareDecided, TapEnded};
use terminal::agent::{Agent, Declaration, TapKind};
use terminal::cards::WithoutReader;
use terminal::front;
use wire::Declared;

/// The shipped scheme with another word for numbers that were declared.
fn holding() -> String {
    let refused =
        r#"{ subsidy_yen = 0, passenger_pays_yen = 1_500, reasons = ["assurance_too_low"] }"#;
    let held = r#"{ subsidy_yen = 750, passenger_pays_yen = 750, reasons = ["held"] }"#;
    rules::shipped::MAEBASHI
        .replace("A0 = \"refuse\"", "A0 = \"hold\"")
        .replace(refused, held)
}

fn declared(registrant: &str) -> Declared {
    Declared {
        registrant: registrant.parse().unwrap(),
        reason: DeclarationReason::CardNotCarried,
    }
}

/// A taxi under a scheme, whose service knows the resident's card and R-0001.
fn taxi(scheme: &str) -> Taxi {
    let taxi = Taxi::with(&[&RESIDENT]);
    taxi.service.register([declared("R-0001").fingerprint()]);
    taxi.service.state().scheme = scheme.into();
    taxi
}

fn typed(registrant: &str) -> Declaration {
    Declaration {
        registrant: registrant.into(),
        reason: DeclarationReason::CardNotCarried,
        units: None,
        instrument: None,
        photo_checked: false,
    }
}

fn declare(agent: &mut Agent<Cards>, registrant: &str) -> (TapKind, TapEnded) {
    agent.declare(typed(registrant)).unwrap()
}

fn ride(agent: &mut Agent<Cards>, registrant: &str) -> FareDecided {
    board(agent);
    let (kind, ended) = declare(agent, registrant);
    assert_eq!(kind, TapKind::Accepted, "{ended:?}");
    let fare = alight(agent);
    agent.finish().unwrap();
    fare
}

#[test]
fn a_number_is_asked_about_like_a_card_and_its_record_says_why() {
    let taxi = taxi(&holding());
    let running = taxi.start();
    running.terminal.refresh_bundle().unwrap();
    let mut agent = running.agent(&[]);
    board(&mut agent);
    let (kind, ended) = declare(&mut agent, " R-0001 ");
    assert_eq!((kind, ended.online), (TapKind::Accepted, true), "{ended:?}");
    assert_eq!(ended.reason.code, "number_accepted");
    assert_eq!((ended.assurance, ended.apdus), (Some(Assurance::A0), 0));
    let (kind, again) = declare(&mut agent, "R-0001");
    assert_eq!(
        (kind, again.reason.code.as_str()),
        (TapKind::Refused, "same_number_twice")
    );
    let fare = alight(&mut agent);
    assert_eq!(fare.subsidy_yen, Yen::new(750));
    let said: Vec<_> = fare.claims[0].reasons.iter().map(|it| &it.code).collect();
    assert!(said.contains(&&"held".to_owned()), "{said:?}");
    agent.finish().unwrap();
    agent.sync().unwrap();
    let record = taxi.service.records().remove(0);
    let [tap] = record.taps.as_slice() else {
        panic!("{record:?}");
    };
    assert_eq!(tap.declared, Some(declared("R-0001")));
    assert!(tap.is_consistent() && !tap.photo_checked);
}

#[test]
fn a_scheme_that_pays_for_no_number_says_so_at_once_and_nobody_is_asked() {
    let taxi = taxi(rules::shipped::MAEBASHI);
    let running = taxi.start();
    running.terminal.refresh_bundle().unwrap();
    let mut agent = running.agent(&[]);
    for mood in [Mood::Up, Mood::Away] {
        taxi.service.mood(mood);
        board(&mut agent);
        let (kind, ended) = declare(&mut agent, "R-0001");
        let code = ended.reason.code.as_str();
        assert_eq!((kind, code), (TapKind::Refused, "assurance_too_low"));
        let fare = alight(&mut agent);
        assert_eq!((fare.subsidy_yen, fare.claims.len()), (Yen::ZERO, 0));
        agent.finish().unwrap();
    }
    assert!(taxi.service.state().taps.is_empty());
}

#[test]
fn what_the_service_says_of_a_number_is_read_out() {
    let taxi = taxi(&holding());
    let no = Reason::new("number_not_accepted", "使えません。", "Not accepted.");
    let number = declared("R-0009").fingerprint();
    taxi.service.state().refused.insert(number, no.clone());
    let running = taxi.start();
    running.terminal.refresh_bundle().unwrap();
    let mut agent = running.agent(&[]);
    board(&mut agent);
    let (kind, ended) = declare(&mut agent, "R-0009");
    assert_eq!((kind, ended.reason), (TapKind::Refused, no));
    assert!(alight(&mut agent).claims.is_empty());
}

#[test]
fn without_the_service_any_number_counts_within_what_the_scheme_lets_a_terminal_promise() {
    let offline = "[version.offline]\n";
    let scheme = holding().replace(offline, &format!("{offline}exposure_yen = 2_000\n"));
    let taxi = taxi(&scheme);
    let running = taxi.start();
    running.terminal.refresh_bundle().unwrap();
    let mut agent = running.agent(&[]);
    taxi.service.mood(Mood::Away);
    board(&mut agent);
    let (kind, ended) = declare(&mut agent, "R-0077");
    assert_eq!(
        (kind, ended.reason.code.as_str(), ended.assurance),
        (
            TapKind::Accepted,
            "number_accepted_offline",
            Some(Assurance::A0)
        )
    );
    let fare = alight(&mut agent);
    assert!(fare.provisional);
    assert_eq!(fare.at_risk_yen, Yen::new(750));
    agent.finish().unwrap();
    // Maebashi pays two rides a day: this one and the next are counted here.
    assert_eq!(ride(&mut agent, "R-0077").subsidy_yen, Yen::new(750));
    let third = ride(&mut agent, "R-0077");
    assert_eq!(third.claims[0].reasons[0].code, "daily_limit");
    let other = ride(&mut agent, "R-0078");
    assert_eq!(other.claims[0].reasons[0].code, "offline_exposure");
    taxi.service.mood(Mood::Up);
    agent.sync().unwrap();
    assert_eq!(taxi.service.records().len(), 4);
}

#[test]
fn a_card_and_a_number_ride_together() {
    let taxi = taxi(&holding());
    let running = taxi.start();
    running.terminal.refresh_bundle().unwrap();
    let mut agent = running.agent(&[&RESIDENT]);
    board(&mut agent);
    assert_eq!(declare(&mut agent, "R-0001").0, TapKind::Accepted);
    assert_eq!(tap(&mut agent).0, TapKind::Accepted);
    let claims = alight(&mut agent).claims;
    assert_eq!(claims.len(), 2);
    agent.finish().unwrap();
    agent.sync().unwrap();
    let record = taxi.service.records().remove(0);
    assert_eq!(record.taps[1].fingerprint, fingerprint(&RESIDENT));
    assert_eq!(record.taps[1].declared, None);
}

#[test]
fn what_is_no_number_of_the_citys_is_asked_for_again_and_never_kept() {
    let taxi = taxi(&holding());
    let running = taxi.start();
    running.terminal.refresh_bundle().unwrap();
    let mut agent = running.agent(&[]);
    board(&mut agent);
    // Twelve digits that check out, made here so that none is written down.
    let number = (0..10)
        .map(|last| format!("98765432109{last}"))
        .find(|it| domain::holds_individual_number(it))
        .unwrap();
    for (text, code) in [
        (number.as_str(), "individual_number_refused"),
        ("", "registrant_number_invalid"),
        ("山田", "registrant_number_invalid"),
        ("R 1", "registrant_number_invalid"),
    ] {
        let (kind, ended) = declare(&mut agent, text);
        assert_eq!(
            (kind, ended.reason.code.as_str()),
            (TapKind::Error, code),
            "{text}"
        );
        assert!(!format!("{ended:?}").contains(&number));
    }
    let as_kind = Declaration {
        instrument: Some(number.clone()),
        ..typed("R-0001")
    };
    let (_kind, ended) = agent.declare(as_kind).unwrap();
    assert_eq!(ended.reason.code, "individual_number_refused");
    assert!(taxi.service.state().taps.is_empty());
    alight(&mut agent);
    agent.finish().unwrap();
    for file in std::fs::read_dir(taxi.folder.path().join("data")).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(path).unwrap();
            let is_there = |text: &[u8]| text == number.as_bytes();
            assert!(!bytes.windows(number.len()).any(is_there));
        }
    }
}

/// Answers of the front door to `lines`.
fn answers(taxi: &Taxi, lines: &[&str]) -> Vec<Value> {
    let running = taxi.start();
    running.terminal.refresh_bundle().unwrap();
    let (terminal, upload) = (Arc::clone(&running.terminal), Arc::clone(&running.upload));
    let mut agent = Agent::new(terminal, upload, WithoutReader).unwrap();
    let mut output = Vec::new();
    front::serve(&mut agent, lines.join("\n").as_bytes(), &mut output).unwrap();
    let text = String::from_utf8(output).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn with_a_broken_reader_the_front_door_takes_a_number_and_goes_on() {
    let taxi = taxi(&holding());
    let number = (0..10)
        .map(|last| format!("98765432109{last}"))
        .find(|it| domain::holds_individual_number(it))
        .unwrap();
    let typed_as =
        |field: &str| format!(r#"{{"command":"declare","registrant":"R-0001",{field}}}"#);
    let said = answers(
        &taxi,
        &[
            &typed_as(r#""reason":"reader_out_of_order""#),
            r#"{"command":"board","driver":"d-1","at":"2026-11-02T10:00:00+09:00","area":"102016"}"#,
            r#"{"command":"tap","wait_s":1}"#,
            &typed_as(r#""reason":"forgot""#),
            &typed_as(&format!(r#""reason":"{number}""#)),
            &typed_as(&format!(r#""reason":"card_unreadable","{number}":1"#)),
            &typed_as(r#""reason":"reader_out_of_order","units":1"#),
            r#"{"command":"alight","at":"2026-11-02T10:20:00+09:00","area":"102016","distance_m":5200,"fare":{"meter_yen":1500}}"#,
            r#"{"command":"finish"}"#,
            r#"{"command":"sync"}"#,
            r#"{"command":"quit"}"#,
        ],
    );
    let told: Vec<_> = said
        .iter()
        .map(|it| json!([it["command"], it["outcome"], it["code"]]))
        .collect();
    assert_eq!(
        told,
        [
            json!(["declare", "error", "no_trip"]),
            json!(["board", "ok", null]),
            json!(["tap", "error", "reader_not_found"]),
            json!(["unknown", "error", "not_a_command"]),
            json!(["unknown", "error", "not_a_command"]),
            json!(["unknown", "error", "not_a_command"]),
            json!(["declare", "accepted", "number_accepted"]),
            json!(["alight", "ok", null]),
            json!(["finish", "ok", null]),
            json!(["sync", "ok", null]),
            json!(["quit", "ok", null]),
        ]
    );
    assert_eq!(said[6]["assurance"], "A0");
    assert!(!json!(said).to_string().contains(&number));
    let record = taxi.service.records().remove(0);
    let why = record.taps[0].declared.as_ref().unwrap().reason;
    assert_eq!(why, DeclarationReason::ReaderOutOfOrder);
}
