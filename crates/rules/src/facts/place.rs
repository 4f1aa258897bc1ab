//! `area`, `hours`, `days_off`: where and when.

use super::words::{Speech, date, days, month_day, time};
use super::{Said, said};
use crate::{Area, AreaMatch, DaysOff, Hours, HoursBy};

pub(super) fn facts(
    speech: &Speech<'_>,
    area: Option<&Area>,
    hours: &[Hours],
    days_off: Option<&DaysOff>,
) -> Vec<Said> {
    let mut facts = vec![area_of(speech, area)];
    facts.extend(hours_of(hours));
    facts.extend(off(days_off));
    facts
}

fn area_of(speech: &Speech<'_>, area: Option<&Area>) -> Said {
    let Some(Area {
        municipalities,
        within,
    }) = area
    else {
        return said(
            "area",
            "どこでの乗車も対象です。",
            "Trips anywhere are subsidised.",
        );
    };
    let (ja, en) = speech.municipalities(municipalities);
    let (end_ja, end_en) = match within {
        AreaMatch::EitherEnd => ("乗車地か降車地のどちらか", "begin or end"),
        AreaMatch::BothEnds => ("乗車地と降車地の両方", "begin and end"),
        AreaMatch::Boarding => ("乗車地", "begin"),
        AreaMatch::Alighting => ("降車地", "end"),
    };
    said(
        "area",
        format!("{end_ja}が{ja}にある乗車が対象です。"),
        format!("Trips that {end_en} in {en} are subsidised."),
    )
}

fn hours_of(hours: &[Hours]) -> Vec<Said> {
    match hours {
        [] => vec![said(
            "hours",
            "時間の制限はありません。",
            "At any time of day.",
        )],
        [only] => vec![these_hours("hours".to_owned(), only)],
        several => (1_u32..)
            .zip(several)
            .map(|(number, hours)| these_hours(format!("hours.{number}"), hours))
            .collect(),
    }
}

fn these_hours(key: String, hours: &Hours) -> Said {
    let Hours {
        from,
        until,
        until_included,
        counted_by,
        days: on,
    } = hours;
    let ((from_ja, from_en), (until_ja, until_en)) = (time(*from), time(*until));
    let (next_ja, next_en) = if from > until {
        ("翌日の", " the next day")
    } else {
        ("", "")
    };
    let (edge_ja, edge_en) = if *until_included {
        (
            format!("{until_ja}ちょうどを含む"),
            format!("{until_en} included"),
        )
    } else {
        (
            format!("{until_ja}ちょうどは含まない"),
            format!("{until_en} not included"),
        )
    };
    let (by_ja, by_en) = match counted_by {
        HoursBy::Boarding => ("乗車", "boarded"),
        HoursBy::Alighting => ("降車", "ended"),
    };
    let (on_ja, on_en) = if on.is_empty() {
        (String::new(), String::new())
    } else {
        let (ja, en) = days(on);
        (format!("{ja}は、"), format!(" on {en}"))
    };
    said(
        key,
        format!(
            "{on_ja}{from_ja}から{next_ja}{until_ja}まで（{edge_ja}）に{by_ja}したときが対象です。"
        ),
        format!(
            "Trips {by_en} from {from_en} to {until_en}{next_en} ({edge_en}){on_en} are subsidised."
        ),
    )
}

fn off(days_off: Option<&DaysOff>) -> Vec<Said> {
    let Some(DaysOff {
        days: on,
        each_year,
        dates,
    }) = days_off
    else {
        return vec![said(
            "days_off",
            "休みの日はなく、毎日使えます。",
            "On every day.",
        )];
    };
    let mut facts = Vec::new();
    if !on.is_empty() {
        let (ja, en) = days(on);
        facts.push(said(
            "days_off.days",
            format!("{ja}は使えません。"),
            format!("Not on {en}."),
        ));
    }
    for (number, (from, until)) in (1_u32..).zip(each_year) {
        let ((from_ja, from_en), (until_ja, until_en)) = (month_day(*from), month_day(*until));
        let next_ja = if from > until { "翌年の" } else { "" };
        facts.push(said(
            format!("days_off.each_year.{number}"),
            format!("毎年、{from_ja}から{next_ja}{until_ja}までは使えません。"),
            format!("Not from {from_en} to {until_en}, every year."),
        ));
    }
    if !dates.is_empty() {
        let (ja, en): (Vec<String>, Vec<String>) =
            dates.iter().map(|it| (date(*it), it.to_string())).unzip();
        facts.push(said(
            "days_off.dates",
            format!("{}は使えません。", ja.join("、")),
            format!("Not on {}.", en.join(", ")),
        ));
    }
    facts
}
