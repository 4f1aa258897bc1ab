//! What the registry says of a trip: as of the trip, and as known when it came in.

#![cfg(test)]

mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use domain::{CredentialState, Standing, StandingReason};
use settlement::Error;
use settlement::access::{self, Role, Who};
use settlement::registry::{
    self, CsvKind, Encoding, RegistryFile, change_credential, change_standing, export_csv,
    import_csv, show_registrant,
};
use settlement::review::{self, Code, Filter, Ruling};
use support::files::import;
use support::{City, at, ride, user};
use wire::api::{ChangeCredential, ChangeStanding, Changed, TripStatus};

async fn end(city: &City, from: &str, state: Standing, reason: StandingReason) -> Changed {
    let change = ChangeStanding {
        state,
        from: from.parse().unwrap(),
        reason,
        dry_run: false,
    };
    let id = &city.cards[0].registrant;
    change_standing(&city.settlement, &city.caller("clerk").await, id, &change)
        .await
        .unwrap()
}

/// The subsidy of a trip of the first card, taken in now.
async fn subsidy(city: &City, boarded_at: &str) -> i64 {
    let record = city.record(0, &ride(boarded_at, 1_500, &[(0, 750)]));
    let answers = city.post(0, &[record]).await;
    assert_eq!(answers[0].status, TripStatus::Created, "{answers:?}");
    answers[0].decision.as_ref().unwrap().subsidy.get()
}

#[tokio::test]
async fn an_end_in_the_past_names_what_it_touches_and_changes_nothing_decided() {
    let city = City::found(&[0]).await;
    city.set_time("2026-10-05T20:00:00+09:00");
    assert_eq!(subsidy(&city, "2026-10-02T10:00:00+09:00").await, 750);
    assert_eq!(subsidy(&city, "2026-10-05T10:00:00+09:00").await, 750);

    let changed = end(&city, "2026-10-04", Standing::Ended, StandingReason::Death).await;
    assert!(changed.changed);
    assert_eq!((changed.count, changed.total_yen.get()), (1, 750));
    let again = end(&city, "2026-10-04", Standing::Ended, StandingReason::Death).await;
    assert_eq!((again.changed, again.count), (false, 0));

    assert_eq!(subsidy(&city, "2026-10-03T10:00:00+09:00").await, 750);
    assert_eq!(subsidy(&city, "2026-10-04T10:00:00+09:00").await, 0);
    let october = "2026-10".parse().unwrap();
    city.set_time("2026-11-02T09:00:00+09:00");
    settlement::month::close(&city.settlement, city.code, october, &user("finance"))
        .await
        .unwrap();
    let audit = settlement::month::audit(&city.settlement, city.code, october)
        .await
        .unwrap();
    assert!(audit.matches, "what was known then decides: {audit:#?}");

    end(
        &city,
        "2026-11-02",
        Standing::Registered,
        StandingReason::Readmitted,
    )
    .await;
    let id = &city.cards[0].registrant;
    let shown = show_registrant(&city.settlement, &city.caller("clerk").await, id)
        .await
        .unwrap();
    assert_eq!(shown.state, Standing::Registered);
    assert_eq!(shown.standings.len(), 2);
}

#[tokio::test]
async fn a_lost_card_is_refused_from_that_moment_and_a_found_one_pays_again() {
    let city = City::found(&[0]).await;
    city.set_time("2026-10-05T20:00:00+09:00");
    let change = |state, from: &str| ChangeCredential {
        state,
        from: Some(at(from)),
        dry_run: false,
    };
    let card = city.cards[0].fingerprint;
    let lost = change(CredentialState::Lost, "2026-10-05T12:00:00+09:00");
    change_credential(&city.settlement, &city.caller("clerk").await, card, &lost)
        .await
        .unwrap();
    assert_eq!(subsidy(&city, "2026-10-05T11:00:00+09:00").await, 750);
    assert_eq!(subsidy(&city, "2026-10-05T12:30:00+09:00").await, 0);
    let found = change(CredentialState::Usable, "2026-10-05T14:00:00+09:00");
    change_credential(&city.settlement, &city.caller("clerk").await, card, &found)
        .await
        .unwrap();
    assert_eq!(subsidy(&city, "2026-10-05T15:00:00+09:00").await, 750);
}

