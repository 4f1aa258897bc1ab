//! What closing finds by looking at a month as a whole, late trips among it.

#![cfg(test)]

mod support;

use domain::{Month, TripId};
use settlement::review::{self, Code, Filter, Ruling};
use support::books::{audit, close, open, program_of, publish};
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

/// Otherwise what was seen in the middle of a month would be all that anybody is shown.
#[tokio::test]
async fn what_grows_after_it_was_found_is_found_again_and_shown_once() {
    let city = City::found(&[0]).await;
    publish(
        &city,
        "[driver_card_concentration]\nat_least = 2\npercent = 90\n",
    )
    .await;
    let clerk = city.caller("clerk").await;
    let drive = async |day: u32| {
        let boarded = format!("2026-10-{day:02}T10:00:00+09:00");
        let record = city.record(0, &ride(&boarded, 1_500, &[(0, 750)]));
        city.set_time(&format!("2026-10-{day:02}T20:00:00+09:00"));
        city.post(0, &[record]).await;
    };
    let look = async || {
        let scanned = review::scan(&city.settlement, &clerk, october()).await;
        scanned.unwrap().new
    };
    // What waits, with its trips and what it was before.
    let waits = async || {
        let findings = open(&city).await;
        let rows = findings.iter();
        let rows = rows.map(|one| {
            let trips = one.evidence.trips.len();
            (trips, one.finding, one.supersedes)
        });
        rows.collect::<Vec<_>>()
    };
    drive(5).await;
    drive(6).await;
    assert_eq!((look().await, look().await), (1, 0));
    let first = waits().await;
    assert_eq!((first.len(), first[0].0, first[0].2), (1, 2, None));

    // Nobody has decided: the later one stands for both.
    drive(7).await;
    assert_eq!((look().await, look().await), (1, 0));
    let second = waits().await;
    let before = first[0].1;
    assert_eq!(
        (second.len(), second[0].0, second[0].2),
        (1, 3, Some(before))
    );
    let page = review::queue(&city.settlement, &clerk, &Filter::default()).await;
    assert_eq!(page.unwrap().all_count, 1);
    let kept = review::show(&city.settlement, &clerk, before).await;
    assert_eq!(kept.unwrap().finding.evidence.trips.len(), 2);
    let program = program_of(&city, "op-1");
    let own = review::queue(&city.settlement, &program, &Filter::default()).await;
    let own: Vec<_> = own
        .unwrap()
        .findings
        .iter()
        .map(|one| one.finding)
        .collect();
    assert_eq!(own, [second[0].1]);

    // Decided, and nothing new: it stays decided. Closing sees what has grown since.
    let reason = "運行記録で確認".parse().unwrap();
    let what = (second[0].1, Ruling::Pay);
    review::decide(&city.settlement, &clerk, what, &reason)
        .await
        .unwrap();
    assert_eq!((look().await, waits().await), (0, vec![]));
    drive(8).await;
    city.set_time("2026-11-02T09:00:00+09:00");
    assert_eq!(close(&city, october()).await, (3_000, 0));
    let third = waits().await;
    assert_eq!(
        (third.len(), third[0].0, third[0].2),
        (1, 4, Some(second[0].1))
    );
}

/// Two dozen trips of one taxi, all of one fare, and what is found of them.
async fn of_one_fare(file: Option<&str>, fare: i64) -> Vec<(String, i64)> {
    let city = City::found(&[]).await;
    if let Some(file) = file {
        publish(&city, file).await;
    }
    let records: Vec<_> = (0..24)
        .map(|n| {
            let boarded_at = format!("2026-10-{:02}T{:02}:00:00+09:00", 5 + n / 8, 8 + n % 8);
            city.record(0, &ride(&boarded_at, fare, &[]))
        })
        .collect();
    city.set_time("2026-10-08T20:00:00+09:00");
    city.post(0, &records).await;
    let clerk = city.caller("clerk").await;
    review::scan(&city.settlement, &clerk, october())
        .await
        .unwrap();
    let findings = open(&city).await;
    assert!(findings.iter().all(|one| one.code == Code::Bunching));
    findings
        .into_iter()
        .map(|one| (one.subject.unwrap(), one.evidence.numbers["notch_yen"]))
        .collect()
}

#[tokio::test]
async fn fares_gather_where_the_scheme_in_force_gives_no_more_unless_a_city_says_where() {
    let typed = |notch: i64| {
        format!("[bunching]\nnotches_yen = [{notch}]\nband_yen = 100\nat_least = 20\npercent = 300")
    };
    let at = |notch: i64| {
        let of = ["driver d-1", "operator"];
        of.map(|of| (format!("{of} {notch}"), notch))
    };
    assert_eq!(of_one_fare(None, 1_980).await, at(2_000));
    assert_eq!(of_one_fare(None, 2_980).await, []);
    let file = typed(3_000);
    assert_eq!(of_one_fare(Some(&file), 2_980).await, at(3_000));
    assert_eq!(of_one_fare(Some(&file), 1_980).await, []);
}

#[tokio::test]
async fn a_fare_without_a_ride_is_paid_as_shipped_and_waits_where_a_city_says_so() {
    let holds = "[no_movement]\ntreatment = \"hold\"\nup_to_m = 200\nfrom_yen = 1000\n\
        faster_than_kmh = 120\n";
    for (file, total_yen) in [(None, 1_500), (Some(holds), 750)] {
        let city = City::found(&[0, 0]).await;
        if let Some(file) = file {
            publish(&city, file).await;
        }
        let still = ride("2026-10-05T10:00:00+09:00", 1_500, &[(0, 750)]);
        let still = city.changed_record(0, &still, |record| record.trip.distance_m = 0);
        let driven = city.record(0, &ride("2026-10-05T12:00:00+09:00", 1_500, &[(1, 750)]));
        city.set_time("2026-10-05T20:00:00+09:00");
        let answers = city.post(0, &[still, driven]).await;
        let operator = program_of(&city, "op-1");
        let own = review::queue(&city.settlement, &operator, &Filter::default())
            .await
            .unwrap();
        let [finding] = &own.findings[..] else {
            panic!("{:#?}", own.findings);
        };
        assert_eq!(
            (finding.code, finding.trip),
            (Code::NoMovement, answers[0].trip_id)
        );
        let numbers = &finding.evidence.numbers;
        let seen = ["distance_m", "meter_yen", "seconds"].map(|name| numbers[name]);
        assert_eq!(seen, [0, 1_500, 1_200]);
        city.set_time("2026-11-02T09:00:00+09:00");
        assert_eq!(close(&city, october()).await.0, total_yen);
        assert_eq!(open(&city).await.len(), 1, "closing finds nothing twice");
    }
}
