//! Stretches of days in words: which days, and from when until when.

use chrono::{NaiveTime, TimeDelta};

use super::when::{DayKind, When};
use crate::Day;
use crate::facts::words::{Words, day, time};

/// The first and the last minute of each part of a day.
type Parts = Vec<(NaiveTime, NaiveTime)>;

pub(super) fn of(when: &When) -> Words {
    let mut groups: Vec<(Vec<DayKind>, Parts)> = Vec::new();
    for day in &when.all {
        let parts = parts(when, *day);
        match groups.iter_mut().find(|(_, known)| *known == parts) {
            Some((days, _)) => days.push(*day),
            None => groups.push((vec![*day], parts)),
        }
    }
    let each = groups.iter().filter(|(_, parts)| !parts.is_empty());
    let (ja, en): (Vec<String>, Vec<String>) =
        each.map(|(days, parts)| group(when, days, parts)).unzip();
    let (what_ja, what_en) = match (when.boarding, when.alighting) {
        (true, true) => ("乗車と降車", "boarded and ended"),
        (false, true) => ("降車", "ended"),
        _ => ("乗車", "boarded"),
    };
    (
        format!("{}の{what_ja}", ja.join("、")),
        format!("{what_en} {}", en.join("; ")),
    )
}

/// Stretches of one day, those that follow each other as one.
fn parts(when: &When, day: DayKind) -> Parts {
    let of_day = when.stretches.iter().filter(|it| it.day == day);
    let mut sorted: Parts = of_day.map(|it| (it.from, it.until)).collect();
    sorted.sort_unstable();
    let mut parts: Parts = Vec::new();
    for (from, until) in sorted {
        match parts.last_mut() {
            Some((_, last)) if follows(*last, from) => *last = until.max(*last),
            _ => parts.push((from, until)),
        }
    }
    parts
}

fn follows(last: NaiveTime, from: NaiveTime) -> bool {
    from.signed_duration_since(last) <= TimeDelta::minutes(1)
}

fn group(when: &When, days: &[DayKind], parts: &[(NaiveTime, NaiveTime)]) -> Words {
    let on = days_in_words(when, days);
    let at = parts_in_words(parts);
    match (on, at) {
        (None, None) => ("いつでも".to_owned(), "at any time".to_owned()),
        (Some(words), None) | (None, Some(words)) => words,
        (Some((on_ja, on_en)), Some((at_ja, at_en))) => {
            (format!("{on_ja}の{at_ja}"), format!("{on_en} {at_en}"))
        }
    }
}

/// None of the whole day.
fn parts_in_words(parts: &[(NaiveTime, NaiveTime)]) -> Option<Words> {
    let ends = NaiveTime::MIN
        .overflowing_sub_signed(TimeDelta::minutes(1))
        .0;
    if matches!(parts, [(from, until)] if *from == NaiveTime::MIN && *until >= ends) {
        return None;
    }
    let part = |(from, until): &(NaiveTime, NaiveTime)| {
        let ((from_ja, from_en), (until_ja, until_en)) = (time(*from), time(*until));
        if from == until {
            return (from_ja, format!("at {from_en}"));
        }
        (
            format!("{from_ja}から{until_ja}まで"),
            format!("from {from_en} to {until_en}"),
        )
    };
    let (ja, en): (Vec<String>, Vec<String>) = parts.iter().map(part).unzip();
    Some((ja.join("と"), en.join(" and ")))
}

/// None of every day that was tried.
fn days_in_words(when: &When, days: &[DayKind]) -> Option<Words> {
    if days.len() == when.all.len() {
        return None;
    }
    let of = |kinds: &[DayKind], holiday: bool| -> Vec<Day> {
        let those = kinds.iter().filter(|kind| kind.holiday == holiday);
        those.map(|kind| Day::Weekday(kind.weekday)).collect()
    };
    let (plain, holidays) = (of(days, false), of(days, true));
    let all_holidays = of(&when.all, true);
    let (of_holidays_ja, of_holidays_en) = day(Day::NationalHoliday);
    let (plain_ja, plain_en) = joined(&plain);
    if all_holidays.is_empty() || plain == holidays {
        return Some((plain_ja, format!("on {plain_en}")));
    }
    if holidays == all_holidays {
        let named: Vec<Day> = plain.into_iter().chain([Day::NationalHoliday]).collect();
        let (ja, en) = joined(&named);
        return Some((ja, format!("on {en}")));
    }
    let mut said = Vec::new();
    if !plain.is_empty() {
        said.push((
            format!("{plain_ja}（{of_holidays_ja}を除く）"),
            format!("on {plain_en} (except {of_holidays_en})"),
        ));
    }
    if !holidays.is_empty() {
        let (ja, en) = joined(&holidays);
        said.push((
            format!("{of_holidays_ja}に当たる{ja}"),
            format!("on {en} that are {of_holidays_en}"),
        ));
    }
    let (ja, en): (Vec<String>, Vec<String>) = said.into_iter().unzip();
    Some((ja.join("と"), en.join(" and ")))
}

fn joined(days: &[Day]) -> Words {
    let (ja, en): (Vec<&str>, Vec<&str>) = days.iter().copied().map(day).unzip();
    (ja.join("・"), en.join(", "))
}
