//! A table as people keep it: read from bytes, its cells checked, and written again.
//!
//! Knows of spreadsheet programs, not of what the columns mean.

use std::fmt;
use std::str::FromStr;

use domain::{ServiceDate, holds_individual_number};
use serde::Serialize;
use unicode_normalization::UnicodeNormalization as _;

use super::day::Day;
use super::encoding::decode;

/// As many problems as are named.
const PROBLEMS_MAX: usize = 100;

/// Rows of one file: a prefecture's registrants with several grounds each.
const ROWS_MAX: usize = 500_000;

/// A column: its name in Japanese and in English.
#[derive(Clone, Copy, Debug)]
pub(in crate::registry) struct Column {
    pub(super) ja: &'static str,
    pub(super) en: &'static str,
    /// Whether a file may be without it.
    pub(super) optional: bool,
}

impl Column {
    /// One that no file may be without.
    pub(in crate::registry) const fn required(ja: &'static str, en: &'static str) -> Self {
        Self {
            ja,
            en,
            optional: false,
        }
    }
}

/// What is wrong with a cell, or with the file as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Line of the file, the header's is 1.
    pub line: u64,
    /// Which column; none when it is the row as a whole.
    pub column: Option<String>,
    /// What is wrong and what to do.
    pub ja: String,
    /// The same.
    pub en: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let column = self.column.as_deref().unwrap_or("-");
        write!(f, "{}行目 [{column}] {} / {}", self.line, self.ja, self.en)
    }
}

/// Problems, up to a bound.
#[derive(Debug, Default)]
pub(in crate::registry) struct Problems {
    found: Vec<Problem>,
    more: usize,
}

impl Problems {
    pub(super) fn add(&mut self, problem: Problem) {
        if self.found.len() < PROBLEMS_MAX {
            self.found.push(problem);
        } else {
            self.more += 1;
        }
    }

    pub(in crate::registry) const fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// In the order of the lines, and how many more there are.
    pub(super) fn into_parts(mut self) -> (Vec<Problem>, usize) {
        self.found.sort_by_key(|problem| problem.line);
        (self.found, self.more)
    }
}

/// A file's rows, by the columns that they are asked for.
#[derive(Debug)]
pub(in crate::registry) struct Table {
    columns: &'static [Column],
    /// Where each of `columns` stands in the file.
    places: Vec<Option<usize>>,
    rows: Vec<(u64, csv::StringRecord)>,
}

impl Table {
    /// Reads `bytes`; none when not even its rows can be told.
    pub(in crate::registry) fn read(
        bytes: &[u8],
        columns: &'static [Column],
        problems: &mut Problems,
    ) -> Option<Self> {
        let Some(text) = decode(bytes) else {
            problems.add(whole(
                "文字コードがUTF-8でもCP932(Shift_JIS)でもありません。",
                "The file is neither UTF-8 nor CP932; save it again as CSV.",
            ));
            return None;
        };
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(text.as_bytes());
        let Ok(header) = reader.headers().cloned() else {
            problems.add(whole("見出し行がありません。", "There is no header line."));
            return None;
        };
        let places = places(&header, columns, problems)?;
        let mut rows = Vec::new();
        for record in reader.records() {
            let Ok(record) = record else {
                problems.add(whole("CSVとして読めません。", "This is not CSV."));
                return None;
            };
            // Blank lines that spreadsheet programs leave at the end.
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if rows.len() == ROWS_MAX {
                problems.add(whole(
                    "行が多すぎます。ファイルを分けてください。",
                    "Too many rows; split the file.",
                ));
                return None;
            }
            let line = record.position().map_or(0, |place| line_of(&text, place));
            refuse_individual_numbers(line, &record, &header, problems);
            rows.push((line, record));
        }
        Some(Self {
            columns,
            places,
            rows,
        })
    }

    pub(in crate::registry) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, record)| Row {
            table: self,
            line: *line,
            record,
        })
    }
}

/// One row.
pub(in crate::registry) struct Row<'t> {
    table: &'t Table,
    pub(super) line: u64,
    record: &'t csv::StringRecord,
}

