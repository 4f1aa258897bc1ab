//! Every record once, each with its own answer, nothing of another tenant.

#![cfg(test)]

mod support;

use domain::Yen;
use support::{City, ride, sign};
use wire::api::{TapAnswer, TapCheck, TripStatus};
use wire::{Jws, Kind, TripRecord};

fn read(city: &City, taxi: usize, jws: &Jws) -> TripRecord {
    jws.verify(Kind::Trip, &city.taxis[taxi].terminal.key)
        .unwrap()
}

async fn city() -> City {
    let city = City::found(&[0, 0]).await;
    city.set_time("2026-10-05T20:00:00+09:00");
    city
}

/// Number of rows, seen by the owner.
async fn count(city: &City, table: &str) -> i64 {
    let client = city.database.connect().await.unwrap();
    client
        .query_one(&format!("SELECT count(*) FROM {table}"), &[])
        .await
        .unwrap()
        .get(0)
}

#[tokio::test]
async fn a_record_is_taken_in_once_and_answered_alike_ever_after() {
    let city = city().await;
    let record = city.record(0, &ride("2026-10-05T10:00:00+09:00", 1_500, &[(0, 750)]));
    // Twice in one batch, then again.
    let first = city.post(0, &[record.clone(), record.clone()]).await;
    let again = city.post(0, &[record]).await;
    assert_eq!(first[0].status, TripStatus::Created);
    assert_eq!(first[1].status, TripStatus::Duplicate);
    assert_eq!(again[0].status, TripStatus::Duplicate);
    for answer in [&first[1], &again[0]] {
        assert_eq!(answer.decision, first[0].decision);
    }
    for (table, rows) in [("trip", 1), ("tap", 1), ("claim", 1), ("transfer", 1)] {
        assert_eq!(count(&city, table).await, rows, "{table}");
    }
}

#[tokio::test]
async fn the_same_trip_with_other_content_is_a_conflict_that_is_kept() {
    let city = city().await;
    let ride = ride("2026-10-05T10:00:00+09:00", 1_500, &[(0, 750)]);
    let record = city.record(0, &ride);
    let mut dearer = read(&city, 0, &record);
    dearer.trip.fare.meter_yen = Yen::new(2_500);
    let dearer = sign(&city.taxis[0], &dearer);
    let answers = city.post(0, &[record, dearer]).await;
    assert_eq!(answers[1].status, TripStatus::Conflict);
    assert_eq!(
        answers[1].reason.as_ref().unwrap().code,
        "trip_already_recorded_otherwise"
    );
    assert_eq!(count(&city, "record_set_aside").await, 1);
    assert_eq!(count(&city, "claim").await, 1);
}

#[tokio::test]
async fn a_chain_can_be_neither_forked_nor_rewritten() {
    let city = city().await;
    let morning = ride("2026-10-05T10:00:00+09:00", 1_500, &[(0, 750)]);
    let first = city.record(0, &morning);
    let noon = ride("2026-10-05T12:00:00+09:00", 1_500, &[(0, 750)]);
    let forked = city.changed_record(0, &noon, |record| record.sequence = 1);
    let unlinked = city.changed_record(0, &noon, |record| {
        record.sequence = 2;
        record.previous = Some(domain::Digest::of("another history"));
    });
    let answers = city.post(0, &[first, forked, unlinked]).await;
    let codes: Vec<_> = answers
        .iter()
        .map(|answer| answer.reason.as_ref().map(|reason| reason.code.as_str()))
        .collect();
    assert_eq!(
        codes,
        [None, Some("sequence_already_taken"), Some("chain_broken")]
    );
}

#[tokio::test]
async fn one_bad_record_does_not_hold_up_the_others() {
    let city = city().await;
    let at_ten = ride("2026-10-05T10:00:00+09:00", 1_500, &[(0, 750)]);
    let of_other_taxi = city.record(1, &at_ten);
    let records = [
        Jws::unverified("not a record"),
        of_other_taxi,
        city.changed_record(0, &at_ten, |record| {
            record.trip.alighted_at = record.trip.boarded_at.plus_seconds(-1);
        }),
        city.changed_record(0, &at_ten, |record| record.driver = "d-2".parse().unwrap()),
        city.changed_record(0, &at_ten, |record| record.vehicle = "v-9".parse().unwrap()),
        city.record(0, &ride("2026-10-06T10:00:00+09:00", 1_500, &[])),
        city.record(0, &ride("2026-09-30T10:00:00+09:00", 1_500, &[])),
        city.changed_record(0, &at_ten, |record| record.shown.claims_yen.clear()),
        city.changed_record(0, &at_ten, |record| {
            record.shown.claims_yen[0] = Yen::new(-750);
        }),
        city.changed_record(0, &at_ten, |record| {
            record.shown.claims_yen[0] = Yen::new(1_600);
            record.shown.subsidy_yen = Yen::new(1_600);
        }),
        city.record(0, &at_ten),
    ];
    let answers = city.post(0, &records).await;
    let codes: Vec<_> = answers
        .iter()
        .map(|answer| {
            answer
                .reason
                .as_ref()
                .map_or("", |reason| reason.code.as_str())
        })
        .collect();
    assert_eq!(
        codes,
        [
            "record_not_signed",
            "record_not_signed",
            "trip_invalid",
            "driver_not_authorised",
            "vehicle_not_authorised",
            "in_the_future",
            "before_first_month",
            "shown_invalid",
            "shown_invalid",
            "shown_invalid",
            "",
        ]
    );
    assert_eq!(answers[10].status, TripStatus::Created);
    assert_eq!(
        answers[10].decision.as_ref().unwrap().subsidy,
        Yen::new(750)
    );
}

