//! The examples of a version as a table: what sets no example apart from
//! another has no column.

use chrono::{NaiveTime, Timelike as _};

use super::markdown::{Cell, escape, table};
use crate::facts::words::{date, time};
use crate::{Example, Unit, Version};

/// A heading, and a cell for each example.
type Column = (&'static str, Vec<Cell>);

pub(super) fn section(version: &Version) -> String {
    let examples = version.examples();
    let always = |heading, cell: &dyn Fn(&Example) -> Cell| -> Column {
        (heading, examples.iter().map(cell).collect())
    };
    let columns: Vec<Column> = [
        Some(always("例", &|it| Cell::Text(escape(&it.name)))),
        where_any(examples, "乗車の日", &|it| {
            (it.on != version.from()).then(|| date(it.on))
        }),
        where_any(examples, "乗車の時刻", &|it| {
            (!is_ten(it.boarded)).then(|| time(it.boarded).0)
        }),
        Some(always("運賃など", &|it| {
            let fare = it.fare.total().map(|fare| format!("{fare}円"));
            Cell::Number(fare.unwrap_or_default())
        })),
        Some(always("登録者", &|it| {
            Cell::Number(format!("{}人", it.registrants.len()))
        })),
        where_any(examples, offered_heading(version), &|it| {
            offered(version, it)
        }),
        where_any(examples, "割引", &|it| {
            it.expect.discount.map(|discount| format!("{discount}円"))
        }),
        Some(always("助成", &|it| {
            Cell::Number(format!("{}円", it.expect.subsidy))
        })),
        Some(always("お支払い", &|it| {
            Cell::Number(format!("{}円", it.expect.passenger_pays))
        })),
    ]
    .into_iter()
    .flatten()
    .collect();
    format!(
        "## 計算例\n\nこの決まりで計算すると、次のようになります。お支払いは、乗客全員の合計です。\n\n{}\n",
        in_rows(columns, examples.len()),
    )
}

/// A column of numbers, none where no example has one.
fn where_any(
    examples: &[Example],
    heading: &'static str,
    cell: &dyn Fn(&Example) -> Option<String>,
) -> Option<Column> {
    let cells: Vec<Option<String>> = examples.iter().map(cell).collect();
    let numbers = |cells: Vec<Option<String>>| {
        let cells = cells.into_iter();
        cells
            .map(|cell| Cell::Number(cell.unwrap_or_default()))
            .collect()
    };
    cells
        .iter()
        .any(Option::is_some)
        .then(|| (heading, numbers(cells)))
}

fn in_rows(columns: Vec<Column>, number: usize) -> String {
    let (headings, cells): (Vec<&str>, Vec<Vec<Cell>>) = columns.into_iter().unzip();
    let mut columns: Vec<_> = cells.into_iter().map(Vec::into_iter).collect();
    let mut row = || columns.iter_mut().filter_map(Iterator::next).collect();
    let rows: Vec<Vec<Cell>> = (0..number).map(|_| row()).collect();
    table(&headings, &rows)
}

/// As the reader takes it where an example does not say.
fn is_ten(boarded: NaiveTime) -> bool {
    (boarded.hour(), boarded.num_seconds_from_midnight() % 3_600) == (10, 0)
}

fn offered_heading(version: &Version) -> &'static str {
    if version.rules().unit == Unit::Ticket {
        "出した枚数"
    } else {
        "出した回数"
    }
}

/// By each registrant; a dash where one does not say.
fn offered(version: &Version, example: &Example) -> Option<String> {
    let counter = version.rules().unit.amount_ja();
    let riders = &example.registrants;
    riders.iter().any(|rider| rider.units.is_some()).then(|| {
        let each = riders.iter().map(|rider| {
            let units = rider.units.map(|units| format!("{units}{counter}"));
            units.unwrap_or_else(|| "―".to_owned())
        });
        each.collect::<Vec<String>>().join("、")
    })
}