#[tokio::test]
async fn a_trip_is_billed_by_whose_vehicle_it_was_on_that_day() {
    let city = City::found(&[0]).await;
    city.set_time("2026-10-20T20:00:00+09:00");
    let moved = import(
        &city,
        CsvKind::Vehicles,
        "車両,事業者,開始日\r\nv-1,,2026/10/10\r\n",
    )
    .await;
    assert_eq!((moved.rows, moved.entered), (1, 1), "{moved:?}");
    assert_eq!(subsidy(&city, "2026-10-09T10:00:00+09:00").await, 750);
    let late = city.record(0, &ride("2026-10-10T10:00:00+09:00", 1_500, &[(0, 750)]));
    let answer = &city.post(0, &[late]).await[0];
    assert_eq!(
        answer.reason.as_ref().unwrap().code,
        "vehicle_not_authorised"
    );
}

/// The licences of all operators end on a day.
async fn end_licences(city: &City, last_day: &str) {
    let (_, operators) = export_csv(
        &city.settlement,
        &city.caller("clerk").await,
        CsvKind::Operators,
        Encoding::Utf8,
    )
    .await
    .unwrap();
    let operators = String::from_utf8(operators).unwrap();
    let ended = operators.replace(",2026-10-01,,,", &format!(",2026-10-01,{last_day},,"));
    assert_ne!(operators, ended);
    import(city, CsvKind::Operators, &ended).await;
}

#[tokio::test]
async fn what_is_entered_of_the_fleet_too_late_opens_the_claims_it_reaches() {
    let city = City::found(&[0]).await;
    city.set_time("2026-10-20T20:00:00+09:00");
    for boarded in ["2026-10-09T10:00:00+09:00", "2026-10-12T10:00:00+09:00"] {
        assert_eq!(subsidy(&city, boarded).await, 750);
    }
    let files = [
        (
            CsvKind::Drivers,
            "乗務員,事業者,開始日\r\nd-1,op-2,2026/10/10\r\n",
        ),
        (
            CsvKind::Terminals,
            "端末,車両,開始日\r\nt-1,v-2,2026/10/10\r\n",
        ),
        (
            CsvKind::Vehicles,
            "車両,事業者,開始日\r\nv-1,,2026/10/10\r\n",
        ),
        // Entered again, or from a day without trips: nothing new.
        (
            CsvKind::Vehicles,
            "車両,事業者,開始日\r\nv-1,,2026/10/11\r\nv-2,,2026/10/10\r\n",
        ),
    ];
    for (kind, file) in files {
        import(&city, kind, file).await;
    }
    end_licences(&city, "2026-10-11").await;
    let clerk = city.caller("clerk").await;
    let page = review::queue(&city.settlement, &clerk, &Filter::default())
        .await
        .unwrap();
    let against: Vec<_> = page
        .findings
        .iter()
        .map(|one| (one.code, one.subject.as_deref().unwrap()))
        .collect();
    let expected = [
        "driver d-1 2026-10-10",
        "terminal t-1 2026-10-10",
        "vehicle v-1 2026-10-10",
        "operator op-1 2026-10-01",
    ];
    assert_eq!(against, expected.map(|one| (Code::FleetChanged, one)));
    let trips: BTreeSet<_> = page.findings.iter().map(|one| one.trip).collect();
    assert_eq!(trips.len(), 1, "only the trip of the 12th");
}

/// Against what the claims of the fleet's changes are open, the decided ones too.
async fn fleet_findings(city: &City) -> Vec<(uuid::Uuid, String)> {
    let clerk = city.caller("clerk").await;
    let filter = Filter {
        decided_too: true,
        code: Some(Code::FleetChanged),
        ..Filter::default()
    };
    let page = review::queue(&city.settlement, &clerk, &filter)
        .await
        .unwrap();
    let findings = page.findings.into_iter();
    findings
        .map(|one| (one.finding, one.subject.unwrap()))
        .collect()
}

#[tokio::test]
async fn what_is_entered_again_opens_a_claim_again_only_once_it_is_decided() {
    let city = City::found(&[0]).await;
    city.set_time("2026-10-20T20:00:00+09:00");
    assert_eq!(subsidy(&city, "2026-10-12T10:00:00+09:00").await, 750);
    let moves = [",2026/10/10", "op-2,2026/10/11", ",2026/10/12"];
    let mut subjects = Vec::new();
    for (round, holder) in moves.into_iter().enumerate() {
        let file = format!("車両,事業者,開始日\r\nv-1,{holder}\r\n");
        import(&city, CsvKind::Vehicles, &file).await;
        let findings = fleet_findings(&city).await;
        subjects = findings
            .iter()
            .map(|(_id, subject)| subject.clone())
            .collect();
        if round == 1 {
            let clerk = city.caller("clerk").await;
            let reason = "届出で確認".parse().unwrap();
            let what = (findings[0].0, Ruling::Pay);
            review::decide(&city.settlement, &clerk, what, &reason)
                .await
                .unwrap();
        }
    }
    assert_eq!(
        subjects,
        ["vehicle v-1 2026-10-10", "vehicle v-1 2026-10-12"]
    );
}

