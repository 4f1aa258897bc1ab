//! What a command prints on stdout: text for people, or one line of JSON.

use std::fmt;
use std::io::{self, Write as _};

use anyhow::Context as _;
use serde::Serialize;

/// Prints `facts` as JSON, or else `text`.
pub(crate) fn show(
    json: bool,
    facts: &impl Serialize,
    text: impl FnOnce() -> String,
) -> anyhow::Result<()> {
    let line = if json {
        serde_json::to_string(facts)?
    } else {
        text()
    };
    print(&line)
}

/// Prints `text` as a line of its own, at once.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    let written = writeln!(stdout, "{}", text.trim_end()).and_then(|()| stdout.flush());
    match written {
        // Whoever reads has seen enough: `mytaku … | head`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
    .context("標準出力に書き込めません / stdout cannot be written")
}

/// A calm table: a heading, a rule, rows; numbers to the right.
pub(crate) struct Table {
    headings: Vec<Heading>,
    rows: Vec<Vec<String>>,
}

struct Heading {
    text: &'static str,
    to_the_right: bool,
}

impl Table {
    /// With a heading a column; one that begins with `>` is of numbers.
    pub(crate) fn new(headings: &[&'static str]) -> Self {
        let heading = |text: &&'static str| Heading {
            text: text.trim_start_matches('>'),
            to_the_right: text.starts_with('>'),
        };
        Self {
            headings: headings.iter().map(heading).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row with a cell a column.
    pub(crate) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    fn widths(&self) -> Vec<usize> {
        self.headings
            .iter()
            .enumerate()
            .map(|(column, heading)| {
                self.rows
                    .iter()
                    .filter_map(|row| row.get(column))
                    .map(|cell| width(cell))
                    .chain([width(heading.text)])
                    .max()
                    .unwrap_or_default()
            })
            .collect()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths = self.widths();
        let line = |cells: &mut dyn Iterator<Item = &str>| {
            let padded: Vec<String> = cells
                .zip(&self.headings)
                .zip(&widths)
                .map(|((cell, heading), wanted)| pad(cell, *wanted, heading.to_the_right))
                .collect();
            padded.join("  ").trim_end().to_owned()
        };
        let headings = line(&mut self.headings.iter().map(|heading| heading.text));
        writeln!(f, "{headings}")?;
        let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
        writeln!(f, "{}", rule.join("  "))?;
        for row in &self.rows {
            writeln!(f, "{}", line(&mut row.iter().map(String::as_str)))?;
        }
        Ok(())
    }
}

fn pad(cell: &str, wanted: usize, to_the_right: bool) -> String {
    let space = " ".repeat(wanted.saturating_sub(width(cell)));
    if to_the_right {
        format!("{space}{cell}")
    } else {
        format!("{cell}{space}")
    }
}

/// Columns on a terminal: Japanese is two wide, half-width kana and rules are
/// not. What else is wide does not occur in what we print.
fn width(text: &str) -> usize {
    text.chars()
        .map(|c| match c {
            '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' => 2,
            _ => 1,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_also_in_japanese() {
        let mut table = Table::new(&["事業者 Operator", ">金額 Yen"]);
        table.row(vec!["前橋ﾀｸｼｰ".into(), "1,500".into()]);
        table.row(vec!["op-2".into(), "123,456".into()]);
        table.row(vec!["（計）".into(), "—".into()]);
        assert_eq!(
            table.to_string(),
            "事業者 Operator  金額 Yen\n\
             ───────────────  ────────\n\
             前橋ﾀｸｼｰ            1,500\n\
             op-2              123,456\n\
             （計）                  —\n"
        );
    }
}
