//! The grounds that somebody holds.
//!
//! A million trips are decided in a row when a month closes, and what takes time
//! then is to fetch each rider from memory. Grounds are few and short, so they are
//! kept in the rider itself rather than behind two pointers.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

/// Names of grounds (対象要件) and exclusions, as the register holds them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HeldGrounds(SmallVec<[CompactString; 2]>);

impl HeldGrounds {
    /// Whether `ground` is among them.
    pub fn contains(&self, ground: &str) -> bool {
        self.0.iter().any(|held| held == ground)
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(CompactString::as_str)
    }
}

impl<G: AsRef<str>> FromIterator<G> for HeldGrounds {
    fn from_iter<I: IntoIterator<Item = G>>(grounds: I) -> Self {
        Self(grounds.into_iter().map(CompactString::new).collect())
    }
}