#[tokio::test]
async fn a_taxi_that_moves_with_its_driver_opens_a_claim_once() {
    let city = City::found(&[0]).await;
    city.set_time("2026-10-20T20:00:00+09:00");
    assert_eq!(subsidy(&city, "2026-10-12T10:00:00+09:00").await, 750);
    let moved = support::REGISTRY
        .replace("vehicles = [\"v-1\"]\ndrivers = [\"d-1\"]\n", "")
        .replace(
            "vehicles = [\"v-2\"]\ndrivers = [\"d-2\"]\n",
            "from = \"2026-10-10\"\nvehicles = [\"v-1\", \"v-2\"]\ndrivers = [\"d-1\", \"d-2\"]\n",
        );
    let file: RegistryFile = toml::from_str(&moved).unwrap();
    let digest = domain::Digest::of(moved);
    registry::import(&city.settlement, (&file, digest), Some(&user("clerk")))
        .await
        .unwrap();
    let findings = fleet_findings(&city).await;
    let subjects: Vec<_> = findings
        .iter()
        .map(|(_id, subject)| subject.as_str())
        .collect();
    assert_eq!(subjects, ["vehicle v-1 2026-10-10"]);
}

#[tokio::test]
async fn a_trip_after_the_licence_is_not_taken_in() {
    let city = City::found(&[0]).await;
    city.set_time("2026-10-20T20:00:00+09:00");
    end_licences(&city, "2026-10-09").await;
    assert_eq!(subsidy(&city, "2026-10-09T10:00:00+09:00").await, 750);
    let late = city.record(0, &ride("2026-10-10T10:00:00+09:00", 1_500, &[(0, 750)]));
    let answer = &city.post(0, &[late]).await[0];
    assert_eq!(
        answer.reason.as_ref().unwrap().code,
        "operator_not_authorised"
    );
}

const EVERY_KIND: [CsvKind; 6] = [
    CsvKind::Operators,
    CsvKind::Vehicles,
    CsvKind::Drivers,
    CsvKind::Terminals,
    CsvKind::Registrants,
    CsvKind::Credentials,
];

#[tokio::test]
async fn what_is_exported_is_imported_without_any_change() {
    let city = City::found(&[0, 3]).await;
    city.set_time("2026-10-05T20:00:00+09:00");
    end(
        &city,
        "2026-10-04",
        Standing::Ended,
        StandingReason::MovedAway,
    )
    .await;
    let lost = ChangeCredential {
        state: CredentialState::Lost,
        from: None,
        dry_run: false,
    };
    let card = city.cards[1].fingerprint;
    change_credential(&city.settlement, &city.caller("clerk").await, card, &lost)
        .await
        .unwrap();
    let clerk = city.caller("clerk").await;
    for kind in EVERY_KIND {
        for encoding in [Encoding::Utf8, Encoding::Cp932] {
            let (rows, bytes) = export_csv(&city.settlement, &clerk, kind, encoding)
                .await
                .unwrap();
            assert!(rows > 0, "{kind:?}");
            let who = (city.code, &user("clerk"));
            let again = import_csv(&city.settlement, who, (kind, &bytes), false)
                .await
                .unwrap();
            assert_eq!(again.problems, [], "{kind:?}");
            assert_eq!((again.rows, again.entered), (rows, 0), "{kind:?}");
        }
    }
}

#[tokio::test]
async fn many_registrants_come_in_at_once_or_not_at_all() {
    let city = City::found(&[0]).await;
    let mut text = "registrant,registered_on,ground,ground_from\n".to_owned();
    for number in 0..30_000 {
        writeln!(text, "N-{number:05},2026/10/1,age75,R8.10.1").unwrap();
    }
    let bad = import(
        &city,
        CsvKind::Registrants,
        &format!("{text}N-x,,age75,46113\n"),
    )
    .await;
    assert_eq!(bad.problems.len(), 2, "{bad:?}");
    assert!(bad.problems.iter().all(|problem| problem.line == 30_002));

    let who = (city.code, &user("clerk"));
    let tried = import_csv(
        &city.settlement,
        who,
        (CsvKind::Registrants, text.as_bytes()),
        true,
    )
    .await
    .unwrap();
    assert_eq!((tried.rows, tried.entered), (30_000, 60_000));
    let kept = import(&city, CsvKind::Registrants, &text).await;
    assert_eq!(kept, tried, "the dry run kept nothing");
    let finance = user("finance");
    let nobody = registry::import_csv(
        &city.settlement,
        (city.code, &finance),
        (CsvKind::Registrants, text.as_bytes()),
        false,
    );
    assert!(nobody.await.is_err(), "only the desk may");
}

