//! What the shipped scheme of Maebashi promises beyond its own worked examples.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

use domain::{Assurance, Fare, RegistrantId, Trip, Yen};
use rules::lines::{LineDecider, Request};
use rules::{
    Counts, Decision, HeldGrounds, LossBearer, Most, Period, Rider, Scheme, Tallies, Tally,
    Treatment, Used, Verb,
};

fn maebashi() -> Scheme {
    Scheme::parse("schemes/maebashi.toml", rules::shipped::MAEBASHI)
        .unwrap_or_else(|errors| panic!("{errors}"))
}

fn trip(boarded_at: &str, meter: i64) -> Trip {
    let boarded_at: domain::Timestamp = boarded_at.parse().unwrap();
    Trip {
        boarded_at,
        alighted_at: boarded_at.plus_seconds(1_200),
        boarding_area: "102016".parse().unwrap(),
        alighting_area: "102016".parse().unwrap(),
        distance_m: 5_200,
        fare: Fare::meter(Yen::new(meter)),
        companions: 0,
    }
}

fn rider(id: &str) -> Rider {
    Rider {
        id: RegistrantId::new(id).unwrap(),
        grounds: ["age75"].into_iter().collect(),
        registered_on: "2016-01-23".parse().unwrap(),
        units: None,
        instrument: None,
        assurance: Assurance::A2,
        used: Used::default(),
        refund_requested_on: None,
    }
}

fn decide(scheme: &Scheme, trip: &Trip, riders: &[Rider]) -> Result<Decision, rules::DecideError> {
    let outcome = rules::decide(scheme, trip, riders)?;
    Ok(outcome.into_decision(scheme.id(), riders))
}

fn codes(decision: &Decision) -> Vec<&str> {
    let of_claims = decision.claims.iter().flat_map(|claim| &claim.reasons);
    let all = of_claims.chain(&decision.reasons);
    all.map(|reason| reason.code.as_str()).collect()
}

#[test]
fn the_version_follows_the_service_date_in_japan() {
    let scheme = maebashi();
    let version = |at: &str| {
        decide(&scheme, &trip(at, 1_500), &[rider("r1")])
            .unwrap()
            .version
    };
    assert_eq!(version("2016-01-23T10:00:00+09:00"), "2016-01-23");
    assert_eq!(version("2021-03-31T14:59:59Z"), "2016-01-23");
    assert_eq!(version("2021-03-31T15:00:00Z"), "2021-04-01");
    assert_eq!(version("2022-04-01T10:00:00+09:00"), "2022-04-01");
    assert_eq!(version("2026-11-02T10:00:00+09:00"), "2024-04-01");
    let before = decide(
        &scheme,
        &trip("2016-01-22T10:00:00+09:00", 1_500),
        &[rider("r1")],
    );
    assert!(before.unwrap_err().to_string().contains("2016-01-22"));
}

#[test]
fn every_version_holds_the_limits_hours_and_amounts_of_its_time() {
    let facts: Vec<String> = maebashi()
        .versions()
        .iter()
        .map(|version| {
            let rules = version.rules();
            let [hours] = rules.hours.as_slice() else {
                panic!("one window");
            };
            let most = |period| {
                let mut limits = rules.limits.iter();
                limits.find(|limit| limit.period == period).unwrap().most
            };
            let Most::Count(a_day, Counts::Uses) = most(Period::Day) else {
                panic!("uses a day");
            };
            let Most::Count(a_year, Counts::Uses) = most(Period::FiscalYear) else {
                panic!("uses a year");
            };
            let [alone, shared] = rules.amounts.as_slice() else {
                panic!("two amounts");
            };
            let (Verb::Share(share, _), Verb::AtMostYen(cap) | Verb::AtMostAUseYen(cap)) =
                (&alone.steps[0].verb, &alone.steps[1].verb)
            else {
                panic!("a share and a cap");
            };
            let Verb::AmountYen(a_head) = shared.steps[0].verb else {
                panic!("an amount a head");
            };
            format!(
                "{}: {}-{}, {a_day} a day, {a_year} a year, {share} up to {cap}, {a_head} a head, {} uses",
                version.name(),
                hours.from,
                hours.until,
                alone.uses.most(),
            )
        })
        .collect();
    assert_eq!(
        facts,
        [
            "2016-01-23: 07:00:00-18:00:00, 2 a day, 120 a year, 1/2 up to 1,000, 500 a head, 1 uses",
            "2021-04-01: 07:00:00-19:00:00, 2 a day, 70 a year, 1/2 up to 1,000, 500 a head, 1 uses",
            "2022-04-01: 07:00:00-19:00:00, 2 a day, 70 a year, 1/2 up to 1,000, 500 a head, 1 uses",
            "2024-04-01: 07:00:00-19:00:00, 2 a day, 70 a year, 1/2 up to 1,000, 500 a head, 2 uses",
        ]
    );
}

