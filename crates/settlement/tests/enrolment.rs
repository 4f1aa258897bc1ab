//! A terminal's keys: one after the other, each for what it signed.

#![cfg(test)]

mod support;

use domain::TerminalId;
use settlement::registry::{self, KeyState, Revocation};
use settlement::{Error, month, trail};
use support::{City, at, ride, sign, user};
use wire::api::{
    Enrolled, Enrolment, EnrolmentRequest, Rotation, RotationRequest, TripStatus, Trips,
};
use wire::{Jws, Kind, SigningKey};

fn terminal() -> TerminalId {
    "t-1".parse().unwrap()
}

fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32])
}

async fn code(city: &City) -> String {
    let until = city.settlement.now().unwrap().plus_seconds(3_600);
    registry::issue_code(
        &city.settlement,
        city.code,
        &terminal(),
        &user("clerk"),
        until,
    )
    .await
    .unwrap()
    .code
}

async fn enrol(city: &City, key: &SigningKey, code: &str) -> settlement::Result<Enrolled> {
    let enrolment = Enrolment { code: code.into() };
    let request = EnrolmentRequest {
        public_key: key.public(),
        enrolment: key.sign(Kind::Enrolment, "", &enrolment).unwrap(),
    };
    registry::enrol(&city.settlement, &request).await
}

async fn rotate(city: &City, old: &SigningKey, new: &SigningKey) -> settlement::Result<Enrolled> {
    let rotation = Rotation {
        terminal: "102016/t-1".into(),
        public_key: new.public(),
    };
    let request = RotationRequest {
        public_key: new.public(),
        by_old: old.sign(Kind::Rotation, "102016/t-1", &rotation).unwrap(),
        by_new: new.sign(Kind::Rotation, "102016/t-1", &rotation).unwrap(),
    };
    registry::rotate(&city.settlement, &request).await
}

async fn revoke(city: &City, doubtful_from: &str) -> settlement::Result<registry::Revoked> {
    let revocation = Revocation {
        terminal: terminal(),
        doubtful_from: Some(at(doubtful_from)),
        reason: "車両盗難 / stolen".into(),
    };
    registry::revoke_terminal(&city.settlement, &city.caller("clerk").await, &revocation).await
}

fn refusal<T>(result: settlement::Result<T>) -> String {
    match result {
        Err(Error::Refused(refusal)) => refusal.reason.code,
        Err(other) => panic!("not a refusal: {other}"),
        Ok(_) => panic!("not refused"),
    }
}

/// What the terminal's present key hands in.
async fn hand_in(city: &City, records: &[Jws]) -> Vec<(TripStatus, Option<String>)> {
    let id = "102016/t-1".parse().unwrap();
    let terminal = registry::find_terminal(&city.settlement, &id)
        .await
        .unwrap();
    let trips = Trips {
        records: records.to_vec(),
    };
    settlement::intake::take_in(&city.settlement, &terminal, &trips)
        .await
        .unwrap()
        .answers
        .into_iter()
        .map(|answer| (answer.status, answer.reason.map(|reason| reason.code)))
        .collect()
}

const CREATED: (TripStatus, Option<String>) = (TripStatus::Created, None);

fn morning(hour: u32) -> support::Ride {
    ride(
        &format!("2026-10-05T{hour:02}:00:00+09:00"),
        1_500,
        &[(0, 750)],
    )
}

#[tokio::test]
async fn another_device_gets_no_key_while_the_terminal_has_one() {
    let city = City::found(&[]).await;
    let refused = enrol(&city, &key(99), &code(&city).await).await;
    assert_eq!(refusal(refused), "terminal_already_enrolled");
}

#[tokio::test]
async fn an_enrolment_whose_answer_got_lost_is_answered_again_and_to_nobody_else() {
    let city = City::found(&[]).await;
    revoke(&city, "2026-10-01T06:00:00+09:00").await.unwrap();
    let code = code(&city).await;
    let first = enrol(&city, &key(50), &code).await.unwrap();
    let again = enrol(&city, &key(50), &code).await.unwrap();
    assert_eq!(first.terminal, again.terminal);
    let other = enrol(&city, &key(51), &code).await;
    assert_eq!(refusal(other), "unknown_enrolment_code");
}

