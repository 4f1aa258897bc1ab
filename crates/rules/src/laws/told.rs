//! Whatever a scheme says can be told, and any two can be compared.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::scheme;
use crate::diff::diff;
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

#[test]
fn any_two_versions_can_be_compared() {
    let both = (scheme::choices(), scheme::choices());
    proptest!(ProptestConfig::with_cases(12), |((one, other) in both)| {
        if let (Some(a), Some(b)) = (scheme::version(&one), scheme::version(&other)) {
            let compared = diff(&a, &b, None);
            for effect in &compared.effects {
                assert!(effect.fare_yen.from <= effect.fare_yen.to);
            }
            let same = diff(&a, &a, None);
            assert!(same.changes.is_empty() && same.effects.is_empty());
        }
    });
}
