//! The city's desk, with cards in software.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests: a surprise should end the test where it happens"
)]

mod common;

use std::time::Duration;

use card::{ReaderError, Transmit, TransmitError};
use clock::Clock;
use common::{AUTHORITY, Cards, RESIDENT, Taxi, at};
use jpki::ChipKey;
use serde_json::Value;
use terminal::cards::CardSource;
use terminal::desk::Desk;
use virtual_card::{CardKey, Form, Leaf, Persona, VirtualCard};
use zeroize::Zeroizing;

fn line(pin: &str) -> String {
    format!(
        r#"{{"command":"register","id":"R-0001","registered_on":"2026-10-01","grounds":[{{"ground":"age75","from":"2026-10-01"}}],"uses_before":69,"pin":"{pin}"}}"#
    )
}

/// What the desk answers to `lines` while `cards` are put on one by one.
fn answers(taxi: &Taxi, token: &str, cards: &[&Persona], lines: &[String]) -> Vec<Value> {
    let clock = Clock::from_file(taxi.clock_file()).unwrap();
    let cards = Cards(cards.iter().map(|card| (*card).clone()).collect());
    let token = Zeroizing::new(token.to_owned());
    let mut output = Vec::new();
    Desk::new(taxi.client(), token, clock, cards)
        .serve(lines.join("\n").as_bytes(), &mut output)
        .unwrap();
    let text = String::from_utf8(output).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_card_is_registered_with_its_certificate_and_its_chips_key() {
    let taxi = Taxi::with(&[]);
    let quit = r#"{"command":"quit"}"#.to_owned();
    let answers = answers(&taxi, "city-token", &[&RESIDENT], &[line("4321"), quit]);
    assert_eq!(answers[0]["outcome"], "accepted", "{answers:?}");
    assert_eq!(answers[0]["registrant"], "R-0001");
    assert_eq!(answers[1]["command"], "quit");
    let state = taxi.service.state();
    let card = &state.cards[0];
    assert_eq!(Some(card.certificate.as_slice()), RESIDENT.certificate());
    let pinned = ChipKey::from_spki_der(&card.chip_key).unwrap();
    assert_eq!(pinned.spki_der(), RESIDENT.chip_spki_der().unwrap());
    assert_eq!(card.registrant.uses_before, 69);
    assert_eq!(card.registrant.grounds[0].ground, "age75");
}

#[test]
fn a_renewed_card_is_answered_with_the_one_whose_place_it_took() {
    let renewed = Persona::resident("renewed", &AUTHORITY, at()).unwrap();
    let taxi = Taxi::with(&[]);
    let (cards, lines) = ([&RESIDENT, &renewed], [line("4321"), line("4321")]);
    let answers = answers(&taxi, "city-token", &cards, &lines);
    assert_eq!(answers[0]["replaced"], serde_json::json!([]));
    assert_eq!(
        answers[1]["replaced"],
        serde_json::json!([answers[0]["fingerprint"]])
    );
}

/// The same with a transit card to follow.
fn line_with_transit_card() -> String {
    line("4321").replace("\"uses_before\"", "\"transit_card\":true,\"uses_before\"")
}

#[test]
fn a_transit_card_is_handed_in_with_the_card_that_was_proved_just_before() {
    let transit = Persona::transit("transit");
    let put_on = r#"{"command":"transit_card"}"#.to_owned();
    let taxi = Taxi::with(&[]);
    let lines = [line_with_transit_card(), put_on.clone(), put_on];
    let answers = answers(&taxi, "city-token", &[&RESIDENT, &transit], &lines);
    assert_eq!(answers[0]["outcome"], "transit_card_wanted", "{answers:?}");
    assert_eq!(answers[1]["outcome"], "accepted", "{answers:?}");
    assert_eq!(answers[1]["command"], "transit_card");
    assert_eq!(answers[2]["code"], "no_registration_begun", "once");
    let state = taxi.service.state();
    assert_eq!(state.cards.len(), 1, "one request for both");
    let card = &state.cards[0];
    assert_eq!(Some(card.certificate.as_slice()), RESIDENT.certificate());
    let fingerprint = card.transit_card.unwrap().to_string();
    assert!(fingerprint.starts_with("81d74112"), "{fingerprint}");
    assert!(!format!("{answers:?}").contains("0127005ab1c2d3e4"));
}

#[test]
fn a_transit_card_is_linked_in_no_other_way() {
    let transit = Persona::transit("transit");
    let put_on = r#"{"command":"transit_card"}"#.to_owned();
    let taxi = Taxi::with(&[]);
    let lines = [
        // Alone, in the place of the card, behind another command, and another card.
        put_on.clone(),
        line_with_transit_card(),
        line_with_transit_card(),
        "no command".to_owned(),
        put_on.clone(),
        line_with_transit_card(),
        put_on,
    ];
    let cards = [&transit, &RESIDENT, &RESIDENT, &RESIDENT];
    let answers = answers(&taxi, "city-token", &cards, &lines);
    let said = |answer: &Value| {
        let code = answer.get("code").unwrap_or(&answer["outcome"]);
        code.as_str().unwrap().to_owned()
    };
    let said: Vec<String> = answers.iter().map(said).collect();
    assert_eq!(
        said,
        [
            "no_registration_begun",
            "transit_card_not_accepted",
            "transit_card_wanted",
            "not_a_command",
            "no_registration_begun",
            "transit_card_wanted",
            "transit_card_wanted",
        ]
    );
    assert_eq!(answers[6]["outcome"], "refused");
    assert!(taxi.service.state().cards.is_empty());
}

#[test]
fn each_card_that_cannot_be_registered_has_its_own_answer() {
    let leaf = Leaf::authentication(at()).expired(at());
    let expired =
        Persona::with_leaf("expired", &AUTHORITY, &leaf, &CardKey::rsa().unwrap(), at()).unwrap();
    let phone = Persona {
        form: Form::Android,
        ..RESIDENT.clone()
    };
    let mut last_try = RESIDENT.named("last-try");
    last_try.pins.input_support.left = 1;
    let mut blocked = RESIDENT.named("blocked");
    blocked.pins.input_support.left = 0;
    let transit = Persona::transit("transit");
    let table: [(&Persona, &str, &str, &str); 6] = [
        (&expired, "4321", "refused", "certificate_expired"),
        (&phone, "4321", "refused", "smartphone_not_accepted"),
        (&transit, "4321", "refused", "transit_card_not_accepted"),
        (&RESIDENT, "9999", "error", "pin_wrong"),
        (&last_try, "4321", "error", "pin_retries_low"),
        (&blocked, "4321", "error", "pin_blocked"),
    ];
    let taxi = Taxi::with(&[]);
    let cards: Vec<&Persona> = table.iter().map(|row| row.0).collect();
    let lines: Vec<String> = table.iter().map(|row| line(row.1)).collect();
    let answers = answers(&taxi, "city-token", &cards, &lines);
    for ((persona, pin, outcome, code), answer) in table.iter().zip(&answers) {
        assert_eq!(answer["outcome"], *outcome, "{}: {answer}", persona.name);
        assert_eq!(answer["code"], *code);
        assert!(!answer.to_string().contains(pin), "{answer}");
    }
    assert_eq!(answers.len(), table.len());
    assert!(taxi.service.state().cards.is_empty());
}

#[test]
fn a_wrong_token_a_missing_card_and_a_bad_line_are_answered_and_the_desk_goes_on() {
    let taxi = Taxi::with(&[]);
    let lines = [
        line("4321"),
        line("4321"),
        r#"{"command":"register","pin":"7391"}"#.to_owned(),
        "pin 7391".to_owned(),
    ];
    let answers = answers(&taxi, "another", &[&RESIDENT], &lines);
    let codes: Vec<_> = answers
        .iter()
        .map(|answer| answer["code"].as_str().unwrap())
        .collect();
    assert_eq!(
        codes,
        ["token_unknown", "no_card", "not_a_command", "not_a_command"]
    );
    assert_eq!(answers[0]["outcome"], "refused");
    assert!(!format!("{answers:?}").contains("7391"));
}

/// A card that shows one chip's key and has another chip answer.
struct TwoChips {
    shown: VirtualCard,
    answering: VirtualCard,
}

impl Transmit for TwoChips {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransmitError> {
        let shown = self.shown.exchange(command);
        let answered = self.answering.exchange(command);
        let is_challenge = command.starts_with(&[0x80, 0x2A]);
        Ok(if is_challenge { answered } else { shown })
    }
}

/// It is put on once.
struct Once(Option<TwoChips>);

impl CardSource for Once {
    type Card = TwoChips;

    fn next_card(&mut self, _wait: Duration) -> Result<Option<TwoChips>, ReaderError> {
        Ok(self.0.take())
    }
}

#[test]
fn a_chip_that_does_not_answer_with_the_key_it_shows_is_not_registered() {
    let taxi = Taxi::with(&[]);
    let other = RESIDENT.cloned("other").unwrap();
    let cards = Once(Some(TwoChips {
        shown: VirtualCard::new(&RESIDENT).unwrap(),
        answering: VirtualCard::new(&other).unwrap(),
    }));
    let clock = Clock::from_file(taxi.clock_file()).unwrap();
    let token = Zeroizing::new("city-token".to_owned());
    let mut output = Vec::new();
    Desk::new(taxi.client(), token, clock, cards)
        .serve(line("4321").as_bytes(), &mut output)
        .unwrap();
    let answer: Value = serde_json::from_slice(&output).unwrap();
    assert_eq!(answer["outcome"], "refused", "{answer}");
    assert_eq!(answer["code"], "chip_mismatch");
    assert!(taxi.service.state().cards.is_empty());
}
