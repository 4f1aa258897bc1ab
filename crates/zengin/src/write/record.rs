//! One record, written from left to right.
//!
//! Numbers stand to the right and are filled with zeros, text stands to the
//! left and is filled with spaces, and so is what is left of the record. The
//! widths are those of the standard; that values fit is seen to before.

use std::fmt::Display;

use crate::RECORD_BYTES;

pub(super) struct Record(Vec<u8>);

impl Record {
    /// A record of the kind that `kind` (データ区分) says.
    pub(super) fn new(kind: char) -> Self {
        Self(Vec::with_capacity(RECORD_BYTES)).digit(kind)
    }

    pub(super) fn digit(self, digit: char) -> Self {
        self.digits(digit.encode_utf8(&mut [0; 4]))
    }

    /// Digits that already have their full width.
    pub(super) fn digits(mut self, digits: &str) -> Self {
        self.0.extend(digits.bytes());
        self
    }

    pub(super) fn number(self, number: impl Display, width: usize) -> Self {
        self.digits(&format!("{:0>width$}", number.to_string()))
    }

    pub(super) fn text(mut self, text: &[u8], width: usize) -> Self {
        let end = self.0.len().saturating_add(width);
        self.0.extend(text);
        self.0.resize(end, b' ');
        self
    }

    /// The record in its full length.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.0.resize(RECORD_BYTES, b' ');
        self.0
    }
}
