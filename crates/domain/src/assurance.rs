//! How well a tap proves that the registrant's card was there.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What the evidence of one tap proves, weakest first.
///
/// The service computes it from evidence; a terminal only submits evidence.
/// None of the levels proves residence or eligibility.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Assurance {
    /// Declared: a number was typed, no card was read.
    A0,
    /// Presented: a registered certificate was read, which anyone who ever saw
    /// it can replay; or a transit card's number, which anything can call out.
    A1,
    /// Card present: the chip answered a fresh challenge with the key pinned at
    /// registration.
    A2,
    /// Holder verified: the holder's PIN signed a fresh challenge.
    A3,
}

impl Assurance {
    /// `A0` to `A3`, as in JSON and SQL.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A0 => "A0",
            Self::A1 => "A1",
            Self::A2 => "A2",
            Self::A3 => "A3",
        }
    }
}

impl fmt::Display for Assurance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Assurance {
    type Err = UnknownAssurance;

    fn from_str(text: &str) -> Result<Self, UnknownAssurance> {
        match text {
            "A0" => Ok(Self::A0),
            "A1" => Ok(Self::A1),
            "A2" => Ok(Self::A2),
            "A3" => Ok(Self::A3),
            _ => Err(UnknownAssurance(text.to_owned())),
        }
    }
}

/// Not one of `A0`, `A1`, `A2`, `A3`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an assurance level; expected A0, A1, A2 or A3")]
pub struct UnknownAssurance(String);
