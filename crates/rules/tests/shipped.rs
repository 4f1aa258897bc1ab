//! The schemes that ship, decided from lines as `mytaku scheme decide` reads
//! them: the worked examples of the sources, figure by figure, so that neither a
//! figure nor the format can change with the files' own examples.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

use std::fs;
use std::path::Path;

use rules::Scheme;
use rules::lines::{Answer, LineDecider, Request};
use rules::shipped::{ALL, MAEBASHI, NSW_TTSS, SHIBUKAWA, TAIKI, WA_PTSS, YACHIYO, YOSHIOKA};
use serde_json::{Value, json};

fn scheme(text: &str) -> Scheme {
    Scheme::parse("shipped", text).unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn every_shipped_file_is_a_scheme_of_its_name() {
    for (name, text) in ALL {
        let scheme = scheme(text);
        assert_eq!(format!("{}.toml", scheme.id()), *name);
        assert!(text.starts_with("#:schema scheme.schema.json\n"), "{name}");
        let because: usize = scheme.versions().iter().map(|it| it.because().len()).sum();
        assert!(because >= 10, "{name} gives only {because} reasons");
    }
}

#[test]
fn every_file_of_the_folder_ships() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemes");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let ships = ALL.iter().any(|(shipped, _)| *shipped == name);
        assert!(
            ships || path.extension().is_none_or(|end| end != "toml"),
            "{name}"
        );
    }
}

/// One worked example: a trip, who rides, and what must come of it.
struct Case {
    /// The day, and the time of boarding in Japan.
    at: &'static str,
    meter: i64,
    companions: u8,
    registrants: Vec<Value>,
    /// The subsidy, and what the passengers pay.
    expected: (i64, i64),
    /// Uses or tickets taken, by registrant.
    units: Vec<u32>,
    /// A code among the reasons.
    because: &'static str,
}

/// A case at ten in the morning of `day`.
fn case(day: &'static str, meter: i64, registrants: Vec<Value>, expected: (i64, i64)) -> Case {
    Case {
        at: day,
        meter,
        companions: 0,
        registrants,
        expected,
        units: Vec::new(),
        because: "",
    }
}

impl Case {
    fn because(self, code: &'static str) -> Self {
        Self {
            because: code,
            ..self
        }
    }

    fn units(self, units: &[u32]) -> Self {
        Self {
            units: units.to_vec(),
            ..self
        }
    }

    fn with_companions(self, companions: u8) -> Self {
        Self { companions, ..self }
    }

    /// The line as the format has it, for a trip within `area`.
    fn line(&self, area: &str) -> String {
        let (day, time) = self.at.split_once(' ').unwrap_or((self.at, "10:00"));
        let moment = |minutes: &str| format!("{day}T{time}:{minutes}+09:00");
        json!({
            "id": "t1", "boarded_at": moment("00"), "alighted_at": moment("59"),
            "boarding_area": area, "alighting_area": area, "distance_m": 5_200,
            "fare": {
                "meter_yen": self.meter, "pickup_yen": 0, "toll_yen": 0, "other_yen": 0,
                "base_yen": 600, "disability_discount": false
            },
            "companions": self.companions,
            "registrants": self.registrants
        })
        .to_string()
    }
}

/// A registrant of `ground` with `used` of the fiscal year, and further fields.
fn rider(id: &str, ground: &str, used: u32, more: &Value) -> Value {
    let mut rider = json!({
        "id": id, "grounds": [ground], "registered_on": "2016-01-23",
        "units": null, "instrument": null, "assurance": "A2",
        "used": { "day": 0, "month": used, "fiscal_year": used, "amount_yen": 0 }
    });
    let fields = rider.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    rider
}

fn several(count: usize, ground: &str, more: &Value) -> Vec<Value> {
    (1..=count)
        .map(|number| rider(&format!("r{number}"), ground, 0, more))
        .collect()
}

