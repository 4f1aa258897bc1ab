//! Single values of the file, and what to say when one is not as wanted.
//!
//! A [`Kind`] is both: how a value is read, and what it looks like for the
//! schema and the reference.

use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveTime};
use domain::{Fare, MunicipalityCode, ServiceDate, Yen};
use toml::Spanned;
use toml::de::DeValue;

use crate::problem::Finding;
use crate::vocabulary::{Doc, Shape, Word};
use crate::{Factor, Share};

/// What a value should have been.
pub(super) struct Wanted {
    ja: String,
    en: String,
}

pub(super) type Read<T> = Result<T, Wanted>;

/// A kind of value.
pub(super) struct Kind<F> {
    pub(super) shape: Shape,
    pub(super) read: F,
}

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

    pub(super) fn at_least(least: usize) -> Self {
        Self::new(format!("{least}つ以上"), format!("at least {least}"))
    }

    /// The problem that `value` of `key` is something else.
    pub(super) fn finding(self, key: &str, value: &Spanned<DeValue<'_>>) -> Finding {
        let (ja, en) = if let Some(shown) = short(value.get_ref()) {
            (
                format!("`{key}` に {shown} とは書けません。"),
                format!("`{key}` cannot be {shown}"),
            )
        } else {
            let (ja, en) = type_names(value.get_ref());
            (
                format!("`{key}` の値が正しくありません（{ja}）。"),
                format!("the value of `{key}` is not as expected (this is {en})"),
            )
        };
        Finding::new(value.span(), ja, en).expected(
            format!("正しい値: {}", self.ja),
            format!("expected: {}", self.en),
        )
    }
}

/// A word or number as it is written, where it is short enough to be said.
fn short(value: &DeValue<'_>) -> Option<String> {
    let shown = match value {
        DeValue::String(text) => format!("\"{text}\""),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => return None,
    };
    let is_short = shown.chars().count() <= 40 && !shown.contains('\n');
    is_short.then_some(shown)
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

pub(super) fn text() -> Kind<impl Fn(&DeValue<'_>) -> Read<String>> {
    Kind {
        shape: Shape::Text {
            pattern: Some(r"\S"),
            example: "…",
        },
        read: |value: &DeValue<'_>| {
            value
                .as_str()
                .filter(|text| !text.trim().is_empty())
                .map(str::to_owned)
                .ok_or_else(|| Wanted::new("空でない文字列", "a string that is not empty"))
        },
    }
}

/// A short name of something, which JSON and other keys refer to.
pub(super) fn name() -> Kind<impl Fn(&DeValue<'_>) -> Read<String>> {
    Kind {
        shape: Shape::Text {
            pattern: Some("^[a-z][a-z0-9_]{0,39}$"),
            example: "age75",
        },
        read: |value: &DeValue<'_>| {
            value
                .as_str()
                .filter(|name| is_name(name))
                .map(str::to_owned)
                .ok_or_else(|| {
                    Wanted::new(
                        "英小文字で始まる、英小文字・数字・_ の40字までの名前: \"age75\"",
                        "a name of up to 40 of a-z 0-9 _ that begins with a letter: \"age75\"",
                    )
                })
        },
    }
}

fn is_name(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.len() <= 40
        && name.chars().all(allowed)
}

pub(super) fn flag() -> Kind<impl Fn(&DeValue<'_>) -> Read<bool>> {
    Kind {
        shape: Shape::Flag,
        read: |value: &DeValue<'_>| {
            value
                .as_bool()
                .ok_or_else(|| Wanted::new("true か false", "true or false"))
        },
    }
}

/// A string that `T` understands, such as an id or a share.
pub(super) fn parsed<T: FromStr>(
    (pattern, example): (&'static str, &'static str),
    ja: &'static str,
    en: &'static str,
) -> Kind<impl Fn(&DeValue<'_>) -> Read<T>> {
    Kind {
        shape: Shape::Text {
            pattern: Some(pattern),
            example,
        },
        read: move |value: &DeValue<'_>| {
            value
                .as_str()
                .and_then(|text| text.parse().ok())
                .ok_or_else(|| Wanted::new(ja, en))
        },
    }
}

pub(super) fn municipality() -> Kind<impl Fn(&DeValue<'_>) -> Read<MunicipalityCode>> {
    Kind {
        shape: Shape::Text {
            pattern: Some("^[0-9]{6}$"),
            example: "102016",
        },
        read: |value: &DeValue<'_>| {
            let text = value.as_str().unwrap_or_default();
            text.parse().map_err(|_not_a_code| {
                let meant = with_check_digit(text).unwrap_or_else(|| "102016".to_owned());
                Wanted::new(
                    format!("検査数字つき6桁の全国地方公共団体コード: \"{meant}\""),
                    format!("a municipality code of six digits with its check digit: \"{meant}\""),
                )
            })
        },
    }
}

/// The code that begins with the first five digits of `text`.
fn with_check_digit(text: &str) -> Option<String> {
    let five = text.get(..5).filter(|_| text.len() <= 6)?;
    let codes = ('0'..='9').map(|check| format!("{five}{check}"));
    codes
        .into_iter()
        .find(|code| code.parse::<MunicipalityCode>().is_ok())
}