#[tokio::test]
async fn the_chain_goes_on_over_a_rotation_and_each_record_is_judged_by_its_own_key() {
    let city = City::found(&[0]).await;
    let taxi = &city.taxis[0];
    city.set_time("2026-10-05T12:00:00+09:00");
    let before = city.record(0, &morning(9));
    let kept_back = city.record(0, &morning(10));
    assert_eq!(hand_in(&city, &[before]).await, [CREATED]);

    let next = key(50);
    let rotated = rotate(&city, &taxi.key, &next).await.unwrap();
    assert_eq!(rotated.chain.unwrap().sequence, 1);
    // The answer got lost: asked again, it is given again, also to nobody else.
    rotate(&city, &taxi.key, &next).await.unwrap();
    assert_eq!(
        refusal(rotate(&city, &taxi.key, &key(51)).await),
        "rotation_not_signed"
    );

    let mut after = None;
    let unsigned = city.changed_record(0, &morning(11), |record| after = Some(record.clone()));
    let after = next
        .sign(Kind::Trip, "102016/t-1", &after.unwrap())
        .unwrap();
    assert_ne!(after.digest(), unsigned.digest());
    assert_eq!(
        hand_in(&city, &[kept_back, after]).await,
        [CREATED, CREATED]
    );

    city.set_time("2026-11-02T09:00:00+09:00");
    let october = "2026-10".parse().unwrap();
    let closed = month::close(&city.settlement, city.code, october, &user("finance"))
        .await
        .unwrap();
    assert_eq!(closed.trips, 3);
    let audit = month::audit(&city.settlement, city.code, october)
        .await
        .unwrap();
    assert!(audit.matches, "{audit:#?}");
}

#[tokio::test]
async fn a_key_that_has_ended_never_comes_back() {
    let city = City::found(&[]).await;
    let first = &city.taxis[0].key;
    rotate(&city, first, &key(50)).await.unwrap();
    assert_eq!(
        refusal(rotate(&city, &key(50), first).await),
        "terminal_key_used_before"
    );
}

#[tokio::test]
async fn nothing_of_a_revoked_key_is_answered_or_taken_in_and_the_city_is_told() {
    let city = City::found(&[0]).await;
    let taken_in = city.record(0, &morning(9));
    let kept_back = city.record(0, &morning(10));
    city.set_time("2026-10-05T11:00:00+09:00");
    assert_eq!(
        hand_in(&city, std::slice::from_ref(&taken_in)).await,
        [CREATED]
    );

    let open = code(&city).await;
    let revoked = revoke(&city, "2026-10-05T10:30:00+09:00").await.unwrap();
    assert_eq!(
        (revoked.doubtful_trips, revoked.doubtful_yen.get()),
        (1, 750)
    );
    assert_eq!(revoked.codes_withdrawn, 1);
    assert_eq!(
        refusal(enrol(&city, &key(50), &open).await),
        "unknown_enrolment_code"
    );
    let id = "102016/t-1".parse().unwrap();
    let found = registry::find_terminal(&city.settlement, &id).await;
    assert_eq!(refusal(found), "unknown_terminal");
    // A batch that was read before the revocation comes too late for it.
    let late = Trips {
        records: vec![kept_back.clone()],
    };
    let terminal = &city.taxis[0].terminal;
    let refused = settlement::intake::take_in(&city.settlement, terminal, &late).await;
    assert_eq!(refusal(refused), "unknown_terminal");
    assert_eq!(
        refusal(rotate(&city, &city.taxis[0].key, &key(51)).await),
        "unknown_terminal"
    );
    assert_eq!(
        refusal(revoke(&city, "2026-10-05T10:30:00+09:00").await),
        "terminal_not_enrolled"
    );

    // The device that replaces it goes on after what was taken in.
    let next = key(52);
    let enrolled = enrol(&city, &next, &code(&city).await).await.unwrap();
    let end = enrolled.chain.unwrap();
    assert_eq!((end.sequence, end.record), (1, taken_in.digest()));
    let mut record = None;
    city.changed_record(0, &morning(8), |unsigned| {
        unsigned.sequence = end.sequence + 1;
        unsigned.previous = Some(end.record);
        record = Some(unsigned.clone());
    });
    let next_record = next
        .sign(Kind::Trip, "102016/t-1", &record.unwrap())
        .unwrap();
    let revoked_key = (TripStatus::Rejected, Some("key_revoked".to_owned()));
    assert_eq!(
        hand_in(&city, &[kept_back, next_record, taken_in]).await,
        [revoked_key, CREATED, (TripStatus::Duplicate, None)]
    );
    let states = registry::list_terminals(&city.settlement, &city.caller("clerk").await)
        .await
        .unwrap();
    assert_eq!(states[0].terminal, terminal.id.terminal);
    assert_eq!((states[0].state, states[0].keys), (KeyState::Enrolled, 2));
    assert_eq!(states[0].set_aside, Some(1));
}

#[tokio::test]
async fn records_that_are_missing_from_a_chain_are_told_until_they_come() {
    let city = City::found(&[0]).await;
    let records: Vec<Jws> = (8..13).map(|hour| city.record(0, &morning(hour))).collect();
    city.set_time("2026-10-05T14:00:00+09:00");
    hand_in(&city, &[records[0].clone(), records[3].clone()]).await;
    let gaps = async || {
        registry::list_gaps(&city.settlement, &city.caller("clerk").await)
            .await
            .unwrap()
    };
    let found = gaps().await;
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].first_missing, found[0].last_missing), (2, 3));
    assert!(found[0].waiting);
    city.set_time("2026-10-06T15:00:00+09:00");
    assert!(!gaps().await[0].waiting);
    hand_in(&city, &records[1..3]).await;
    assert!(gaps().await.is_empty());
}