#[tokio::test]
async fn a_copied_certificate_is_worth_nothing() {
    let city = city().await;
    let ride = ride("2026-10-05T10:00:00+09:00", 1_500, &[(0, 750)]);
    // The clone's own chip answers; the certificate is the resident's.
    let mut record = read(&city, 0, &city.record(0, &ride));
    let other = read(
        &city,
        0,
        &city.record(
            0,
            &support::ride("2026-10-05T10:00:00+09:00", 1_500, &[(1, 750)]),
        ),
    );
    record.taps[0].chip = other.taps[0].chip.clone();
    let check = TapCheck {
        trip_id: record.trip_id,
        boarded_at: record.trip.boarded_at,
        tap: record.taps[0].clone(),
    };
    let answer = settlement::intake::check_tap(&city.settlement, &city.taxis[0].terminal, &check)
        .await
        .unwrap();
    assert!(
        matches!(&answer, TapAnswer::Refused { reason } if reason.code == "chip_mismatch"),
        "{answer:?}"
    );
    let answers = city.post(0, &[sign(&city.taxis[0], &record)]).await;
    assert_eq!(answers[0].decision.as_ref().unwrap().subsidy, Yen::ZERO);
}

#[tokio::test]
async fn an_answer_of_the_chip_is_good_once() {
    let city = city().await;
    let first = city.record(0, &ride("2026-10-05T10:00:00+09:00", 1_500, &[(0, 750)]));
    let nonce = read(&city, 0, &first).taps[0].chip.as_ref().unwrap().nonce;
    city.post(0, &[first]).await;
    let client = city.database.connect().await.unwrap();
    let row = client
        .query_one("SELECT assurance, nonce FROM tap", &[])
        .await
        .unwrap();
    assert_eq!(row.get::<_, &str>(0), "A2");
    assert_eq!(row.get::<_, i64>(1), i64::try_from(nonce).unwrap());
    // The largest number there is hides no other.
    let strange = ride("2026-10-05T11:00:00+09:00", 1_500, &[(1, 0)]);
    let strange = city.changed_record(0, &strange, |record| {
        record.taps[0].chip.as_mut().unwrap().nonce = u64::MAX;
    });
    let good = city.record(0, &ride("2026-10-05T11:30:00+09:00", 1_500, &[(0, 750)]));
    city.post(0, &[strange, good]).await;
    let answered = client
        .query_one("SELECT count(nonce) FROM tap", &[])
        .await
        .unwrap();
    assert_eq!(answered.get::<_, i64>(0), 2);
    // Without an answer of the chip the claim is held, not paid.
    let noon = ride("2026-10-05T12:00:00+09:00", 1_500, &[(1, 750)]);
    let silent = city.changed_record(0, &noon, |record| record.taps[0].chip = None);
    city.post(0, &[silent]).await;
    let row = client
        .query_one(
            "SELECT assurance, flags, treatment, payable_yen
             FROM tap JOIN claim USING (municipality, trip, ordinal)
             WHERE flags = '{downgrade}'",
            &[],
        )
        .await
        .unwrap();
    assert_eq!(row.get::<_, &str>(0), "A1");
    assert_eq!(row.get::<_, Vec<String>>(1), ["downgrade"]);
    assert_eq!(row.get::<_, &str>(2), "hold");
    assert_eq!(row.get::<_, i64>(3), 0);
}

#[tokio::test]
async fn the_database_itself_keeps_tenants_apart_and_history_as_it_was() {
    let city = city().await;
    city.post(
        0,
        &[city.record(0, &ride("2026-10-05T10:00:00+09:00", 1_500, &[(0, 750)]))],
    )
    .await;
    let mut client = city.database.connect().await.unwrap();
    for table in [
        "trip",
        "tap",
        "claim",
        "transfer",
        "registrant",
        "credential",
        "operator",
    ] {
        let foreign = client.transaction().await.unwrap();
        foreign
            .batch_execute(
                "SET LOCAL ROLE mytaku_service; SET LOCAL mytaku.municipality = '102024'",
            )
            .await
            .unwrap();
        let rows: i64 = foreign
            .query_one(&format!("SELECT count(*) FROM {table}"), &[])
            .await
            .unwrap()
            .get(0);
        assert_eq!(rows, 0, "{table} is seen by another municipality");
    }
    for statement in [
        "UPDATE claim SET payable_yen = 0",
        "DELETE FROM transfer",
        "TRUNCATE trip CASCADE",
    ] {
        let error = client.batch_execute(statement).await.unwrap_err();
        let message = error.as_db_error().unwrap().message();
        assert!(message.contains("append-only"), "{statement}: {message}");
    }
}