pub(super) fn share() -> Kind<impl Fn(&DeValue<'_>) -> Read<Share>> {
    parsed(
        (r"^\s*[0-9.]+\s*(%|/\s*[0-9.]+)\s*$", "1/2"),
        "割合の文字列: \"1/2\" や \"50%\"（0から1まで）",
        "a share as a string: \"1/2\" or \"50%\", from nothing to the whole",
    )
}

pub(super) fn factor() -> Kind<impl Fn(&DeValue<'_>) -> Read<Factor>> {
    parsed(
        (r"^\s*[0-9.]+\s*(%|/\s*[0-9.]+)?\s*$", "1.5"),
        "倍数の文字列: \"1\" や \"1.5\" や \"3/2\"（100倍まで）",
        "a factor as a string: \"1\", \"1.5\" or \"3/2\", up to 100 times",
    )
}

/// A word, what it stands for, and what that means in both languages.
pub(super) const fn word<T: Copy>(
    word: &'static str,
    stands_for: T,
    ja: &'static str,
    en: &'static str,
) -> (&'static str, T, Doc) {
    (word, stands_for, Doc { ja, en })
}

/// One of a few words, each with its meaning.
pub(super) fn choice<T: Copy, const N: usize>(
    choices: [(&'static str, T, Doc); N],
) -> Kind<impl Fn(&DeValue<'_>) -> Read<T>> {
    let words = choices
        .iter()
        .map(|(word, _, doc)| Word { word, doc: *doc });
    Kind {
        shape: Shape::Words(words.collect()),
        read: move |value: &DeValue<'_>| {
            let word = value.as_str();
            let found = choices.iter().find(|(name, ..)| Some(*name) == word);
            found.map(|(_, choice, _)| *choice).ok_or_else(|| {
                let quoted = choices.iter().map(|(name, ..)| format!("\"{name}\""));
                let names = quoted.collect::<Vec<_>>().join(", ");
                Wanted::new(format!("次のどれか: {names}"), format!("one of {names}"))
            })
        },
    }
}

pub(super) fn integer(value: &DeValue<'_>) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// A whole amount of yen that a taxi can cost.
pub(super) fn yen() -> Kind<impl Fn(&DeValue<'_>) -> Read<Yen>> {
    yen_from(0)
}

/// As [`yen`], at least `least`.
pub(super) fn yen_from(least: i64) -> Kind<impl Fn(&DeValue<'_>) -> Read<Yen>> {
    let most = Fare::PART_MAX;
    Kind {
        shape: Shape::Whole {
            least,
            most: most.get(),
            yen: true,
        },
        read: move |value: &DeValue<'_>| {
            integer(value)
                .map(Yen::new)
                .filter(|amount| (Yen::new(least)..=most).contains(amount))
                .ok_or_else(|| {
                    Wanted::new(
                        format!("円単位の整数（{least}から{most}まで。小数や引用符なし）"),
                        format!("a whole number of yen from {least} to {most}, without quotes or decimals"),
                    )
                })
        },
    }
}

pub(super) fn count(range: RangeInclusive<u32>) -> Kind<impl Fn(&DeValue<'_>) -> Read<u32>> {
    Kind {
        shape: Shape::Whole {
            least: i64::from(*range.start()),
            most: i64::from(*range.end()),
            yen: false,
        },
        read: move |value: &DeValue<'_>| {
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
        },
    }
}

pub(super) fn date() -> Kind<impl Fn(&DeValue<'_>) -> Read<ServiceDate>> {
    Kind {
        shape: Shape::Date,
        read: |value: &DeValue<'_>| {
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
        },
    }
}

pub(super) fn time() -> Kind<impl Fn(&DeValue<'_>) -> Read<NaiveTime>> {
    Kind {
        shape: Shape::Time,
        read: |value: &DeValue<'_>| {
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
        },
    }
}

/// An array of which every item is of one kind; at least one of them.
pub(super) fn some<T, F>(kind: Kind<F>) -> Kind<impl Fn(&DeValue<'_>) -> Read<Vec<T>>>
where
    F: Fn(&DeValue<'_>) -> Read<T>,
{
    array(kind, 1, None)
}

/// An array of which every item is of one kind, from `least` to `most` of them.
pub(super) fn array<T, F>(
    kind: Kind<F>,
    least: usize,
    most: Option<usize>,
) -> Kind<impl Fn(&DeValue<'_>) -> Read<Vec<T>>>
where
    F: Fn(&DeValue<'_>) -> Read<T>,
{
    let read_item = kind.read;
    Kind {
        shape: Shape::List {
            of: Box::new(kind.shape),
            least,
            most,
        },
        read: move |value: &DeValue<'_>| {
            let items = value
                .as_array()
                .filter(|items| items.len() >= least && most.is_none_or(|most| items.len() <= most))
                .ok_or_else(|| match most {
                    Some(most) => Wanted::new(
                        format!("{least}から{most}までの数の並び [ … ]"),
                        format!("an array [ … ] of {least} to {most}"),
                    ),
                    None if least > 0 => Wanted::new(
                        format!("{least}つ以上の並び [ … ]"),
                        format!("an array [ … ] of at least {least}"),
                    ),
                    None => Wanted::new("並び [ … ]", "an array [ … ]"),
                })?;
            items.iter().map(|item| read_item(item.get_ref())).collect()
        },
    }
}
