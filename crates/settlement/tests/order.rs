//! Law: however trips arrive, the closed month is the same.

#![cfg(test)]

mod support;

use domain::Digest;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use settlement::month;
use support::{City, ride, user};
use wire::Jws;

/// A busy day: limits are passed, fares are shared, taxis take turns.
async fn city_with_records() -> (City, Vec<(usize, Jws)>) {
    let city = City::found(&[0, 0, 69]).await;
    let mut records = Vec::new();
    for (hour, taxi, riders) in [
        (8, 0, vec![(0, 750)]),
        (9, 1, vec![(1, 750)]),
        (10, 0, vec![(0, 500), (1, 500)]),
        (11, 1, vec![(2, 750)]),
        (12, 0, vec![(2, 750)]),
        (13, 1, vec![(0, 750)]),
        (14, 0, vec![(1, 0), (2, 750)]),
    ] {
        let ride = ride(&format!("2026-10-05T{hour:02}:00:00+09:00"), 1_500, &riders);
        records.push((taxi, city.record(taxi, &ride)));
    }
    city.set_time("2026-10-05T20:00:00+09:00");
    (city, records)
}

/// Posts records in the given order, cut into batches, and closes the month.
async fn close(order: &[usize], cuts: &[bool]) -> (i64, Vec<(String, i64)>) {
    let (city, records) = city_with_records().await;
    let mut batches: [Vec<Jws>; 2] = [Vec::new(), Vec::new()];
    for (place, index) in order.iter().enumerate() {
        let (taxi, record) = &records[*index];
        batches[*taxi].push(record.clone());
        if cuts[place] {
            city.post(*taxi, &std::mem::take(&mut batches[*taxi])).await;
        }
    }
    for (taxi, batch) in batches.iter().enumerate() {
        city.post(taxi, batch).await;
    }
    city.set_time("2026-11-02T09:00:00+09:00");
    let october = "2026-10".parse().unwrap();
    let closed = month::close(&city.settlement, city.code, october, &user("finance"))
        .await
        .unwrap();
    let audit = month::audit(&city.settlement, city.code, october)
        .await
        .unwrap();
    assert!(audit.matches, "{audit:#?}");
    assert_ne!(closed.digest, Digest::of(""));
    let statements = closed
        .statements
        .iter()
        .map(|statement| (statement.operator.to_string(), statement.total_yen.get()))
        .collect();
    (closed.total_yen.get(), statements)
}

#[test]
fn any_order_of_arrival_and_any_batches_close_to_the_same_month() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let in_order: Vec<usize> = (0..7).collect();
    let expected = runtime.block_on(close(&in_order, &[true; 7]));
    let orders = (
        Just(in_order).prop_shuffle(),
        prop::collection::vec(any::<bool>(), 7),
    );
    TestRunner::new(Config {
        cases: 6,
        failure_persistence: None,
        ..Config::default()
    })
    .run(&orders, |(order, cuts)| {
        prop_assert_eq!(runtime.block_on(close(&order, &cuts)), expected.clone());
        Ok(())
    })
    .unwrap();
}
