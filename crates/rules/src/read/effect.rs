//! What can never apply: rules behind others, steps without a say, limits behind
//! tighter ones.

use std::ops::Range as Span;

use domain::Yen;

use super::section::Section;
use crate::problem::Finding;
use crate::{
    Amount, Condition, Limit, MidYear, Most, Operand, Period, Range, Step, UsesAllowed, Verb, Who,
};

/// Refuses an amount that an earlier one always decides before it.
pub(super) fn never_reached(section: &Section<'_>, amount: &Amount, earlier: &[Amount]) {
    if let Some(first) = earlier
        .iter()
        .find(|first| covers(&first.when, &amount.when))
    {
        section.note(
            Finding::new(
                section.span_of("when"),
                format!(
                    "先にある `{}` がいつも当たるため、`{}` が当たることはありません。",
                    first.id, amount.id
                ),
                format!(
                    "`{}` stands before and always decides, so that `{}` can never apply",
                    first.id, amount.id
                ),
            )
            .expected("より狭い条件を先に書く", "the narrower condition first"),
        );
    }
    if earlier.iter().any(|first| first.id == amount.id) {
        section.note(Finding::new(
            section.span_of("id"),
            format!("`{}` が2回あります。", amount.id),
            format!("`{}` is there twice", amount.id),
        ));
    }
}

/// Whether `wide` holds wherever `narrow` does.
fn covers(wide: &Condition, narrow: &Condition) -> bool {
    let range = |wide: Option<Range>, narrow: Option<Range>| match (wide, narrow) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(wide), Some(narrow)) => wide.covers(narrow),
    };
    range(wide.registrants, narrow.registrants)
        && range(wide.persons, narrow.persons)
        && range(wide.fare_yen, narrow.fare_yen)
        && range(wide.distance_m, narrow.distance_m)
        && list_covers(&wide.boarding_in, &narrow.boarding_in)
        && list_covers(&wide.alighting_in, &narrow.alighting_in)
        && list_covers(&wide.months, &narrow.months)
        && list_covers(&wide.days, &narrow.days)
        && who_covers(&wide.who, &narrow.who)
}

/// An empty list does not restrict.
fn list_covers<T: PartialEq>(wide: &[T], narrow: &[T]) -> bool {
    wide.is_empty() || (!narrow.is_empty() && narrow.iter().all(|item| wide.contains(item)))
}

fn who_covers(wide: &Who, narrow: &Who) -> bool {
    list_covers(&wide.grounds, &narrow.grounds)
        && list_covers(&wide.instruments, &narrow.instruments)
        && wide
            .without_grounds
            .iter()
            .all(|ground| narrow.without_grounds.contains(ground))
}

/// Every step must have a say in the amount.
pub(super) fn steps_have_effect(
    section: &Section<'_>,
    (steps, spans): (&[Step], &[Span<usize>]),
    uses: &UsesAllowed,
) {
    let (least, most) = (uses.least(), uses.most());
    for (step, span) in steps.iter().zip(spans) {
        let asked = step.only_with_uses;
        if asked.is_some_and(|asked| !can_occur(asked, least, most)) {
            section.note(Finding::new(
                span.clone(),
                "この段は、この決まりで使える回数に合わず、当たることがありません。",
                "this step asks for uses that a trip never takes here and can never apply",
            ));
        }
    }
    let unused = unused(steps);
    for (_, span) in (0..).zip(spans).filter(|(index, _)| unused.contains(index)) {
        section.note(
            Finding::new(
                span.clone(),
                "この段の結果がどこにも使われません。",
                "what this step comes to is never used",
            )
            .expected(
                "後の段が `of` などで指すか、この段を消す",
                "a later step that refers to it, or no such step",
            ),
        );
    }
}

/// The steps that neither are the last nor matter to one that is used.
fn unused(steps: &[Step]) -> Vec<usize> {
    let mut used: Vec<usize> = steps.len().checked_sub(1).into_iter().collect();
    for (index, step) in steps.iter().enumerate().rev() {
        if used.contains(&index) {
            used.extend(looks_at(step, index));
        }
    }
    (0..steps.len()).filter(|it| !used.contains(it)).collect()
}

/// The earlier steps whose results matter to `step`, which stands at `index`.
fn looks_at(step: &Step, index: usize) -> Vec<usize> {
    let operand = |operand: Operand| match operand {
        Operand::Step(index) => Some(index),
        Operand::Fare | Operand::BaseFare | Operand::Part(_) => None,
    };
    let other = match step.verb {
        Verb::Plus(other) | Verb::Minus(other) | Verb::LesserOf(other) | Verb::GreaterOf(other) => {
            operand(other)
        }
        _ => None,
    };
    let ignores_it = matches!(step.verb, Verb::AmountYen(_) | Verb::TicketYen(_));
    let own = operand(step.of).filter(|_| !ignores_it);
    // A step that is passed over hands on the one before.
    let handed_on = step.only_with_uses.and(index.checked_sub(1));
    [own, other, handed_on].into_iter().flatten().collect()
}

/// Whether the uses that a step asks for can occur.
fn can_occur(asked: Range, least: u32, most: u32) -> bool {
    asked.from <= most && asked.to.is_none_or(|to| to >= least)
}

/// Limits that another always reaches first: one over the same or a longer
/// period, for all of the same people, of the same thing, and less. Of two that
/// are the same, the second is meant.
pub(super) fn limits_that_never_bind(limits: &[(Limit, Span<usize>)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, (limit, span)) in limits.iter().enumerate() {
        let always_first = |(other_index, (other, _)): &(usize, &(Limit, Span<usize>))| {
            let is_same = (other.period, other.most, other.mid_year)
                == (limit.period, limit.most, limit.mid_year);
            other.period >= limit.period
                && who_covers(&other.who, &limit.who)
                && (is_less(other.most, least(limit)) || (is_same && *other_index < index))
        };
        if let Some((_, (other, _))) = limits.iter().enumerate().find(always_first) {
            findings.push(behind(span.clone(), other));
        }
    }
    findings
}

fn behind(span: Span<usize>, other: &Limit) -> Finding {
    let most = match other.most {
        Most::Count(count, _) => Yen::new(i64::from(count)),
        Most::Yen(amount, _) => amount,
    };
    Finding::new(
        span,
        "ほかの上限がいつも先に当たるため、この上限が当たることはありません。",
        "another limit is always reached first, so that this one can never apply",
    )
    .expected(format!("{most}より小さい数"), format!("less than {most}"))
}

/// The least that anybody gets of a limit, by the month of registration.
fn least(limit: &Limit) -> Most {
    let months = match limit.period {
        Period::HalfYear => 6,
        _ => 12,
    };
    match (limit.mid_year, limit.most) {
        (MidYear::ByMonth(_), Most::Count(count, by)) => Most::Count(count / months, by),
        (MidYear::ByMonth(_), Most::Yen(amount, when)) => {
            Most::Yen(Yen::new(amount.get() / i64::from(months)), when)
        }
        (MidYear::Listed(listed), Most::Count(count, by)) => {
            Most::Count(listed.into_iter().fold(count, u32::min), by)
        }
        (MidYear::Full | MidYear::Listed(_), most) => most,
    }
}

fn is_less(one: Most, other: Most) -> bool {
    match (one, other) {
        (Most::Count(one, by), Most::Count(other, other_by)) => by == other_by && one < other,
        (Most::Yen(one, _), Most::Yen(other, _)) => one < other,
        _ => false,
    }
}
