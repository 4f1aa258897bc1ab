//! Law: however trips arrive, the closed month is the same.

#![cfg(test)]

mod support;

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::Arc;

use domain::{Digest, Month, TripId};
use futures::future::join_all;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use settlement::intake::{Queue, Submission};
use settlement::month;
use settlement::review::{self, Code, Filter};
use support::books::publish;
use support::{City, ride, user};
use wire::Jws;
use wire::api::{TripAnswer, TripStatus, Trips};

/// A ride, and what its riders were told, by card.
#[derive(Clone, Debug)]
struct Told {
    taxi: usize,
    /// Past the hour, so that some overlap the next one, and some are as if split.
    minute: u8,
    /// The meter ran, and the car did not.
    still: bool,
    riders: Vec<(usize, i64)>,
}

/// How records arrive: in which order, where each request of a taxi ends, which
/// come twice, and whether requests come all at once, to two services, or one by one.
#[derive(Clone, Debug)]
struct Arrival {
    order: Vec<usize>,
    cuts: Vec<bool>,
    twice: Vec<bool>,
    at_once: bool,
}

/// What is driven, and what of it comes only when its month is closed.
#[derive(Clone, Debug)]
struct Driven {
    rides: Vec<Told>,
    late: Vec<bool>,
}

/// A finding by what it is about: why, on which trip, on which tap.
type About = (Code, Option<TripId>, Option<i16>);

/// What is sealed of October and of November, and what was found.
#[derive(Debug, PartialEq)]
struct Sealed {
    findings: BTreeSet<About>,
    months: [OfMonth; 2],
}

#[derive(Debug, PartialEq)]
struct OfMonth {
    digest: Digest,
    total_yen: i64,
    trips: usize,
}

/// As many rides as pass the limits of a day and of a year and share many fares.
const RIDES: usize = 12;

/// Two taxis take turns with the same four residents, two of whom are near the
/// end of their year: what one ride leaves, the next one has.
fn rides() -> impl Strategy<Value = Vec<Told>> {
    let rider = prop::option::of(prop::sample::select(vec![0_i64, 250, 500, 750]));
    let minute = prop::sample::select(vec![0_u8, 0, 35, 50]);
    let still = prop::bool::weighted(0.1);
    let ride = (0..2_usize, minute, still, prop::collection::vec(rider, 4));
    prop::collection::vec(ride, RIDES).prop_map(|rides| {
        rides
            .into_iter()
            .map(|(taxi, minute, still, told)| {
                let mut left = 1_500;
                let riders = (0..)
                    .zip(told)
                    .filter_map(|(card, told)| {
                        let told = told?.min(left);
                        left -= told;
                        Some((card, told))
                    })
                    .collect();
                Told {
                    taxi,
                    minute,
                    still,
                    riders,
                }
            })
            .collect()
    })
}

/// One in four comes late, or none.
fn driven() -> impl Strategy<Value = Driven> {
    let late = prop::collection::vec(prop::bool::weighted(0.25), RIDES);
    let late = prop_oneof![Just(vec![false; RIDES]), late];
    (rides(), late).prop_map(|(rides, late)| Driven { rides, late })
}

fn arrivals() -> impl Strategy<Value = Arrival> {
    (
        Just((0..RIDES).collect::<Vec<_>>()).prop_shuffle(),
        prop::collection::vec(any::<bool>(), RIDES),
        prop::collection::vec(any::<bool>(), RIDES),
        any::<bool>(),
    )
        .prop_map(|(order, cuts, twice, at_once)| Arrival {
            order,
            cuts,
            twice,
            at_once,
        })
}

/// One by one, as they were boarded.
fn in_order() -> Arrival {
    Arrival {
        order: (0..RIDES).collect(),
        cuts: vec![true; RIDES],
        twice: vec![false; RIDES],
        at_once: false,
    }
}

/// Records of each request, with the taxi that sends them: of those that come late, or of
/// the others.
fn requests(
    arrival: &Arrival,
    driven: &Driven,
    records: &[Jws],
    late: bool,
) -> Vec<(usize, Vec<Jws>)> {
    let mut requests = Vec::new();
    let mut open: [Vec<Jws>; 2] = [Vec::new(), Vec::new()];
    for (place, index) in arrival.order.iter().enumerate() {
        if driven.late[*index] != late {
            continue;
        }
        let taxi = driven.rides[*index].taxi;
        open[taxi].push(records[*index].clone());
        if arrival.twice[place] {
            open[taxi].push(records[*index].clone());
        }
        if arrival.cuts[place] {
            requests.push((taxi, std::mem::take(&mut open[taxi])));
        }
        if arrival.twice[place] {
            // And once more later, when the answer got lost.
            open[taxi].push(records[*index].clone());
        }
    }
    requests.extend(open.into_iter().enumerate());
    requests
}

/// Two services that know of each other through the database alone, as two processes do; each
/// writes on a thread of its own.
fn services(city: &City) -> [Queue; 2] {
    let second = Arc::new(city.under_keys(&city.seal_key));
    [Arc::clone(&city.settlement), second].map(|settlement| {
        let database = settlement.database().clone();
        Queue::start(settlement, database).unwrap()
    })
}

