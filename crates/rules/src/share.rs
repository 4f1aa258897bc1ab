//! Parts of an amount, and how they are rounded.
//!
//! A share is an exact fraction rather than a decimal: an ordinance says
//! 3分の1, and a third has no last decimal place to round at. The only rounding
//! is the one a scheme file names.

use std::fmt;
use std::str::FromStr;

use domain::{Yen, YenOverflow};

/// A fraction from nothing to the whole: `1/2`, `50%`, `12.5%`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    numerator: u32,
    denominator: u32,
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
    /// overflow.
    const PART_MAX: u32 = 1_000_000;

    fn new(numerator: u32, denominator: u32) -> Result<Self, NotAShare> {
        let sensible = (1..=Self::PART_MAX).contains(&denominator) && numerator <= denominator;
        sensible
            .then_some(Self {
                numerator,
                denominator,
            })
            .ok_or(NotAShare)
    }

    /// A whole number of per cent, 0 to 100.
    pub(crate) fn percent(percent: u32) -> Result<Self, NotAShare> {
        Self::new(percent, 100)
    }

    /// Whether this is one half, which has a word of its own (半額).
    pub fn is_half(self) -> bool {
        self.numerator.saturating_mul(2) == self.denominator
    }

    /// This share of `amount`, which is 0 or more, rounded once.
    pub fn of(self, amount: Yen, rounding: Rounding) -> Result<Yen, YenOverflow> {
        let whole = amount.checked_mul(i64::from(self.numerator))?.get();
        let unit = i64::from(rounding.unit.max(1));
        let step = i64::from(self.denominator)
            .checked_mul(unit)
            .ok_or(YenOverflow)?;
        let (multiples, rest) = (whole.div_euclid(step), whole.rem_euclid(step));
        let upwards = match rounding.direction {
            Direction::Down => false,
            Direction::Up => rest > 0,
            Direction::Nearest => rest >= step - rest,
        };
        Yen::new(multiples + i64::from(upwards)).checked_mul(unit)
    }

    /// For a Japanese sentence: 半額, 3分の1, 30％.
    pub fn in_japanese(self) -> String {
        match self.denominator {
            _ if self.is_half() => "半額".to_owned(),
            100 => format!("{}％", self.numerator),
            denominator => format!("{denominator}分の{}", self.numerator),
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
        match self.denominator {
            100 => write!(f, "{}%", self.numerator),
            denominator => write!(f, "{}/{denominator}", self.numerator),
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
        Self::new(digits(numerator.trim())?, digits(denominator.trim())?)
    }
}

/// `50` or `12.5`, with at most four decimal places.
fn percent_from(text: &str) -> Result<Share, NotAShare> {
    let Some((whole, places)) = text.split_once('.') else {
        return Share::percent(digits(text)?);
    };
    let length = u32::try_from(places.len()).map_err(|_too_long| NotAShare)?;
    if length > 4 {
        return Err(NotAShare);
    }
    let scale = 10_u32.pow(length);
    let numerator = digits(whole)?
        .checked_mul(scale)
        .and_then(|whole| whole.checked_add(digits(places).ok()?))
        .ok_or(NotAShare)?;
    Share::new(numerator, 100 * scale)
}

fn digits(text: &str) -> Result<u32, NotAShare> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().map_err(|_empty_or_too_large| NotAShare)
    } else {
        Err(NotAShare)
    }
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
