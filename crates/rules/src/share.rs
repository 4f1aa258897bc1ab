//! Parts and multiples of an amount, and how they are rounded.
//!
//! A share is kept as the two decimal numbers the scheme file gives, one over
//! the other, and divided only when it is applied: an ordinance says 3分の1, and
//! a third has no last decimal place to round at. The only rounding is the one
//! a scheme file names.

use std::fmt;
use std::str::FromStr;

use domain::{Yen, YenOverflow};
use rust_decimal::Decimal;

/// A fraction from nothing to the whole: `1/2`, `50%`, `12.5%`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share(Ratio);

/// How many times an amount, up to 100 times: `1`, `1.5`, `3/2`, `150%`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Factor(Ratio);

/// One decimal number over another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ratio {
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

/// A text is not a factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a factor is written as 1.5, 3/2 or 150%, up to 100 times")]
pub struct NotAFactor;

impl Rounding {
    /// `amount`, which is 0 or more, divided by `parts` and rounded once.
    pub fn part(self, amount: Yen, parts: u32) -> Result<Yen, YenOverflow> {
        let one = Ratio {
            numerator: Decimal::ONE,
            denominator: Decimal::from(parts.max(1)),
        };
        one.of(amount, self)
    }
}

impl Share {
    /// Whether this is one half, which has a word of its own (半額).
    pub fn is_half(self) -> bool {
        self.0.numerator.checked_mul(Decimal::TWO) == Some(self.0.denominator)
    }

    /// Whether this is nothing.
    pub fn is_nothing(self) -> bool {
        self.0.numerator.is_zero()
    }

    /// This share of `amount`, which is 0 or more, rounded once.
    pub fn of(self, amount: Yen, rounding: Rounding) -> Result<Yen, YenOverflow> {
        self.0.of(amount, rounding)
    }

    /// For a Japanese sentence: 半額, 3分の1, 30％.
    pub fn in_japanese(self) -> String {
        let Ratio {
            numerator,
            denominator,
        } = self.0;
        if self.is_half() {
            "半額".to_owned()
        } else if denominator == Decimal::ONE_HUNDRED {
            format!("{numerator}％")
        } else {
            format!("{denominator}分の{numerator}")
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

impl Factor {
    /// Whether this is once.
    pub fn is_one(self) -> bool {
        self.0.numerator == self.0.denominator
    }

    /// For a Japanese sentence, after 「の」: 1.5倍, 2分の3倍, 150％.
    pub fn in_japanese(self) -> String {
        let Ratio {
            numerator,
            denominator,
        } = self.0;
        if denominator == Decimal::ONE {
            format!("{numerator}倍")
        } else if denominator == Decimal::ONE_HUNDRED {
            format!("{numerator}％")
        } else {
            format!("{denominator}分の{numerator}倍")
        }
    }

    /// So many times `amount`, which is 0 or more, rounded once.
    pub fn of(self, amount: Yen, rounding: Rounding) -> Result<Yen, YenOverflow> {
        self.0.of(amount, rounding)
    }
}

impl Ratio {
    /// Numerator and denominator stay below this, so that a share of any fare
    /// stays far from the 28 digits that a decimal holds exactly.
    const PART_MAX: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

    /// Decimal places of either, at most.
    const PLACES_MAX: u32 = 4;

    /// At most `most` wholes: `1/2`, `50%`, `12.5%`, `1.5`.
    fn parse(text: &str, most: Decimal) -> Option<Self> {
        let text = text.trim();
        let (numerator, denominator) = if let Some(percent) = text.strip_suffix('%') {
            (number(percent.trim_end())?, Decimal::ONE_HUNDRED)
        } else if let Some((numerator, denominator)) = text.split_once('/') {
            (number(numerator.trim())?, number(denominator.trim())?)
        } else {
            (number(text)?, Decimal::ONE)
        };
        let sensible = denominator > Decimal::ZERO
            && denominator <= Self::PART_MAX
            && numerator <= Self::PART_MAX
            && numerator <= denominator.checked_mul(most)?;
        sensible.then_some(Self {
            numerator,
            denominator,
        })
    }

    fn of(self, amount: Yen, rounding: Rounding) -> Result<Yen, YenOverflow> {
        self.multiples(amount.get(), rounding)
            .map(Yen::new)
            .ok_or(YenOverflow)?
            .checked_mul(i64::from(rounding.unit.max(1)))
    }

    /// How many rounding units it comes to. The decimals are brought to whole
    /// numbers of the same scale, so that the one division has an exact rest.
    fn multiples(self, amount: i64, rounding: Rounding) -> Option<i64> {
        let places = self.numerator.scale().max(self.denominator.scale());
        let whole_number = |decimal: Decimal| {
            let digits = u128::try_from(decimal.mantissa()).ok()?;
            digits.checked_mul(10_u128.checked_pow(places - decimal.scale())?)
        };
        let whole = u128::try_from(amount)
            .ok()?
            .checked_mul(whole_number(self.numerator)?)?;
        let step = whole_number(self.denominator)?.checked_mul(rounding.unit.max(1).into())?;
        let (multiples, rest) = (whole.checked_div(step)?, whole.checked_rem(step)?);
        let upwards = match rounding.direction {
            Direction::Down => false,
            Direction::Up => rest > 0,
            Direction::Nearest => rest >= step - rest,
        };
        i64::try_from(multiples)
            .ok()?
            .checked_add(i64::from(upwards))
    }
}

/// Digits, and perhaps a few after a point. A decimal would also be read with a
/// sign, or with underscores.
fn number(text: &str) -> Option<Decimal> {
    let (whole, places) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(places) {
        return None;
    }
    let number = Decimal::from_str_exact(text).ok()?;
    (number.scale() <= Ratio::PLACES_MAX).then(|| number.normalize())
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.denominator == Decimal::ONE_HUNDRED {
            write!(f, "{}%", self.numerator)
        } else if self.denominator == Decimal::ONE {
            write!(f, "{}", self.numerator)
        } else {
            write!(f, "{}/{}", self.numerator, self.denominator)
        }
    }
}

/// As a scheme file writes it.
impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// As a scheme file writes it.
impl fmt::Display for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Share {
    type Err = NotAShare;

    fn from_str(text: &str) -> Result<Self, NotAShare> {
        // 0.5 is refused: a clerk who means half a percent must say so.
        let is_plain = !text.contains(['/', '%']);
        let ratio = Ratio::parse(text, Decimal::ONE).filter(|_ratio| !is_plain);
        ratio.map(Self).ok_or(NotAShare)
    }
}

impl FromStr for Factor {
    type Err = NotAFactor;

    fn from_str(text: &str) -> Result<Self, NotAFactor> {
        Ratio::parse(text, Decimal::ONE_HUNDRED)
            .map(Self)
            .ok_or(NotAFactor)
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
    fn a_factor_may_be_more_than_once() {
        let times = |factor: &str, amount| {
            let rounding = Rounding {
                unit: 10,
                direction: Direction::Up,
            };
            let factor: Factor = factor.parse().unwrap();
            factor.of(Yen::new(amount), rounding).unwrap().get()
        };
        assert_eq!(times("1", 605), 610);
        assert_eq!(times("1.5", 600), 900);
        assert_eq!(times("3/2", 600), 900);
        assert_eq!(times("150%", 600), 900);
        assert_eq!(times("0.5", 600), 300);
        for text in ["", "101", "-1", "1.00001", "a", "1/0"] {
            assert_eq!(text.parse::<Factor>(), Err(NotAFactor), "{text}");
        }
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
            "1",
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
