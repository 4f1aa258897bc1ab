//! Every rule that can pay is shown by an example: each amount, each tier of
//! one, each number of uses by the fare, each kind of ticket.

use std::ops::Range;

use domain::Yen;

use crate::problem::Finding;
use crate::read::VersionRead;
use crate::{Amount, Award, Note, Outcome, Tier, TierPays, UsesAllowed, Verb};

/// An award that pays, and why.
type Paying<'o> = (&'o Award<'o>, &'o [Note<'o>]);

/// The rules that can pay and that no example shows paying.
pub(super) fn not_shown(read: &VersionRead, worked: &[Outcome<'_>]) -> Vec<Finding> {
    let rules = read.version.rules();
    let paying: Vec<Paying<'_>> = worked
        .iter()
        .flat_map(Outcome::with_notes)
        .filter(|(award, _)| award.units > 0)
        .collect();
    let mut findings = Vec::new();
    for (amount, span) in rules.amounts.iter().zip(&read.amount_spans) {
        let is_by_it = |(award, _): &&Paying<'_>| award.by.is_some_and(|by| by.id == amount.id);
        let by_it: Vec<Paying<'_>> = paying.iter().filter(is_by_it).copied().collect();
        findings.extend(amount_not_shown(amount, &by_it, span));
    }
    for (instrument, span) in rules.instruments.iter().zip(&read.instrument_spans) {
        let is_with_it = |(award, _): &Paying<'_>| award.instrument == Some(instrument.id.as_str());
        if !paying.iter().any(is_with_it) {
            let rule = format!("[[version.instrument]] {}", instrument.id);
            findings.push(finding(
                span,
                &format!("{rule} を使って"),
                &format!("with {rule}"),
            ));
        }
    }
    findings
}

fn amount_not_shown(amount: &Amount, by_it: &[Paying<'_>], span: &Range<usize>) -> Vec<Finding> {
    let rule = format!("[[version.amount]] {}", amount.id);
    if by_it.is_empty() {
        return if pays_nothing(amount) {
            Vec::new()
        } else {
            vec![by(span, &rule)]
        };
    }
    let mut findings = Vec::new();
    match &amount.uses {
        UsesAllowed::Range { most, .. } if *most > 1 => {
            if !by_it.iter().any(|(award, _)| award.units > 1) {
                let (ja, en) = (
                    format!("{rule} で2回分（2枚）以上の"),
                    format!("for two or more uses by {rule}"),
                );
                findings.push(finding(span, &ja, &en));
            }
        }
        UsesAllowed::Range { .. } => {}
        UsesAllowed::ByFare(tiers) => {
            for tier in tiers.iter().filter(|tier| tier.most > 0) {
                if !by_it.iter().any(|(award, _)| award.units == tier.most) {
                    let from = tier.fare_from;
                    findings.push(by(span, &format!("{rule}, uses_by_fare from_yen = {from}")));
                }
            }
        }
    }
    let tiers = amount.steps.iter().filter_map(|step| match &step.verb {
        Verb::Tiers(tiers) => Some(tiers.as_slice()),
        _ => None,
    });
    for tier in tiers.flat_map(|tiers| tiers_not_shown(tiers, by_it)) {
        let from = tier.from;
        findings.push(by(span, &format!("{rule}, tiers from_yen = {from}")));
    }
    findings
}

/// Whether an amount says outright that nothing is paid. Any other can pay, and an
/// example is to show that it does.
fn pays_nothing(amount: &Amount) -> bool {
    match amount.steps.last().map(|step| &step.verb) {
        Some(Verb::AmountYen(amount)) => *amount == Yen::ZERO,
        Some(Verb::Tiers(tiers)) => !tiers.iter().any(pays),
        _ => false,
    }
}

/// The tiers that pay and that no award was made by.
fn tiers_not_shown<'t>(tiers: &'t [Tier], by_it: &[Paying<'_>]) -> Vec<&'t Tier> {
    let bases: Vec<Yen> = by_it
        .iter()
        .flat_map(|(_, notes)| notes.iter())
        .filter_map(|note| match note {
            Note::Tier { base, .. } => Some(*base),
            _ => None,
        })
        .collect();
    let nexts = (1..).map(|index| tiers.get(index));
    tiers
        .iter()
        .zip(nexts)
        .filter(|(tier, _)| pays(tier))
        .filter(|(tier, next)| {
            let below_next = |base: &Yen| next.is_none_or(|next| *base < next.from);
            !bases
                .iter()
                .any(|base| tier.from <= *base && below_next(base))
        })
        .map(|(tier, _)| tier)
        .collect()
}

fn pays(tier: &Tier) -> bool {
    match tier.pays {
        TierPays::Yen(amount) => amount > Yen::ZERO,
        TierPays::Share(share, _) => !share.is_nothing(),
    }
}

fn by(span: &Range<usize>, rule: &str) -> Finding {
    finding(span, &format!("{rule} で"), &format!("by {rule}"))
}

fn finding(span: &Range<usize>, what_ja: &str, what_en: &str) -> Finding {
    Finding::new(
        span.clone(),
        format!("{what_ja}助成が出る計算例がありません。"),
        format!("no example that comes out pays {what_en}"),
    )
    .expected(
        "助成が出る [[version.example]] を1つ以上",
        "at least one [[version.example]] with a subsidy by this rule",
    )
}
