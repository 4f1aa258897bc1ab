//! Whatever a scheme says can be told, and any two can be compared.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::scheme;
use crate::diff::{Direction, Effect, Span, diff};
use crate::facts::facts;
use crate::page::citizen_page;

#[test]
fn every_word_has_a_sentence() {
    proptest!(ProptestConfig::with_cases(500), |(choices in scheme::choices())| {
        if let Some(scheme) = scheme::scheme(&choices) {
            for version in scheme.versions() {
                let facts = facts(version, None);
                let keys: BTreeSet<&str> = facts.iter().map(|fact| fact.key.as_str()).collect();
                assert_eq!(keys.len(), facts.len(), "each under a key of its own");
                let page = citizen_page(&scheme, version);
                assert!(!page.contains('<'), "no HTML");
                for fact in facts {
                    assert!(!fact.ja.is_empty() && !fact.en.is_empty(), "{}", fact.key);
                }
            }
        }
    });
}

/// What changes one way at every fare does so in its least and its most too.
fn figures_turn_as_told(effect: &Effect) {
    let rises = |less: Span, more: Span| less.from < more.from && less.to < more.to;
    let (before, after) = (effect.subsidy_before_yen, effect.subsidy_after_yen);
    let paid = (effect.passengers_before_yen, effect.passengers_after_yen);
    let holds = match effect.change {
        Direction::MoreSubsidy => rises(before, after),
        Direction::LessSubsidy => rises(after, before),
        Direction::MoreUses => before == after && effect.uses_before < effect.uses_after,
        Direction::FewerUses => before == after && effect.uses_before > effect.uses_after,
        Direction::PassengersPayMore => before == after && rises(paid.0, paid.1),
        Direction::PassengersPayLess => before == after && rises(paid.1, paid.0),
    };
    assert!(holds, "{effect:?}");
}

#[test]
fn any_two_versions_can_be_compared() {
    let both = (scheme::choices(), scheme::choices());
    proptest!(ProptestConfig::with_cases(12), |((one, other) in both)| {
        if let (Some(a), Some(b)) = (scheme::version(&one), scheme::version(&other)) {
            let compared = diff(&a, &b, None);
            compared.effects.iter().for_each(figures_turn_as_told);
            let same = diff(&a, &a, None);
            assert!(same.changes.is_empty() && same.effects.is_empty());
        }
    });
}
