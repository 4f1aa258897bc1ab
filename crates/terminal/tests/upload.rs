//! What the upload thread does by itself, and which bundles are taken in.

mod common;

use std::sync::Arc;
use std::time::Duration;

use common::service::{Mood, service_key};
use common::{RESIDENT, Taxi, alight, at, board, tap};
use terminal::agent::TapKind;
use terminal::bundle::BundleError;
use terminal::upload::{Background, Backoff};
use wire::{Bundle, SigningKey};

fn impatient() -> Backoff {
    Backoff::new(Duration::from_millis(1), Duration::from_millis(20))
}

#[test]
fn a_trip_is_delivered_by_itself_when_the_service_is_back() {
    let taxi = Taxi::with(&[]);
    taxi.service.mood(Mood::Overloaded);
    let running = taxi.start();
    let _background = Background::start_with(Arc::clone(&running.upload), impatient()).unwrap();
    let mut agent = running.agent(&[]);
    board(&mut agent);
    alight(&mut agent);
    agent.finish().unwrap();
    for _try in 0..3 {
        taxi.service.wait_for("/v1/trips");
        assert_eq!(agent.status().unwrap().exposure.waiting, 1);
    }
    taxi.service.mood(Mood::Up);
    while taxi.service.records().is_empty() {
        taxi.service.wait_for("/v1/trips");
    }
    // Delivered once, whoever did it, and said once.
    let delivered = agent.sync().unwrap();
    assert_eq!((delivered.counts.created, delivered.waiting), (1, 0));
    assert_eq!(agent.sync().unwrap().counts.created, 0);
    assert_eq!(taxi.service.records().len(), 1);
}

#[test]
fn the_thread_fetches_the_bundle_before_the_first_card_comes() {
    let taxi = Taxi::with(&[&RESIDENT]);
    let running = taxi.start();
    let _background = Background::start_with(Arc::clone(&running.upload), impatient()).unwrap();
    taxi.service.wait_for("/v1/terminal/bundle");
    while running.terminal.bundles.current().is_none() {
        std::thread::yield_now();
    }
    taxi.service.mood(Mood::Away);
    let mut agent = running.agent(&[&RESIDENT]);
    board(&mut agent);
    assert_eq!(tap(&mut agent).0, TapKind::Accepted);
}

#[test]
fn only_a_bundle_that_the_service_signed_for_this_terminal_is_taken_in() {
    let taxi = Taxi::with(&[]);
    let running = taxi.start();
    let bundles = &running.terminal.bundles;
    let bundle = || taxi.service.state().bundle();
    let sign = |key: &SigningKey, bundle: Bundle| bundle.sign(key).unwrap();

    let stranger = sign(&SigningKey::from_seed(&[1; 32]), bundle());
    assert!(matches!(
        bundles.accept(&stranger),
        Err(BundleError::Signature(_))
    ));
    let mut other = bundle();
    other.terminal = "t-2".parse().unwrap();
    assert!(matches!(
        bundles.accept(&sign(&service_key(), other)),
        Err(BundleError::OtherTerminal(_))
    ));
    let mut broken = bundle();
    broken.schemes[0].text.push_str("\n[nonsense]\n");
    assert!(matches!(
        bundles.accept(&sign(&service_key(), broken)),
        Err(BundleError::Scheme(_))
    ));
    assert!(bundles.current().is_none());

    bundles.accept(&sign(&service_key(), bundle())).unwrap();
    let mut older = bundle();
    older.issued_at = at().plus_seconds(-1);
    older.nonces.count = 7;
    bundles.accept(&sign(&service_key(), older)).unwrap();
    let current = bundles.current().unwrap();
    assert_eq!(current.bundle.issued_at, at());
    assert_eq!(current.bundle.nonces.count, 50);
}

#[test]
fn a_bundle_survives_a_restart_and_a_damaged_one_is_as_good_as_none() {
    let taxi = Taxi::with(&[]);
    let running = taxi.start();
    running.terminal.refresh_bundle().unwrap();
    drop(running);
    let running = taxi.start();
    assert!(running.terminal.bundles.current().is_some());
    drop(running);
    std::fs::write(taxi.data().path().join("bundle.jws"), "half").unwrap();
    let running = taxi.start();
    assert!(running.terminal.bundles.current().is_none());
    running.terminal.refresh_bundle().unwrap();
    assert!(running.terminal.bundles.current().is_some());
}

#[test]
fn a_service_that_takes_a_tap_and_says_nothing_costs_the_passenger_seconds() {
    let taxi = Taxi::with(&[&RESIDENT]);
    let running = taxi.start();
    running.terminal.refresh_bundle().unwrap();
    taxi.service.mood(Mood::Hanging);
    let mut agent = running.agent(&[&RESIDENT]);
    board(&mut agent);
    let (kind, ended) = tap(&mut agent);
    assert_eq!(
        (kind, ended.reason.code.as_str()),
        (TapKind::Accepted, "accepted_offline")
    );
    assert!((3_000..8_000).contains(&ended.ms), "{} ms", ended.ms);
    assert!(ended.own_ms < 1_000, "{} ms of our own", ended.own_ms);
}

#[test]
fn an_answer_without_end_is_cut_off() {
    let taxi = Taxi::with(&[]);
    let running = taxi.start();
    taxi.service.mood(Mood::Flooding);
    let error = running.terminal.refresh_bundle().unwrap_err();
    assert!(error.to_string().contains("longer than"), "{error}");
}
