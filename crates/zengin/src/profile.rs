//! What differs from bank to bank.

use serde::{Deserialize, Serialize};

/// How a bank wants its files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Profile {
    /// What follows every record, the end record included.
    pub line_end: LineEnd,
    /// Whether the file closes with the byte 1A (EOF).
    pub eof: bool,
    /// Whether `.` may stand in the names of payee and originator. The standard
    /// allows it; some banks (京葉銀行) do not.
    pub allow_period_in_names: bool,
}

/// CRLF after every record, no EOF, the standard's characters.
impl Default for Profile {
    fn default() -> Self {
        Self {
            line_end: LineEnd::CrLf,
            eof: false,
            allow_period_in_names: true,
        }
    }
}

/// What follows a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LineEnd {
    /// Nothing: records of 120 bytes, one after the other.
    None,
    /// CR LF: 122 bytes a record.
    CrLf,
    /// LF: 121 bytes a record.
    Lf,
}

impl LineEnd {
    /// Its bytes.
    pub const fn bytes(self) -> &'static [u8] {
        match self {
            Self::None => b"",
            Self::CrLf => b"\r\n",
            Self::Lf => b"\n",
        }
    }
}
