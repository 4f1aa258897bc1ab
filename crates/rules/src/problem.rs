//! What is wrong with a scheme file, said to the person who writes it: where,
//! the line itself, and what was expected. Japanese first, English beside.

use std::fmt;
use std::ops::Range;

/// Everything that is wrong with a scheme file; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemeErrors {
    problems: Vec<SchemeProblem>,
    /// How many more there are than are told.
    left_out: usize,
}

/// So many are told at the most: who mends these sees the rest.
const TOLD_MAX: usize = 100;

/// More characters of a line than this are not shown.
const SHOWN_MAX: usize = 160;

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemeProblem {
    /// The file, as it was named to [`Scheme::parse`](crate::Scheme::parse).
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The line's text, or the part of it round what is meant.
    pub shown: String,
    /// How many characters of the line stand before that part.
    pub cut: usize,
    /// How many characters of it are meant, at least 1.
    pub width: usize,
    /// What is wrong, in Japanese.
    pub ja: String,
    /// What is wrong, in English.
    pub en: String,
    /// What was expected, in both languages.
    pub expected: Option<(String, String)>,
}

impl SchemeErrors {
    /// The problems in file order.
    pub fn problems(&self) -> &[SchemeProblem] {
        &self.problems
    }
}

impl std::error::Error for SchemeErrors {}

impl fmt::Display for SchemeErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            problem.fmt(f)?;
        }
        if self.left_out > 0 {
            let more = self.left_out;
            write!(
                f,
                "\n\nほかに{more}件あります。 / {more} more are left out."
            )?;
        }
        Ok(())
    }
}

impl fmt::Display for SchemeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.line.to_string();
        let gutter = " ".repeat(number.len());
        let from = self.column - 1 - self.cut;
        let before: String = self.shown.chars().take(from).collect();
        let meant: String = self.shown.chars().skip(from).take(self.width).collect();
        let indent = " ".repeat(cells(&before));
        let marks = "^".repeat(cells(&meant).max(1));
        writeln!(
            f,
            "{}:{}:{}: {}",
            self.file, self.line, self.column, self.ja
        )?;
        writeln!(f, "{gutter} | {}", self.en)?;
        writeln!(f, "{gutter} |")?;
        writeln!(f, "{number} | {}", self.shown)?;
        write!(f, "{gutter} | {indent}{marks}")?;
        if let Some((ja, en)) = &self.expected {
            write!(f, "\n{gutter} = {ja}\n{gutter} = {en}")?;
        }
        Ok(())
    }
}

/// How many columns a terminal takes for `text`. Japanese is two wide; that is
/// near enough to put marks under a word.
fn cells(text: &str) -> usize {
    text.chars()
        .map(|c| if c >= '\u{1100}' { 2 } else { 1 })
        .sum()
}

/// A problem before its place in the text is looked up.
#[derive(Debug)]
pub(crate) struct Finding {
    /// Bytes of the text that are meant.
    pub(crate) span: Range<usize>,
    pub(crate) ja: String,
    pub(crate) en: String,
    pub(crate) expected: Option<(String, String)>,
}

impl Finding {
    pub(crate) fn new(span: Range<usize>, ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            span,
            ja: ja.into(),
            en: en.into(),
            expected: None,
        }
    }

    pub(crate) fn expected(mut self, ja: impl Into<String>, en: impl Into<String>) -> Self {
        self.expected = Some((ja.into(), en.into()));
        self
    }
}

/// The errors of `file`, in the order of its text. A refusal without a finding
/// would be a mistake of ours; it still says that the file cannot be read.
pub(crate) fn errors(file: &str, text: &str, mut findings: Vec<Finding>) -> SchemeErrors {
    if findings.is_empty() {
        findings.push(Finding::new(
            0..0,
            "この制度ファイルは読めません。",
            "this scheme file cannot be read",
        ));
    }
    findings.sort_by_key(|finding| finding.span.start);
    let left_out = findings.len().saturating_sub(TOLD_MAX);
    findings.truncate(TOLD_MAX);
    let located = findings
        .into_iter()
        .map(|finding| locate(file, text, finding));
    SchemeErrors {
        problems: located.collect(),
        left_out,
    }
}

fn locate(file: &str, text: &str, finding: Finding) -> SchemeProblem {
    let start = text.floor_char_boundary(finding.span.start);
    let end = text.floor_char_boundary(finding.span.end).max(start);
    let before = text.get(..start).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let from_line = text.get(line_start..).unwrap_or_default();
    let shown = from_line.lines().next().unwrap_or_default();
    let column = chars(before.get(line_start..)) + 1;
    let length = shown.chars().count();
    let left_on_line = length.saturating_sub(column - 1);
    let cut = if length > SHOWN_MAX {
        (column - 1).saturating_sub(SHOWN_MAX / 4)
    } else {
        0
    };
    let shown: String = shown.chars().skip(cut).take(SHOWN_MAX).collect();
    let left_shown = shown.chars().count().saturating_sub(column - 1 - cut);
    SchemeProblem {
        file: file.to_owned(),
        line: before.matches('\n').count() + 1,
        column,
        shown,
        cut,
        width: chars(text.get(start..end))
            .min(left_on_line)
            .min(left_shown)
            .max(1),
        ja: finding.ja,
        en: finding.en,
        expected: finding.expected,
    }
}

fn chars(text: Option<&str>) -> usize {
    text.map_or(0, |text| text.chars().count())
}
