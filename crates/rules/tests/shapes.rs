//! Each shape of rule that a scheme may have is a file in `tests/shapes/`, with
//! examples on both sides of each edge; `town-*.toml` are shapes of whole
//! ordinances. Here they are read, and what an example cannot say is tried:
//! several trips, and two schemes on one.
//!
//! The guide for writers (`docs/scheme-writer.md`) shows shapes too: whole files,
//! and parts that go into its simplest one. All of them are read.
//!
//! Deliberately absent: figures that a file's own examples hold.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

use std::fs;
use std::path::{Path, PathBuf};

use domain::Yen;
use rules::lines::{Answer, LineDecider, Request};
use rules::{LossBearer, Scheme, Treatment};
use serde_json::{Value, json};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shapes")
}

fn shape(name: &str) -> Scheme {
    let path = folder().join(format!("{name}.toml"));
    let text = fs::read_to_string(&path).unwrap();
    Scheme::parse(&path.display().to_string(), &text).unwrap_or_else(|errors| panic!("{errors}"))
}

fn names() -> Vec<String> {
    let files = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut names: Vec<String> = files
        .map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn every_shape_is_a_scheme() {
    let names = names();
    assert!(names.len() >= 60, "only {} files were found", names.len());
    for name in names {
        let scheme = shape(&name);
        assert_eq!(scheme.id().as_str(), format!("shape-{name}"));
        assert_eq!(
            scheme.municipality(),
            None,
            "{name}: a shape is of no municipality"
        );
        let examples: usize = scheme.versions().iter().map(|it| it.examples().len()).sum();
        assert!(examples >= 1, "{name}");
    }
}

/// A trip of 2,000 yen on `day` of April 2026 by `registrants`.
fn trip(day: u32, registrants: &Value) -> Request {
    let boarded_at = format!("2026-04-{day:02}T10:00:00+09:00");
    let alighted_at = format!("2026-04-{day:02}T10:20:00+09:00");
    serde_json::from_value(json!({
        "id": "t", "boarded_at": boarded_at, "alighted_at": alighted_at,
        "boarding_area": "102016", "alighting_area": "102016", "distance_m": 5_200,
        "fare": { "meter_yen": 2_000 }, "registrants": registrants
    }))
    .unwrap()
}

fn rider(id: &str) -> Value {
    json!({ "id": id, "grounds": ["age75"], "registered_on": "2026-04-01", "assurance": "A2" })
}

fn codes(answer: &Answer) -> Vec<&str> {
    let claims = answer.decision.claims.iter();
    claims
        .flat_map(|claim| &claim.reasons)
        .map(|reason| reason.code.as_str())
        .collect()
}

#[test]
fn a_limit_of_trips_does_not_count_the_tickets_of_a_trip() {
    let scheme = shape("counters");
    let mut decider = LineDecider::new([&scheme]);
    let mut ride = |day| decider.decide(&trip(day, &json!([rider("r1")]))).unwrap();
    // Two tickets a trip, two trips a day, eight tickets a month.
    assert_eq!(ride(6).decision.subsidy, Yen::new(1_000));
    assert_eq!(ride(6).decision.subsidy, Yen::new(1_000));
    assert!(codes(&ride(6)).contains(&"daily_limit"));
    assert_eq!(ride(7).decision.subsidy, Yen::new(1_000));
    assert_eq!(ride(7).decision.subsidy, Yen::new(1_000));
    assert!(codes(&ride(8)).contains(&"monthly_limit"));
}

#[test]
fn kinds_of_ticket_are_counted_apart_and_together() {
    let scheme = shape("two-kinds");
    let mut decider = LineDecider::new([&scheme]);
    let mut ride = |day, instrument| {
        let with = |id| {
            let mut rider = rider(id);
            rider["instrument"] = json!(instrument);
            rider
        };
        let riders = json!([with("r1"), with("r2"), with("r3")]);
        decider.decide(&trip(day, &riders)).unwrap()
    };
    for day in [1, 2] {
        assert_eq!(ride(day, "trio").decision.subsidy, Yen::new(1_800));
        assert_eq!(ride(day, "ordinary").decision.subsidy, Yen::new(1_200));
    }
    assert!(codes(&ride(3, "trio")).contains(&"monthly_limit"));
}

#[test]
fn a_balance_is_used_up_trip_by_trip() {
    let scheme = shape("town-two-denominations");
    let mut decider = LineDecider::new([&scheme]);
    let mut ride = |day| decider.decide(&trip(day, &json!([rider("r1")]))).unwrap();
    assert_eq!(ride(1).decision.subsidy, Yen::new(2_000));
    assert_eq!(ride(2).decision.subsidy, Yen::new(1_900));
    assert!(codes(&ride(3)).contains(&"balance_used_up"));
}

#[test]
fn two_schemes_on_one_trip_never_give_more_than_the_fare() {
    let whole = shape("other-whole-fare");
    let left = shape("other-what-is-left");
    let fixed = shape("distance");
    let of = |id: &str, scheme: &Scheme| {
        let mut rider = rider(id);
        rider["scheme"] = json!(scheme.id().as_str());
        rider
    };
    let parts = |first: &Scheme, second: &Scheme| {
        let riders = json!([of("r1", first), of("r2", second)]);
        let answer = LineDecider::new([first, second])
            .decide(&trip(6, &riders))
            .unwrap();
        let claims = answer.decision.claims.iter();
        claims.map(|claim| claim.subsidy.get()).collect::<Vec<_>>()
    };
    // Half of 2,000 and half of 2,000; half, and half of what is left.
    assert_eq!(parts(&left, &whole), [1_000, 1_000]);
    assert_eq!(parts(&whole, &left), [1_000, 500]);
    assert_eq!(parts(&fixed, &left), [600, 700]);
}

#[test]
fn what_becomes_of_a_claim_is_as_the_file_says() {
    let scheme = shape("assurance");
    let version = scheme.versions().first().unwrap();
    let treatments = ["A0", "A1", "A2", "A3"].map(|level| {
        let level = serde_json::from_value(json!(level)).unwrap();
        version.rules().assurance.of(level)
    });
    let expected = [
        Treatment::Hold,
        Treatment::Refuse,
        Treatment::PayAndSample,
        Treatment::Pay,
    ];
    assert_eq!(treatments, expected);
}

#[test]
fn what_is_risked_offline_is_as_the_file_says() {
    let scheme = shape("offline");
    let offline = scheme.versions().first().unwrap().rules().offline;
    assert_eq!(offline.exposure, Some(Yen::new(50_000)));
    assert_eq!(offline.over_limit_borne_by, LossBearer::Operator);
}

/// The fenced `toml` blocks of the guide for writers.
fn blocks_of_the_guide() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/scheme-writer.md");
    let guide = fs::read_to_string(path).unwrap();
    let mut blocks = Vec::new();
    for block in guide.split("\n```toml").skip(1) {
        let (_label, text) = block.split_once('\n').unwrap();
        let (text, _rest) = text.split_once("\n```").unwrap();
        blocks.push(text.to_owned());
    }
    blocks
}