fn decided(scheme: &Scheme, line: &str) -> Answer {
    let request: Request = serde_json::from_str(line).unwrap();
    LineDecider::new([scheme]).decide(&request).unwrap()
}

/// Decides each case on its own and compares what comes out as JSON.
fn check(text: &str, area: &str, cases: Vec<Case>) {
    let scheme = scheme(text);
    for case in cases {
        let line = case.line(area);
        let answer = serde_json::to_value(decided(&scheme, &line)).unwrap();
        let got = |pointer: &str| answer.pointer(pointer).unwrap();
        let (subsidy, passenger_pays) = case.expected;
        assert_eq!(*got("/subsidy_yen"), json!(subsidy), "{line}\n{answer}");
        assert_eq!(
            *got("/passenger_pays_yen"),
            json!(passenger_pays),
            "{line}\n{answer}"
        );
        for (place, units) in case.units.iter().enumerate() {
            let taken = got(&format!("/claims/{place}/units"));
            assert_eq!(*taken, json!(units), "{line}\n{answer}");
        }
        let said = format!("\"code\":\"{}\"", case.because);
        assert!(
            case.because.is_empty() || answer.to_string().contains(&said),
            "{line}\n{answer}"
        );
    }
}

#[test]
fn maebashi_2016() {
    let aboard = |count| several(count, "age75", &json!({}));
    let used = |used| vec![rider("r1", "age75", used, &json!({}))];
    let twice_today = json!({ "used": { "day": 2, "month": 2, "fiscal_year": 2 } });
    let day = "2018-06-04";
    check(
        MAEBASHI,
        "102016",
        vec![
            case(day, 1_500, aboard(1), (750, 750))
                .units(&[1])
                .because("half_fare"),
            case(day, 5_600, aboard(1), (1_000, 4_600)).because("cap"),
            case(day, 1_800, aboard(2), (1_000, 800)).units(&[1, 1]),
            case(day, 1_800, aboard(4), (1_800, 0)).because("fare_is_ceiling"),
            case(day, 1_400, aboard(3), (1_400, 0)),
            case("2018-06-04 18:30", 1_500, aboard(1), (0, 1_500)).because("outside_hours"),
            case(day, 1_500, several(1, "age75", &twice_today), (0, 1_500)).because("daily_limit"),
            case(day, 1_500, used(120), (0, 1_500)).because("yearly_limit"),
            case(day, 1_500, aboard(1), (750, 750)).with_companions(1),
        ],
    );
}

#[test]
fn maebashi_2021() {
    let used = |used| vec![rider("r1", "age75", used, &json!({}))];
    check(
        MAEBASHI,
        "102016",
        vec![
            case("2021-06-04 18:30", 1_500, used(0), (750, 750)),
            case("2021-06-04", 1_500, used(69), (750, 750)).units(&[1]),
            case("2021-06-04", 1_500, used(70), (0, 1_500)).because("yearly_limit"),
            case("2023-06-05", 1_500, used(69), (750, 750)),
            case("2023-06-05", 1_500, used(70), (0, 1_500)),
        ],
    );
}

#[test]
fn maebashi_2024() {
    let two = json!({ "units": 2 });
    let used = |used, more: &Value| vec![rider("r1", "age75", used, more)];
    let day = "2026-11-02";
    check(
        MAEBASHI,
        "102016",
        vec![
            case(day, 4_000, used(10, &two), (2_000, 2_000)).units(&[2]),
            case(day, 5_600, used(69, &two), (1_000, 4_600))
                .units(&[1])
                .because("fewer_uses_left"),
            case(day, 1_800, used(0, &json!({ "units": 1 })), (900, 900)).units(&[1]),
            case(day, 1_800, used(0, &two), (900, 900))
                .units(&[1])
                .because("use_wasted"),
        ],
    );
}