impl<'t> Row<'t> {
    /// The cell of a column by its English name; none when it is blank.
    pub(in crate::registry) fn text(&self, name: &str) -> Option<&'t str> {
        let mut columns = self.table.columns.iter().zip(&self.table.places);
        let (_column, place) = columns.find(|(column, _)| column.en == name)?;
        let cell = self.record.get((*place)?)?.trim();
        // An apostrophe makes a spreadsheet program take a cell as text.
        let cell = cell.strip_prefix('\'').unwrap_or(cell);
        (!cell.is_empty()).then_some(cell)
    }

    /// The cell as it was typed, or a problem that it is blank. For names, which are
    /// whatever somebody wrote: ㈱ stays ㈱.
    pub(super) fn filled(&self, name: &str, problems: &mut Problems) -> Option<&'t str> {
        let text = self.text(name);
        if text.is_none() {
            self.object(
                name,
                "空欄です。入力してください。",
                "It is blank; fill it in.",
                problems,
            );
        }
        text
    }

    /// The cell as what it must be, or a problem that says `expected`. For ids, digits
    /// and days, which are the same in whatever width they were typed.
    pub(in crate::registry) fn parse<T: FromStr>(
        &self,
        name: &str,
        (ja, en): (&str, &str),
        problems: &mut Problems,
    ) -> Option<T> {
        let parsed = self.text(name)?.nfkc().collect::<String>().parse();
        parsed
            .map_err(|_wrong| self.object(name, ja, en, problems))
            .ok()
    }

    /// As [`Self::parse`], and the cell must not be blank.
    pub(in crate::registry) fn require<T: FromStr>(
        &self,
        name: &str,
        expected: (&str, &str),
        problems: &mut Problems,
    ) -> Option<T> {
        self.filled(name, problems)?;
        self.parse(name, expected, problems)
    }

    pub(super) fn date(&self, name: &str, problems: &mut Problems) -> Option<ServiceDate> {
        let day: Option<Day> = self.parse(
            name,
            (
                "日付として読めません。2026-04-01、2026/4/1、令和8年4月1日のいずれかの形にしてください(Excelの日付の通し番号は使えません)。",
                "Not a date; write 2026-04-01 (a spreadsheet's serial number of a day is not one).",
            ),
            problems,
        );
        day.map(|Day(date)| ServiceDate::from_date(date))
    }

    pub(super) fn require_date(&self, name: &str, problems: &mut Problems) -> Option<ServiceDate> {
        self.filled(name, problems)?;
        self.date(name, problems)
    }

    pub(in crate::registry) fn object(
        &self,
        name: &str,
        ja: &str,
        en: &str,
        problems: &mut Problems,
    ) {
        let columns = self.table.columns;
        let column = columns.iter().find(|column| column.en == name);
        problems.add(Problem {
            line: self.line,
            column: column.map(|column| format!("{} {}", column.ja, column.en)),
            ja: ja.to_owned(),
            en: en.to_owned(),
        });
    }
}

/// The line on which a record begins. `csv` tells where the record before it ended: before
/// the LF of CR LF, and before empty lines.
fn line_of(text: &str, ended: &csv::Position) -> u64 {
    let start = usize::try_from(ended.byte()).unwrap_or(text.len());
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    let ends = rest.iter().take_while(|byte| b"\r\n".contains(byte));
    let passed: u64 = ends.map(|byte| u64::from(*byte == b'\n')).sum();
    ended.line() + passed
}

fn whole(ja: &str, en: &str) -> Problem {
    Problem {
        line: 1,
        column: None,
        ja: ja.to_owned(),
        en: en.to_owned(),
    }
}

fn places(
    header: &csv::StringRecord,
    columns: &[Column],
    problems: &mut Problems,
) -> Option<Vec<Option<usize>>> {
    let named = |column: &Column| {
        let mut cells = header.iter();
        cells.position(|cell| [column.ja, column.en].contains(&cell.trim()))
    };
    let places: Vec<Option<usize>> = columns.iter().map(named).collect();
    for (column, place) in columns.iter().zip(&places) {
        if place.is_none() && !column.optional {
            problems.add(Problem {
                line: 1,
                column: Some(format!("{} {}", column.ja, column.en)),
                ja: "この列がありません。見出しを確かめてください。".into(),
                en: "This column is missing; look at the header.".into(),
            });
        }
    }
    for (number, cell) in header.iter().enumerate() {
        let known = places.contains(&Some(number));
        if !known && !cell.trim().is_empty() {
            // What stands there is not repeated: it may be a person's.
            problems.add(Problem {
                line: 1,
                column: Some((number + 1).to_string()),
                ja: "知らない見出しか、同じ見出しが二つあります。この列を消してください。".into(),
                en: "This header is unknown or there twice; remove the column.".into(),
            });
        }
    }
    problems.is_empty().then_some(places)
}

fn refuse_individual_numbers(
    line: u64,
    record: &csv::StringRecord,
    header: &csv::StringRecord,
    problems: &mut Problems,
) {
    for (cell, column) in record.iter().zip(header) {
        if !is_hex(cell) && holds_individual_number(cell) {
            problems.add(Problem {
                line,
                column: Some(column.to_owned()),
                ja: "個人番号の形をしています。個人番号は取り込めません。市の登録番号を使ってください。".into(),
                en: "This has the form of an individual number, which must never be entered here; use the city's own number.".into(),
            });
        }
    }
}

/// Fingerprints and keys: some of their digits check out by chance.
fn is_hex(cell: &str) -> bool {
    let cell = cell.trim();
    cell.len() >= 64 && cell.bytes().all(|it| it.is_ascii_hexdigit())
}

