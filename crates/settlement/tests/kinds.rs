//! Several kinds of ticket, and grounds that decide the amount, on a real
//! database.

#![cfg(test)]

mod support;

use domain::{Month, Yen};
use rules::shipped;
use settlement::month;
use support::{City, ride, user};
use wire::api::{TapAnswer, TapCheck, TripAnswer, TripStatus};
use wire::{Jws, Kind, TripRecord};

/// Shibukawa's tickets in our city: 24 a year of each kind, up to two general
/// ones a trip, and up to three of those for sharing.
async fn city() -> City {
    let scheme = shipped::SHIBUKAWA.replace("102083", support::MAEBASHI);
    let city = City::with_scheme(&scheme, ("age75_no_licence", &[0, 0])).await;
    city.set_time("2026-10-31T20:00:00+09:00");
    city
}

/// A ride on a day of October with tickets of one kind from each rider, who is
/// told `yen`.
fn tickets(city: &City, day: u32, kind: &str, riders: &[usize], yen: i64) -> Jws {
    let riders: Vec<_> = riders.iter().map(|card| (*card, yen)).collect();
    let ride = ride(&format!("2026-10-{day:02}T10:00:00+09:00"), 4_000, &riders);
    city.changed_record(0, &ride, |record| {
        for tap in &mut record.taps {
            tap.instrument = Some(kind.into());
        }
    })
}

fn subsidies(answers: &[TripAnswer]) -> Vec<i64> {
    let subsidy = |answer: &TripAnswer| answer.decision.as_ref().unwrap().subsidy.get();
    answers.iter().map(subsidy).collect()
}

fn october() -> Month {
    "2026-10".parse().unwrap()
}

#[tokio::test]
async fn each_kind_of_ticket_is_counted_by_itself_at_intake_closing_and_audit() {
    let city = city().await;
    let general: Vec<_> = (1..=13)
        .map(|day| {
            tickets(
                &city,
                day,
                "general",
                &[0, 1],
                if day == 13 { 0 } else { 1_000 },
            )
        })
        .collect();
    let share: Vec<_> = (14..=22)
        .map(|day| {
            tickets(
                &city,
                day,
                "share",
                &[0, 1],
                if day == 22 { 0 } else { 1_500 },
            )
        })
        .collect();
    let expected = |yen, count| [vec![yen; count], vec![0]].concat();
    assert_eq!(
        subsidies(&city.post(0, &general).await),
        expected(2_000, 12)
    );
    // In a batch of its own: counted from what was written.
    assert_eq!(subsidies(&city.post(0, &share).await), expected(3_000, 8));

    city.set_time("2026-11-02T09:00:00+09:00");
    let closed = month::close(&city.settlement, city.code, october(), &user("finance"))
        .await
        .unwrap();
    assert_eq!(
        (closed.adjustments, closed.total_yen),
        (0, Yen::new(48_000))
    );
    let audit = month::audit(&city.settlement, city.code, october())
        .await
        .unwrap();
    assert!(audit.matches, "{audit:#?}");
}

#[tokio::test]
async fn a_kind_that_paid_nothing_at_first_counts_once_closing_pays_it() {
    let city = city().await;
    // The first trip arrives last and finds no ticket; the month pays it, and the
    // last trip in its stead.
    let later: Vec<_> = (2..=13)
        .map(|day| tickets(&city, day, "general", &[0], 1_000))
        .collect();
    let first = tickets(&city, 1, "general", &[0], 1_000);
    assert_eq!(subsidies(&city.post(0, &later).await), vec![1_000; 12]);
    assert_eq!(subsidies(&city.post(0, &[first]).await), [0]);
    city.set_time("2026-11-02T09:00:00+09:00");
    let closed = month::close(&city.settlement, city.code, october(), &user("finance"))
        .await
        .unwrap();
    assert_eq!(closed.adjustments, 2, "{closed:?}");
    let november = city.record(0, &ride("2026-11-02T08:30:00+09:00", 1_500, &[(0, 0)]));
    let answers = city.post(0, &[november]).await;
    let claim = &answers[0].decision.as_ref().unwrap().claims[0];
    assert_eq!(
        (claim.units, claim.reasons[0].code.as_str()),
        (0, "yearly_limit")
    );
}

