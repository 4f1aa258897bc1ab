//! What closing finds by looking at a month as a whole, late trips among it.

#![cfg(test)]

mod support;

use domain::{Month, TripId};
use settlement::review::{self, Code, Ruling};
use support::books::{audit, close, open, publish};
use support::{City, ride};
use wire::api::TripStatus;

fn october() -> Month {
    "2026-10".parse().unwrap()
}

fn november() -> Month {
    "2026-11".parse().unwrap()
}

#[tokio::test]
async fn closing_looks_at_the_month_by_itself() {
    let city = City::found(&[0]).await;
    let strict = review::SHIPPED.replacen(
        "[impossible_travel]\ntreatment = \"pay_and_sample\"",
        "[impossible_travel]\ntreatment = \"hold\"",
        1,
    );
    assert_ne!(strict, review::SHIPPED);
    let clerk = city.caller("clerk").await;
    publish(&city, &strict).await;
    let here = city.record(0, &ride("2026-10-05T10:00:00+09:00", 1_500, &[(0, 750)]));
    let there = ride("2026-10-05T10:22:00+09:00", 1_500, &[(0, 750)]);
    let there = city.changed_record(1, &there, |record| {
        record.trip.boarding_area = "102024".parse().unwrap();
    });
    city.set_time("2026-10-05T20:00:00+09:00");
    city.post(0, &[here]).await;
    city.post(1, &[there]).await;
    assert!(open(&city).await.is_empty());
    city.set_time("2026-11-02T09:00:00+09:00");
    assert_eq!(close(&city, october()).await, (750, 1));
    let findings = open(&city).await;
    let codes: Vec<_> = findings.iter().map(|one| one.code).collect();
    assert_eq!(codes, [Code::ImpossibleTravel]);
    let reason = "運行記録で確認".parse().unwrap();
    let what = (findings[0].finding, Ruling::Pay);
    review::decide(&city.settlement, &clerk, what, &reason)
        .await
        .unwrap();
    city.set_time("2026-12-02T09:00:00+09:00");
    assert_eq!(close(&city, november()).await, (750, 1));
    audit(&city, october()).await;
}

/// What is open, by why, of which month and on which trip.
async fn told(city: &City) -> Vec<(Code, Month, Option<TripId>)> {
    let findings = open(city).await;
    let about = findings.iter().map(|one| (one.code, one.month, one.trip));
    about.collect()
}

#[tokio::test]
async fn a_late_trip_and_its_neighbour_come_to_the_same_whichever_is_late() {
    let mut outcomes = Vec::new();
    for late in [None, Some(0), Some(1)] {
        let city = City::found(&[0]).await;
        let strict = "[impossible_travel]\ntreatment = \"hold\"\nwithin_minutes = 5\n";
        publish(&city, strict).await;
        let here = city.record(0, &ride("2026-10-05T10:00:00+09:00", 1_500, &[(0, 750)]));
        let there = ride("2026-10-05T10:22:00+09:00", 1_500, &[(0, 750)]);
        let there = city.changed_record(1, &there, |record| {
            record.trip.boarding_area = "102024".parse().unwrap();
        });
        city.set_time("2026-10-05T20:00:00+09:00");
        for (taxi, record) in [&here, &there].into_iter().enumerate() {
            if late != Some(taxi) {
                city.post(taxi, std::slice::from_ref(record)).await;
            }
        }
        city.set_time("2026-11-02T09:00:00+09:00");
        let mut paid = close(&city, october()).await.0;
        city.set_time("2026-11-03T09:00:00+09:00");
        if let Some(taxi) = late {
            let record = [here, there][taxi].clone();
            let answers = city.post(taxi, &[record]).await;
            assert_eq!(answers[0].status, TripStatus::Created, "{answers:?}");
        }
        city.set_time("2026-12-02T09:00:00+09:00");
        paid += close(&city, november()).await.0;
        audit(&city, october()).await;
        outcomes.push((paid, told(&city).await));
    }
    // The second trip waits, of October; the first is paid once, be it late or not.
    let (paid, findings) = &outcomes[0];
    assert_eq!((*paid, findings.len()), (750, 1));
    assert_eq!(
        (findings[0].0, findings[0].1),
        (Code::ImpossibleTravel, october())
    );
    assert!(
        outcomes.iter().all(|one| *one == outcomes[0]),
        "{outcomes:?}"
    );
}

#[tokio::test]
async fn a_late_trip_is_counted_in_the_month_it_was_driven_in() {
    let city = City::found(&[0]).await;
    let file = "[driver_card_concentration]\nat_least = 3\npercent = 90\n";
    let clerk = city.caller("clerk").await;
    publish(&city, file).await;
    let records: Vec<_> = ["2026-10-05", "2026-10-06", "2026-10-07"]
        .iter()
        .map(|day| {
            city.record(
                0,
                &ride(&format!("{day}T10:00:00+09:00"), 1_500, &[(0, 750)]),
            )
        })
        .collect();
    let (in_time, late) = records.split_at(2);
    city.set_time("2026-10-08T20:00:00+09:00");
    city.post(0, in_time).await;
    city.set_time("2026-11-02T09:00:00+09:00");
    close(&city, october()).await;
    assert_eq!(told(&city).await, []);
    city.set_time("2026-11-03T09:00:00+09:00");
    city.post(0, late).await;
    // And one of November, which is none of October's three.
    let other = city.record(0, &ride("2026-11-03T08:00:00+09:00", 1_500, &[(0, 750)]));
    city.post(0, &[other]).await;
    city.set_time("2026-12-02T09:00:00+09:00");
    assert_eq!(close(&city, november()).await, (1_500, 0));
    let of_october = (Code::DriverCardConcentration, october(), None);
    assert_eq!(told(&city).await, [of_october]);
    let again = review::scan(&city.settlement, &clerk, november())
        .await
        .unwrap();
    assert_eq!((again.trips, again.findings, again.new), (2, 1, 0));
}
