//! Rides, with cards in software and a service that comes and goes.

mod common;

use common::service::{Mood, pool};
use common::{AUTHORITY, RESIDENT, Taxi, alight, at, board, fingerprint, ride, tap};
use domain::{Assurance, Reason, Yen};
use jpki::{Certificate, ChipKey};
use rules::{Tallies, Tally, Used};
use terminal::agent::{TapKind, TapWanted};
use virtual_card::{Behaviour, CardKey, Form, Leaf, Persona, TestAuthority};
use wire::Purpose;
use wire::api::TripStatus;

#[test]
fn a_ride_ends_in_a_record_that_proves_the_card_was_there() {
    let taxi = Taxi::with(&[&RESIDENT]);
    let running = taxi.start();
    let mut agent = running.agent(&[&RESIDENT]);
    let trip_id = board(&mut agent);
    let (kind, ended) = tap(&mut agent);
    assert_eq!(kind, TapKind::Accepted);
    assert_eq!(ended.assurance, Some(Assurance::A2));
    assert!(ended.online && ended.apdus >= 10 && ended.own_ms <= ended.ms);
    let fare = alight(&mut agent);
    assert_eq!(fare.subsidy_yen, Yen::new(750));
    assert_eq!(fare.passenger_pays_yen, Yen::new(750));
    assert_eq!(fare.claims[0].registrant.as_str(), "rider-1");
    assert!(fare.online && !fare.provisional);
    let stored = agent.finish().unwrap();
    assert_eq!((stored.trip_id, stored.sequence), (trip_id, 1));
    let delivered = agent.sync().unwrap();
    assert_eq!((delivered.counts.created, delivered.waiting), (1, 0));

    let records = taxi.service.records();
    let record = &records[0];
    assert_eq!(record.trip_id, trip_id);
    assert_eq!(record.shown.claims_yen, [Yen::new(750)]);
    let tap = &record.taps[0];
    assert_eq!(tap.fingerprint, fingerprint(&RESIDENT));
    let challenge = tap
        .challenge(&pool(1, 50), &record.terminal, trip_id)
        .unwrap();
    let pinned = ChipKey::from_spki_der(&RESIDENT.chip_spki_der().unwrap()).unwrap();
    let signature = &tap.chip.as_ref().unwrap().signature;
    assert_eq!(pinned.verify(&challenge.preimage(), signature), Ok(()));
}

#[test]
fn a_persons_number_is_no_kind_of_ticket_and_is_not_signed() {
    let taxi = Taxi::with(&[&RESIDENT]);
    let running = taxi.start();
    let mut agent = running.agent(&[&RESIDENT]);
    board(&mut agent);
    // Twelve digits that check out, made here so that none is written down.
    let number = (0..10)
        .map(|last| format!("9876.5432.109{last}"))
        .find(|it| domain::holds_individual_number(it));
    let wanted = TapWanted {
        units: None,
        instrument: number,
        photo_checked: true,
        wait: std::time::Duration::ZERO,
    };
    let (kind, ended) = agent.tap(wanted).unwrap();
    assert_eq!(kind, TapKind::Error);
    assert_eq!(ended.reason.code, "individual_number_refused");
    // The passenger's card was not asked for, and counts as soon as the kind is right.
    assert_eq!(tap(&mut agent).0, TapKind::Accepted);
}

#[test]
fn two_who_share_each_have_their_claim() {
    let second = Persona::resident("second", &AUTHORITY, at()).unwrap();
    let taxi = Taxi::with(&[&RESIDENT, &second]);
    let running = taxi.start();
    let mut agent = running.agent(&[&RESIDENT, &second]);
    board(&mut agent);
    tap(&mut agent);
    tap(&mut agent);
    let fare = alight(&mut agent);
    let claims: Vec<_> = fare.claims.iter().map(|claim| claim.subsidy).collect();
    assert_eq!(claims, [Yen::new(500), Yen::new(500)]);
    assert_eq!(fare.passenger_pays_yen, Yen::new(500));
}