#[tokio::test]
async fn a_record_that_was_set_aside_is_not_missing() {
    let city = City::found(&[0]).await;
    let good = city.record(0, &morning(8));
    let impossible = city.changed_record(0, &morning(9), |record| {
        record.trip.alighted_at = record.trip.boarded_at.plus_seconds(-60);
    });
    let after = city.record(0, &morning(10));
    city.set_time("2026-10-05T14:00:00+09:00");
    let answers = hand_in(&city, &[good, impossible, after]).await;
    assert_eq!(answers[1].0, TripStatus::Rejected);
    let clerk = city.caller("clerk").await;
    let gaps = registry::list_gaps(&city.settlement, &clerk).await;
    assert_eq!(gaps.unwrap(), []);
}

#[tokio::test]
async fn codes_are_listed_without_being_shown_and_can_be_taken_back() {
    let city = City::found(&[]).await;
    revoke(&city, "2026-10-01T06:00:00+09:00").await.unwrap();
    let open = code(&city).await;
    let withdrawn =
        registry::withdraw_codes(&city.settlement, city.code, &terminal(), &user("clerk"))
            .await
            .unwrap();
    assert_eq!(withdrawn.codes, 1);
    assert_eq!(
        refusal(enrol(&city, &key(50), &open).await),
        "unknown_enrolment_code"
    );
    let listed = registry::list_codes(&city.settlement, &city.caller("clerk").await)
        .await
        .unwrap();
    let text = serde_json::to_string(&listed).unwrap();
    assert!(
        text.contains("withdrawn") && text.contains("used"),
        "{text}"
    );
    let secret = open.split_once('-').unwrap().1;
    assert!(!text.contains(secret), "{text}");
}

#[tokio::test]
async fn an_individual_number_is_no_reason() {
    let city = City::found(&[]).await;
    // One with a right check digit, of which none is written down.
    let number = (0..10)
        .map(|check| format!("9876-5432-109{check}"))
        .find(|number| domain::looks_like_individual_number(number))
        .unwrap();
    for (reason, code) in [
        (String::new(), "reason_missing"),
        (format!("番号 {number} の件"), "individual_number_refused"),
    ] {
        let revocation = Revocation {
            terminal: terminal(),
            doubtful_from: None,
            reason,
        };
        let caller = city.caller("clerk").await;
        let refused = registry::revoke_terminal(&city.settlement, &caller, &revocation).await;
        assert_eq!(refusal(refused), code, "{}", revocation.reason);
    }
}

#[tokio::test]
async fn a_record_of_another_device_is_not_the_terminals() {
    let city = City::found(&[0]).await;
    let mut record = None;
    city.changed_record(0, &morning(9), |unsigned| record = Some(unsigned.clone()));
    let record = record.unwrap();
    let own = sign(&city.taxis[0], &record);
    let forged = key(99).sign(Kind::Trip, "102016/t-1", &record).unwrap();
    city.set_time("2026-10-05T12:00:00+09:00");
    let answers = hand_in(&city, &[forged, own]).await;
    let refused = (TripStatus::Rejected, Some("record_not_signed".to_owned()));
    assert_eq!(answers, [refused, CREATED]);
}

/// Who did what with which end, since there were `before` entries.
async fn written_down(city: &City, before: usize) -> Vec<String> {
    let mut ends = Vec::new();
    trail::entries(&city.settlement, city.code, |entry, _digest| {
        let key = entry.subject.starts_with("key:");
        let code = entry.phase.code().unwrap_or_default();
        let of = if key { "key" } else { "" };
        ends.push([&entry.who, &entry.what, entry.phase.as_str(), code, of].join(" "));
    })
    .await
    .unwrap();
    ends.split_off(before)
}

#[tokio::test]
async fn which_key_a_terminal_brought_is_written_down_and_guesses_are_not() {
    let city = City::found(&[]).await;
    revoke(&city, "2026-10-01T06:00:00+09:00").await.unwrap();
    let code = code(&city).await;
    let before = written_down(&city, 0).await.len();
    let guess = enrol(&city, &key(50), "102016-AAAA-AAAA-AAAA-AAAA").await;
    assert_eq!(refusal(guess), "unknown_enrolment_code");
    enrol(&city, &key(50), &code).await.unwrap();
    enrol(&city, &key(51), &code).await.unwrap_err();
    rotate(&city, &key(52), &key(53)).await.unwrap_err();
    rotate(&city, &key(50), &key(53)).await.unwrap();
    assert_eq!(
        written_down(&city, before).await,
        [
            "terminal:t-1 enrol_terminal begun  key",
            "terminal:t-1 enrol_terminal done  key",
            "terminal:t-1 enrol_terminal begun  key",
            "terminal:t-1 enrol_terminal refused unknown_enrolment_code key",
            "terminal:t-1 rotate_terminal_key begun  key",
            "terminal:t-1 rotate_terminal_key done  key",
        ]
    );
}
