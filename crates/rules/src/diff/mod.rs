//! What changes between two versions, and for whom.
//!
//! First the facts that differ, key by key. Then what it means: a grid of
//! ordinary trips (`grid`) is decided by both versions (`trial`), and where
//! passengers get more or less, neighbouring fares, times and grounds are told
//! together (`effects`). By the same trips are found the fares at which one version's
//! subsidy stops growing or jumps (`notches`). Deliberately absent: real trips, whose cost `simulate`
//! works out, and the laying out of tables.

mod circumstance;
mod effects;
mod grid;
mod notches;
mod ordinary;
mod trial;
mod when;
mod when_words;

use domain::MunicipalityCode;
use serde::Serialize;

use crate::facts::{Fact, Group, facts};
use crate::{Ground, Version};

pub use effects::{Direction, Effect, Span};
pub use notches::{Notch, notches};

/// What changes from one version to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// The facts that differ, in the order of the later version.
    pub changes: Vec<Change>,
    /// Grounds that only the later version has.
    pub admitted: Vec<Named>,
    /// Grounds that only the earlier version has.
    pub no_longer_admitted: Vec<Named>,
    /// What was tried, and nothing else.
    pub tried: Sentence,
    /// Where a trip that was tried comes out otherwise.
    pub effects: Vec<Effect>,
}

/// A fact that is new, is gone, or is another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Under which heading.
    pub group: Group,
    /// Its place in the file.
    pub key: String,
    /// What the earlier version says.
    pub before: Option<Sentence>,
    /// What the later version says.
    pub after: Option<Sentence>,
    /// Why, in the later file's own words.
    pub because: Option<String>,
}

/// A sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sentence {
    /// In Japanese.
    pub ja: String,
    /// In English.
    pub en: String,
}

/// Something with a name of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// For programs.
    pub id: String,
    /// In Japanese.
    pub ja: String,
    /// In English.
    pub en: String,
}

/// What changes from `a` to `b`.
///
/// `home` is the municipality that both take for granted, as of
/// [`facts`].
pub fn diff(a: &Version, b: &Version, home: Option<MunicipalityCode>) -> Diff {
    let (tried, effects) = effects::effects(a, b, home);
    Diff {
        changes: changes(&facts(a, home), facts(b, home)),
        admitted: only_in(b, a),
        no_longer_admitted: only_in(a, b),
        tried,
        effects,
    }
}

fn changes(before: &[Fact], after: Vec<Fact>) -> Vec<Change> {
    let with_key = |facts: &[Fact], key: &str| facts.iter().find(|fact| fact.key == key).cloned();
    let gone = before
        .iter()
        .filter(|fact| with_key(&after, &fact.key).is_none());
    let mut changes: Vec<Change> = gone
        .map(|fact| Change {
            group: fact.group,
            key: fact.key.clone(),
            before: Some(sentence(fact)),
            after: None,
            because: None,
        })
        .collect();
    for fact in after {
        let earlier = with_key(before, &fact.key);
        if earlier
            .as_ref()
            .is_none_or(|it| (&it.ja, &it.en) != (&fact.ja, &fact.en))
        {
            changes.push(Change {
                group: fact.group,
                before: earlier.as_ref().map(sentence),
                after: Some(sentence(&fact)),
                key: fact.key,
                because: fact.because,
            });
        }
    }
    // Stable: within a group what is gone comes first.
    changes.sort_by_key(|change| change.group);
    changes
}

fn sentence(fact: &Fact) -> Sentence {
    Sentence {
        ja: fact.ja.clone(),
        en: fact.en.clone(),
    }
}

fn only_in(one: &Version, other: &Version) -> Vec<Named> {
    let others = &other.rules().eligibility.grounds;
    let is_new = |ground: &&Ground| others.iter().all(|it| it.id != ground.id);
    let grounds = one.rules().eligibility.grounds.iter();
    grounds.filter(is_new).map(named).collect()
}

fn named(ground: &Ground) -> Named {
    Named {
        id: ground.id.clone(),
        ja: ground.ja.clone(),
        en: ground.en.clone(),
    }
}
