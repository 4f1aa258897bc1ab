//! What holds of every decision and every file, whatever the input.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

use chrono::NaiveDate;
use domain::{Assurance, Fare, MunicipalityCode, RegistrantId, ServiceDate, Timestamp, Trip, Yen};
use proptest::prelude::*;
use rules::{Rider, Scheme, Used, decide};

fn scheme(text: &str) -> Scheme {
    Scheme::parse("scheme.toml", text).unwrap_or_else(|errors| panic!("{errors}"))
}

/// Maebashi as shipped, and its latest version with every parameter set the
/// other way, with examples of its own.
fn schemes() -> [Scheme; 2] {
    let text = rules::shipped::MAEBASHI;
    let (head, _) = text.split_once("[[version]]").unwrap();
    let (_, latest) = text.rsplit_once("[[version]]").unwrap();
    let (latest, _) = latest.split_once("[[version.example]]").unwrap();
    let turned = format!("{head}[[version]]{latest}{EXAMPLES_OF_TURNED}");
    let turned = TURNED.iter().fold(turned, |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    });
    [scheme(text), scheme(&turned)]
}

const TURNED: [(&str, &str); 13] = [
    ("from = 2024-04-01", "from = 2016-01-23"),
    ("until_included = true", "until_included = false"),
    ("counted_by = \"boarding\"", "counted_by = \"alighting\""),
    (
        "counts = [\"meter\"]",
        "counts = [\"pickup\", \"meter\", \"toll\"]",
    ),
    ("\"before_subsidy\" ", "\"beside_subsidy\" "),
    (
        "mid_year_registration = \"full\"",
        "mid_year_registration = \"by_month\"",
    ),
    ("unit_yen = 1,", "unit_yen = 100,"),
    ("direction = \"down\"", "direction = \"up\""),
    ("shortfall = \"equal\"", "shortfall = \"in_order_of_tap\""),
    ("aboard = \"who_can_claim\"", "aboard = \"all_registrants\""),
    (
        "when_fewer_left = \"as_many_as_left\"",
        "when_fewer_left = \"refuse\"",
    ),
    ("when_wasted = \"warn\"", "when_wasted = \"refuse\""),
    (
        "when_shared = \"one_each\"",
        "when_shared = \"a_head_for_each_use\"",
    ),
];

const EXAMPLES_OF_TURNED: &str = r#"
[[version.example]]
name = "alone, rounded up to 100"
meter_yen = 1_010
boarded = 10:00:00
registrants = [{ units = 1 }]
expect = { subsidy_yen = 600, passenger_pays_yen = 410 }

[[version.example]]
name = "two uses each on a shared trip, in order of tap"
meter_yen = 1_600
boarded = 10:00:00
registrants = [{}, {}]
expect = { subsidy_yen = 1_600, passenger_pays_yen = 0, claims_yen = [1_000, 600], then_used = [2, 2] }

[[version.example]]
name = "with a companion without uses left the trip is shared all the same"
meter_yen = 4_000
boarded = 10:00:00
registrants = [{}, { used_today = 2 }]
expect = { subsidy_yen = 1_000, passenger_pays_yen = 3_000 }

[[version.example]]
name = "two uses offered, one left: refused"
meter_yen = 4_000
boarded = 10:00:00
registrants = [{ units = 2, used_today = 1 }]
expect = { subsidy_yen = 0, passenger_pays_yen = 4_000 }

[[version.example]]
name = "a second use would be wasted: refused"
meter_yen = 1_800
boarded = 10:00:00
registrants = [{ units = 2 }]
expect = { subsidy_yen = 0, passenger_pays_yen = 1_800, reasons = ["use_wasted"] }

[[version.example]]
name = "the discount beside the subsidy"
meter_yen = 2_000
disability_discount = true
boarded = 10:00:00
registrants = [{}]
expect = { subsidy_yen = 1_000, passenger_pays_yen = 800, discount_yen = 200 }

[[version.example]]
name = "registered in October: half of the year"
on = 2025-11-01
meter_yen = 1_000
boarded = 10:00:00
registrants = [{ registered_on = 2025-10-01, used_this_fiscal_year = 35 }]
expect = { subsidy_yen = 0, passenger_pays_yen = 1_000 }

[[version.example]]
name = "ended at the end of the hours"
meter_yen = 1_000
boarded = 18:40:00
registrants = [{}]
expect = { subsidy_yen = 0, passenger_pays_yen = 1_000 }
"#;

prop_compose! {
    fn rider()(
        ground in prop_oneof![9 => Just("age75"), 1 => Just("welfare_vehicle"), 1 => Just("none")],
        registered in 0_u16..4_000,
        units in proptest::option::of(0_u32..5),
        assurance in prop_oneof![
            1 => Just(Assurance::A0), 1 => Just(Assurance::A1),
            4 => Just(Assurance::A2), 1 => Just(Assurance::A3),
        ],
        day in prop_oneof![4 => 0_u32..4, 1 => any::<u32>()],
        fiscal_year in prop_oneof![4 => 0_u32..125, 1 => any::<u32>()],
    ) -> Rider {
        Rider {
            id: RegistrantId::new("r").unwrap(),
            grounds: vec![ground.to_owned()],
            registered_on: date(registered),
            units,
            instrument: None,
            assurance,
            used: Used { day, month: day, fiscal_year, amount_yen: Yen::ZERO },
        }
    }
}

