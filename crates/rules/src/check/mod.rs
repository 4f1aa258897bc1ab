//! What must hold of a file as a whole: versions in order and without a gap, and
//! every worked example coming out, with one for each rule that can pay.
//!
//! What must hold within a section is refused where it is read.

mod shown;

use crate::decide::decide_by_version;
use crate::example::Difference;
use crate::problem::Finding;
use crate::read::{ExampleRead, VersionRead};
use crate::{Note, Outcome, Version};

/// All that is wrong with the versions of a scheme. Examples are worked once it
/// is clear when each version holds.
pub(crate) fn versions(versions: &[VersionRead]) -> Vec<Finding> {
    let nexts = (1..).map(|index| versions.get(index));
    let with_next = || versions.iter().zip(nexts.clone());
    let mut findings: Vec<Finding> = with_next()
        .filter_map(|(read, next)| order(read, next?))
        .collect();
    if findings.is_empty() {
        for (read, next) in with_next() {
            match examples(read, next) {
                Ok(worked) => findings.extend(shown::not_shown(read, &worked)),
                Err(failing) => findings.extend(failing),
            }
        }
    }
    findings
}

/// A version runs until the next begins, or until the day before at the latest.
fn order(earlier: &VersionRead, later: &VersionRead) -> Option<Finding> {
    let (before, from) = (earlier.version.name(), later.version.name());
    if later.version.from() > earlier.version.from() {
        return gap_or_overlap(earlier, later);
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

fn gap_or_overlap(earlier: &VersionRead, later: &VersionRead) -> Option<Finding> {
    let (until, from) = (earlier.version.until()?, later.version.from());
    let last_day = from.date().pred_opt()?;
    if until.date() == last_day {
        return None;
    }
    let (ja, en) = if until >= from {
        ("重なります", "overlaps")
    } else {
        ("の間が空いています", "leaves a gap before")
    };
    Some(
        Finding::new(
            earlier.until_span.clone(),
            format!("{until}まで、は次の版（{from}から）と{ja}。"),
            format!("until {until} {en} the next version, from {from}"),
        )
        .expected(
            format!("{last_day}（次の版の前日）。書かなくてもよい"),
            format!("{last_day}, the day before the next version, or nothing"),
        ),
    )
}

/// Works the examples of a version: their outcomes, or what does not come out.
fn examples<'v>(
    read: &'v VersionRead,
    next: Option<&VersionRead>,
) -> Result<Vec<Outcome<'v>>, Vec<Finding>> {
    let (mut worked, mut failing) = (Vec::new(), Vec::new());
    for example in &read.examples {
        match work(&read.version, next, example) {
            Ok(outcome) => worked.push(outcome),
            Err(finding) => failing.push(finding),
        }
    }
    if failing.is_empty() {
        Ok(worked)
    } else {
        Err(failing)
    }
}

fn work<'v>(
    version: &'v Version,
    next: Option<&VersionRead>,
    read: &ExampleRead,
) -> Result<Outcome<'v>, Finding> {
    let example = &read.example;
    let over = next.is_some_and(|next| example.on >= next.version.from())
        || version.until().is_some_and(|until| example.on > until);
    if example.on < version.from() || over {
        return Err(outside_version(read, version, next));
    }
    let riders = example.riders();
    let trip = example
        .trip()
        .ok_or_else(|| impossible(read, "its date is out of the calendar"))?;
    let outcome = decide_by_version(version, &trip, &riders)
        .map_err(|error| impossible(read, &error.to_string()))?;
    let differences = example.differences(&outcome);
    if differences.is_empty() {
        Ok(outcome)
    } else {
        Err(does_not_come_out(read, &differences, &outcome))
    }
}

fn does_not_come_out(
    read: &ExampleRead,
    differences: &[Difference],
    outcome: &Outcome<'_>,
) -> Finding {
    let name = &read.example.name;
    let listed = |say: fn(&Difference) -> String, because: String| {
        let said: Vec<String> = differences.iter().map(say).chain([because]).collect();
        said.join("; ")
    };
    let (why_ja, why_en) = why(outcome);
    Finding::new(
        read.expect_span.clone(),
        format!("計算例「{name}」が合いません。"),
        format!("the example \"{name}\" does not come out"),
    )
    .expected(
        listed(
            |it| {
                format!(
                    "{}: 計算例では {}、規則では {}",
                    it.what, it.expected, it.got
                )
            },
            format!("規則の理由: {why_ja}"),
        ),
        listed(
            |it| format!("{}: expected {}, got {}", it.what, it.expected, it.got),
            format!("because: {why_en}"),
        ),
    )
}

/// Every reason of an outcome once, in both languages.
fn why(outcome: &Outcome<'_>) -> (String, String) {
    let (mut ja, mut en) = (Vec::new(), Vec::new());
    for reason in outcome.all_notes().iter().map(Note::to_reason) {
        if !ja.contains(&reason.ja) {
            ja.push(reason.ja);
            en.push(reason.en);
        }
    }
    (ja.join("、"), en.join(", "))
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
    let (until_ja, until_en) = match (next, version.until()) {
        (Some(next), _) => {
            let until = next.version.name();
            (format!("、{until}より前"), format!(" and before {until}"))
        }
        (None, Some(until)) => (format!("、{until}まで"), format!(" until {until}")),
        (None, None) => (String::new(), String::new()),
    };
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
