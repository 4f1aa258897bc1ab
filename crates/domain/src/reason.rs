//! Why a figure is what it is.

use serde::{Deserialize, Serialize};

/// One sentence a driver can read out, with a code that programs can rely on.
///
/// ```
/// let reason = domain::Reason::new("half_fare", "運賃の半額です。", "Half of the fare.");
/// assert_eq!(reason.code, "half_fare");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Stable, lower snake case: `daily_limit`.
    pub code: String,
    /// Plain Japanese.
    pub ja: String,
    /// Plain English.
    pub en: String,
}

impl Reason {
    /// A reason with its two sentences.
    pub fn new(code: impl Into<String>, ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            ja: ja.into(),
            en: en.into(),
        }
    }
}
