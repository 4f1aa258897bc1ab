//! Transit cards in a taxi: accepted where they are registered, with a network and without.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests: a surprise should end the test where it happens"
)]

mod common;

use card::{AllowList, Card};
use common::service::Mood;
use common::{InProcess, RESIDENT, Taxi, alight, board, fingerprint, tap};
use domain::{Assurance, Digest, Yen};
use terminal::agent::TapKind;
use virtual_card::{Persona, VirtualCard};

const OTHER: [u8; 8] = [0x01, 0x10, 0x02, 0x10, 0xAA, 0xBB, 0xCC, 0xDD];

fn transit_fingerprint(persona: &Persona) -> Digest {
    let card = InProcess(VirtualCard::new(persona).unwrap());
    let mut card = Card::open(card, AllowList::Taxi);
    card.read_transit_fingerprint().unwrap()
}

#[test]
fn a_registered_transit_card_is_taken_for_a1_with_and_without_a_network() {
    let transit = Persona::transit("transit");
    let number = transit_fingerprint(&transit);
    let taxi = Taxi::with(&[&RESIDENT]);
    taxi.service.register([number]);
    let running = taxi.start();
    running.terminal.refresh_bundle().unwrap();
    let mut agent = running.agent(&[&transit, &transit, &transit]);
    for (mood, online) in [(Mood::Up, true), (Mood::Away, false)] {
        taxi.service.mood(mood);
        board(&mut agent);
        let (kind, ended) = tap(&mut agent);
        assert_eq!(
            (kind, ended.online),
            (TapKind::Accepted, online),
            "{ended:?}"
        );
        assert_eq!(ended.assurance, Some(Assurance::A1));
        assert_eq!(ended.apdus, 1, "its number, and nothing else, is read");
        if online {
            let (_kind, again) = tap(&mut agent);
            assert_eq!(again.reason.code, "same_card_twice");
        }
        assert_eq!(alight(&mut agent).claims.len(), 1);
        agent.finish().unwrap();
    }
    taxi.service.mood(Mood::Up);
    agent.sync().unwrap();
    let records = taxi.service.records();
    assert_eq!(records.len(), 2);
    for record in records {
        assert_eq!(record.taps[0].fingerprint, number);
        assert_eq!(record.taps[0].chip, None);
    }
}

#[test]
fn one_that_is_not_registered_is_refused_and_nobody_is_told_of_it() {
    let other = Persona::transit_with("other", OTHER);
    assert_ne!(fingerprint(&RESIDENT), transit_fingerprint(&other));
    let taxi = Taxi::with(&[&RESIDENT]);
    taxi.service
        .register([transit_fingerprint(&Persona::transit("transit"))]);
    let running = taxi.start();
    running.terminal.refresh_bundle().unwrap();
    let mut agent = running.agent(&[&other]);
    board(&mut agent);
    let (kind, ended) = tap(&mut agent);
    let code = ended.reason.code.as_str();
    assert_eq!(
        (kind, code),
        (TapKind::Refused, "transit_card_not_accepted")
    );
    assert!(taxi.service.state().taps.is_empty());
    assert_eq!(alight(&mut agent).subsidy_yen, Yen::ZERO);
}