/// Every card that must not pass, with the code of its own answer.
#[test]
fn each_card_that_must_not_pass_has_its_own_answer() {
    let leaf = |leaf: &Leaf, authority| {
        Persona::with_leaf("card", authority, leaf, &CardKey::rsa().unwrap(), at()).unwrap()
    };
    let impostor = TestAuthority::rsa(at()).unwrap();
    let clone = RESIDENT.cloned("clone").unwrap();
    let form = |form| Persona {
        form,
        ..RESIDENT.clone()
    };
    let pulled = |behaviour| RESIDENT.behaving("pulled", behaviour);
    let removed = Behaviour {
        removed_after: Some(6),
        ..Behaviour::default()
    };
    let empty = Behaviour {
        empty_answer_at: Some(6),
        ..Behaviour::default()
    };
    let unregistered = leaf(&Leaf::authentication(at()), &AUTHORITY);
    let expired = leaf(&Leaf::authentication(at()).expired(at()), &AUTHORITY);
    let forged = leaf(&Leaf::authentication(at()), &impostor);
    let table = [
        (unregistered, TapKind::Refused, "not_registered"),
        (expired, TapKind::Refused, "certificate_expired"),
        (
            forged,
            TapKind::Refused,
            "certificate_same_name_other_authority",
        ),
        (clone, TapKind::Refused, "chip_mismatch"),
        (
            form(Form::Android),
            TapKind::Refused,
            "smartphone_not_accepted",
        ),
        (
            form(Form::Iphone),
            TapKind::Refused,
            "smartphone_not_accepted",
        ),
        (
            Persona::transit("transit"),
            TapKind::Refused,
            "transit_card_not_accepted",
        ),
        (pulled(removed), TapKind::Error, "card_removed"),
        (pulled(empty), TapKind::Error, "card_removed"),
    ];
    let taxi = Taxi::with(&[]);
    // A clone reads like the card it was made from; only the service, which
    // has the key pinned, can tell.
    taxi.service.state().refused.insert(
        fingerprint(&RESIDENT),
        Reason::new("chip_mismatch", "別のチップです。", "Another chip."),
    );
    let running = taxi.start();
    let personas: Vec<_> = table.iter().map(|(persona, ..)| persona).collect();
    let mut agent = running.agent(&personas);
    board(&mut agent);
    for (persona, kind, code) in &table {
        let (got, ended) = tap(&mut agent);
        assert_eq!(
            (got, ended.reason.code.as_str()),
            (*kind, *code),
            "{}",
            persona.name
        );
        assert!(!ended.reason.ja.is_empty() && !ended.reason.en.is_empty());
        assert_eq!(ended.assurance, None);
    }
    let (kind, ended) = tap(&mut agent);
    assert_eq!(
        (kind, ended.reason.code.as_str()),
        (TapKind::Error, "no_card")
    );
    let fare = alight(&mut agent);
    assert_eq!((fare.subsidy_yen, fare.claims.len()), (Yen::ZERO, 0));
}

#[test]
fn a_card_counts_once_a_trip() {
    let taxi = Taxi::with(&[&RESIDENT]);
    let running = taxi.start();
    let mut agent = running.agent(&[&RESIDENT, &RESIDENT, &RESIDENT]);
    board(&mut agent);
    assert_eq!(tap(&mut agent).0, TapKind::Accepted);
    let (kind, ended) = tap(&mut agent);
    assert_eq!(
        (kind, ended.reason.code.as_str()),
        (TapKind::Refused, "same_card_twice")
    );
    assert_eq!(alight(&mut agent).claims.len(), 1);
    agent.finish().unwrap();
    board(&mut agent);
    assert_eq!(tap(&mut agent).0, TapKind::Accepted, "on the next trip");
}

#[test]
fn a_tap_after_the_fare_was_shown_asks_for_the_fare_again() {
    let taxi = Taxi::with(&[&RESIDENT]);
    let running = taxi.start();
    let mut agent = running.agent(&[&RESIDENT]);
    assert_eq!(agent.finish().unwrap_err().code(), "no_trip");
    board(&mut agent);
    assert_eq!(agent.finish().unwrap_err().code(), "fare_not_decided");
    assert_eq!(alight(&mut agent).subsidy_yen, Yen::ZERO);
    tap(&mut agent);
    assert_eq!(agent.finish().unwrap_err().code(), "fare_not_decided");
    assert_eq!(alight(&mut agent).subsidy_yen, Yen::new(750));
    agent.finish().unwrap();
    agent.sync().unwrap();
    let records = taxi.service.records();
    assert_eq!(records[0].taps[0].purpose, Purpose::Alight);
}

