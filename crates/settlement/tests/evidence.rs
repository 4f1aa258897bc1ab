//! What a tap's evidence proves, and why a card may not be used: as the rows have it that
//! the city and the auditor look at.

#![cfg(test)]

mod support;

use domain::{CredentialState, Standing, StandingReason};
use settlement::registry::{change_own_credential, change_standing};
use support::{City, ride, tap};
use wire::TripRecord;
use wire::api::{ChangeOwnCredential, ChangeStanding, TripStatus};

/// What came of the taps, in order of boarding: level, flags, refusal.
async fn graded(city: &City) -> Vec<(Option<String>, Vec<String>, Option<String>)> {
    let client = city.database.connect().await.unwrap();
    let rows = client
        .query(
            "SELECT assurance, flags, refusal FROM tap JOIN trip USING (municipality, trip)
            ORDER BY boarded_at",
            &[],
        )
        .await
        .unwrap();
    rows.iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect()
}

/// Takes in a ride of the first card whose record was changed before it was signed.
async fn rides(city: &City, boarded_at: &str, change: impl FnOnce(&mut TripRecord)) {
    let record = city.changed_record(0, &ride(boarded_at, 1_500, &[(0, 750)]), change);
    let answers = city.post(0, &[record]).await;
    assert_eq!(answers[0].status, TripStatus::Created, "{answers:#?}");
}

/// The tap of a record once more, its chip asked with another nonce.
fn answering(city: &City, record: &mut TripRecord, nonce: u64) {
    let trip = (record.trip_id, record.trip.boarded_at);
    record.taps[0] = tap(&city.taxis[0], &city.cards[0], trip, nonce);
}

#[tokio::test]
async fn an_answer_counts_once_and_only_to_a_fresh_nonce_of_the_terminal() {
    let city = City::found(&[0]).await;
    city.set_time("2026-10-12T20:00:00+09:00");
    let mut first_nonce = 0;
    rides(&city, "2026-10-01T08:00:00+09:00", |record| {
        first_nonce = record.taps[0].chip.as_ref().unwrap().nonce;
    })
    .await;
    rides(&city, "2026-10-01T09:00:00+09:00", |record| {
        answering(&city, record, first_nonce);
    })
    .await;
    rides(&city, "2026-10-01T10:00:00+09:00", |record| {
        record.taps[0].chip.as_mut().unwrap().nonce = 9_999_999;
    })
    .await;
    rides(&city, "2026-10-01T11:00:00+09:00", |record| {
        record.taps[0].chip = None;
    })
    .await;
    // Long after the pool was given out.
    rides(&city, "2026-10-12T08:00:00+09:00", |_unchanged| ()).await;
    // Signed for another trip.
    rides(&city, "2026-10-12T09:00:00+09:00", |record| {
        let nonce = record.taps[0].chip.as_ref().unwrap().nonce;
        let other = (
            "0192f0c1-0000-7000-8000-000000000009".parse().unwrap(),
            record.trip.boarded_at,
        );
        record.taps[0] = tap(&city.taxis[0], &city.cards[0], other, nonce);
    })
    .await;

    let level = |level: &str, flags: &[&str]| {
        let flags = flags.iter().map(ToString::to_string).collect();
        (Some(level.to_owned()), flags, None)
    };
    assert_eq!(
        graded(&city).await,
        [
            level("A2", &[]),
            level("A1", &["reused_nonce", "downgrade"]),
            level("A1", &["unknown_nonce", "downgrade"]),
            level("A1", &["downgrade"]),
            level("A2", &["stale_nonce"]),
            (None, Vec::new(), Some("chip_mismatch".to_owned())),
        ]
    );
}

#[tokio::test]
async fn a_card_is_judged_as_it_was_at_the_time_of_the_trip() {
    let city = City::found(&[0]).await;
    city.set_time("2026-10-09T20:00:00+09:00");
    let (clerk, of) = (city.caller("clerk").await, &city.cards[0].registrant);
    let changes = |state, from: &str| ChangeOwnCredential {
        number: Some(1),
        state,
        from: Some(from.parse().unwrap()),
        dry_run: false,
    };
    for change in [
        changes(CredentialState::Lost, "2026-10-03T12:00:00+09:00"),
        changes(CredentialState::Usable, "2026-10-05T12:00:00+09:00"),
    ] {
        change_own_credential(&city.settlement, &clerk, of, &change)
            .await
            .unwrap();
    }
    let moved = ChangeStanding {
        state: Standing::Ended,
        from: "2026-10-08".parse().unwrap(),
        reason: StandingReason::MovedAway,
        dry_run: false,
    };
    change_standing(&city.settlement, &clerk, of, &moved)
        .await
        .unwrap();
    for boarded_at in [
        "2026-10-03T11:59:59+09:00",
        "2026-10-03T12:00:00+09:00",
        "2026-10-05T11:00:00+09:00",
        "2026-10-05T12:00:00+09:00",
        "2026-10-07T23:30:00+09:00",
        "2026-10-08T00:00:00+09:00",
    ] {
        rides(&city, boarded_at, |_unchanged| ()).await;
    }
    let refusals: Vec<_> = graded(&city).await.into_iter().map(|tap| tap.2).collect();
    let (lost, ended) = ("card_reported_lost", "registration_ended");
    let expected = [None, Some(lost), Some(lost), None, None, Some(ended)];
    assert_eq!(refusals, expected.map(|code| code.map(str::to_owned)));
}
