//! Whole numbers from one to another: `2`, `{ from = 2 }`, `{ from = 500, below = 1_000 }`.

use toml::de::DeValue;

use super::section::doc;
use super::value::{Kind, Read, Wanted, integer};
use crate::Range;
use crate::vocabulary::{KeyShape, Shape, TableShape};

/// A range of numbers from `least` on.
pub(super) fn range(least: u32) -> Kind<impl Fn(&DeValue<'_>) -> Read<Range>> {
    let number = Shape::Whole {
        least: i64::from(least),
        most: i64::from(u32::MAX),
        yen: false,
    };
    let key = |name, ja, en| KeyShape {
        name,
        required: false,
        doc: doc(ja, en),
        shape: number.clone(),
    };
    let keys = vec![
        key("from", "この数から", "from this number on"),
        key("to", "この数まで（含む）", "up to this number, included"),
        key("below", "この数より下", "below this number"),
    ];
    Kind {
        shape: Shape::OneOf(vec![number.clone(), Shape::Table(TableShape { keys })]),
        read: move |value: &DeValue<'_>| {
            read(value, least)
                .filter(|range| range.from >= least && range.to.is_none_or(|to| to >= range.from))
                .ok_or_else(|| {
                    Wanted::new(
                        format!("{least}以上の整数か範囲: 2、{{ from = 2 }}、{{ from = 2, to = 4 }}、{{ below = 1_000 }}"),
                        format!("a whole number of {least} or more, or a range: 2, {{ from = 2 }}, {{ from = 2, to = 4 }}, {{ below = 1_000 }}"),
                    )
                })
        },
    }
}

/// What begins nowhere begins at the least there is.
fn read(value: &DeValue<'_>, least: u32) -> Option<Range> {
    let number = |value: &DeValue<'_>| integer(value).and_then(|it| u32::try_from(it).ok());
    let Some(table) = value.as_table() else {
        return number(value).map(Range::exactly);
    };
    let (mut from, mut to) = (None, None);
    for (key, value) in table {
        let number = number(value.get_ref())?;
        match key.get_ref().as_ref() {
            "from" => from = Some(number),
            "to" if to.is_none() => to = Some(number),
            "below" if to.is_none() => to = Some(number.checked_sub(1)?),
            _ => return None,
        }
    }
    (from.is_some() || to.is_some()).then(|| Range {
        from: from.unwrap_or(least),
        to,
    })
}