#[tokio::test]
async fn a_terminal_that_is_moved_tomorrow_learns_of_it_tomorrow() {
    let city = City::found(&[0]).await;
    city.set_time("2026-10-05T20:00:00+09:00");
    import(
        &city,
        CsvKind::Terminals,
        "端末,車両,開始日\nt-1,v-2,2026-10-06\n",
    )
    .await;
    let terminal = registry::recall_terminal(&city.settlement, &city.taxis[0].terminal.id)
        .await
        .unwrap();
    for (time, vehicle, operator) in [
        ("2026-10-05T20:01:00+09:00", "v-1", "op-1"),
        ("2026-10-06T06:00:00+09:00", "v-2", "op-2"),
    ] {
        city.set_time(time);
        let bundle = registry::make_bundle(&city.settlement, &terminal)
            .await
            .unwrap();
        let key = wire::SigningKey::from_seed(&[1; 32]).public();
        let bundle = wire::Bundle::verify(&bundle, &key).unwrap();
        assert_eq!(bundle.assignment.vehicle.as_str(), vehicle, "{time}");
        assert_eq!(bundle.assignment.operator.as_str(), operator, "{time}");
    }
}

/// What `file` is answered when `by` imports it; nothing when it is taken in.
async fn refusal(city: &City, by: &str, text: &str) -> Option<String> {
    let file: RegistryFile = toml::from_str(text).unwrap();
    let file = (&file, domain::Digest::of(text));
    match registry::import(&city.settlement, file, Some(&user(by))).await {
        Ok(_imported) => None,
        Err(Error::Refused(refusal)) => Some(refusal.reason.code.clone()),
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn whoever_changes_the_registry_gets_nobody_another_role() {
    let city = City::found(&[]).await;
    let raised = support::REGISTRY.replacen("role = \"clerk\"", "role = \"approver\"", 1);
    let added = format!(
        "{}[[user]]\nid = \"new\"\nrole = \"admin\"\n",
        support::REGISTRY
    );
    assert_ne!(raised, support::REGISTRY);
    let refused = Some("users_need_administrator".to_owned());
    for file in [&raised, &added] {
        assert_eq!(refusal(&city, "clerk", file).await, refused);
    }
    assert_eq!(refusal(&city, "clerk", support::REGISTRY).await, None);
    assert!(matches!(
        city.caller("clerk").await.who,
        Who::User {
            role: Role::Clerk,
            ..
        }
    ));
    for file in [&raised, &added] {
        assert_eq!(refusal(&city, "head", file).await, None);
    }
    assert!(matches!(
        city.caller("new").await.who,
        Who::User {
            role: Role::Admin,
            ..
        }
    ));
}

#[tokio::test]
async fn an_administrator_is_always_left() {
    let city = City::found(&[]).await;
    let without = support::REGISTRY.replace("role = \"admin\"", "role = \"auditor\"");
    let missing = Some("administrator_missing".to_owned());
    assert_eq!(refusal(&city, "head", &without).await, missing);
    let shut_out = async |name| {
        let by = city.caller("head").await;
        access::disable_user(&city.settlement, &by, &user(name)).await
    };
    match shut_out("head").await {
        Err(Error::Refused(refusal)) => assert_eq!(refusal.reason.code, "administrator_missing"),
        other => panic!("{other:?}"),
    }
    shut_out("finance").await.unwrap();

    let head = city.caller("head").await;
    access::add_user(&city.settlement, &head, (&user("second"), Role::Admin))
        .await
        .unwrap();
    assert_eq!(refusal(&city, "second", &without).await, None);
    // One who is shut out is nobody who is left.
    let second = city.caller("second").await;
    let last = access::disable_user(&city.settlement, &second, &user("second")).await;
    assert!(matches!(last, Err(Error::Refused(_))));

    let elsewhere = without.replace("102016", "102024");
    let file: RegistryFile = toml::from_str(&elsewhere).unwrap();
    let file = (&file, domain::Digest::of(&elsewhere));
    match registry::import(&city.settlement, file, None).await {
        Err(Error::Refused(refusal)) => assert_eq!(refusal.reason.code, "administrator_missing"),
        other => panic!("{other:?}"),
    }
}
