//! Schemes as people are told them: facts, the citizens' page, and what changes
//! from one version to another; over every file that ships and every shape.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in its helpers too"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rules::Scheme;
use rules::diff::{Diff, Direction, diff};
use rules::facts::{Fact, Group, facts, facts_with_history};
use rules::page::citizen_page;

fn scheme(name: &str, text: &str) -> Scheme {
    Scheme::parse(name, text).unwrap_or_else(|errors| panic!("{errors}"))
}

fn maebashi() -> Scheme {
    scheme("maebashi.toml", rules::shipped::MAEBASHI)
}

/// Every file that ships and every shape.
fn schemes() -> Vec<Scheme> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shapes");
    let shapes = fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        scheme(
            &path.display().to_string(),
            &fs::read_to_string(&path).unwrap(),
        )
    });
    let shipped = rules::shipped::ALL
        .iter()
        .map(|(name, text)| scheme(name, text));
    shipped.chain(shapes).collect()
}

fn each_version(look: impl Fn(&Scheme, &rules::Version, &[Fact])) {
    for scheme in schemes() {
        for version in scheme.versions() {
            look(&scheme, version, &facts(version, scheme.municipality()));
        }
    }
}

#[test]
fn every_fact_says_something_under_a_key_of_its_own() {
    each_version(|scheme, version, facts| {
        let place = format!("{} {}", scheme.id(), version.name());
        let keys: BTreeSet<&str> = facts.iter().map(|fact| fact.key.as_str()).collect();
        assert_eq!(keys.len(), facts.len(), "{place}");
        for Fact { key, ja, en, .. } in facts {
            assert!(
                !ja.trim().is_empty() && !en.trim().is_empty(),
                "{place} {key}"
            );
            for text in [ja, en] {
                assert!(
                    !text.contains("  ") && !text.contains("（）"),
                    "{place} {key}: {text}"
                );
            }
        }
    });
}

#[test]
fn every_group_has_a_fact_and_they_stand_in_order() {
    each_version(|scheme, _version, facts| {
        let groups: Vec<Group> = facts.iter().map(|fact| fact.group).collect();
        assert!(groups.is_sorted(), "{}", scheme.id());
        for group in Group::ALL {
            assert!(groups.contains(&group), "{} {group:?}", scheme.id());
        }
    });
}

#[test]
fn every_reason_in_a_file_is_told_beside_a_fact() {
    each_version(|scheme, version, facts| {
        for because in version.because() {
            let elsewhere = ["version.from", "version.until", "version.example"];
            if elsewhere.iter().any(|place| because.key.starts_with(place)) {
                continue;
            }
            let told = facts.iter().filter_map(|fact| fact.because.as_ref());
            let is_told = told.clone().any(|told| told.contains(&because.text));
            assert!(
                is_told,
                "{}: {} of {}",
                scheme.id(),
                because.key,
                version.name()
            );
        }
    });
}

#[test]
fn what_has_not_changed_keeps_the_reason_it_was_first_given() {
    let scheme = maebashi();
    let latest = scheme.versions().last().unwrap();
    let of = |facts: &[Fact], key: &str| {
        facts
            .iter()
            .find(|fact| fact.key == key)
            .unwrap()
            .because
            .clone()
    };
    let told = facts_with_history(&scheme, latest);
    assert_eq!(of(&facts(latest, None), "sharing.shortfall"), None);
    assert!(of(&told, "sharing.shortfall").unwrap().contains("等分"));
    // The hours are others since 2021, and the reason spoke of 18:00.
    assert_eq!(of(&told, "hours"), None);
}

#[test]
fn the_page_of_maebashi_in_2024() {
    let scheme = maebashi();
    let page = citizen_page(&scheme, scheme.versions().last().unwrap());
    let (rules, origin) = page.split_once("## このページのもと").unwrap();
    insta::assert_snapshot!(rules);
    assert!(origin.contains(&scheme.digest().to_string()));
}

#[test]
fn a_page_says_every_fact_and_example() {
    for scheme in schemes() {
        for version in scheme.versions() {
            let page = citizen_page(&scheme, version).replace('\\', "");
            for fact in facts(version, scheme.municipality()) {
                assert!(page.contains(&fact.ja), "{} {}", scheme.id(), fact.key);
            }
            for example in version.examples() {
                assert!(
                    page.contains(&example.name),
                    "{} {}",
                    scheme.id(),
                    example.name
                );
            }
        }
    }
}