fn is_whole_file(block: &str) -> bool {
    block.lines().any(|line| line == "[scheme]")
}

/// A file in sections, each with its header, such as `[version.fare]`.
fn sections(file: &str) -> Vec<(&str, String)> {
    let mut sections: Vec<(&str, String)> = Vec::new();
    for line in file.lines() {
        if line.starts_with("[version") || line.starts_with("[[version") || line == "[scheme]" {
            sections.push((line, String::new()));
        }
        if let Some((_, text)) = sections.last_mut() {
            text.push_str(line);
            text.push('\n');
        }
    }
    sections
}

/// `file` with the sections of `part` in place of its own of the same name, and
/// the examples of `part`.
fn with_part(file: &str, part: &str) -> String {
    let replaced: Vec<&str> = sections(part).iter().map(|(header, _)| *header).collect();
    let stays = |header: &str| header != "[[version.example]]" && !replaced.contains(&header);
    let kept = sections(file)
        .into_iter()
        .filter(|(header, _)| stays(header));
    let mut text: String = kept.map(|(_, text)| text).collect();
    text.push_str(part);
    text
}

#[test]
fn every_example_of_the_guide_is_a_scheme() {
    let blocks = blocks_of_the_guide();
    let (whole, parts): (Vec<_>, Vec<_>) = blocks.iter().partition(|block| is_whole_file(block));
    assert!(whole.len() >= 3, "only {} files were found", whole.len());
    assert!(parts.len() >= 10, "only {} parts were found", parts.len());
    let simplest = whole.first().unwrap();
    let parts = parts.into_iter().map(|part| with_part(simplest, part));
    for file in whole.iter().map(ToString::to_string).chain(parts) {
        let read = Scheme::parse("docs/scheme-writer.md", &file);
        read.unwrap_or_else(|errors| panic!("{errors}"));
    }
}
