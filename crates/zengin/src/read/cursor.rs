//! One record, read from left to right.

use super::{ReadError, ReadProblem};
use crate::{CodeError, RECORD_BYTES, TextError};

/// The rest of a record, and where in the file that is.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    record: usize,
    offset: usize,
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    /// Begins a record that must be of one of `kinds` (データ区分), and says of
    /// which it is.
    pub(super) fn open(
        number: usize,
        record: &'a [u8],
        expected: &'static str,
        kinds: &[u8],
    ) -> Result<(u8, Self), ReadError> {
        let start = Self {
            record: number,
            offset: 0,
            rest: record,
        };
        let mut cursor = start;
        match cursor.take("kind of record", 1)? {
            &[kind] if kinds.contains(&kind) => Ok((kind, cursor)),
            _ => Err(start.unexpected("kind of record", 1, expected)),
        }
    }

    /// The next `width` bytes.
    pub(super) fn take(
        &mut self,
        field: &'static str,
        width: usize,
    ) -> Result<&'a [u8], ReadError> {
        let Some((taken, rest)) = self.rest.split_at_checked(width) else {
            return Err(self.unexpected(field, width, "a record of 120 bytes"));
        };
        self.rest = rest;
        self.offset = self.offset.saturating_add(width);
        Ok(taken)
    }

    /// Bytes that are always the same.
    pub(super) fn constant(
        &mut self,
        field: &'static str,
        expected: &'static str,
        constant: &[u8],
    ) -> Result<(), ReadError> {
        let start = *self;
        let taken = self.take(field, constant.len())?;
        match taken.iter().zip(constant).position(|(is, must)| is != must) {
            Some(at) => Err(start.skipped(at).unexpected(field, 1, expected)),
            None => Ok(()),
        }
    }

    /// Spaces to the end of the record.
    pub(super) fn filler(mut self) -> Result<(), ReadError> {
        let left = RECORD_BYTES.saturating_sub(self.offset);
        self.constant("filler", "spaces", &vec![b' '; left])
    }

    /// `true` for `yes`, `false` for `no`.
    pub(super) fn flag(
        &mut self,
        field: &'static str,
        expected: &'static str,
        yes: u8,
        no: u8,
    ) -> Result<bool, ReadError> {
        let start = *self;
        match *self.take(field, 1)? {
            [byte] if byte == yes => Ok(true),
            [byte] if byte == no => Ok(false),
            _ => Err(start.unexpected(field, 1, expected)),
        }
    }

    /// A number of at most 18 digits, filled with zeros.
    pub(super) fn number(&mut self, field: &'static str, width: usize) -> Result<i64, ReadError> {
        let start = *self;
        let taken = self.take(field, width)?;
        taken.iter().try_fold(0_i64, |number, byte| match byte {
            b'0'..=b'9' => Ok(number * 10 + i64::from(byte - b'0')),
            _ => Err(start.unexpected(field, width, "digits")),
        })
    }

    /// A code of digits.
    pub(super) fn code<T>(
        &mut self,
        field: &'static str,
        width: usize,
        make: fn(&str) -> Result<T, CodeError>,
    ) -> Result<T, ReadError> {
        let start = *self;
        let taken = self.take(field, width)?;
        let digits = str::from_utf8(taken)
            .ok()
            .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
            .ok_or_else(|| start.unexpected(field, width, "digits"))?;
        make(digits).map_err(|error| start.error(ReadProblem::Code(error)))
    }

    /// A text; a refused character is named by its own offset.
    pub(super) fn text<T>(
        &mut self,
        field: &'static str,
        width: usize,
        make: fn(&[u8]) -> Result<T, TextError>,
    ) -> Result<T, ReadError> {
        let start = *self;
        make(self.take(field, width)?).map_err(|error| {
            let at = match &error {
                TextError::Refused { position, .. } => position.saturating_sub(1),
                TextError::Empty { .. } | TextError::TooLong { .. } => 0,
            };
            start.skipped(at).error(ReadProblem::Text(error))
        })
    }

    /// A text, or nothing but spaces.
    pub(super) fn optional_text<T>(
        &mut self,
        field: &'static str,
        width: usize,
        make: fn(&[u8]) -> Result<T, TextError>,
    ) -> Result<Option<T>, ReadError> {
        let start = *self;
        if self.take(field, width)?.iter().all(|&byte| byte == b' ') {
            return Ok(None);
        }
        *self = start;
        self.text(field, width, make).map(Some)
    }

    /// That the next `width` bytes are not what is `expected`.
    pub(super) fn unexpected(
        &self,
        field: &'static str,
        width: usize,
        expected: &'static str,
    ) -> ReadError {
        let found = self.rest.get(..width).unwrap_or(self.rest);
        self.error(ReadProblem::Unexpected {
            field,
            expected,
            found: format!("\"{}\"", found.escape_ascii()),
        })
    }

    /// That something is wrong here.
    pub(super) const fn error(&self, problem: ReadProblem) -> ReadError {
        ReadError {
            record: self.record,
            offset: self.offset,
            problem,
        }
    }

    fn skipped(&self, bytes: usize) -> Self {
        Self {
            record: self.record,
            offset: self.offset.saturating_add(bytes),
            rest: self.rest.get(bytes..).unwrap_or_default(),
        }
    }
}