#[test]
fn taiki() {
    let used = |used| vec![rider("r1", "age70", used, &json!({}))];
    let day = "2023-10-17";
    check(
        TAIKI,
        "244716",
        vec![
            case(day, 1_600, used(0), (800, 800)).units(&[1]),
            case(day, 2_400, used(0), (1_000, 1_400)),
            case(day, 1_600, used(24), (0, 1_600))
                .units(&[0])
                .because("yearly_limit"),
        ],
    );
}

#[test]
fn yoshioka() {
    let offering = |units: u32| several(1, "age70", &json!({ "units": units }));
    let registered = |on: &str, used| {
        let on = json!({ "registered_on": on, "units": 1 });
        vec![rider("r1", "age70", used, &on)]
    };
    let day = "2024-11-05";
    check(
        YOSHIOKA,
        "103454",
        vec![
            case(day, 1_800, offering(2), (1_000, 800)).units(&[2]),
            case(day, 1_800, several(3, "age70", &json!({})), (1_500, 300)).units(&[1, 1, 1]),
            case(day, 1_800, registered("2024-04-01", 71), (500, 1_300)),
            case(day, 1_800, registered("2024-04-01", 72), (0, 1_800)).because("yearly_limit"),
            // Five months are left from November on.
            case(day, 1_800, registered("2024-11-01", 29), (500, 1_300)),
            case(day, 1_800, registered("2024-11-01", 30), (0, 1_800)).because("yearly_limit"),
        ],
    );
}

#[test]
fn shibukawa() {
    let ground = "age75_no_licence";
    let general = json!({ "instrument": "general", "units": 2 });
    let share = json!({ "instrument": "share", "units": 3 });
    let day = "2020-11-05";
    check(
        SHIBUKAWA,
        "102083",
        vec![
            case(day, 2_500, several(1, ground, &general), (1_000, 1_500)).units(&[2]),
            case(day, 4_000, several(2, ground, &share), (3_000, 1_000)).units(&[3, 3]),
            case(day, 2_500, several(1, ground, &share), (0, 2_500))
                .units(&[0])
                .because("instrument_not_now"),
        ],
    );
}

#[test]
fn shibukawa_counts_each_kind_of_ticket_apart() {
    let scheme = scheme(SHIBUKAWA);
    let mut decider = LineDecider::new([&scheme]);
    let mut ride = |instrument: &str, units: u32| {
        let more = json!({ "instrument": instrument, "units": units });
        let riders = several(2, "age75_no_licence", &more);
        let line = case("2020-11-05", 9_000, riders, (0, 0)).line("102083");
        let request: Request = serde_json::from_str(&line).unwrap();
        decider.decide(&request).unwrap().decision.subsidy.get()
    };
    for _eight_times in 0..8 {
        assert_eq!(ride("share", 3), 3_000);
    }
    assert_eq!(ride("share", 3), 0, "all 24 are used");
    assert_eq!(ride("general", 2), 2_000, "and none of the other kind");
}

#[test]
fn yachiyo() {
    let alone = || several(1, "care_light", &json!({}));
    let day = "2025-11-05";
    check(
        YACHIYO,
        "122211",
        vec![
            case(day, 999, alone(), (500, 499)).units(&[1]),
            case(day, 1_000, alone(), (1_000, 0)).units(&[2]),
            case(day, 2_500, alone(), (1_000, 1_500)).units(&[2]),
        ],
    );
}

#[test]
fn australia_in_dollars() {
    let alone = |ground: &str| several(1, ground, &json!({}));
    let day = "2025-11-05";
    check(
        NSW_TTSS,
        "102016",
        vec![
            case(day, 80, alone("disability"), (40, 40)),
            case(day, 140, alone("disability"), (60, 80)).because("cap"),
        ],
    );
    check(
        WA_PTSS,
        "102016",
        vec![
            case(day, 50, alone("disability"), (25, 25)),
            case(day, 52, alone("disability"), (25, 27)).because("cap"),
            case(day, 44, alone("wheelchair"), (33, 11)),
            case(day, 48, alone("wheelchair"), (35, 13)).because("cap"),
        ],
    );
}
