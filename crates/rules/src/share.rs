//! Parts of an amount, and how they are rounded.
//!
//! A share is kept as the two decimal numbers the scheme file gives, one over
//! the other, and divided only when it is applied: an ordinance says 3分の1, and
//! a third has no last decimal place to round at. The only rounding is the one
//! a scheme file names.

use std::fmt;
use std::str::FromStr;

use domain::{Yen, YenOverflow};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

/// A fraction from nothing to the whole: `1/2`, `50%`, `12.5%`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    numerator: Decimal,
    denominator: Decimal,
}

/// Which way an amount between two multiples of the unit goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// 切り捨て.
    Down,
    /// 切り上げ.
    Up,
    /// 四捨五入: the nearer multiple, and the upper one from the middle.
    Nearest,
}

/// 端数処理: to which multiple of yen, and which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rounding {
    /// The unit in yen, at least 1.
    pub unit: u32,
    /// Which way.
    pub direction: Direction,
}

/// A text is not a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a share is written as 1/2 or 50%, from nothing to the whole")]
pub struct NotAShare;

impl Share {
    /// Both parts stay below this, so that a share of any fare stays far from
    /// the 28 digits that a decimal holds exactly.
    const PART_MAX: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

    /// Decimal places of a percentage, at most.
    const PLACES_MAX: u32 = 4;

    fn new(numerator: Decimal, denominator: Decimal) -> Result<Self, NotAShare> {
        let sensible = denominator > Decimal::ZERO
            && denominator <= Self::PART_MAX
            && numerator >= Decimal::ZERO
            && numerator <= denominator;
        sensible
            .then_some(Self {
                numerator,
                denominator,
            })
            .ok_or(NotAShare)
    }

    /// A number of per cent, 0 to 100.
    pub(crate) fn percent(percent: Decimal) -> Result<Self, NotAShare> {
        Self::new(percent.normalize(), Decimal::ONE_HUNDRED)
    }

    /// Whether this is one half, which has a word of its own (半額).
    pub fn is_half(self) -> bool {
        self.numerator.checked_mul(Decimal::TWO) == Some(self.denominator)
    }

    /// This share of `amount`, which is 0 or more, rounded once.
    pub fn of(self, amount: Yen, rounding: Rounding) -> Result<Yen, YenOverflow> {
        self.multiples(Decimal::from(amount.get()), rounding)
            .map(Yen::new)
            .ok_or(YenOverflow)?
            .checked_mul(i64::from(rounding.unit.max(1)))
    }

    /// How many rounding units the share comes to. Quotient and rest are taken
    /// apart, so that no quotient is ever cut off at a decimal place.
    fn multiples(self, amount: Decimal, rounding: Rounding) -> Option<i64> {
        let whole = amount.checked_mul(self.numerator)?;
        let step = self
            .denominator
            .checked_mul(Decimal::from(rounding.unit.max(1)))?;
        let rest = whole.checked_rem(step)?;
        let multiples = whole.checked_sub(rest)?.checked_div(step)?;
        let upwards = match rounding.direction {
            Direction::Down => false,
            Direction::Up => rest > Decimal::ZERO,
            Direction::Nearest => rest >= step.checked_sub(rest)?,
        };
        multiples.to_i64()?.checked_add(i64::from(upwards))
    }

    /// For a Japanese sentence: 半額, 3分の1, 30％.
    pub fn in_japanese(self) -> String {
        if self.is_half() {
            "半額".to_owned()
        } else if self.denominator == Decimal::ONE_HUNDRED {
            format!("{}％", self.numerator)
        } else {
            format!("{}分の{}", self.denominator, self.numerator)
        }
    }

    /// For an English sentence: half, 1/3, 30%.
    pub fn in_english(self) -> String {
        if self.is_half() {
            "half".to_owned()
        } else {
            self.to_string()
        }
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.denominator == Decimal::ONE_HUNDRED {
            write!(f, "{}%", self.numerator)
        } else {
            write!(f, "{}/{}", self.numerator, self.denominator)
        }
    }
}

impl FromStr for Share {
    type Err = NotAShare;

    fn from_str(text: &str) -> Result<Self, NotAShare> {
        if let Some(percent) = text.strip_suffix('%') {
            return percent_from(percent.trim_end());
        }
        let (numerator, denominator) = text.split_once('/').ok_or(NotAShare)?;
        Self::new(whole(numerator.trim())?, whole(denominator.trim())?)
    }
}

/// `50` or `12.5`, with at most four decimal places.
fn percent_from(text: &str) -> Result<Share, NotAShare> {
    let (before, places) = text.split_once('.').unwrap_or((text, "0"));
    let number: Decimal = Decimal::from_str_exact(text).map_err(|_not_a_number| NotAShare)?;
    if is_digits(before) && is_digits(places) && number.scale() <= Share::PLACES_MAX {
        Share::percent(number)
    } else {
        Err(NotAShare)
    }
}

fn whole(text: &str) -> Result<Decimal, NotAShare> {
    if is_digits(text) {
        Decimal::from_str_exact(text).map_err(|_too_large| NotAShare)
    } else {
        Err(NotAShare)
    }
}

/// Nothing but digits: a decimal would also be read with a sign, or with
/// underscores.
fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounded(share: &str, amount: i64, unit: u32, direction: Direction) -> i64 {
        let share: Share = share.parse().unwrap();
        let rounding = Rounding { unit, direction };
        share.of(Yen::new(amount), rounding).unwrap().get()
    }

    #[test]
    fn a_share_is_exact_and_rounded_once() {
        assert_eq!(rounded("1/2", 1_501, 1, Direction::Down), 750);
        assert_eq!(rounded("50%", 1_501, 1, Direction::Up), 751);
        assert_eq!(rounded("1/3", 1_000, 1, Direction::Nearest), 333);
        assert_eq!(rounded("1/3", 3, 1, Direction::Down), 1);
        assert_eq!(rounded("12.5%", 1_000, 10, Direction::Down), 120);
        assert_eq!(rounded("12.5%", 1_000, 10, Direction::Nearest), 130);
        assert_eq!(rounded("12.5%", 1_000, 10, Direction::Up), 130);
    }

    #[test]
    fn only_fractions_up_to_the_whole_are_shares() {
        for text in ["1/2", "0/1", "1/1", "100%", "0.25 %"] {
            assert!(text.parse::<Share>().is_ok(), "{text}");
        }
        for text in [
            "",
            "%",
            "/",
            "1/0",
            "3/2",
            "101%",
            "-1/2",
            "0.5",
            "1.%",
            "+1/2",
            "½",
            "1/9999999",
            "0.00001%",
        ] {
            assert_eq!(text.parse::<Share>(), Err(NotAShare), "{text}");
        }
    }
}
