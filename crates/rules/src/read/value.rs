//! Single values of the file, and what to say when one is not as wanted.

use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveTime};
use domain::{Fare, ServiceDate, Yen};
use toml::Spanned;
use toml::de::DeValue;

use crate::Share;
use crate::problem::Finding;

/// What a value should have been.
pub(super) struct Wanted {
    ja: String,
    en: String,
}

type Read<T> = Result<T, Wanted>;

impl Wanted {
    pub(super) fn new(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            ja: ja.into(),
            en: en.into(),
        }
    }

    pub(super) fn table() -> Self {
        Self::new("節（テーブル）", "a table")
    }

    pub(super) fn tables() -> Self {
        Self::new("節の並び（[[…]] か [{…}, …]）", "an array of tables")
    }

    /// The problem that `value` of `key` is something else.
    pub(super) fn finding(self, key: &str, value: &Spanned<DeValue<'_>>) -> Finding {
        let (ja, en) = type_names(value.get_ref());
        Finding::new(
            value.span(),
            format!("`{key}` の値が正しくありません（{ja}）。"),
            format!("the value of `{key}` is not as expected (this is {en})"),
        )
        .expected(
            format!("正しい値: {}", self.ja),
            format!("expected: {}", self.en),
        )
    }
}

fn type_names(value: &DeValue<'_>) -> (&'static str, &'static str) {
    match value {
        DeValue::String(_) => ("文字列", "a string"),
        DeValue::Integer(_) => ("整数", "an integer"),
        DeValue::Float(_) => ("小数", "a decimal number"),
        DeValue::Boolean(_) => ("真偽値", "true or false"),
        DeValue::Datetime(_) => ("日付か時刻", "a date or time"),
        DeValue::Array(_) => ("並び", "an array"),
        DeValue::Table(_) => ("節（テーブル）", "a table"),
    }
}

pub(super) fn text(value: &DeValue<'_>) -> Read<String> {
    value
        .as_str()
        .filter(|text| !text.trim().is_empty())
        .map(str::to_owned)
        .ok_or_else(|| Wanted::new("空でない文字列", "a string that is not empty"))
}

pub(super) fn flag(value: &DeValue<'_>) -> Read<bool> {
    value
        .as_bool()
        .ok_or_else(|| Wanted::new("true か false", "true or false"))
}

/// A string that `T` understands, such as an id or a share.
pub(super) fn parsed<T: FromStr>(ja: &str, en: &str) -> impl Fn(&DeValue<'_>) -> Read<T> {
    move |value| {
        value
            .as_str()
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| Wanted::new(ja, en))
    }
}

pub(super) fn share(value: &DeValue<'_>) -> Read<Share> {
    parsed(
        "割合の文字列: \"1/2\" や \"50%\"（0から1まで）",
        "a share as a string: \"1/2\" or \"50%\", from nothing to the whole",
    )(value)
}

/// One of a few words.
pub(super) fn choice<'c, T: Copy>(
    choices: &'c [(&'static str, T)],
) -> impl Fn(&DeValue<'_>) -> Read<T> + 'c {
    move |value| {
        let word = value.as_str();
        let found = choices.iter().find(|(name, _)| Some(*name) == word);
        found.map(|(_, choice)| *choice).ok_or_else(|| {
            let names: Vec<_> = choices
                .iter()
                .map(|(name, _)| format!("\"{name}\""))
                .collect();
            Wanted::new(
                format!("次のどれか: {}", names.join(", ")),
                format!("one of {}", names.join(", ")),
            )
        })
    }
}

fn integer(value: &DeValue<'_>) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// A whole amount of yen that a taxi can cost.
pub(super) fn yen(value: &DeValue<'_>) -> Read<Yen> {
    integer(value)
        .map(Yen::new)
        .filter(|amount| (Yen::ZERO..=Fare::PART_MAX).contains(amount))
        .ok_or_else(|| {
            let most = Fare::PART_MAX;
            Wanted::new(
                format!("円単位の整数（0から{most}まで。小数や引用符なし）"),
                format!("a whole number of yen from 0 to {most}, without quotes or decimals"),
            )
        })
}

pub(super) fn count(range: RangeInclusive<u32>) -> impl Fn(&DeValue<'_>) -> Read<u32> {
    move |value| {
        integer(value)
            .and_then(|number| u32::try_from(number).ok())
            .filter(|number| range.contains(number))
            .ok_or_else(|| {
                let (least, most) = (range.start(), range.end());
                Wanted::new(
                    format!("{least}から{most}までの整数"),
                    format!("a whole number from {least} to {most}"),
                )
            })
    }
}

pub(super) fn date(value: &DeValue<'_>) -> Read<ServiceDate> {
    value
        .as_datetime()
        .filter(|datetime| datetime.time.is_none() && datetime.offset.is_none())
        .and_then(|datetime| datetime.date)
        .and_then(|date| {
            NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
        })
        .map(ServiceDate::from_date)
        .ok_or_else(|| {
            Wanted::new(
                "引用符なしの日付: 2024-04-01",
                "a date without quotes: 2024-04-01",
            )
        })
}

pub(super) fn time(value: &DeValue<'_>) -> Read<NaiveTime> {
    value
        .as_datetime()
        .filter(|datetime| datetime.date.is_none() && datetime.offset.is_none())
        .and_then(|datetime| datetime.time)
        .and_then(|time| {
            let second = time.second.unwrap_or(0);
            NaiveTime::from_hms_opt(time.hour.into(), time.minute.into(), second.into())
        })
        .ok_or_else(|| {
            Wanted::new(
                "引用符なしの時刻: 07:00:00",
                "a time of day without quotes: 07:00:00",
            )
        })
}

/// An array of which every item is as `convert` wants it.
pub(super) fn list<T>(
    convert: impl Fn(&DeValue<'_>) -> Read<T>,
) -> impl Fn(&DeValue<'_>) -> Read<Vec<T>> {
    move |value| {
        let Some(items) = value.as_array() else {
            return Err(Wanted::new("並び [ … ]", "an array [ … ]"));
        };
        items.iter().map(|item| convert(item.get_ref())).collect()
    }
}

/// As [`list`], with at least one item.
pub(super) fn some<T>(
    convert: impl Fn(&DeValue<'_>) -> Read<T>,
) -> impl Fn(&DeValue<'_>) -> Read<Vec<T>> {
    let list = list(convert);
    move |value| {
        let items = list(value)?;
        if items.is_empty() {
            return Err(Wanted::new(
                "1つ以上の並び [ … ]",
                "an array [ … ] of at least one",
            ));
        }
        Ok(items)
    }
}