/// One by one to the first service, or at once to both of them: then half of the requests
/// are each sent to both.
async fn post(
    city: &City,
    services: &[Queue; 2],
    requests: Vec<(usize, Vec<Jws>)>,
    at_once: bool,
) -> Vec<TripAnswer> {
    let read = |(taxi, records): &(usize, Vec<Jws>)| {
        let trips = Trips {
            records: records.clone(),
        };
        Submission::read(&city.taxis[*taxi].terminal, &trips).unwrap()
    };
    if !at_once {
        let mut answers = Vec::new();
        for request in &requests {
            let answer = services[0].take_in(read(request)).await;
            answers.extend(answer.unwrap().answers);
        }
        return answers;
    }
    let mut waiting = Vec::new();
    for (number, request) in requests.iter().enumerate() {
        let to_both = number % 4 > 1;
        for (which, service) in services.iter().enumerate() {
            if to_both || which == number % 2 {
                waiting.push(service.take_in(read(request)));
            }
        }
    }
    let answers = join_all(waiting).await;
    answers
        .into_iter()
        .flat_map(|answer| answer.unwrap().answers)
        .collect()
}

/// What is found.
async fn findings(city: &City) -> BTreeSet<About> {
    let clerk = city.caller("clerk").await;
    let mut filter = Filter::default();
    let mut all = BTreeSet::new();
    loop {
        let page = review::queue(&city.settlement, &clerk, &filter)
            .await
            .unwrap();
        let about = page.findings.iter();
        all.extend(about.map(|one| (one.code, one.trip, one.ordinal)));
        filter.after = page.next;
        if filter.after.is_none() {
            return all;
        }
    }
}

/// Posts the rides as they arrive, closes October, posts what is late, and closes November.
/// In a strict city, what is found is not even counted as used, so that later rides get more.
async fn close(strict: bool, driven: &Driven, arrival: &Arrival) -> Sealed {
    let city = City::found(&[0, 0, 68, 69]).await;
    let (samples, holds, refuses) = (
        "[no_movement]\ntreatment = \"pay_and_sample\"",
        "[no_movement]\ntreatment = \"hold\"",
        ("treatment = \"hold\"", "treatment = \"refuse\""),
    );
    assert!(review::SHIPPED.contains(samples));
    let mut file = review::SHIPPED.replace(samples, holds);
    if strict {
        file = file.replace(refuses.0, refuses.1);
    }
    publish(&city, &file).await;
    let records: Vec<Jws> = driven
        .rides
        .iter()
        .enumerate()
        .map(|(index, told)| {
            let (day, hour) = (5 + index / 6, 8 + index % 6);
            let minute = told.minute;
            let boarded_at = format!("2026-10-{day:02}T{hour:02}:{minute:02}:00+09:00");
            let ride = ride(&boarded_at, 1_500, &told.riders);
            city.changed_record(told.taxi, &ride, |record| {
                if told.still {
                    record.trip.distance_m = 0;
                }
            })
        })
        .collect();
    // Until the end: whatever connection one of them opened ends with it.
    let services = services(&city);
    let mut months = Vec::new();
    for (late, month, comes, closes) in [
        (
            false,
            "2026-10",
            "2026-10-06T20:00:00+09:00",
            "2026-11-02T09:00:00+09:00",
        ),
        (
            true,
            "2026-11",
            "2026-11-03T09:00:00+09:00",
            "2026-12-02T09:00:00+09:00",
        ),
    ] {
        city.set_time(comes);
        let requests = requests(arrival, driven, &records, late);
        let answers = post(&city, &services, requests, arrival.at_once).await;
        let is = |wanted: TripStatus| answers.iter().filter(move |one| one.status == wanted);
        let created = is(TripStatus::Created).count();
        let expected = driven.late.iter().filter(|one| **one == late).count();
        assert_eq!(created, expected, "{answers:#?}");
        let again = is(TripStatus::Duplicate).count();
        assert_eq!(created + again, answers.len(), "{answers:#?}");
        city.set_time(closes);
        months.push(close_month(&city, month.parse().unwrap()).await);
    }
    Sealed {
        findings: findings(&city).await,
        months: months.try_into().unwrap(),
    }
}

async fn close_month(city: &City, month: Month) -> OfMonth {
    let closed = month::close(&city.settlement, city.code, month, &user("finance"))
        .await
        .unwrap();
    let audit = month::audit(&city.settlement, city.code, month)
        .await
        .unwrap();
    assert!(audit.matches, "{audit:#?}");
    assert_eq!(audit.digest, closed.digest);
    OfMonth {
        digest: closed.digest,
        total_yen: closed.total_yen.get(),
        trips: closed.trips,
    }
}

/// Few, unless `PROPTEST_CASES` says how many: each is two cities.
fn cases() -> u32 {
    let usual = std::env::var_os("PROPTEST_CASES").is_none();
    if usual { 8 } else { Config::default().cases }
}

#[test]
fn any_order_batch_repetition_and_concurrency_closes_to_the_same_months() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (found, late) = (Cell::new(0), Cell::new(0));
    TestRunner::new(Config {
        cases: cases(),
        failure_persistence: None,
        ..Config::default()
    })
    .run(
        &(any::<bool>(), driven(), arrivals()),
        |(strict, driven, arrival)| {
            let expected = runtime.block_on(close(strict, &driven, &in_order()));
            let trips = expected.months.iter().map(|month| month.trips);
            prop_assert_eq!(trips.sum::<usize>(), RIDES);
            found.set(found.get() + expected.findings.len());
            late.set(late.get() + expected.months[1].trips);
            prop_assert_eq!(runtime.block_on(close(strict, &driven, &arrival)), expected);
            Ok(())
        },
    )
    .unwrap();
    // Else the law would hold because nothing is ever found, or late.
    assert!(found.get() > 0 && late.get() > 0);
}