#[test]
fn in_the_hills_the_terminal_counts_for_itself_and_says_what_it_risks() {
    let taxi = Taxi::with(&[&RESIDENT]);
    let running = taxi.start();
    running.terminal.refresh_bundle().unwrap();
    let mut agent = running.agent(&[&RESIDENT, &RESIDENT, &RESIDENT, &RESIDENT]);
    assert!(!ride(&mut agent).provisional);
    agent.sync().unwrap();

    taxi.service.mood(Mood::Away);
    let second = ride(&mut agent);
    assert!(second.provisional && !second.online);
    assert_eq!(second.subsidy_yen, Yen::new(750));
    assert_eq!(second.at_risk_yen, Yen::new(750));
    // Maebashi pays two rides a day: the third is known here to be too many.
    let third = ride(&mut agent);
    assert_eq!(third.subsidy_yen, Yen::ZERO);
    assert_eq!(third.claims[0].reasons[0].code, "daily_limit");

    let delivered = agent.sync().unwrap();
    assert_eq!(delivered.problem.unwrap().code, "service_unreachable");
    assert_eq!((delivered.counts.posted, delivered.waiting), (0, 2));
    let status = agent.status().unwrap();
    assert_eq!(status.exposure.at_risk_yen, Yen::new(750));
    assert_eq!(status.exposure.at_risk_trips, 1);
    assert_eq!(status.newest.unwrap().sequence, 3);

    taxi.service.mood(Mood::Up);
    let delivered = agent.sync().unwrap();
    assert_eq!((delivered.counts.created, delivered.waiting), (2, 0));
    assert_eq!(
        agent.status().unwrap().exposure,
        terminal::outbox::Exposure::default()
    );
    let online: Vec<_> = taxi
        .service
        .records()
        .iter()
        .map(|record| record.shown.online)
        .collect();
    assert_eq!(online, [true, false, false]);
}

#[test]
fn in_the_hills_no_more_is_given_than_the_scheme_allows() {
    let taxi = Taxi::with(&[&RESIDENT]);
    let offline = "[version.offline]\n";
    let scheme =
        rules::shipped::MAEBASHI.replace(offline, &format!("{offline}exposure_yen = 1_000\n"));
    taxi.service.state().scheme = scheme;
    let running = taxi.start();
    running.terminal.refresh_bundle().unwrap();
    let mut agent = running.agent(&[&RESIDENT, &RESIDENT, &RESIDENT]);
    taxi.service.mood(Mood::Away);
    assert_eq!(ride(&mut agent).subsidy_yen, Yen::new(750));
    let second = ride(&mut agent);
    assert_eq!(second.subsidy_yen, Yen::ZERO);
    assert_eq!(second.passenger_pays_yen, Yen::new(1_500));
    assert_eq!(second.claims[0].reasons[0].code, "offline_exposure");
    assert!(second.claims[0].reasons[0].ja.contains("1,000円まで"));
    let status = agent.status().unwrap();
    assert_eq!(status.exposure.at_risk_yen, Yen::new(750));
    assert_eq!(status.at_risk_limit_yen, Some(Yen::new(1_000)));

    taxi.service.mood(Mood::Up);
    agent.sync().unwrap();
    // The service takes no use for a trip on which it paid nothing.
    let units: Vec<_> = taxi
        .service
        .records()
        .iter()
        .map(|record| record.taps[0].units)
        .collect();
    assert_eq!(units, [None, Some(0)]);
    taxi.service.mood(Mood::Away);
    let third = ride(&mut agent);
    assert_eq!(
        third.subsidy_yen,
        Yen::new(750),
        "nothing is at risk any more"
    );
}

