//! Errors of the API: problem details (RFC 9457).

use serde::{Deserialize, Serialize};

/// What went wrong, for a program by `code` and for a person by the rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// `about:blank`: the code says what kind it is.
    #[serde(rename = "type")]
    pub kind: String,
    /// HTTP status.
    pub status: u16,
    /// Stable, lower snake case.
    pub code: String,
    /// One plain sentence in Japanese.
    pub title: String,
    /// One plain sentence in English, with what to do.
    pub detail: String,
}

impl Problem {
    /// A problem of one `code`.
    pub fn new(status: u16, code: &str, ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            kind: "about:blank".into(),
            status,
            code: code.into(),
            title: ja.into(),
            detail: en.into(),
        }
    }
}