#[tokio::test]
async fn a_taxi_is_told_a_ground_only_where_it_makes_a_difference() {
    for (scheme, ground, told) in [
        (
            in_maebashi(shipped::WA_PTSS),
            "wheelchair",
            vec!["wheelchair"],
        ),
        (in_maebashi(shipped::WA_PTSS), "disability", vec![]),
        (shipped::MAEBASHI.to_owned(), "disability", vec![]),
    ] {
        let city = City::with_scheme(&scheme, (ground, &[0])).await;
        city.set_time("2026-10-05T10:00:00+09:00");
        let record = city.record(0, &ride("2026-10-05T09:30:00+09:00", 1_500, &[(0, 0)]));
        let taxi = &city.taxis[0];
        let record: TripRecord = record.verify(Kind::Trip, &taxi.terminal.key).unwrap();
        let check = TapCheck {
            trip_id: record.trip_id,
            boarded_at: record.trip.boarded_at,
            tap: record.taps[0].clone(),
        };
        let answer = settlement::intake::check_tap(&city.settlement, &taxi.terminal, &check)
            .await
            .unwrap();
        let TapAnswer::Accepted { grounds, .. } = &answer else {
            panic!("{answer:?}");
        };
        assert_eq!(grounds, &told, "{ground}");
        let text = serde_json::to_string(&answer).unwrap();
        assert_eq!(text.contains("grounds"), !told.is_empty(), "{text}");
    }
}

#[tokio::test]
async fn a_taxi_is_not_told_what_excludes_a_registrant_but_the_city_keeps_it() {
    let city = City::found(&[0]).await;
    let client = city.database.connect().await.unwrap();
    client
        .batch_execute(
            "INSERT INTO registrant_ground (municipality, registrant, ground, from_date, until_date, admitted_at)
             VALUES ('102016', 'R-0001', 'welfare_vehicle', '2026-10-01', NULL, '2026-10-01T06:00:00+09:00')",
        )
        .await
        .unwrap();
    city.set_time("2026-10-05T20:00:00+09:00");
    let record = city.record(0, &ride("2026-10-05T10:00:00+09:00", 1_500, &[(0, 750)]));
    let answers = city.post(0, &[record]).await;
    let claim = &answers[0].decision.as_ref().unwrap().claims[0];
    assert_eq!(claim.reasons[0].code, "not_eligible");
    let row = client
        .query_one("SELECT reasons -> 0 ->> 'code' FROM claim", &[])
        .await
        .unwrap();
    assert_eq!(row.get::<_, &str>(0), "excluded");
}

/// A model as if our city ran it.
fn in_maebashi(model: &str) -> String {
    model.replacen("[scheme]\n", "[scheme]\nmunicipality = \"102016\"\n", 1)
}

#[tokio::test]
async fn a_kind_that_is_a_persons_number_is_neither_answered_nor_kept() {
    let city = city().await;
    // Twelve digits that check out, made here so that none is written down.
    let number = (0..10)
        .map(|last| format!("9876.5432.109{last}"))
        .find(|it| domain::holds_individual_number(it))
        .unwrap();
    let record = tickets(&city, 5, &number, &[0], 0);
    let taxi = &city.taxis[0];
    let read: TripRecord = record.verify(Kind::Trip, &taxi.terminal.key).unwrap();
    let check = TapCheck {
        trip_id: read.trip_id,
        boarded_at: read.trip.boarded_at,
        tap: read.taps[0].clone(),
    };
    let refused = settlement::intake::check_tap(&city.settlement, &taxi.terminal, &check).await;
    let Err(settlement::Error::Refused(refusal)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(refusal.reason.code, "individual_number_refused");
    let answer = &city.post(0, &[record]).await[0];
    assert_eq!(answer.status, TripStatus::Rejected);
    assert_eq!(
        answer.reason.as_ref().unwrap().code,
        "individual_number_refused"
    );
    let owner = city.database.connect().await.unwrap();
    let kept = "SELECT (SELECT count(*) FROM trip) + (SELECT count(*) FROM record_set_aside)";
    let kept: i64 = owner.query_one(kept, &[]).await.unwrap().get(0);
    assert_eq!(kept, 0, "what is set aside would be kept");
}
