//! What one version says: its facts, and the page for citizens.

use std::collections::BTreeSet;

use rules::facts::{Fact, Group, facts, facts_with_history};
use rules::page::citizen_page;

use crate::{each_version, maebashi, plain, scheme, schemes};

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

#[test]
fn a_page_has_only_the_columns_that_some_example_fills() {
    let page = |changes: &[(&str, &str)]| {
        let scheme = plain(changes);
        citizen_page(&scheme, &scheme.versions()[0])
    };
    let of = |page: &str| {
        let row = page.lines().find(|line| line.starts_with("| 例"));
        row.unwrap().to_owned()
    };
    assert_eq!(
        of(&page(&[])),
        "| 例 | 乗車の日 | 乗車の時刻 | 運賃など | 登録者 | 助成 | お支払い |"
    );
    let ordinary = [("on = 2026-04-03\nboarded = 22:00:00\n", "")];
    assert_eq!(
        of(&page(&ordinary)),
        "| 例 | 運賃など | 登録者 | 助成 | お支払い |"
    );
}

#[test]
fn a_page_lists_no_ground_that_is_not_enough_among_those_that_are() {
    let more = "en = \"75 or older\" }, { id = \"no_tax\", ja = \"非課税\", en = \"no tax\", suffices = false }";
    let scheme = plain(&[("en = \"75 or older\" }", more)]);
    let page = citizen_page(&scheme, &scheme.versions()[0]);
    assert!(page.contains("\n  - 75歳以上\n"), "{page}");
    assert!(
        page.contains("\n- 非課税（これだけでは対象になりません）\n"),
        "{page}"
    );
}
