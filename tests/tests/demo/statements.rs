//! The statements that operators get, as files.

use std::fs;
use std::path::Path;

use domain::Digest;
use end_to_end::summary::Summary;
use serde::Deserialize;

/// A statement's JSON file.
#[derive(Deserialize)]
struct Document {
    municipality: String,
    month: String,
    operator: String,
    total_yen: i64,
    digest: String,
    lines: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    trip: String,
    ordinal: u32,
    service_date: String,
    units: u32,
    amount_yen: i64,
}

/// Lines, sums and digests; the month's own digest follows from the files alone.
pub fn check(summary: &Summary, out: &Path) {
    assert_eq!(summary.statements.len(), 2);
    let mut sealed = String::new();
    for statement in &summary.statements {
        let file = |ending| {
            let (month, operator) = (&statement.month, &statement.operator);
            fs::read(out.join(format!("statement-{month}-{operator}.{ending}"))).unwrap()
        };
        let document: Document = serde_json::from_slice(&file("json")).unwrap();
        let amounts: Vec<i64> = document.lines.iter().map(|line| line.amount_yen).collect();
        assert_eq!(document.operator, statement.operator);
        assert_eq!(document.month, statement.month);
        assert_eq!(document.total_yen, statement.total_yen);
        assert_eq!(document.lines.len(), statement.lines);
        assert_eq!(amounts.iter().sum::<i64>(), statement.total_yen);
        assert_eq!(document.digest, digest_of(&document.lines));
        check_csv(&file("csv"), &amounts);
        let line = format!(
            "{}\t{}\t{}\t{}\t{}\t{}\n",
            document.municipality,
            document.month,
            document.operator,
            document.lines.len(),
            document.total_yen,
            document.digest
        );
        sealed.push_str(&line);
    }
    assert_eq!(Digest::of(sealed).to_string(), summary.audit.digest);
}

/// By the published form: a line of text each, fields separated by tabs.
fn digest_of(lines: &[Line]) -> String {
    let text: Vec<String> = lines
        .iter()
        .map(|line| {
            format!(
                "{}\t{}\t{}\t{}\t{}\n",
                line.trip, line.ordinal, line.service_date, line.units, line.amount_yen
            )
        })
        .collect();
    Digest::of(text.concat()).to_string()
}

/// As a spreadsheet in Japan wants it: a byte order mark and CRLF.
fn check_csv(bytes: &[u8], amounts: &[i64]) {
    let text = std::str::from_utf8(bytes).unwrap();
    let text = text.strip_prefix('\u{feff}').unwrap();
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let titles = reader.headers().unwrap();
    let column = titles
        .iter()
        .position(|title| title == "助成額(円)")
        .unwrap();
    let found: Vec<i64> = reader
        .records()
        .map(|record| record.unwrap().get(column).unwrap().parse().unwrap())
        .collect();
    assert_eq!(found, amounts);
}
