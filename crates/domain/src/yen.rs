//! Money.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An amount in whole yen (円), negative in corrections only.
///
/// Arithmetic is checked: there is no `+` that could wrap, and no float that
/// could round. JSON shows it as an integer.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Yen(i64);

/// A sum left the range of 64 bits: some input is not an amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an amount of yen is too large to compute with")]
pub struct YenOverflow;

impl Yen {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// `amount` yen.
    pub const fn new(amount: i64) -> Self {
        Self(amount)
    }

    /// The number of yen.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Whether this is less than nothing.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// `self + other`.
    pub fn checked_add(self, other: Self) -> Result<Self, YenOverflow> {
        self.0.checked_add(other.0).map(Self).ok_or(YenOverflow)
    }

    /// `self - other`.
    pub fn checked_sub(self, other: Self) -> Result<Self, YenOverflow> {
        self.0.checked_sub(other.0).map(Self).ok_or(YenOverflow)
    }

    /// `self` taken `count` times.
    pub fn checked_mul(self, count: i64) -> Result<Self, YenOverflow> {
        self.0.checked_mul(count).map(Self).ok_or(YenOverflow)
    }

    /// The sum of all `amounts`.
    pub fn checked_sum(amounts: impl IntoIterator<Item = Self>) -> Result<Self, YenOverflow> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }
}

/// With thousands separators and without a unit: `1,234,567`.
impl fmt::Display for Yen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs().to_string();
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        f.pad_integral(!self.is_negative(), "", &grouped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_thousands() {
        assert_eq!(Yen::new(0).to_string(), "0");
        assert_eq!(Yen::new(999).to_string(), "999");
        assert_eq!(Yen::new(1_000).to_string(), "1,000");
        assert_eq!(Yen::new(-1_234_567).to_string(), "-1,234,567");
        assert_eq!(format!("{:>9}", Yen::new(-1_234)), "   -1,234");
    }

    #[test]
    fn refuses_to_overflow() {
        let most = Yen::new(i64::MAX);
        assert_eq!(most.checked_add(Yen::new(1)), Err(YenOverflow));
        assert_eq!(
            Yen::new(i64::MIN).checked_sub(Yen::new(1)),
            Err(YenOverflow)
        );
        assert_eq!(most.checked_mul(2), Err(YenOverflow));
        assert_eq!(Yen::checked_sum([most, Yen::new(1)]), Err(YenOverflow));
    }

    #[test]
    fn is_an_integer_in_json() {
        assert_eq!(serde_json::to_string(&Yen::new(750)).unwrap(), "750");
        assert!(serde_json::from_str::<Yen>("750.5").is_err());
    }
}