#[test]
fn words_of_a_file_cannot_become_markup() {
    let text = rules::shipped::TAIKI.replacen(
        "name = \"",
        "name = \"<script>alert(1)</script> | *a* [b](c) ",
        1,
    );
    let scheme = scheme("taiki.toml", &text);
    let page = citizen_page(&scheme, scheme.versions().last().unwrap());
    let heading = page.lines().next().unwrap();
    let escaped = "# \\<script\\>alert(1)\\</script\\> \\| \\*a\\* \\[b\\](c) ";
    assert!(heading.starts_with(escaped), "{heading}");
}

fn of_maebashi(from: usize, to: usize) -> Diff {
    let scheme = maebashi();
    diff(
        &scheme.versions()[from],
        &scheme.versions()[to],
        scheme.municipality(),
    )
}

#[test]
fn since_2024_longer_trips_alone_are_given_more() {
    insta::assert_json_snapshot!(of_maebashi(2, 3));
}

#[test]
fn since_2021_evenings_are_given_more_and_many_uses_less() {
    let diff = of_maebashi(0, 1);
    let keys: Vec<&str> = diff
        .changes
        .iter()
        .map(|change| change.key.as_str())
        .collect();
    assert_eq!(keys, ["hours", "limit.fiscal_year"]);
    let effects: Vec<(Direction, &str)> = diff
        .effects
        .iter()
        .map(|effect| {
            (
                effect.change,
                effect.circumstance.as_ref().unwrap().ja.as_str(),
            )
        })
        .collect();
    assert_eq!(
        effects,
        [
            (Direction::LessSubsidy, "その年度にすでに70回使った方"),
            (Direction::MoreSubsidy, "午後6時1分から午後7時までの乗車"),
        ]
    );
}

#[test]
fn nothing_changes_from_2021_to_2022() {
    let diff = of_maebashi(1, 2);
    assert_eq!((diff.changes.len(), diff.effects.len()), (0, 0));
}

#[test]
fn back_and_forth_the_same_rows_turn_round() {
    let (there, back) = (of_maebashi(2, 3), of_maebashi(3, 2));
    let [more] = there.effects.as_slice() else {
        panic!("{there:?}")
    };
    let [less] = back.effects.as_slice() else {
        panic!("{back:?}")
    };
    assert_eq!(
        (more.change, less.change),
        (Direction::MoreSubsidy, Direction::LessSubsidy)
    );
    assert_eq!(more.fare_yen, less.fare_yen);
    assert_eq!(more.subsidy_after_yen, less.subsidy_before_yen);
}

#[test]
fn a_ground_that_only_one_version_has_is_named() {
    let one = maebashi();
    let text = rules::shipped::MAEBASHI.replace("\"maternity\"", "\"parents\"");
    let other = scheme("other.toml", &text);
    let (a, b) = (
        one.versions().last().unwrap(),
        other.versions().last().unwrap(),
    );
    let diff = diff(a, b, None);
    let ids = |named: &[rules::diff::Named]| -> Vec<String> {
        named.iter().map(|named| named.id.clone()).collect()
    };
    assert_eq!(ids(&diff.admitted), ["parents"]);
    assert_eq!(ids(&diff.no_longer_admitted), ["maternity"]);
    assert!(diff.effects.is_empty(), "{:?}", diff.effects);
}

#[test]
fn any_two_schemes_can_be_compared() {
    let schemes = schemes();
    for (one, other) in schemes.iter().zip(schemes.iter().skip(1)) {
        let (a, b) = (
            one.versions().last().unwrap(),
            other.versions().last().unwrap(),
        );
        assert!(
            !diff(a, b, None).changes.is_empty(),
            "{} {}",
            one.id(),
            other.id()
        );
    }
}

#[test]
fn a_version_does_not_differ_from_itself() {
    for (name, text) in rules::shipped::ALL {
        let scheme = scheme(name, text);
        let version = scheme.versions().last().unwrap();
        let diff = diff(version, version, None);
        assert_eq!((diff.changes.len(), diff.effects.len()), (0, 0), "{name}");
    }
}
