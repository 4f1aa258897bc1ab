//! Numbers that were typed in place of a card: A0 whatever they say, decided as the scheme
//! says of A0, and judged as every tap by what was known when the record came in.

#![cfg(test)]

mod support;

use domain::{Assurance, DeclarationReason, Month, Standing, StandingReason};
use rules::shipped::MAEBASHI;
use settlement::intake::{check_tap, show_trip};
use settlement::registry::{change_standing, register_card};
use settlement::review::{self, SHIPPED};
use support::books::{audit, close, open, program_of, publish};
use support::{City, Ride, registration, ride};
use wire::api::{ChangeStanding, TapAnswer, TapCheck, TripAnswer, TripStatus};
use wire::{Declared, Jws, Kind, Tap, TripRecord};

/// The shipped scheme with another word for numbers that were declared.
fn with_a0(treatment: &str) -> String {
    let (expected, reasons) = (
        r#"{ subsidy_yen = 0, passenger_pays_yen = 1_500, reasons = ["assurance_too_low"] }"#,
        if treatment == "hold" {
            r#", reasons = ["held"]"#
        } else {
            ""
        },
    );
    let now = format!("{{ subsidy_yen = 750, passenger_pays_yen = 750{reasons} }}");
    assert!(MAEBASHI.contains(expected));
    MAEBASHI
        .replace("A0 = \"refuse\"", &format!("A0 = \"{treatment}\""))
        .replace(expected, &now)
}

/// Two residents; R-0002 is the registrant of the second card.
async fn city(scheme: &str, uses_before: &[u32]) -> City {
    let city = City::with_scheme(scheme, ("age75", uses_before)).await;
    city.set_time("2026-10-20T20:00:00+09:00");
    city
}

/// Puts a number in the place of the card that was read.
fn declare(tap: &mut Tap, registrant: &str) {
    let declared = Declared {
        registrant: registrant.parse().unwrap(),
        reason: DeclarationReason::CardNotCarried,
    };
    tap.fingerprint = declared.fingerprint();
    tap.photo_checked = false;
    tap.chip = None;
    tap.declared = Some(declared);
}

/// A ride whose first tap is a declared one.
fn declaring(city: &City, ride: &Ride, registrant: &str) -> Jws {
    city.changed_record(0, ride, |record| declare(&mut record.taps[0], registrant))
}

async fn takes_in(city: &City, record: Jws) -> TripAnswer {
    let answer = city.post(0, &[record]).await.remove(0);
    assert_eq!(answer.status, TripStatus::Created, "{answer:#?}");
    answer
}

/// What came of the taps, in order of boarding: level, flags, refusal, reason, whose.
async fn graded(city: &City) -> Vec<String> {
    let client = city.database.connect().await.unwrap();
    let rows = client
        .query(
            "SELECT concat_ws(' ', assurance, nullif(array_to_string(flags, ','), ''), refusal,
                declared, tap.registrant)
            FROM tap JOIN trip USING (municipality, trip) ORDER BY boarded_at, ordinal",
            &[],
        )
        .await
        .unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// The claims, in order of boarding: whose, what becomes of it, what is owed.
