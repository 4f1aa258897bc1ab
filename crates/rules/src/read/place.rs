//! `area`, `hours`, `days_off`: where and when.

use chrono::{NaiveDate, Weekday};
use toml::de::DeValue;

use super::section::{Section, doc};
use super::value::{Kind, Read, Wanted, array, choice, date, flag, municipality, some, time, word};
use crate::problem::Finding;
use crate::vocabulary::{Doc, Shape};
use crate::{Area, AreaMatch, Day, DaysOff, Hours, HoursBy, MonthDay};

pub(super) fn area(section: &mut Section<'_>) -> Option<Area> {
    let municipalities = section.required(
        "municipalities",
        some(municipality()),
        doc("対象の区域の市町村", "the municipalities of the area"),
    );
    let within = section.required(
        "within",
        choice([
            word(
                "either_end",
                AreaMatch::EitherEnd,
                "乗車地か降車地",
                "boarding or alighting",
            ),
            word(
                "both_ends",
                AreaMatch::BothEnds,
                "乗車地も降車地も",
                "boarding and alighting",
            ),
            word("boarding", AreaMatch::Boarding, "乗車地", "boarding"),
            word("alighting", AreaMatch::Alighting, "降車地", "alighting"),
        ]),
        doc(
            "乗車のどちらの端が区域にあるべきか",
            "which end of a trip must lie in it",
        ),
    );
    Some(Area {
        municipalities: municipalities?,
        within: within?,
    })
}

pub(super) fn hours(section: &mut Section<'_>) -> Option<Hours> {
    let from = section.required("from", time(), doc("始まり", "the first moment"));
    let until = section.required("until", time(), doc("終わり", "the end"));
    let until_included = section.required(
        "until_included",
        flag(),
        doc(
            "終わりの時刻ちょうど（時計にその分が出ている間）を含むか",
            "whether the minute of the end, as a clock shows it, still counts",
        ),
    );
    let counted_by = section.required(
        "counted_by",
        choice([
            word(
                "boarding",
                HoursBy::Boarding,
                "乗車の時刻",
                "when the trip begins",
            ),
            word(
                "alighting",
                HoursBy::Alighting,
                "降車の時刻",
                "when the trip ends",
            ),
        ]),
        doc("どの時刻で見るか", "which moment of the trip is looked at"),
    );
    let days = section.optional(
        "days",
        some(day()),
        doc(
            "この曜日だけ。夜中をまたぐ時間は始まった日で見る。書かなければ毎日",
            "on these days only, a night by the day it begins on; absent: on all",
        ),
    );
    if let (Some(from), Some(until), Some(false)) = (from, until, until_included)
        && from == until
    {
        section.note(Finding::new(
            section.span_of("until"),
            "始まりと終わりが同じで、当たる時刻がありません。",
            "the hours end when they begin, so that they can never apply",
        ));
    }
    Some(Hours {
        from: from?,
        until: until?,
        until_included: until_included?,
        counted_by: counted_by?,
        days: days.unwrap_or_default(),
    })
}

const fn weekday(word: &'static str, day: Weekday, ja: &'static str) -> (&'static str, Day, Doc) {
    (word, Day::Weekday(day), doc(ja, word))
}

const DAYS: [(&str, Day, Doc); 8] = [
    weekday("monday", Weekday::Mon, "月曜日"),
    weekday("tuesday", Weekday::Tue, "火曜日"),
    weekday("wednesday", Weekday::Wed, "水曜日"),
    weekday("thursday", Weekday::Thu, "木曜日"),
    weekday("friday", Weekday::Fri, "金曜日"),
    weekday("saturday", Weekday::Sat, "土曜日"),
    weekday("sunday", Weekday::Sun, "日曜日"),
    word(
        "national_holiday",
        Day::NationalHoliday,
        "国民の祝日・休日",
        "national holidays",
    ),
];

/// A day of the week, or a national holiday.
pub(super) fn day() -> Kind<impl Fn(&DeValue<'_>) -> Read<Day>> {
    choice(DAYS)
}

pub(super) fn days_off(section: &mut Section<'_>) -> DaysOff {
    let days = section.optional(
        "days",
        some(day()),
        doc(
            "この曜日と祝日",
            "these days of the week, and national holidays",
        ),
    );
    let each_year = section.tables(
        "each_year",
        0,
        doc(
            "毎年この日からこの日まで",
            "every year from one day to another",
        ),
        |section| {
            let from = section.required("from", month_day(), doc("この日から", "from this day"));
            let until = section.required(
                "until",
                month_day(),
                doc("この日まで（含む）", "until this day, included"),
            );
            Some((from?, until?))
        },
    );
    let dates = section.optional(
        "dates",
        array(date(), 1, None),
        doc("この日付", "these dates"),
    );
    if days.is_none() && each_year.is_empty() && dates.is_none() {
        section.note(Finding::new(
            section.span(),
            "[version.days_off] に休みの日がなく、当たることがありません。",
            "[version.days_off] names no day, so that it can never apply",
        ));
    }
    let days = days.unwrap_or_default();
    let weekdays = DAYS
        .iter()
        .filter(|(_, day, _)| *day != Day::NationalHoliday);
    if weekdays.clone().count() > 0 && weekdays.clone().all(|(_, day, _)| days.contains(day)) {
        section.note(Finding::new(
            section.span_of("days"),
            "すべての曜日が休みで、助成の出る日がありません。",
            "every day of the week is off, so that nothing can ever be paid",
        ));
    }
    DaysOff {
        days,
        each_year,
        dates: dates.unwrap_or_default(),
    }
}

/// `"12-29"`.
fn month_day() -> Kind<impl Fn(&DeValue<'_>) -> Read<MonthDay>> {
    Kind {
        shape: Shape::Text {
            pattern: Some("^[0-9]{2}-[0-9]{2}$"),
            example: "12-29",
        },
        read: |value: &DeValue<'_>| {
            value
                .as_str()
                .and_then(read_month_day)
                .ok_or_else(|| Wanted::new("月と日: \"12-29\"", "month and day: \"12-29\""))
        },
    }
}

fn read_month_day(text: &str) -> Option<MonthDay> {
    let (month, day) = text.split_once('-').filter(|_| text.len() == 5)?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    // A leap year, so that 29 February is a day.
    NaiveDate::from_ymd_opt(2_000, month, day).map(|_exists| MonthDay { month, day })
}
