//! Requests wait together, are written in one transaction, and each has its own
//! answer, whatever becomes of the others.

#![cfg(test)]

mod support;

use std::sync::Arc;
use std::time::Duration;

use futures::future::{join_all, poll_immediate};
use settlement::Error;
use settlement::intake::{Queue, Submission, WAITING_RECORDS_MAX};
use support::{City, ride};
use tokio_postgres::Client;
use wire::Jws;
use wire::api::{TRIPS_MAX, TripStatus, Trips, TripsAnswer};

async fn city() -> (City, Queue) {
    let city = City::found(&[0, 0, 0, 0]).await;
    city.set_time("2026-10-05T20:00:00+09:00");
    let queue = Queue::start(
        Arc::clone(&city.settlement),
        city.settlement.database().clone(),
    )
    .unwrap();
    (city, queue)
}

fn submission(city: &City, taxi: usize, records: &[Jws]) -> Submission {
    let trips = Trips {
        records: records.to_vec(),
    };
    Submission::read(&city.taxis[taxi].terminal, &trips).unwrap()
}

/// Rides in one taxi, an hour apart, with another card each time.
fn rides(city: &City, taxi: usize, hours: std::ops::Range<usize>) -> Vec<Jws> {
    hours
        .map(|hour| {
            let boarded_at = format!("2026-10-05T{hour:02}:00:00+09:00");
            city.record(taxi, &ride(&boarded_at, 1_500, &[(hour % 4, 750)]))
        })
        .collect()
}

fn statuses(answer: &TripsAnswer) -> Vec<TripStatus> {
    answer.answers.iter().map(|answer| answer.status).collect()
}

/// Keeps every batch of the municipality waiting, until it is dropped.
async fn hold(city: &City) -> Client {
    let client = city.database.connect().await.unwrap();
    client.batch_execute("BEGIN").await.unwrap();
    let held = client
        .execute(
            "SELECT FROM last_moment WHERE municipality = $1 FOR UPDATE",
            &[&city.code.as_str()],
        )
        .await
        .unwrap();
    assert_eq!(held, 1);
    client
}

/// How many transactions wrote trips.
async fn transactions(city: &City) -> i64 {
    let client = city.database.connect().await.unwrap();
    let row = client
        .query_one("SELECT count(DISTINCT xmin::text) FROM trip", &[])
        .await
        .unwrap();
    row.get(0)
}

#[tokio::test]
async fn what_waits_together_is_written_together() {
    let (city, queue) = city().await;
    let held = hold(&city).await;
    let records = [rides(&city, 0, 8..14), rides(&city, 1, 9..15)];
    let mut waiting = Vec::new();
    for (taxi, records) in records.iter().enumerate() {
        for record in records {
            let one = submission(&city, taxi, std::slice::from_ref(record));
            let mut one = Box::pin(queue.take_in(one));
            assert!(poll_immediate(&mut one).await.is_none());
            waiting.push(one);
            // The first is on its way before the others come.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    drop(held);
    let answers = join_all(waiting).await;
    let expected: Vec<_> = records.iter().flatten().map(Jws::digest).collect();
    let answered: Vec<_> = answers
        .into_iter()
        .flat_map(|answer| answer.unwrap().answers)
        .inspect(|answer| assert_eq!(answer.status, TripStatus::Created))
        .map(|answer| answer.record)
        .collect();
    assert_eq!(answered, expected);
    // The one that found nobody before it, and all the others.
    assert_eq!(transactions(&city).await, 2);
}

#[tokio::test]
async fn a_request_that_is_given_up_is_written_all_the_same() {
    let (city, queue) = city().await;
    let held = hold(&city).await;
    let record = rides(&city, 0, 8..9);
    let mut given_up = Box::pin(queue.take_in(submission(&city, 0, &record)));
    assert!(poll_immediate(&mut given_up).await.is_none());
    drop(given_up);
    drop(held);
    queue.close().await;
    let again = city.post(0, &record).await;
    assert_eq!(again[0].status, TripStatus::Duplicate);
}

#[tokio::test]
async fn what_is_too_much_is_refused_at_once_and_the_rest_is_answered() {
    let (city, queue) = city().await;
    let held = hold(&city).await;
    let good = rides(&city, 0, 8..9);
    let filler = vec![Jws::unverified("not a record"); TRIPS_MAX];
    let mut waiting = vec![Box::pin(queue.take_in(submission(&city, 0, &good)))];
    for _ in 0..WAITING_RECORDS_MAX / TRIPS_MAX {
        waiting.push(Box::pin(queue.take_in(submission(&city, 1, &filler))));
    }
    for one in &mut waiting {
        assert!(poll_immediate(one).await.is_none());
    }
    let refused = queue.take_in(submission(&city, 1, &filler)).await;
    let Err(Error::Refused(refusal)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(refusal.reason.code, "intake_queue_full");
    drop(held);
    let answers = join_all(waiting).await;
    assert_eq!(
        statuses(answers[0].as_ref().unwrap()),
        [TripStatus::Created]
    );
    assert!(answers.iter().all(Result::is_ok));
    // There is room again.
    let answer = queue.take_in(submission(&city, 0, &good)).await.unwrap();
    assert_eq!(statuses(&answer), [TripStatus::Duplicate]);
}

#[tokio::test]
async fn a_request_that_cannot_be_written_does_not_take_others_with_it() {
    let (city, queue) = city().await;
    let damaged = rides(&city, 0, 8..9);
    assert_eq!(city.post(0, &damaged).await[0].status, TripStatus::Created);
    let owner = city.database.connect().await.unwrap();
    owner
        .batch_execute(
            "ALTER TABLE trip DISABLE TRIGGER append_only; UPDATE trip SET answer = '{}';
            ALTER TABLE trip ENABLE TRIGGER append_only",
        )
        .await
        .unwrap();
    let held = hold(&city).await;
    let good = rides(&city, 1, 9..12);
    let mut waiting = vec![Box::pin(queue.take_in(submission(&city, 1, &good[..1])))];
    assert!(poll_immediate(&mut waiting[0]).await.is_none());
    tokio::time::sleep(Duration::from_millis(50)).await;
    waiting.push(Box::pin(queue.take_in(submission(&city, 0, &damaged))));
    waiting.push(Box::pin(queue.take_in(submission(&city, 1, &good[1..]))));
    for one in &mut waiting {
        assert!(poll_immediate(one).await.is_none());
    }
    drop(held);
    let answers = join_all(waiting).await;
    assert_eq!(
        statuses(answers[0].as_ref().unwrap()),
        [TripStatus::Created]
    );
    assert!(
        matches!(answers[1], Err(Error::Damaged { .. })),
        "{:?}",
        answers[1]
    );
    let rest = answers[2].as_ref().unwrap();
    assert_eq!(statuses(rest), [TripStatus::Created; 2]);
}