#[test]
fn a_scheme_is_known_by_its_text_and_its_digest() {
    let scheme = maebashi();
    assert_eq!(scheme.text(), rules::shipped::MAEBASHI);
    assert_eq!(scheme.digest(), domain::Digest::of(scheme.text()));
    assert_eq!(scheme.id().as_str(), "maebashi");
    assert_eq!(scheme.municipality().unwrap().as_str(), "102016");
    assert_eq!(scheme.name_ja(), "前橋市マイタク");
}

#[test]
fn a_driver_can_read_the_reasons_out() {
    let decision = decide(
        &maebashi(),
        &trip("2026-11-02T10:00:00+09:00", 1_800),
        &[rider("r1")],
    )
    .unwrap();
    let reasons = &decision.claims[0].reasons;
    assert_eq!(reasons[0].ja, "運賃1,800円の半額900円");
    assert_eq!(reasons[0].en, "900 yen, half of the fare of 1,800 yen");

    let mut spent = rider("r1");
    spent.used.all.day = Tally::of_uses(2);
    let decision = decide(
        &maebashi(),
        &trip("2026-11-02T10:00:00+09:00", 1_800),
        &[spent],
    )
    .unwrap();
    assert_eq!(decision.claims[0].reasons[0].ja, "本日の利用は2回までです");
}

#[test]
fn a_claim_that_is_held_still_reduces_the_fare_and_takes_a_use() {
    let mut presented = rider("r1");
    presented.assurance = Assurance::A1;
    let trip = trip("2026-11-02T10:00:00+09:00", 1_500);
    let decision = decide(&maebashi(), &trip, &[presented]).unwrap();
    let claim = &decision.claims[0];
    assert_eq!(claim.treatment, Treatment::Hold);
    assert_eq!((claim.subsidy.get(), claim.units), (750, 1));
    assert_eq!(decision.passenger_pays.get(), 750);
}

#[test]
fn a_refused_tap_rides_as_if_not_registered() {
    let mut typed = rider("r2");
    typed.assurance = Assurance::A0;
    let trip = trip("2026-11-02T10:00:00+09:00", 1_500);
    let decision = decide(&maebashi(), &trip, &[rider("r1"), typed]).unwrap();
    assert_eq!(decision.subsidy.get(), 750, "the other rides alone");
    assert_eq!(decision.claims[1].treatment, Treatment::Refuse);
    assert_eq!(decision.claims[1].units, 0);
}

#[test]
fn a_claim_of_no_yen_takes_no_use() {
    let riders = [rider("r1"), rider("r2")];
    let trip = trip("2026-11-02T10:00:00+09:00", 1);
    let decision = decide(&maebashi(), &trip, &riders).unwrap();
    let units: Vec<u32> = decision.claims.iter().map(|claim| claim.units).collect();
    assert_eq!(units, [1, 0]);
    assert!(codes(&decision).contains(&"nothing_to_subsidise"));
}

#[test]
fn who_is_excluded_or_without_ground_or_not_yet_registered_gets_nothing() {
    let trip = trip("2026-11-02T10:00:00+09:00", 1_500);
    let code_of = |change: fn(&mut Rider)| {
        let mut changed = rider("r1");
        change(&mut changed);
        let decision = decide(&maebashi(), &trip, &[changed]).unwrap();
        assert_eq!(decision.subsidy, Yen::ZERO);
        assert_eq!(decision.passenger_pays.get(), 1_500);
        codes(&decision).join(" ")
    };
    assert_eq!(
        code_of(|rider| {
            rider.grounds = ["age75", "welfare_vehicle"].into_iter().collect();
        }),
        "excluded"
    );
    assert_eq!(
        code_of(|rider| rider.grounds = HeldGrounds::default()),
        "no_ground"
    );
    assert_eq!(
        code_of(|rider| rider.registered_on = "2026-11-03".parse().unwrap()),
        "not_yet_registered"
    );
    assert_eq!(code_of(|rider| rider.units = Some(0)), "no_use_offered");
}

