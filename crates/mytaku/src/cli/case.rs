//! A finding and the trips that made it, in words for a person at the command line.

use settlement::intake::ShownTrip;
use settlement::review::{Case, Entry};

/// A finding with all there is to it.
pub(super) fn in_words(case: &Case) -> String {
    let finding = &case.finding;
    let reason = &case.reason;
    let mut lines = vec![
        format!("番号 / finding: {}", finding.finding),
        format!("事由 / reason: {} {}", finding.code, reason.ja),
        format!("                {}", reason.en),
        format!("事業者 / operator: {}、{}", finding.operator, finding.month),
        format!(
            "金額 / amount: {}円、決定まで / until decided: {}",
            finding.told_yen,
            finding.treatment.as_str()
        ),
        format!("意見の期限 / reply until: {}", finding.reply_until),
    ];
    let against = finding.subject.as_deref().filter(|it| !it.is_empty());
    lines.extend(against.map(|subject| format!("対象 / against: {subject}")));
    let numbers = finding.evidence.numbers.iter();
    lines.extend(numbers.map(|(name, number)| format!("{name}: {number}")));
    lines.extend(case.rows.entries.iter().map(entry));
    lines.extend(case.rows.trips.iter().flat_map(trip_in_words));
    let shown = case.rows.trips.len();
    let more = finding.evidence.trips.len().saturating_sub(shown);
    if more > 0 {
        lines.push(format!("ほかの乗車 / more trips: {more}件(--json)"));
    }
    lines.extend(
        case.statements
            .iter()
            .map(|said| format!("意見 / reply: {} {} 「{}」", said.at, said.by, said.remark)),
    );
    lines.extend(case.decisions.iter().map(|made| {
        let by = made
            .by
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        let second = match (made.needs_second, &made.confirmed_by) {
            (false, _) => String::new(),
            (true, Some(by)) => format!("、確認 / confirmed: {by}"),
            (true, None) => "、確認待ち / waits for a second person".into(),
        };
        format!(
            "決定 / decision: {} {} {} {by} 「{}」{second}",
            made.decision,
            made.outcome.as_str(),
            made.at,
            made.remark
        )
    }));
    lines.join("\n")
}

/// What opened the claim, in one line.
fn entry(entry: &Entry) -> String {
    let known = [
        entry.state.clone(),
        entry.reason.clone(),
        entry.until.map(|day| format!("{day}まで / until")),
    ];
    let known: Vec<String> = known.into_iter().flatten().collect();
    let from = entry
        .from_at
        .map_or_else(|| entry.from.to_string(), |at| at.to_string());
    let by = entry.entered_by.as_ref();
    format!(
        "台帳 / entry: {} {} {}、{from}から / from、入力 / entered: {} {}",
        entry.kind,
        entry.thing,
        known.join(" "),
        entry.entered_at,
        by.map_or("—", domain::UserId::as_str)
    )
}

/// A trip: what it was, what each tap proved, what became of each claim.
pub(super) fn trip_in_words(trip: &ShownTrip) -> Vec<String> {
    let mut lines = vec![
        format!("乗車 / trip: {}", trip.trip),
        format!(
            "  {}–{}、{}→{}、{}m、{}円",
            trip.boarded_at,
            trip.alighted_at,
            trip.boarding_area,
            trip.alighting_area,
            trip.distance_m,
            trip.fare_yen
        ),
        format!(
            "  {}、車両 / vehicle {}、乗務員 / driver {}、端末 / terminal {}",
            trip.operator, trip.vehicle, trip.driver, trip.terminal
        ),
    ];
    lines.extend(trip.taps.iter().map(|tap| {
        let proved = tap.assurance.map_or_else(
            || format!("不可 / refused {}", tap.refusal.as_deref().unwrap_or("—")),
            |assurance| assurance.to_string(),
        );
        let flags: Vec<String> = tap
            .flags
            .iter()
            .map(|flag| format!("、{} {}", flag.code, flag.ja))
            .collect();
        let rider = tap.registrant.as_ref();
        format!(
            "  タッチ / tap {}: {proved} {}{}",
            tap.ordinal,
            rider.map_or("—", domain::RegistrantId::as_str),
            flags.concat()
        )
    }));
    lines.extend(trip.claims.iter().map(|claim| {
        format!(
            "  助成 / claim {}: {}、案内 / told {}円、支払 / owed {}円",
            claim.ordinal, claim.treatment, claim.shown_yen, claim.payable_yen
        )
    }));
    lines
}
