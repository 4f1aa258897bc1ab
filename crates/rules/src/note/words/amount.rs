//! How an amount came about, and what bounds it.

use domain::Yen;

use super::Note;
use crate::note::Of;
use crate::words::Words;
use crate::{DividedBy, Factor, Share};

impl Note<'_> {
    /// How an amount came about.
    pub(super) fn computation(&self) -> Words {
        match *self {
            Self::ShareOf {
                of,
                share,
                base,
                amount,
            } => share_of(of, *share, base, amount),
            Self::TimesOf {
                of,
                factor,
                base,
                amount,
            } => times_of(of, *factor, base, amount),
            Self::FixedAmount { amount } => (
                format!("1回の乗車で{amount}円"),
                format!("{amount} yen for the trip"),
            ),
            Self::AmountAHead { aboard, amount } => (
                format!("登録者{aboard}人の相乗りで1人{amount}円"),
                format!("{amount} yen each, as {aboard} registrants ride together"),
            ),
            Self::Tickets {
                uses,
                value,
                amount,
            } => (
                format!("{value}円の利用券{uses}枚で{amount}円"),
                format!("{amount} yen, {uses} ticket(s) of {value} yen"),
            ),
            Self::Tier { base, amount } => (
                format!("運賃{base}円のときは{amount}円"),
                format!("{amount} yen at a fare of {base} yen"),
            ),
            Self::Divided { by, number, amount } => {
                let (ja, en) = match by {
                    DividedBy::Registrants => ("登録者", "registrants"),
                    DividedBy::Persons => ("乗客", "persons"),
                };
                (
                    format!("{ja}{number}人で分けて1人{amount}円"),
                    format!("{amount} yen each, divided among {number} {en}"),
                )
            }
            Self::ForUses { uses, unit, amount } => (
                format!("{uses}{}で{amount}円", unit.amount_ja()),
                format!("{amount} yen for {uses} {}", unit.en(uses)),
            ),
            Self::Amount { amount } => (
                format!("助成額は{amount}円"),
                format!("The subsidy is {amount} yen"),
            ),
            Self::Sum { amount } => (
                format!("合わせて{amount}円"),
                format!("{amount} yen together"),
            ),
            _ => Words::default(),
        }
    }

    /// What an amount was bounded by.
    pub(super) fn bound(&self) -> Words {
        match *self {
            Self::Cap { cap } => (
                format!("助成は{cap}円までです"),
                format!("The subsidy is at most {cap} yen"),
            ),
            Self::CapOfUses { uses, unit, cap } if uses > 1 => (
                format!("{uses}{}を使った助成は{cap}円までです", unit.amount_ja()),
                format!(
                    "With {uses} {} the subsidy is at most {cap} yen",
                    unit.en(uses)
                ),
            ),
            Self::CapOfUses { unit, cap, .. } => (
                format!("1{}の助成は{cap}円までです", unit.amount_ja()),
                format!("With one {} the subsidy is at most {cap} yen", unit.en(1)),
            ),
            Self::Floor { least } => (
                format!("助成は{least}円からです"),
                format!("The subsidy is at least {least} yen"),
            ),
            Self::PassengerFirst { part } => (
                format!("はじめの{part}円は乗客の負担です"),
                format!("The passenger bears the first {part} yen"),
            ),
            Self::PassengerPart { part } => (
                format!("乗客の負担は{part}円からです"),
                format!("The passenger pays at least {part} yen"),
            ),
            Self::FareIsCeiling {
                fare,
                together: false,
            } => (
                format!("助成は運賃{fare}円までです"),
                format!("The subsidy is at most the fare of {fare} yen"),
            ),
            Self::FareIsCeiling { fare, .. } => (
                format!("助成は全員分を合わせて運賃{fare}円までです"),
                format!("All subsidies together are at most the fare of {fare} yen"),
            ),
            Self::TogetherAtMost { most } => (
                format!("1回の乗車の助成は全員分を合わせて{most}円までです"),
                format!("All subsidies of a trip together are at most {most} yen"),
            ),
            Self::OtherSchemesFirst { given } => (
                format!("ほかの事業が先に{given}円を助成しています"),
                format!("Another scheme has paid {given} yen of the fare first"),
            ),
            Self::BalanceLeft { period, left } => (
                format!("{}の助成の残りは{left}円です", period.ja()),
                format!("{left} yen are left for {}", period.en_this()),
            ),
            _ => Words::default(),
        }
    }
}

impl Of {
    const fn ja(self) -> &'static str {
        match self {
            Self::Fare => "運賃",
            Self::BaseFare => "初乗運賃",
            Self::Amount => "",
        }
    }

    const fn en(self) -> &'static str {
        match self {
            Self::Fare => "the fare of ",
            Self::BaseFare => "the base fare of ",
            Self::Amount => "",
        }
    }
}

fn share_of(of: Of, share: Share, base: Yen, amount: Yen) -> Words {
    // 「運賃の3分の1で500円」 needs a particle that 「半額750円」 does not.
    let joint = if share.is_half() { "" } else { "で" };
    (
        format!(
            "{}{base}円の{}{joint}{amount}円",
            of.ja(),
            share.in_japanese()
        ),
        format!(
            "{amount} yen, {} of {}{base} yen",
            share.in_english(),
            of.en()
        ),
    )
}

fn times_of(of: Of, factor: Factor, base: Yen, amount: Yen) -> Words {
    if factor.is_one() && of == Of::Amount {
        return (format!("{amount}円"), format!("{amount} yen"));
    }
    if factor.is_one() && base == amount {
        return (
            format!("{}と同じ{amount}円", of.ja()),
            format!("{amount} yen, as much as {}{base} yen", of.en()),
        );
    }
    (
        format!("{}{base}円の{}で{amount}円", of.ja(), factor.in_japanese()),
        format!("{amount} yen, {factor} times {}{base} yen", of.en()),
    )
}
