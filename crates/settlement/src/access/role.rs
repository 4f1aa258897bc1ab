//! Roles of users.

use std::fmt;
use std::str::FromStr;

use crate::Error;

/// What a user is there for (役割). What each may do stands with
/// [`Permission`](super::Permission).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sets the registry up, and lets people and programs in.
    Admin,
    /// The desk and the daily work (担当者).
    Clerk,
    /// Closes months and checks payouts (会計).
    Finance,
    /// Approves payouts (決裁者).
    Approver,
    /// Reads and recomputes (監査).
    Auditor,
}

impl Role {
    /// All there are.
    pub const ALL: [Self; 5] = [
        Self::Admin,
        Self::Clerk,
        Self::Finance,
        Self::Approver,
        Self::Auditor,
    ];

    /// As in SQL and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Clerk => "clerk",
            Self::Finance => "finance",
            Self::Approver => "approver",
            Self::Auditor => "auditor",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Role {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| Error::damaged("role of a user", text))
    }
}
