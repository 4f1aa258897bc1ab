//! `mytaku serve` killed in the middle of uploads: nothing that it
//! acknowledged is lost, and nothing is taken in twice.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests: a surprise should end the test where it happens"
)]

mod common;

use std::collections::HashMap;
use std::thread::{self, sleep};
use std::time::Duration;

use common::{City, city, journey, stage};
use domain::{Timestamp, TripId};
use end_to_end::bare::BareTerminal;
use end_to_end::chance::Chance;
use end_to_end::city::MONTH;
use end_to_end::settle::Closed;
use end_to_end::stage::Stage;
use serde::Deserialize;
use wire::Jws;
use wire::api::{TripStatus, TripsAnswer};

/// Two trips a day are subsidised for each resident.
const RESIDENTS: usize = 4;
const DAYS: i64 = 7;
const BATCH: usize = 4;
/// Every so many batches the service is killed.
const KILL_EVERY: usize = 3;
const UPLOADS_AT: &str = "2026-10-20T09:00:00+09:00";

#[derive(Deserialize)]
struct Status {
    months: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    month: String,
    trips: usize,
    claims_yen: i64,
}

#[derive(Deserialize)]
struct Audit {
    matches: bool,
    total_yen: i64,
}

#[test]
fn a_service_that_is_killed_keeps_every_trip_it_acknowledged_and_takes_none_twice() {
    let stage = stage();
    let mut city = city(&stage, RESIDENTS);
    let mut terminal = city.terminal(0);
    let records = records(&city, &mut terminal);
    let at: Timestamp = UPLOADS_AT.parse().unwrap();
    stage.set_clock(at).unwrap();

    let mut chance = Chance::new(11);
    let mut acknowledged: HashMap<TripId, u32> = HashMap::new();
    for (number, batch) in (1..).zip(records.chunks(BATCH)) {
        if number % KILL_EVERY == 0 {
            let answer = send_and_kill(&mut city, &terminal, batch, (&mut chance, at));
            count(&mut acknowledged, answer.as_ref());
            city.service.restart().unwrap();
        }
        // Whatever came of it: the terminal sends again what it knows nothing of.
        let answer = terminal.send(batch, at).unwrap();
        count(&mut acknowledged, Some(&answer));
    }
    let again = terminal.send(&records, at).unwrap();
    assert!(
        again
            .answers
            .iter()
            .all(|one| one.status == TripStatus::Duplicate)
    );

    // Taken in once each: two answers of "created" would be two trips, and none
    // means that the answer itself was lost in a kill.
    assert!(acknowledged.values().all(|created| *created <= 1));
    assert_eq!(again.answers.len(), records.len());
    check_books(&stage, &city, records.len());
}

/// Alone, half of 1,500 yen, two a day for each resident.
fn records(city: &City<'_>, terminal: &mut BareTerminal) -> Vec<Jws> {
    let first: Timestamp = "2026-10-05T08:00:00+09:00".parse().unwrap();
    let mut records = Vec::new();
    for day in 0..DAYS {
        for (hour, resident) in (0..).zip(city.residents.iter().chain(&city.residents)) {
            let at = first.plus_seconds((day * 24 + hour) * 60 * 60);
            records.push(terminal.record(&journey(at), resident).unwrap());
        }
    }
    records
}

/// Sends `batch` and kills the service meanwhile; the answer, if one came.
fn send_and_kill(
    city: &mut City<'_>,
    terminal: &BareTerminal,
    batch: &[Jws],
    (chance, at): (&mut Chance, Timestamp),
) -> Option<TripsAnswer> {
    let moment = Duration::from_millis(chance.between(0, 25).into());
    thread::scope(|scope| {
        let sent = scope.spawn(|| terminal.send(batch, at).ok());
        // Not a wait for anything: when in the request the kill falls is chance.
        sleep(moment);
        city.service.kill().unwrap();
        sent.join().unwrap()
    })
}

fn count(acknowledged: &mut HashMap<TripId, u32>, answer: Option<&TripsAnswer>) {
    for one in answer.iter().flat_map(|answer| &answer.answers) {
        let created = acknowledged.entry(one.trip_id.unwrap()).or_default();
        match one.status {
            TripStatus::Created => *created += 1,
            TripStatus::Duplicate => {}
            other => unreachable!("{other:?}: {:?}", one.reason),
        }
    }
}

fn check_books(stage: &Stage, city: &City<'_>, trips: usize) {
    let owed = i64::try_from(trips).unwrap() * 750;
    let status: Status = city.service.ask(["month", "status"]).unwrap();
    let october = status
        .months
        .iter()
        .find(|month| month.month == MONTH)
        .unwrap();
    assert_eq!((october.trips, october.claims_yen), (trips, owed));
    stage
        .set_clock("2026-11-01T00:00:00+09:00".parse().unwrap())
        .unwrap();
    let closed: Closed = city
        .service
        .ask(["month", "close", MONTH, "--by", "finance-1"])
        .unwrap();
    assert_eq!(
        (closed.trips, closed.adjustments, closed.total_yen),
        (trips, 0, owed)
    );
    let audit: Audit = city.service.ask(["audit", "month", MONTH]).unwrap();
    assert!(audit.matches);
    assert_eq!(audit.total_yen, owed);
}
