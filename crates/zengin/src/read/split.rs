//! From a file to its records.

use super::{ReadError, ReadProblem};
use crate::{LineEnd, RECORD_BYTES};

/// A file, cut into records.
pub(super) struct Split<'a> {
    /// Each of 120 bytes.
    pub(super) records: Vec<&'a [u8]>,
    pub(super) line_end: LineEnd,
    pub(super) eof: bool,
}

/// Cuts `bytes` into records. What follows the first 120 bytes is taken for
/// the line end, and must follow every record.
pub(super) fn split(bytes: &[u8]) -> Result<Split<'_>, ReadError> {
    let (body, eof) = match bytes.strip_suffix(&[0x1A]) {
        Some(body) => (body, true),
        None => (bytes, false),
    };
    let line_end = match body.get(RECORD_BYTES..) {
        Some([b'\r', ..]) => LineEnd::CrLf,
        Some([b'\n', ..]) => LineEnd::Lf,
        _ => LineEnd::None,
    };
    let step = RECORD_BYTES.saturating_add(line_end.bytes().len());
    let records = (1..)
        .zip(body.chunks(step))
        .map(|(number, chunk)| record(number, chunk, line_end))
        .collect::<Result<_, _>>()?;
    Ok(Split {
        records,
        line_end,
        eof,
    })
}

fn record(number: usize, chunk: &[u8], line_end: LineEnd) -> Result<&[u8], ReadError> {
    let unexpected = |offset, field, expected, found| ReadError {
        record: number,
        offset,
        problem: ReadProblem::Unexpected {
            field,
            expected,
            found,
        },
    };
    let Some((record, end)) = chunk.split_at_checked(RECORD_BYTES) else {
        let found = "the end of the file".to_owned();
        return Err(unexpected(
            chunk.len(),
            "length of record",
            "120 bytes",
            found,
        ));
    };
    if end == line_end.bytes() {
        return Ok(record);
    }
    let expected = match line_end {
        LineEnd::None => "nothing",
        LineEnd::CrLf => "CR LF",
        LineEnd::Lf => "LF",
    };
    let found = format!("\"{}\"", end.escape_ascii());
    Err(unexpected(RECORD_BYTES, "line end", expected, found))
}

impl Split<'_> {
    /// That the file ends where a record was `expected`.
    pub(super) fn ends_before(&self, expected: &'static str) -> ReadError {
        let found = "the end of the file".to_owned();
        kind_of(self.records.len().saturating_add(1), expected, found)
    }
}

/// That the file goes on after its end record, with record `number`.
pub(super) fn goes_on(number: usize) -> ReadError {
    kind_of(number, "the end of the file", "another record".to_owned())
}

fn kind_of(record: usize, expected: &'static str, found: String) -> ReadError {
    ReadError {
        record,
        offset: 0,
        problem: ReadProblem::Unexpected {
            field: "kind of record",
            expected,
            found,
        },
    }
}