#[test]
fn the_grounds_that_the_service_told_decide_also_without_it() {
    let second = Persona::resident("second", &AUTHORITY, at()).unwrap();
    let taxi = Taxi::with(&[&RESIDENT, &second]);
    taxi.service.state().scheme = rules::shipped::WA_PTSS.into();
    taxi.service.state().grounds = vec!["wheelchair".into()];
    let running = taxi.start();
    running.terminal.refresh_bundle().unwrap();
    let mut agent = running.agent(&[&RESIDENT, &RESIDENT, &second]);
    let most_for_wheelchairs = Yen::new(35);
    assert_eq!(ride(&mut agent).subsidy_yen, most_for_wheelchairs);
    taxi.service.mood(Mood::Away);
    assert_eq!(ride(&mut agent).subsidy_yen, most_for_wheelchairs);
    let stranger = ride(&mut agent);
    assert_eq!(stranger.subsidy_yen, Yen::new(25), "no ground was told");
}

#[test]
fn in_the_hills_a_card_outside_the_filter_is_refused() {
    let taxi = Taxi::with(&[]);
    let running = taxi.start();
    running.terminal.refresh_bundle().unwrap();
    taxi.service.mood(Mood::Overloaded);
    let mut agent = running.agent(&[&RESIDENT]);
    board(&mut agent);
    let (kind, ended) = tap(&mut agent);
    assert_eq!(
        (kind, ended.reason.code.as_str()),
        (TapKind::Refused, "not_registered")
    );
}

#[test]
fn a_terminal_that_the_service_refuses_does_not_go_on_without_it() {
    let taxi = Taxi::with(&[&RESIDENT]);
    let running = taxi.start();
    running.terminal.refresh_bundle().unwrap();
    taxi.service.mood(Mood::Refusing);
    let mut agent = running.agent(&[&RESIDENT]);
    board(&mut agent);
    let (kind, ended) = tap(&mut agent);
    assert_eq!(
        (kind, ended.reason.code.as_str()),
        (TapKind::Error, "terminal_blocked")
    );
}

#[test]
fn what_the_service_knows_of_uses_is_what_counts() {
    let taxi = Taxi::with(&[&RESIDENT]);
    taxi.service.state().used = Used::same(Tallies::default().plus(Tally::of_uses(2)).unwrap());
    let running = taxi.start();
    let mut agent = running.agent(&[&RESIDENT]);
    let fare = ride(&mut agent);
    assert_eq!(fare.subsidy_yen, Yen::ZERO);
    assert_eq!(fare.claims[0].reasons[0].code, "daily_limit");
}

#[test]
fn without_nonces_a_tap_proves_less_and_none_is_used_twice() {
    let taxi = Taxi::with(&[&RESIDENT]);
    taxi.service.state().nonces = pool(1, 1);
    let running = taxi.start();
    let mut agent = running.agent(&[&RESIDENT, &RESIDENT]);
    ride(&mut agent);
    drop((agent, running));
    let running = taxi.start();
    let mut agent = running.agent(&[&RESIDENT]);
    assert_eq!(agent.status().unwrap().nonces_left, 0);
    board(&mut agent);
    let (_accepted, ended) = tap(&mut agent);
    assert_eq!(ended.assurance, Some(Assurance::A1));
    let state = taxi.service.state();
    let nonces: Vec<_> = state
        .taps
        .iter()
        .map(|check| check.tap.chip.as_ref().map(|chip| chip.nonce))
        .collect();
    assert_eq!(nonces, [Some(1), None]);
}

#[test]
fn an_expired_bundle_is_renewed_or_no_card_is_taken() {
    let taxi = Taxi::with(&[&RESIDENT]);
    let running = taxi.start();
    running.terminal.refresh_bundle().unwrap();
    taxi.service.mood(Mood::Away);
    let mut agent = running.agent(&[&RESIDENT, &RESIDENT]);
    board(&mut agent);
    clock::set(&taxi.clock_file(), at().plus_seconds(86_400)).unwrap();
    let (kind, ended) = tap(&mut agent);
    assert_eq!(
        (kind, ended.reason.code.as_str()),
        (TapKind::Error, "bundle_expired")
    );
    assert!(agent.status().unwrap().bundle.unwrap().expired);
    taxi.service.state().bundle_expires_in_s = 10 * 86_400;
    taxi.service.mood(Mood::Up);
    assert_eq!(tap(&mut agent).0, TapKind::Accepted);
}