#[test]
fn the_same_registrant_is_not_aboard_twice() {
    let trip = trip("2026-11-02T10:00:00+09:00", 1_500);
    let riders = [rider("r1"), rider("r1")];
    assert!(decide(&maebashi(), &trip, &riders).is_err());
}

#[test]
fn every_parameter_that_no_source_states_says_why() {
    let scheme = maebashi();
    let keys: Vec<&str> = scheme
        .versions()
        .iter()
        .flat_map(rules::Version::because)
        .map(|because| because.key.as_str())
        .collect();
    for key in [
        "version.amount.alone.steps",
        "version.amount.shared.uses",
        "version.discount.order",
        "version.discount.rounding",
        "version.eligibility.ends",
        "version.fare.counts",
        "version.hours.counted_by",
        "version.hours.until_included",
        "version.limit.day.counts",
        "version.limit.fiscal_year.mid_year_registration",
        "version.offline.over_limit_borne_by",
        "version.settlement.closes",
        "version.settlement.pay_within_days",
        "version.sharing.aboard",
        "version.sharing.shortfall",
        "version.uses.unless_chosen",
        "version.uses.when_fewer_left",
        "version.uses.when_wasted",
    ] {
        assert!(keys.contains(&key), "{key}");
    }
    let latest = scheme.versions().last().unwrap();
    assert_eq!(latest.loss_bearer(), LossBearer::City);
    assert_eq!(latest.because()[0].key, "version.from");
}

const LINE: &str = r#"{"id":"t1","boarded_at":"2026-11-02T10:00:00+09:00","alighted_at":"2026-11-02T10:20:00+09:00","boarding_area":"102016","alighting_area":"102016","distance_m":5200,"fare":{"meter_yen":1500,"pickup_yen":0,"toll_yen":0,"other_yen":0,"base_yen":600,"disability_discount":false},"companions":0,"registrants":[{"id":"r1","grounds":["age75"],"registered_on":"2026-04-01","units":1,"instrument":null,"assurance":"A2","used":{"day":0,"month":0,"fiscal_year":0,"amount_yen":0}}]}"#;

#[test]
fn a_line_is_answered_in_the_agreed_form() {
    let scheme = maebashi();
    let request: Request = serde_json::from_str(LINE).unwrap();
    let answer = LineDecider::new([&scheme]).decide(&request).unwrap();
    assert_eq!(
        serde_json::to_string(&answer).unwrap(),
        r#"{"id":"t1","scheme":"maebashi","version":"2024-04-01","subsidy_yen":750,"passenger_pays_yen":750,"discount_yen":0,"claims":[{"registrant":"r1","subsidy_yen":750,"units":1,"reasons":[{"code":"half_fare","ja":"運賃1,500円の半額750円","en":"750 yen, half of the fare of 1,500 yen"}]}],"reasons":[]}"#
    );
}

#[test]
fn counters_begin_with_used_and_are_carried_from_line_to_line() {
    let scheme = maebashi();
    let mut decider = LineDecider::new([&scheme]);
    let mut subsidy = |at: &str, used: Used| {
        let mut request: Request = serde_json::from_str(LINE).unwrap();
        request.trip = trip(at, 1_500);
        request.registrants[0].used = used;
        decider.decide(&request).unwrap().decision.subsidy.get()
    };
    let seed = Used::same(Tallies {
        day: Tally::of_uses(1),
        month: Tally::of_uses(5),
        half_year: Tally::of_uses(5),
        fiscal_year: Tally::of_uses(67),
    });
    let none = Used::default();
    assert_eq!(subsidy("2026-11-02T10:00:00+09:00", seed), 750);
    assert_eq!(
        subsidy("2026-11-02T12:00:00+09:00", none),
        0,
        "two that day, whatever the line says"
    );
    assert_eq!(subsidy("2026-11-03T10:00:00+09:00", none), 750);
    assert_eq!(
        subsidy("2026-11-02T15:00:00+09:00", none),
        0,
        "a late line of a full day"
    );
    assert_eq!(subsidy("2027-03-31T10:00:00+09:00", none), 750, "the 70th");
    assert_eq!(subsidy("2027-03-31T11:00:00+09:00", none), 0);
    assert_eq!(
        subsidy("2027-04-01T10:00:00+09:00", none),
        750,
        "a new year"
    );
}