async fn claims(city: &City) -> Vec<String> {
    let client = city.database.connect().await.unwrap();
    let rows = client
        .query(
            "SELECT concat_ws(' ', registrant, treatment, payable_yen)
            FROM claim JOIN trip USING (municipality, trip) ORDER BY boarded_at, ordinal",
            &[],
        )
        .await
        .unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

fn october() -> Month {
    "2026-10".parse().unwrap()
}

/// What a taxi is told of the first tap of a record.
async fn told(city: &City, record: &Jws) -> TapAnswer {
    let terminal = &city.taxis[0].terminal;
    let record: TripRecord = record.verify(Kind::Trip, &terminal.key).unwrap();
    let check = TapCheck {
        trip_id: record.trip_id,
        boarded_at: record.trip.boarded_at,
        tap: record.taps[0].clone(),
    };
    check_tap(&city.settlement, terminal, &check).await.unwrap()
}

fn refusal(answer: &TapAnswer) -> &str {
    match answer {
        TapAnswer::Refused { reason } => &reason.code,
        TapAnswer::Accepted { .. } => panic!("{answer:?}"),
    }
}

/// Ends R-0002's registration.
async fn end_second(city: &City, from: &str) {
    let moved = ChangeStanding {
        state: Standing::Ended,
        from: from.parse().unwrap(),
        reason: StandingReason::MovedAway,
        dry_run: false,
    };
    let clerk = city.caller("clerk").await;
    let of = "R-0002".parse().unwrap();
    change_standing(&city.settlement, &clerk, &of, &moved)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_number_is_a0_and_what_it_pays_is_the_schemes_word() {
    for (treatment, claim, owed) in [
        ("hold", "R-0001 hold 0", 0),
        ("pay", "R-0001 pay 750", 750),
        ("refuse", "R-0001 refuse 0", 0),
    ] {
        let scheme = with_a0(treatment);
        let scheme = if treatment == "refuse" {
            MAEBASHI
        } else {
            &scheme
        };
        let city = city(scheme, &[0]).await;
        let told = if treatment == "refuse" { 0 } else { 750 };
        let ride = ride("2026-10-05T10:00:00+09:00", 1_500, &[(0, told)]);
        takes_in(&city, declaring(&city, &ride, "R-0001")).await;
        assert_eq!(
            graded(&city).await,
            ["A0 declared,photo_not_checked card_not_carried R-0001"]
        );
        assert_eq!(claims(&city).await, [claim]);
        // What is held waits for a person, who sees why no card was read.
        let waiting: Vec<_> = open(&city)
            .await
            .into_iter()
            .map(|finding| finding.subject)
            .collect();
        let held = (treatment == "hold").then(|| Some("card_not_carried".to_owned()));
        assert_eq!(waiting, held.into_iter().collect::<Vec<_>>());
        city.set_time("2026-11-02T09:00:00+09:00");
        assert_eq!(close(&city, october()).await, (owed, 0), "{treatment}");
    }
}

#[tokio::test]
async fn uses_count_whether_a_card_was_read_or_a_number_typed() {
    let city = city(&with_a0("pay"), &[68, 68]).await;
    let at = |day: u32, told| ride(&format!("2026-10-{day:02}T10:00:00+09:00"), 1_500, &[told]);
    // Each in a batch of its own, so that each is counted from what was written.
    takes_in(&city, declaring(&city, &at(5, (0, 750)), "R-0001")).await;
    takes_in(&city, city.record(0, &at(6, (0, 750)))).await;
    for last in [
        city.record(0, &at(7, (0, 0))),
        declaring(&city, &at(8, (0, 0)), "R-0001"),
    ] {
        let answer = told(&city, &last).await;
        let TapAnswer::Accepted { used, .. } = answer else {
            panic!("{answer:?}");
        };
        assert_eq!(used.all.fiscal_year.uses, 70);
        let answer = takes_in(&city, last).await;
        let claim = &answer.decision.as_ref().unwrap().claims[0];
        assert_eq!(claim.reasons[0].code, "yearly_limit");
    }
    city.set_time("2026-11-02T09:00:00+09:00");
    assert_eq!(close(&city, october()).await, (1_500, 0));
}

#[tokio::test]
async fn a_number_is_judged_by_what_was_known_of_it_when_the_trip_came_in() {
    let city = city(&with_a0("pay"), &[0, 0]).await;
    end_second(&city, "2026-10-08").await;
    let at = |time: &str| ride(&format!("2026-10-{time}:00+09:00"), 1_500, &[(0, 750)]);
    let rides = async |time: &str, registrant: &str| {
        let answer = takes_in(&city, declaring(&city, &at(time), registrant)).await;
        // No more is said of a tap that does not count than of a card's.
        assert_eq!(answer.reason, None);
    };
    rides("07T23:30", "R-0002").await;
    rides("08T00:00", "R-0002").await;
    rides("09T10:00", "R-0009").await;
    // Whoever is registered now, from a day before that trip, was nobody then.
    let clerk = city.caller("clerk").await;
    let late = registration((5, "R-0009".parse().unwrap()), ("age75", 0));
    register_card(&city.settlement, &clerk, &late)
        .await
        .unwrap();
    rides("09T12:00", "R-0009").await;
    let why = "card_not_carried";
    assert_eq!(
        graded(&city).await,
        [
            format!("A0 declared,photo_not_checked {why} R-0002"),
            format!("registration_ended {why} R-0002"),
            format!("number_not_registered {why}"),
            format!("A0 declared,photo_not_checked {why} R-0009"),
        ]
    );
    city.set_time("2026-11-02T09:00:00+09:00");
    // The night is outside the scheme's hours.
    assert_eq!(close(&city, october()).await, (750, 0));
    // Neither does what is entered later change what was.
    end_second(&city, "2026-10-01").await;
    audit(&city, october()).await;
}

#[tokio::test]
async fn a_taxi_hears_the_same_of_every_number_that_does_not_count() {
    let paying = city(&with_a0("pay"), &[0, 0]).await;
    end_second(&paying, "2026-10-05").await;
    let ride = ride("2026-10-05T10:00:00+09:00", 1_500, &[(0, 750)]);
    let before = support::ride("2026-09-30T10:00:00+09:00", 1_500, &[(0, 750)]);
    let good = told(&paying, &declaring(&paying, &ride, "R-0001")).await;
    let TapAnswer::Accepted { assurance, .. } = good else {
        panic!("{good:?}");
    };
    assert_eq!(assurance, Assurance::A0);
    for (ride, number) in [(&ride, "R-0002"), (&ride, "R-0009"), (&before, "R-0001")] {
        let answer = told(&paying, &declaring(&paying, ride, number)).await;
        assert_eq!(refusal(&answer), "number_not_accepted", "{number}");
    }
    let of_card = told(&paying, &paying.record(0, &self::second(&ride))).await;
    assert_eq!(refusal(&of_card), "registration_ended");
    // Where it pays for none, nobody is looked for.
    let refusing = city(MAEBASHI, &[0]).await;
    for number in ["R-0001", "R-0009"] {
        let answer = told(&refusing, &declaring(&refusing, &ride, number)).await;
        assert_eq!(refusal(&answer), "assurance_too_low", "{number}");
    }
}

/// Nor does its operator hear more of it, once the trip came in.
#[tokio::test]
async fn why_a_number_did_not_count_is_told_to_the_city_alone() {
    let city = city(&with_a0("pay"), &[0, 0]).await;
    let ride = ride("2026-10-05T10:00:00+09:00", 1_500, &[(0, 0)]);
    let trip = takes_in(&city, declaring(&city, &ride, "R-0009"))
        .await
        .trip_id;
    let clerk = city.caller("clerk").await;
    for (caller, refusal) in [
        (clerk, "number_not_registered"),
        (program_of(&city, "op-1"), "number_not_accepted"),
    ] {
        let shown = show_trip(&city.settlement, &caller, trip.unwrap())
            .await
            .unwrap();
        let tap = &shown.taps[0];
        assert_eq!(tap.refusal.as_deref(), Some(refusal));
        assert_eq!(tap.declared, Some(DeclarationReason::CardNotCarried));
    }
}

/// The same ride with the second card.
fn second(ride: &Ride) -> Ride {
    Ride {
        cards: vec![1],
        ..ride.clone()
    }
}

#[tokio::test]
async fn a_number_with_evidence_that_is_not_its_own_counts_for_nothing() {
    let city = city(&with_a0("pay"), &[0, 0]).await;
    let other = city.cards[1].fingerprint;
    let changes: [fn(&mut Tap, domain::Digest); 3] = [
        // Another's card, another number, and a chip that answered.
        |tap, other| {
            declare(tap, "R-0001");
            tap.fingerprint = other;
        },
        |tap, _other| {
            declare(tap, "R-0002");
            let named = tap.declared.as_mut().unwrap();
            named.registrant = "R-0001".parse().unwrap();
        },
        |tap, _other| {
            let chip = tap.chip.clone();
            declare(tap, "R-0001");
            tap.chip = chip;
        },
    ];
    for (hour, change) in (10..).zip(changes) {
        let at = format!("2026-10-01T{hour}:00:00+09:00");
        // The second rides along, with a card.
        let ride = ride(&at, 1_500, &[(0, 500), (1, 500)]);
        let record = city.changed_record(0, &ride, |record| change(&mut record.taps[0], other));
        let code = refusal(&told(&city, &record).await).to_owned();
        assert_eq!(code, "declaration_contradictory");
        let answer = takes_in(&city, record).await;
        assert_eq!(answer.decision.unwrap().claims.len(), 1, "{at}");
    }
    let forged = "declaration_contradictory card_not_carried";
    assert_eq!(
        graded(&city).await,
        [
            forged,
            "A2 R-0002",
            forged,
            "A2 R-0002",
            forged,
            "A2 R-0002"
        ]
    );
    city.set_time("2026-11-02T09:00:00+09:00");
    close(&city, october()).await;
}

#[tokio::test]
async fn a_person_counts_once_on_a_trip_by_number_and_card() {
    let city = city(&with_a0("pay"), &[0]).await;
    for (hour, declared) in [(10, 0), (12, 1)] {
        let at = format!("2026-10-01T{hour}:00:00+09:00");
        let ride = ride(&at, 1_500, &[(0, 750), (0, 0)]);
        let record = city.changed_record(0, &ride, |record| {
            declare(&mut record.taps[declared], "R-0001");
        });
        let answer = takes_in(&city, record).await;
        assert_eq!(answer.decision.unwrap().claims.len(), 1);
    }
    assert_eq!(
        graded(&city).await,
        [
            "A0 declared,photo_not_checked card_not_carried R-0001",
            "tapped_twice R-0001",
            "A2 R-0001",
            "declared,photo_not_checked tapped_twice card_not_carried R-0001",
        ]
    );
    city.set_time("2026-11-02T09:00:00+09:00");
    assert_eq!(close(&city, october()).await, (1_500, 0));
}

#[tokio::test]
async fn a_persons_number_that_was_typed_is_neither_answered_nor_kept() {
    let city = city(&with_a0("pay"), &[0]).await;
    // Twelve digits that check out, made here so that none is written down.
    let number = (0..10)
        .map(|last| format!("9876.5432.109{last}"))
        .find(|it| domain::holds_individual_number(it))
        .unwrap();
    let ride = ride("2026-10-05T10:00:00+09:00", 1_500, &[(0, 750)]);
    let record = declaring(&city, &ride, "R-0001");
    let taxi = &city.taxis[0];
    let record: TripRecord = record.verify(Kind::Trip, &taxi.terminal.key).unwrap();
    for place in ["registrant", "reason"] {
        let mut typed = serde_json::to_value(&record).unwrap();
        typed["taps"][0]["declared"][place] = number.clone().into();
        let id = taxi.terminal.id.to_string();
        let signed = taxi.key.sign(Kind::Trip, &id, &typed).unwrap();
        let answer = &city.post(0, &[signed]).await[0];
        assert_eq!(answer.status, TripStatus::Rejected);
        let said = serde_json::to_string(answer).unwrap();
        assert!(!said.contains(&number), "{said}");
    }
    let owner = city.database.connect().await.unwrap();
    let kept = "SELECT (SELECT count(*) FROM trip) + (SELECT count(*) FROM record_set_aside)";
    let kept: i64 = owner.query_one(kept, &[]).await.unwrap().get(0);
    assert_eq!(kept, 0, "what is set aside would be kept");
}

#[tokio::test]
async fn a_terminal_on_which_numbers_are_typed_again_and_again_is_found() {
    let city = city(&with_a0("pay"), &[0]).await;
    let often = SHIPPED.replace(
        "[weak_taps]\nat_least = 20\npercent = 40",
        "[weak_taps]\nat_least = 5\npercent = 40",
    );
    assert_ne!(often, SHIPPED);
    publish(&city, &often).await;
    for day in 5..10 {
        let ride = ride(
            &format!("2026-10-{day:02}T10:00:00+09:00"),
            1_500,
            &[(0, 750)],
        );
        let record = if day < 7 {
            declaring(&city, &ride, "R-0001")
        } else {
            city.record(0, &ride)
        };
        takes_in(&city, record).await;
    }
    let clerk = city.caller("clerk").await;
    review::scan(&city.settlement, &clerk, october())
        .await
        .unwrap();
    let found: Vec<_> = open(&city)
        .await
        .iter()
        .map(|it| serde_json::to_value(it).unwrap()["code"].clone())
        .collect();
    assert!(found.contains(&"weak_taps".into()), "{found:?}");
}
