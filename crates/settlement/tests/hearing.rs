//! What an operator sees of a finding that it may reply to, and what the city sees.

#![cfg(test)]

mod support;

use domain::{Assurance, Standing, StandingReason, TripId};
use settlement::Error;
use settlement::access::Caller;
use settlement::intake::show_trip;
use settlement::registry::{CsvKind, change_ground, change_standing, import_csv};
use settlement::review::{self, Case, Code, Finding};
use support::books::{open, program_of};
use support::{City, Ride, at, ride, user};
use wire::api::{ChangeGround, ChangeStanding};

fn code(error: &Error) -> &str {
    match error {
        Error::Refused(refusal) => &refusal.reason.code,
        other => panic!("not a refusal: {other}"),
    }
}

/// As it goes over the network.
fn json(case: &Case) -> String {
    serde_json::to_string(case).unwrap()
}

async fn show(city: &City, caller: &Caller, finding: &Finding) -> Case {
    review::show(&city.settlement, caller, finding.finding)
        .await
        .unwrap()
}

/// The first card in a taxi of each operator at once: both taxis' trips.
async fn in_two_cars_at_once() -> (City, [TripId; 2]) {
    let city = City::found(&[0, 0]).await;
    let rides = [
        ride("2026-10-05T10:00:00+09:00", 1_500, &[(0, 750)]),
        ride("2026-10-05T10:10:00+09:00", 1_500, &[(0, 750)]),
    ];
    city.set_time("2026-10-05T20:00:00+09:00");
    let mut trips = Vec::new();
    for (taxi, ride) in rides.iter().enumerate() {
        let record = city.record(taxi, ride);
        trips.push(city.post(taxi, &[record]).await[0].trip_id.unwrap());
    }
    (city, trips.try_into().unwrap())
}

#[tokio::test]
async fn of_another_operators_trip_one_sees_only_that_it_is_one_and_how_long_both_lasted() {
    let (city, [own, other]) = in_two_cars_at_once().await;
    let clerk = city.caller("clerk").await;
    let findings = open(&city).await;
    let of_first: Vec<_> = findings
        .iter()
        .filter(|one| one.trip == Some(own))
        .collect();
    let [finding] = of_first[..] else {
        panic!("{findings:#?}");
    };
    assert_eq!(finding.code, Code::RegistrantOverlap);

    let all = show(&city, &clerk, finding).await;
    assert_eq!(all.finding.evidence.trips, [own, other]);
    assert_eq!(all.finding.subject.as_deref(), Some(&*other.to_string()));
    let shown: Vec<_> = all.rows.trips.iter().map(|one| one.trip).collect();
    assert_eq!((shown, all.rows.of_others.len()), (vec![own, other], 0));
    let tap = &all.rows.trips[0].taps[0];
    assert_eq!(tap.registrant.as_ref(), Some(&city.cards[0].registrant));
    assert_eq!(tap.fingerprint, Some(city.cards[0].fingerprint));

    let operator = program_of(&city, "op-1");
    let seen = show(&city, &operator, finding).await;
    assert_eq!(seen.reason.code, "registrant_overlap");
    assert_eq!(
        seen.finding.reply_until,
        finding.found_at.plus_seconds(7 * 24 * 3_600)
    );
    assert_eq!(seen.finding.evidence.trips, [own]);
    assert_eq!(seen.finding.evidence.numbers["seconds_at_once"], 600);
    let [of_other] = &seen.rows.of_others[..] else {
        panic!("{:#?}", seen.rows);
    };
    let span = [of_other.from, of_other.until].map(Option::unwrap);
    assert_eq!(
        span,
        ["2026-10-05T10:10:00+09:00", "2026-10-05T10:20:00+09:00"].map(at)
    );
    let [trip] = &seen.rows.trips[..] else {
        panic!("{:#?}", seen.rows);
    };
    let taxi = (
        trip.vehicle.as_str(),
        trip.driver.as_str(),
        trip.terminal.as_str(),
    );
    assert_eq!(taxi, ("v-1", "d-1", "t-1"));
    assert_eq!((trip.fare_yen.get(), trip.distance_m), (1_500, 5_200));
    assert_eq!(trip.taps[0].assurance.map(Assurance::as_str), Some("A2"));
    assert_eq!(trip.claims[0].shown_yen.get(), 750);
    // Whatever it is called: nothing of who rode, nor of the other trip.
    let text = json(&seen);
    for secret in [
        city.cards[0].registrant.to_string(),
        city.cards[0].fingerprint.to_string(),
        other.to_string(),
        "op-2".to_owned(),
        "v-2".to_owned(),
    ] {
        assert!(!text.contains(&secret), "{secret} in {text}");
    }
}

#[tokio::test]
async fn a_trip_is_its_operators_and_the_citys_and_for_others_not_there() {
    let (city, [own, other]) = in_two_cars_at_once().await;
    let (clerk, operator) = (city.caller("clerk").await, program_of(&city, "op-1"));
    for trip in [own, other] {
        let shown = show_trip(&city.settlement, &clerk, trip).await.unwrap();
        assert_eq!(shown.trip, trip);
        assert!(shown.claims[0].registrant.is_some());
    }
    let shown = show_trip(&city.settlement, &operator, own).await.unwrap();
    assert_eq!(shown.claims[0].registrant, None);
    assert_eq!(
        (shown.taps[0].registrant.as_ref(), shown.taps[0].fingerprint),
        (None, None)
    );
    let refused = show_trip(&city.settlement, &operator, other).await;
    assert_eq!(code(&refused.unwrap_err()), "no_such_trip");
}

