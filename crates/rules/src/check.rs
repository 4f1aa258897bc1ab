//! What must hold of a file as a whole: versions in order, and every worked
//! example coming out, with at least one for each rule that can pay.

use std::ops::Range;

use domain::SchemeId;

use crate::decide::decide_by;
use crate::example::Difference;
use crate::lines::Counters;
use crate::problem::Finding;
use crate::read::{ExampleRead, VersionRead};
use crate::{Claim, Decision, Example, Rider, Version};

/// All that is wrong with the versions of a scheme. Examples are worked once it
/// is clear when each version holds.
pub(crate) fn versions(scheme: &SchemeId, versions: &[VersionRead]) -> Vec<Finding> {
    let nexts = (1..).map(|index| versions.get(index));
    let with_next = || versions.iter().zip(nexts.clone());
    let mut findings: Vec<Finding> = with_next()
        .filter_map(|(read, next)| order(read, next?))
        .collect();
    if findings.is_empty() {
        for (read, next) in with_next() {
            match examples(scheme, read, next) {
                Ok(worked) => findings.extend(unproven_rules(read, &worked)),
                Err(failing) => findings.extend(failing),
            }
        }
    }
    findings
}

/// Versions run until the next begins, so order is all that can be wrong.
fn order(earlier: &VersionRead, later: &VersionRead) -> Option<Finding> {
    let (before, from) = (earlier.version.name(), later.version.name());
    if later.version.from() > earlier.version.from() {
        return None;
    }
    let finding = if later.version.from() == earlier.version.from() {
        Finding::new(
            later.from_span.clone(),
            format!("{from}から始まる版が2つあります。"),
            format!("two versions begin on {from}"),
        )
    } else {
        Finding::new(
            later.from_span.clone(),
            format!("{from}からの版が{before}からの版の後にあり、期間が重なります。"),
            format!("the version from {from} stands after that from {before} and overlaps it"),
        )
    };
    Some(finding.expected(
        format!("{before}より後の日（版は始まる日の順に書く）"),
        format!("a day after {before} (versions are written in the order they begin)"),
    ))
}

/// Works the examples of a version: their decisions, or what does not come out.
fn examples(
    scheme: &SchemeId,
    read: &VersionRead,
    next: Option<&VersionRead>,
) -> Result<Vec<Decision>, Vec<Finding>> {
    let (mut worked, mut failing) = (Vec::new(), Vec::new());
    for example in &read.examples {
        match work(scheme, &read.version, next, example) {
            Ok(decision) => worked.push(decision),
            Err(finding) => failing.push(finding),
        }
    }
    if failing.is_empty() {
        Ok(worked)
    } else {
        Err(failing)
    }
}

fn work(
    scheme: &SchemeId,
    version: &Version,
    next: Option<&VersionRead>,
    read: &ExampleRead,
) -> Result<Decision, Finding> {
    let example = &read.example;
    let over = next.is_some_and(|next| example.on >= next.version.from());
    if example.on < version.from() || over {
        return Err(outside_version(read, version, next));
    }
    let riders = example.riders();
    let trip = example
        .trip()
        .ok_or_else(|| impossible(read, "its date is out of the calendar"))?;
    let decision = decide_by(scheme, version, &trip, &riders)
        .map_err(|error| impossible(read, &error.to_string()))?;
    let then_used = used_afterwards(version, example, &riders, &decision);
    let differences = example.differences(&decision, &then_used);
    if differences.is_empty() {
        Ok(decision)
    } else {
        Err(does_not_come_out(read, &differences))
    }
}

/// Each registrant's count for the fiscal year after the trip.
fn used_afterwards(
    version: &Version,
    example: &Example,
    riders: &[Rider],
    decision: &Decision,
) -> Vec<u32> {
    let mut counters = Counters::default();
    let after = |(rider, claim): (&Rider, &Claim)| {
        counters.used(&rider.id, example.on, rider.used);
        counters.add(version, example.on, claim);
        counters.used(&rider.id, example.on, rider.used).fiscal_year
    };
    riders.iter().zip(&decision.claims).map(after).collect()
}

fn does_not_come_out(read: &ExampleRead, differences: &[Difference]) -> Finding {
    let name = &read.example.name;
    let listed = |say: fn(&Difference) -> String| {
        let said: Vec<String> = differences.iter().map(say).collect();
        said.join("; ")
    };
    Finding::new(
        read.expect_span.clone(),
        format!("計算例「{name}」が合いません。"),
        format!("the example \"{name}\" does not come out"),
    )
    .expected(
        listed(|it| {
            format!(
                "{}: 計算例では {}、規則では {}",
                it.what, it.expected, it.got
            )
        }),
        listed(|it| format!("{}: expected {}, got {}", it.what, it.expected, it.got)),
    )
}

fn impossible(read: &ExampleRead, why: &str) -> Finding {
    let name = &read.example.name;
    Finding::new(
        read.span.clone(),
        format!("計算例「{name}」はあり得ない乗車です。"),
        format!("the example \"{name}\" cannot be: {why}"),
    )
}

fn outside_version(read: &ExampleRead, version: &Version, next: Option<&VersionRead>) -> Finding {
    let (name, on, from) = (&read.example.name, read.example.on, version.name());
    let (until_ja, until_en) = next
        .map(|next| next.version.name())
        .map(|until| (format!("、{until}より前"), format!(" and before {until}")))
        .unwrap_or_default();
    Finding::new(
        read.span.clone(),
        format!("計算例「{name}」の日付{on}はこの版の期間にありません。"),
        format!("the example \"{name}\" is on {on}, outside its version"),
    )
    .expected(
        format!("{from}以後{until_ja}の日"),
        format!("a day from {from}{until_en}"),
    )
}

/// The rules that can pay and that no example shows paying.
fn unproven_rules(read: &VersionRead, worked: &[Decision]) -> Vec<Finding> {
    let paying = |decision: &Decision| {
        let claims = decision.claims.iter();
        claims.filter(|claim| claim.units > 0).count()
    };
    let uses_several = |decision: &Decision| decision.claims.iter().any(|claim| claim.units > 1);
    let several_exist = read.version.rules().several_uses.is_some();
    let mut findings = Vec::new();
    if !worked.iter().any(|decision| paying(decision) == 1) {
        findings.push(unproven(read.span.clone(), "alone"));
    }
    if !worked.iter().any(|decision| paying(decision) > 1) {
        findings.push(unproven(read.span.clone(), "shared"));
    }
    if several_exist && !worked.iter().any(uses_several) {
        findings.push(unproven(read.span.clone(), "several_uses"));
    }
    findings
}

fn unproven(span: Range<usize>, rule: &str) -> Finding {
    Finding::new(
        span,
        format!("[version.{rule}] で助成が出る計算例がありません。"),
        format!("no example that comes out pays by [version.{rule}]"),
    )
    .expected(
        "助成が出る [[version.example]] を1つ以上",
        "at least one [[version.example]] with a subsidy by this rule",
    )
}