/// Writes rows under the Japanese names of `columns`.
pub(super) fn write(columns: &[Column], rows: &[Vec<String>]) -> String {
    let mut text = String::new();
    let header = columns.iter().map(|column| column.ja.to_owned()).collect();
    for row in std::iter::once(&header).chain(rows) {
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

/// No cell is a formula to a spreadsheet program.
fn quoted(cell: &str) -> String {
    let dangerous = cell.starts_with(['=', '+', '-', '@', '\'', '\t', '\r']);
    let cell = if dangerous {
        format!("'{cell}")
    } else {
        cell.to_owned()
    };
    if cell.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::encoding::{Encoding, encode};
    use super::*;

    const COLUMNS: [Column; 2] = [
        Column {
            ja: "名称",
            en: "name",
            optional: false,
        },
        Column {
            ja: "開始日",
            en: "from",
            optional: true,
        },
    ];

    fn read(bytes: &[u8]) -> (Option<Table>, Vec<Problem>) {
        let mut problems = Problems::default();
        let table = Table::read(bytes, &COLUMNS, &mut problems);
        (table, problems.into_parts().0)
    }

    fn first_date(cell: &str) -> Option<String> {
        let (table, _) = read(format!("name,from\nx,\"{cell}\"\n").as_bytes());
        let table = table.unwrap();
        let row = table.rows().next().unwrap();
        row.date("from", &mut Problems::default())
            .map(|date| date.to_string())
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        for typed in [
            "2026-04-01",
            "2026/4/1",
            "２０２６／４／１",
            "2026年4月1日",
            "R8.4.1",
            "令和8年4月1日",
        ] {
            assert_eq!(first_date(typed).as_deref(), Some("2026-04-01"), "{typed}");
        }
        assert_eq!(first_date("令和元年5月1日").as_deref(), Some("2019-05-01"));
        for wrong in ["46113", "26/4/1", "4月1日", "2026-02-30", "令和八年4月1日"] {
            assert_eq!(first_date(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn cp932_and_utf8_are_told_apart() {
        let text = "名称,開始日\r\n髙橋タクシー①,2026/4/1\r\n,\r\n";
        let (cp932, _, lost) = encoding_rs::SHIFT_JIS.encode(text);
        assert!(!lost);
        for bytes in [
            text.as_bytes(),
            &encode(text, Encoding::Utf8).unwrap(),
            &cp932,
        ] {
            let (table, problems) = read(bytes);
            assert_eq!(problems, []);
            let table = table.unwrap();
            let names: Vec<_> = table.rows().map(|row| row.text("name")).collect();
            assert_eq!(names, [Some("髙橋タクシー①")]);
        }
        assert!(
            read(b"\xff\xfe")
                .1
                .iter()
                .any(|problem| problem.en.contains("CP932"))
        );
    }

    #[test]
    fn what_cp932_has_not_got_is_listed() {
        // ¥, ‾ and − would come out as \, ~ and － without a word.
        assert_eq!(
            encode("名称\r\n𠮷野家\r\n¥‾\\~ −－\r\n", Encoding::Cp932),
            Err(vec![(2, '𠮷'), (3, '¥'), (3, '‾'), (3, '−')])
        );
    }

    #[test]
    fn an_individual_number_is_refused_in_any_cell_and_not_repeated() {
        // Twelve digits that check out, put together here so that none is written down.
        let number = (0..10)
            .map(|digit| format!("9876 5432-109{digit}"))
            .find(|text| holds_individual_number(text))
            .unwrap();
        for cell in [
            number.clone(),
            format!("'{number}"),
            format!("電話{number}番"),
        ] {
            let (_, problems) = read(format!("name,from\n{cell},\n").as_bytes());
            assert_eq!(problems.len(), 1, "{cell}");
            assert!(!format!("{problems:?}").contains("9876"));
        }
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let fingerprint = format!("{digits}{}", "ab".repeat(26));
        let (_, problems) = read(format!("name,from\n{fingerprint},\n").as_bytes());
        assert_eq!(problems, [], "a fingerprint is no person's number");
    }

    #[test]
    fn a_row_is_named_by_the_line_on_which_an_editor_shows_it() {
        for end in ["\n", "\r\n"] {
            let lines = ["name,from", "a,", "\"b", "c\",", "", "d,"].join(end);
            let (table, problems) = read(lines.as_bytes());
            assert_eq!(problems, []);
            let table = table.unwrap();
            let numbers: Vec<u64> = table.rows().map(|row| row.line).collect();
            assert_eq!(numbers, [2, 3, 6], "{end:?}");
        }
    }

    #[test]
    fn a_header_that_is_not_known_is_named_by_its_place() {
        let (table, problems) = read("名称,氏名\nx,y\n".as_bytes());
        assert!(table.is_none());
        assert_eq!(problems[0].column.as_deref(), Some("2"));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again_and_is_no_formula(name in "[=+@'\",a-z 髙-]{1,12}") {
            let name = name.trim().to_owned();
            prop_assume!(!name.is_empty());
            let text = write(&COLUMNS, &[vec![name.clone(), String::new()]]);
            let row = csv::Reader::from_reader(text.as_bytes()).into_records().next();
            let cell = row.unwrap().unwrap()[0].to_owned();
            prop_assert!(!cell.starts_with(['=', '+', '-', '@']), "{}", cell);
            let (table, problems) = read(text.as_bytes());
            prop_assert_eq!(problems, []);
            let table = table.unwrap();
            let row = table.rows().next().unwrap();
            prop_assert_eq!(row.text("name"), Some(name.as_str()));
        }
    }
}
