//! The desk reads the chip's public key, once, behind the holder's PIN.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use card::{AllowList, Card, CardError, Pin, PinError};
use common::{RESIDENT, put_on};
use domain::Digest;
use virtual_card::Persona;

fn pin(digits: &str) -> Pin {
    Pin::new(digits).unwrap()
}

fn is_verify(command: &[u8]) -> bool {
    command.len() > 4 && command[1] == 0x20
}

fn with_tries_left(left: u8) -> Persona {
    let mut persona = RESIDENT.named("few-tries");
    persona.pins.input_support.left = left;
    persona
}

#[test]
fn the_key_that_is_pinned_is_the_key_that_answers() {
    let mut card = Card::open(put_on(&RESIDENT), AllowList::Desk);
    let key = card.read_chip_key(&pin("4321")).unwrap();
    assert_eq!(key.spki_der(), RESIDENT.chip_spki_der().unwrap());
    let signature = card.internal_authenticate(&Digest::of("x")).unwrap();
    assert_eq!(key.verify(b"x", &signature), Ok(()));
}

#[test]
fn a_wrong_pin_costs_one_try_and_is_never_tried_again() {
    let mut transmit = put_on(&RESIDENT);
    let mut card = Card::open(&mut transmit, AllowList::Desk);
    let error = card.read_chip_key(&pin("0000")).unwrap_err();
    assert_eq!(error, CardError::PinWrong { left: 2 });
    assert_eq!(error.reason().ja, "暗証番号が違います。残り2回です。");
    // A second PIN for the same card on the reader is not sent at all.
    assert!(matches!(
        card.read_chip_key(&pin("4321")),
        Err(CardError::NotAllowed(_))
    ));
    assert_eq!(
        transmit
            .sent
            .iter()
            .filter(|command| is_verify(command))
            .count(),
        1
    );
}

#[test]
fn the_last_try_belongs_to_the_holder() {
    for (left, expected) in [
        (1, CardError::PinRetriesLow { left: 1 }),
        (0, CardError::PinBlocked),
    ] {
        let mut transmit = put_on(&with_tries_left(left));
        let mut card = Card::open(&mut transmit, AllowList::Desk);
        assert_eq!(card.read_chip_key(&pin("4321")), Err(expected));
        assert!(!transmit.sent.iter().any(|command| is_verify(command)));
    }
    let mut card = Card::open(put_on(&with_tries_left(2)), AllowList::Desk);
    assert!(card.read_chip_key(&pin("4321")).is_ok());
}

#[test]
fn in_the_taxi_no_pin_can_be_sent() {
    let mut transmit = put_on(&RESIDENT);
    let mut card = Card::open(&mut transmit, AllowList::Taxi);
    let error = card.read_chip_key(&pin("4321")).unwrap_err();
    assert_eq!(error.code(), "card_command_not_allowed");
    assert!(
        transmit.sent.iter().all(|command| command[1] == 0xA4),
        "{:02x?}",
        transmit.sent
    );
}

#[test]
fn the_pin_has_no_effect_after_the_key_was_read() {
    let mut transmit = put_on(&RESIDENT);
    Card::open(&mut transmit, AllowList::Desk)
        .read_chip_key(&pin("4321"))
        .unwrap();
    let last = transmit.sent.last().unwrap();
    assert!(
        last.starts_with(&[0x00, 0xA4, 0x04]),
        "another application is selected: {last:02x?}"
    );
}

#[test]
fn a_pin_is_four_digits_and_is_not_shown() {
    for text in ["", "123", "12345", "12a4", "１２３４"] {
        assert_eq!(Pin::new(text).unwrap_err(), PinError, "{text}");
    }
    assert_eq!(format!("{:?}", pin("4321")), "Pin(****)");
}
