//! The file's own reasons, each put beside the fact that it explains.

use super::Fact;
use crate::Because;

/// Puts each reason beside the fact of the same place; else beside the first
/// below it (`amount.alone.steps` explains its first step), else beside that
/// which it is a part of (`hours.until` explains `hours`).
///
/// Reasons of the day a version begins and of examples explain no fact.
pub(super) fn attach(facts: &mut [Fact], because: &[Because]) {
    for Because { key, text } in because {
        let place = key.strip_prefix("version.").unwrap_or(key);
        let found = explained(facts, place);
        if let Some(fact) = found.and_then(|index| facts.get_mut(index)) {
            add(fact, text);
        }
    }
}

fn explained(facts: &[Fact], place: &str) -> Option<usize> {
    let exact = || facts.iter().position(|fact| fact.key == place);
    let below = || facts.iter().position(|fact| is_below(&fact.key, place));
    let above = || {
        let all = facts.iter().enumerate();
        let above = all.filter(|(_, fact)| is_below(place, &fact.key));
        above
            .max_by_key(|(_, fact)| fact.key.len())
            .map(|(index, _)| index)
    };
    exact().or_else(below).or_else(above)
}

/// Whether `key` continues `above` by at least one part.
pub(crate) fn is_below(key: &str, above: &str) -> bool {
    key.strip_prefix(above)
        .is_some_and(|rest| rest.starts_with('.'))
}

/// Gives a fact without a reason that of the same fact `before`.
pub(super) fn inherit(facts: &mut [Fact], before: &[Fact]) {
    for fact in facts.iter_mut().filter(|fact| fact.because.is_none()) {
        let same = |earlier: &&Fact| earlier.key == fact.key && earlier.ja == fact.ja;
        fact.because = before
            .iter()
            .find(same)
            .and_then(|earlier| earlier.because.clone());
    }
}

/// Several reasons of one fact stand one after the other.
fn add(fact: &mut Fact, text: &str) {
    match &mut fact.because {
        None => fact.because = Some(text.to_owned()),
        Some(already) => {
            if !already.ends_with('。') {
                already.push(' ');
            }
            already.push_str(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Group;

    #[test]
    fn a_reason_goes_to_its_own_fact_the_first_below_or_the_one_above() {
        let fact = |key: &str| Fact {
            group: Group::Amount,
            key: key.to_owned(),
            ja: String::new(),
            en: String::new(),
            because: None,
        };
        let mut facts = ["hours", "amount.a", "amount.a.steps.1", "amount.ab"].map(fact);
        let because = |key: &str, text: &str| Because {
            key: key.to_owned(),
            text: text.to_owned(),
        };
        attach(
            &mut facts,
            &[
                because("version.hours.until", "until."),
                because("version.hours.counted_by", "by."),
                because("version.amount.a.steps", "half."),
                because("version.amount.a.id", "a."),
                because("version.amount.ab", "ab."),
                because("version.from", "begun."),
            ],
        );
        let texts = facts.map(|fact| fact.because.unwrap());
        assert_eq!(texts, ["until. by.", "a.", "half.", "ab."]);
    }
}