fn date(days: u16) -> ServiceDate {
    let first = NaiveDate::from_ymd_opt(2016, 1, 23).unwrap();
    ServiceDate::from_date(first + chrono::Days::new(days.into()))
}

fn riders() -> impl Strategy<Value = Vec<Rider>> {
    proptest::collection::vec(rider(), 0..7).prop_map(|mut riders| {
        for (index, rider) in riders.iter_mut().enumerate() {
            rider.id = RegistrantId::new(format!("r{index}")).unwrap();
        }
        riders
    })
}

prop_compose! {
    fn trip()(
        minutes in 0_i64..6_000_000,
        lasts in 0_i64..90,
        areas in proptest::array::uniform2(prop_oneof![3 => Just("102016"), 1 => Just("102024")]),
        meter in prop_oneof![0_i64..8_000, 0_i64..=9_999_999],
        pickup in 0_i64..1_000,
        toll in 0_i64..3_000,
        disability_discount in any::<bool>(),
        companions in any::<u8>(),
    ) -> Trip {
        let start: Timestamp = "2016-01-23T00:00:00+09:00".parse().unwrap();
        let boarded_at = start.plus_seconds(minutes * 60);
        let area = |code: &str| code.parse::<MunicipalityCode>().unwrap();
        Trip {
            boarded_at,
            alighted_at: boarded_at.plus_seconds(lasts * 60),
            boarding_area: area(areas[0]),
            alighting_area: area(areas[1]),
            distance_m: 0,
            fare: Fare {
                pickup_yen: Yen::new(pickup),
                toll_yen: Yen::new(toll),
                disability_discount,
                ..Fare::meter(Yen::new(meter))
            },
            companions,
        }
    }
}

/// Everything that must hold of a decision.
fn hold(scheme: &Scheme, trip: &Trip, riders: &[Rider]) {
    let decision = decide(scheme, trip, riders).unwrap();
    let total = trip.fare.total().unwrap();
    let of = |amount: Yen| amount.get();
    let (subsidy, pays, discount) = (
        of(decision.subsidy),
        of(decision.passenger_pays),
        of(decision.discount),
    );
    assert_eq!(subsidy + pays + discount, of(total), "to the yen");
    assert!(subsidy >= 0 && pays >= 0 && discount >= 0);
    let eligible = of(trip.fare.meter_yen) + of(trip.fare.pickup_yen) + of(trip.fare.toll_yen);
    assert!(
        subsidy <= eligible - discount,
        "never above the eligible fare"
    );
    let claims = &decision.claims;
    assert_eq!(
        claims.iter().map(|claim| of(claim.subsidy)).sum::<i64>(),
        subsidy
    );
    assert_eq!(claims.len(), riders.len());
    for (claim, rider) in claims.iter().zip(riders) {
        assert_eq!(claim.registrant, rider.id);
        assert!(of(claim.subsidy) >= 0);
        assert_eq!(
            claim.units == 0,
            claim.subsidy == Yen::ZERO,
            "no yen, no use"
        );
        assert!(
            claim.units <= rider.units.unwrap_or(2),
            "never more than offered"
        );
        assert!(
            !claim.reasons.is_empty() || !decision.reasons.is_empty(),
            "always a reason"
        );
        if claim.units > 0 {
            let version = scheme.version_on(ServiceDate::of(trip.boarded_at)).unwrap();
            let limits = version.rules().limits;
            assert!(rider.used.day + claim.units <= limits.day.unwrap().most);
            assert!(rider.used.fiscal_year + claim.units <= limits.fiscal_year.unwrap().most);
        }
    }
    assert_eq!(
        decide(scheme, trip, riders).unwrap(),
        decision,
        "deterministic"
    );
}

#[test]
fn the_parts_add_up_and_no_limit_is_passed_whatever_the_trip() {
    let schemes = schemes();
    proptest!(ProptestConfig::with_cases(2_000), |(trip in trip(), riders in riders())| {
        for scheme in &schemes {
            hold(scheme, &trip, &riders);
        }
    });
}

#[test]
fn impossible_fares_and_times_are_errors_and_never_panics() {
    let scheme = scheme(rules::shipped::MAEBASHI);
    proptest!(|(trip in trip(), riders in riders(), meter in any::<i64>(), toll in any::<i64>(), moved in any::<i64>())| {
        let mut trip = trip;
        trip.fare.meter_yen = Yen::new(meter);
        trip.fare.toll_yen = Yen::new(toll);
        trip.boarded_at = trip.boarded_at.plus_seconds(moved);
        let _ = decide(&scheme, &trip, &riders);
    });
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in any::<String>()) {
        let _ = Scheme::parse("any.toml", &text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn a_damaged_file_is_read_without_panic(
        at in any::<prop::sample::Index>(),
        length in 0_usize..40,
        instead in prop_oneof![
            Just(String::new()), "[a-z0-9_.\"= \\[\\]{}#,\n-]{0,12}", any::<String>(),
        ],
    ) {
        let text = rules::shipped::MAEBASHI;
        let start = text.floor_char_boundary(at.index(text.len()));
        let end = text.floor_char_boundary((start + length).min(text.len())).max(start);
        let mut damaged = text.to_owned();
        damaged.replace_range(start..end, &instead);
        if let Err(errors) = Scheme::parse("damaged.toml", &damaged) {
            prop_assert!(!errors.problems().is_empty());
            prop_assert!(!errors.to_string().is_empty());
        }
    }
}
