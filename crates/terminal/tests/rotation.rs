//! A terminal's key is followed by another, whatever happens on the way.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests: a surprise should end the test where it happens"
)]

mod common;

use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use common::service::Mood;
use common::{RESIDENT, Running, Taxi, at, ride};
use terminal::{identity, rotation};
use wire::api::{ChainEnd, TripStatus};
use wire::{Kind, PublicKey, TripRecord};

const BINARY: &str = env!("CARGO_BIN_EXE_mytaku-terminal");

fn rotate(taxi: &Taxi) -> Command {
    let mut command = Command::new(BINARY);
    command
        .args(["rotate", "--service", &taxi.service.url(), "--data"])
        .arg(taxi.data().path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn rotated(taxi: &Taxi) -> Output {
    rotate(taxi).output().unwrap()
}

fn waits(taxi: &Taxi) -> bool {
    taxi.data().path().join("key.next").exists()
}

fn key_of_service(taxi: &Taxi) -> PublicKey {
    taxi.service.state().terminal_key.unwrap()
}

/// A ride that the service must take in, whatever became of the key.
fn rides_and_delivers(running: &Running) {
    let mut agent = running.agent(&[&RESIDENT]);
    ride(&mut agent);
    let delivered = agent.sync().unwrap();
    assert_eq!(delivered.problem, None);
    assert_eq!((delivered.counts.created, delivered.waiting), (1, 0));
}

/// Every record of the service, in one chain without a gap.
fn assert_one_chain(taxi: &Taxi, length: usize) {
    let state = taxi.service.state();
    let keys: Vec<_> = state
        .earlier_keys
        .iter()
        .chain(&state.terminal_key)
        .collect();
    let mut previous = None;
    for (jws, sequence) in state.trips.iter().zip(1_u64..) {
        let record: TripRecord = keys
            .iter()
            .find_map(|key| jws.verify(Kind::Trip, key).ok())
            .unwrap();
        assert_eq!((record.sequence, record.previous), (sequence, previous));
        previous = Some(jws.digest());
    }
    assert_eq!(state.trips.len(), length);
}

#[test]
fn a_new_key_takes_the_place_of_the_old_one_and_the_chain_goes_on() {
    let taxi = Taxi::with(&[&RESIDENT]);
    let running = taxi.start();
    running.terminal.refresh_bundle().unwrap();
    taxi.service.mood(Mood::Away);
    ride(&mut running.agent(&[&RESIDENT]));
    drop(running);
    let before = key_of_service(&taxi);
    taxi.service.mood(Mood::Up);

    let done = rotated(&taxi);
    assert!(done.status.success(), "{done:?}");
    assert!(key_of_service(&taxi) != before && !waits(&taxi));
    // What the old key signed is delivered under the new one.
    let running = taxi.start();
    assert_eq!(
        running.terminal.identity.key().public(),
        key_of_service(&taxi)
    );
    running.upload.deliver().unwrap();
    assert_eq!(running.upload.take_counts().created, 1);
    rides_and_delivers(&running);
    assert_one_chain(&taxi, 2);
}

#[test]
fn a_service_that_cannot_be_reached_leaves_the_old_key_at_work() {
    let taxi = Taxi::with(&[&RESIDENT]);
    let before = key_of_service(&taxi);
    taxi.service.mood(Mood::Away);
    let failed = rotated(&taxi);
    assert_eq!(failed.status.code(), Some(1));
    assert!(waits(&taxi));
    assert!(key_of_service(&taxi) == before);

    taxi.service.mood(Mood::Up);
    let running = taxi.start();
    running.terminal.refresh_bundle().unwrap();
    // The terminal at work hands the key in by itself.
    rides_and_delivers(&running);
    assert!(key_of_service(&taxi) != before && !waits(&taxi));
    rides_and_delivers(&running);
    assert_one_chain(&taxi, 2);
}

#[test]
fn an_answer_that_gets_lost_locks_nobody_out() {
    let taxi = Taxi::with(&[&RESIDENT]);
    let before = key_of_service(&taxi);
    taxi.service.mood(Mood::Forgetful);
    assert_eq!(rotated(&taxi).status.code(), Some(1));
    let after = key_of_service(&taxi);
    assert!(after != before && waits(&taxi));

    taxi.service.mood(Mood::Up);
    let running = taxi.start();
    assert!(running.terminal.identity.key().public() == before);
    rides_and_delivers(&running);
    assert!(running.terminal.identity.key().public() == after && !waits(&taxi));
    assert!(
        key_of_service(&taxi) == after,
        "the same key, not another one"
    );
    assert_one_chain(&taxi, 1);
}

fn killed(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_rotation_may_be_killed_at_any_step_and_is_completed() {
    let taxi = Taxi::with(&[&RESIDENT]);
    // Made, not sent, or sent and not answered: with kill -9 at any moment.
    for pause_ms in [0, 1, 3, 10, 30, 100] {
        taxi.service.mood(Mood::Hanging);
        let child = rotate(&taxi).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(pause_ms));
        killed(child);
    }
    // Answered, and killed about when the answer comes.
    for pause_ms in [0, 5, 10, 20, 40, 80] {
        taxi.service.mood(Mood::Up);
        let child = rotate(&taxi).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(pause_ms));
        killed(child);
    }
    let running = taxi.start();
    rides_and_delivers(&running);
    assert!(!waits(&taxi));
    assert!(running.terminal.identity.key().public() == key_of_service(&taxi));
    assert_one_chain(&taxi, 1);
}

#[test]
fn one_key_waits_at_a_time() {
    let taxi = Taxi::with(&[]);
    rotation::prepare(&taxi.data()).unwrap();
    let read = || std::fs::read(taxi.data().path().join("key.next")).unwrap();
    let first = read();
    rotation::prepare(&taxi.data()).unwrap();
    assert_eq!(first, read());
}

#[test]
fn a_device_that_replaces_another_goes_on_after_what_was_taken_in() {
    let taxi = Taxi::with(&[&RESIDENT]);
    let record = domain::Digest::of("the last one of the lost device");
    taxi.service.state().chain = Some(ChainEnd {
        sequence: 41,
        record,
    });
    std::fs::remove_dir_all(taxi.data().path()).unwrap();
    identity::enrol(&taxi.data(), &taxi.client(), ("CODE", false)).unwrap();
    let running = taxi.start();
    rides_and_delivers(&running);
    rides_and_delivers(&running);
    let records = taxi.service.records();
    assert_eq!(
        (records[0].sequence, records[0].previous),
        (42, Some(record))
    );
    assert_eq!(records[1].sequence, 43);
}

#[test]
fn a_terminal_whose_key_was_revoked_gets_another_and_keeps_its_records() {
    let taxi = Taxi::with(&[&RESIDENT]);
    let running = taxi.start();
    rides_and_delivers(&running);
    drop(running);
    let before = key_of_service(&taxi);
    let refused = identity::enrol(&taxi.data(), &taxi.client(), ("CODE", false));
    assert!(refused.unwrap_err().to_string().contains("--again"));
    identity::enrol(&taxi.data(), &taxi.client(), ("CODE", true)).unwrap();
    assert!(key_of_service(&taxi) != before);
    let running = taxi.start();
    assert_eq!(running.terminal.outbox.last(9).unwrap().len(), 1);
    rides_and_delivers(&running);
    let newest = running.terminal.outbox.newest().unwrap().unwrap();
    assert_eq!(newest.sequence, 2);
    assert!(
        taxi.service
            .state()
            .statuses
            .values()
            .all(|it| *it == TripStatus::Created)
    );
}

#[test]
fn a_bundle_that_has_not_changed_is_not_sent_again_also_after_a_restart() {
    let taxi = Taxi::with(&[&RESIDENT]);
    let running = taxi.start();
    let refresh = |running: &Running| running.terminal.refresh_bundle().unwrap();
    refresh(&running);
    assert_eq!(taxi.service.state().not_modified, 0);
    refresh(&running);
    assert_eq!(taxi.service.state().not_modified, 1);
    drop(running);
    let running = taxi.start();
    refresh(&running);
    assert_eq!(taxi.service.state().not_modified, 2);
    taxi.service.register([domain::Digest::of("another card")]);
    refresh(&running);
    assert_eq!(taxi.service.state().not_modified, 2);
    let current = running.terminal.bundles.current().unwrap();
    let registered = &current.bundle.registered;
    assert!(registered.may_contain(domain::Digest::of("another card")));
}

#[test]
fn a_clock_that_is_off_is_told_to_the_driver() {
    let taxi = Taxi::with(&[]);
    let running = taxi.start();
    let agent = running.agent(&[]);
    assert_eq!(agent.status().unwrap().clock_off_s, None);
    clock::set(&taxi.clock_file(), at().plus_seconds(-90)).unwrap();
    agent.sync().unwrap();
    let status = agent.status().unwrap();
    assert_eq!(status.clock_off_s, Some(-90));
    assert_eq!(status.clock.unwrap().code, "clock_drifts");
}