#[test]
fn a_terminal_without_a_bundle_records_trips_and_takes_no_card() {
    let taxi = Taxi::with(&[&RESIDENT]);
    taxi.service.mood(Mood::Away);
    let running = taxi.start();
    let mut agent = running.agent(&[&RESIDENT]);
    board(&mut agent);
    let (kind, ended) = tap(&mut agent);
    assert_eq!(
        (kind, ended.reason.code.as_str()),
        (TapKind::Error, "bundle_missing")
    );
    let fare = alight(&mut agent);
    assert_eq!(fare.passenger_pays_yen, Yen::new(1_500));
    assert_eq!(fare.reasons[0].code, "no_scheme_in_force");
    agent.finish().unwrap();
}

#[test]
fn a_restart_in_the_middle_of_a_ride_loses_no_tap() {
    let taxi = Taxi::with(&[&RESIDENT]);
    let running = taxi.start();
    let mut agent = running.agent(&[&RESIDENT]);
    let trip_id = board(&mut agent);
    tap(&mut agent);
    drop((agent, running));
    let running = taxi.start();
    let mut agent = running.agent(&[]);
    let under_way = agent.status().unwrap().trip.unwrap();
    assert_eq!((under_way.trip_id, under_way.taps), (trip_id, 1));
    assert_eq!(alight(&mut agent).subsidy_yen, Yen::new(750));
    drop((agent, running));
    let running = taxi.start();
    let mut agent = running.agent(&[]);
    assert_eq!(agent.finish().unwrap().trip_id, trip_id);
    assert!(agent.status().unwrap().trip.is_none());
    drop((agent, running));
    let agent = taxi.start().agent(&[]);
    assert!(agent.status().unwrap().trip.is_none());
}

#[test]
fn a_cancelled_trip_leaves_nothing() {
    let taxi = Taxi::with(&[]);
    let running = taxi.start();
    let mut agent = running.agent(&[]);
    let trip_id = board(&mut agent);
    assert_eq!(agent.cancel().unwrap().trip_id, trip_id);
    assert_eq!(agent.cancel().unwrap_err().code(), "no_trip");
    assert_eq!(agent.status().unwrap().newest, None);
}

#[test]
fn records_delivered_again_are_duplicates_and_refused_ones_stay_to_be_seen() {
    let taxi = Taxi::with(&[]);
    let running = taxi.start();
    let mut agent = running.agent(&[]);
    for _trip in 0..4 {
        board(&mut agent);
        alight(&mut agent);
        agent.finish().unwrap();
    }
    {
        let mut state = taxi.service.state();
        state.statuses.insert(2, TripStatus::Rejected);
        state.statuses.insert(3, TripStatus::Conflict);
    }
    let first = agent.sync().unwrap();
    let figures = (
        first.counts.posted,
        first.counts.created,
        first.counts.rejected,
        first.counts.conflict,
    );
    assert_eq!(figures, (4, 2, 1, 1));
    assert_eq!(first.waiting, 0);
    let again = agent.resend(2).unwrap();
    assert_eq!((again.counts.duplicate, again.counts.conflict), (1, 1));
    let exposure = agent.status().unwrap().exposure;
    assert_eq!((exposure.rejected, exposure.conflict), (1, 1));
    assert_eq!(agent.sync().unwrap().counts.posted, 0);
}

#[test]
fn a_service_that_answers_for_no_record_is_not_asked_for_ever() {
    let taxi = Taxi::with(&[]);
    let running = taxi.start();
    let mut agent = running.agent(&[]);
    board(&mut agent);
    alight(&mut agent);
    agent.finish().unwrap();
    taxi.service.mood(Mood::Silent);
    let delivered = agent.sync().unwrap();
    assert_eq!(delivered.problem.unwrap().code, "records_unanswered");
    assert_eq!(delivered.waiting, 1);
}

#[test]
fn the_test_cards_fingerprint_is_that_of_its_certificate() {
    let certificate = Certificate::parse(RESIDENT.certificate().unwrap()).unwrap();
    assert_eq!(certificate.fingerprint(), fingerprint(&RESIDENT));
}