/// A record whose chip was not asked, or whose driver did not look.
async fn tapped(city: &City, ride: &Ride, chip: bool, photo: bool) -> TripId {
    let record = city.changed_record(0, ride, |record| {
        for tap in &mut record.taps {
            tap.photo_checked = photo;
            if !chip {
                tap.chip = None;
            }
        }
    });
    city.post(0, &[record]).await[0].trip_id.unwrap()
}

#[tokio::test]
async fn a_tap_without_the_chip_whose_key_was_kept_is_seen_to_be_one() {
    let city = City::found(&[0, 0]).await;
    // The challenges of the morning are good for a day.
    city.set_time("2026-10-01T20:00:00+09:00");
    let asked = ride("2026-10-01T10:00:00+09:00", 1_500, &[(0, 750)]);
    let not_asked = ride("2026-10-01T12:00:00+09:00", 1_500, &[(1, 750)]);
    let trips = [
        tapped(&city, &asked, true, true).await,
        tapped(&city, &not_asked, false, false).await,
    ];
    let (clerk, operator) = (city.caller("clerk").await, program_of(&city, "op-1"));
    for caller in [&clerk, &operator] {
        let mut told = Vec::new();
        for trip in trips {
            let shown = show_trip(&city.settlement, caller, trip).await.unwrap();
            let tap = &shown.taps[0];
            let flags: Vec<_> = tap.flags.iter().map(|flag| flag.code.clone()).collect();
            told.push((tap.assurance.map(Assurance::as_str), flags));
        }
        let flags = vec!["photo_not_checked".to_owned(), "downgrade".to_owned()];
        assert_eq!(told, [(Some("A2"), Vec::new()), (Some("A1"), flags)]);
    }
}

#[tokio::test]
async fn the_entry_that_opened_a_claim_is_shown_to_the_city_and_not_to_the_operator() {
    let city = City::found(&[0, 0]).await;
    city.set_time("2026-10-09T20:00:00+09:00");
    for (card, hour) in [(0, 10), (1, 12)] {
        let boarded_at = format!("2026-10-08T{hour}:00:00+09:00");
        let record = city.record(0, &ride(&boarded_at, 1_500, &[(card, 750)]));
        city.post(0, &[record]).await;
    }
    let clerk = city.caller("clerk").await;
    let died = ChangeStanding {
        state: Standing::Ended,
        from: "2026-10-05".parse().unwrap(),
        reason: StandingReason::Death,
        dry_run: false,
    };
    let of = |card: usize| &city.cards[card].registrant;
    change_standing(&city.settlement, &clerk, of(0), &died)
        .await
        .unwrap();
    let ended = ChangeGround {
        ground: "age75".into(),
        from: "2026-10-01".parse().unwrap(),
        until: Some("2026-10-06".parse().unwrap()),
        evidence: None,
        dry_run: false,
    };
    let other = city.caller("other-clerk").await;
    change_ground(&city.settlement, &other, of(1), &ended)
        .await
        .unwrap();
    let findings = open(&city).await;
    assert_eq!(findings.len(), 2);
    let operator = program_of(&city, "op-1");
    for (finding, expected) in findings.iter().zip([
        ("standing", Some("ended"), "2026-10-05", "clerk"),
        ("ground", None, "2026-10-01", "other-clerk"),
    ]) {
        let case = show(&city, &clerk, finding).await;
        let [entry] = &case.rows.entries[..] else {
            panic!("{case:#?}");
        };
        let by = entry.entered_by.as_ref().unwrap();
        let (kind, state, from, user) = expected;
        assert_eq!((&*entry.kind, entry.state.as_deref()), (kind, state));
        assert_eq!((entry.from.to_string(), by.as_str()), (from.into(), user));
        assert_eq!(entry.entered_at, finding.found_at);
        let seen = show(&city, &operator, finding).await;
        assert_eq!(seen.rows.entries, []);
        assert_eq!(
            (seen.finding.subject.as_ref(), seen.rows.trips.len()),
            (None, 1)
        );
        assert!(!json(&seen).contains("R-000"));
        assert!(!json(&seen).contains("2026-10-06"));
    }
    let death = show(&city, &clerk, &findings[0]).await;
    assert_eq!(death.rows.entries[0].reason.as_deref(), Some("death"));
}

/// A taxi that went to another operator, by what was entered later.
#[tokio::test]
async fn of_its_own_fleet_an_operator_sees_what_was_entered_and_not_whose_it_is_now() {
    let city = City::found(&[0]).await;
    city.set_time("2026-10-09T20:00:00+09:00");
    let record = city.record(0, &ride("2026-10-08T10:00:00+09:00", 1_500, &[(0, 750)]));
    city.post(0, &[record]).await;
    let clerk = city.caller("clerk").await;
    let moved = "車両,事業者,開始日\r\nv-1,op-2,2026/10/05\r\n".as_bytes();
    let by = (city.code, &user("clerk"));
    import_csv(&city.settlement, by, (CsvKind::Vehicles, moved), false)
        .await
        .unwrap();
    let finding = &open(&city).await[0];
    assert_eq!(finding.code, Code::FleetChanged);
    let all = show(&city, &clerk, finding).await;
    let entry = &all.rows.entries[0];
    assert_eq!((&*entry.kind, &*entry.thing), ("vehicle", "v-1"));
    assert_eq!(entry.state.as_deref(), Some("op-2"));
    assert!(entry.entered_by.is_some());
    let seen = show(&city, &program_of(&city, "op-1"), finding).await;
    let own = &seen.rows.entries[0];
    assert_eq!((&*own.kind, &*own.thing), ("vehicle", "v-1"));
    assert_eq!(own.state.as_deref(), Some("assigned"));
    assert_eq!((own.from, own.entered_at), (entry.from, entry.entered_at));
    assert_eq!(own.entered_by, None);
    assert_eq!(seen.finding.subject, all.finding.subject);
    assert!(!json(&seen).contains("op-2"));
}
