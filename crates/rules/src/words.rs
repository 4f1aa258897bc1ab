//! Parts of sentences that the notes of a decision and the facts of a version
//! share, in Japanese and English.
//!
//! Deliberately absent: whole sentences, which are in `note::words` and `facts`.

use domain::Yen;

use crate::{Period, Range, Unit};

/// Japanese and English.
pub(crate) type Words = (String, String);

impl Unit {
    /// So many: 2回分, 2枚; 2 uses, 2 tickets.
    pub(crate) fn uses(self, number: u32) -> Words {
        (
            format!("{number}{}", self.amount_ja()),
            format!("{number} {}", self.en(number)),
        )
    }

    /// After a number of what is given to one trip: 回分, 枚.
    pub(crate) const fn amount_ja(self) -> &'static str {
        match self {
            Self::Use => "回分",
            Self::Ticket => "枚",
        }
    }

    /// After a number of what is counted over time: 回, 枚.
    pub(crate) const fn counter_ja(self) -> &'static str {
        match self {
            Self::Use => "回",
            Self::Ticket => "枚",
        }
    }

    /// How many, without a number: 回数, 枚数.
    pub(crate) const fn number_ja(self) -> &'static str {
        match self {
            Self::Use => "回数",
            Self::Ticket => "枚数",
        }
    }

    /// What becomes less by a claim: 利用回数, 利用券.
    pub(crate) const fn stock_ja(self) -> &'static str {
        match self {
            Self::Use => "利用回数",
            Self::Ticket => "利用券",
        }
    }

    /// After so many: use, uses, ticket, tickets.
    pub(crate) const fn en(self, number: u32) -> &'static str {
        match (self, number) {
            (Self::Use, 1) => "use",
            (Self::Use, _) => "uses",
            (Self::Ticket, 1) => "ticket",
            (Self::Ticket, _) => "tickets",
        }
    }
}

impl Period {
    /// That in which the trip lies, to those aboard: 今年度.
    pub(crate) const fn ja(self) -> &'static str {
        match self {
            Self::Day => "本日",
            Self::Month => "今月",
            Self::HalfYear => "今期（半年）",
            Self::FiscalYear => "今年度",
        }
    }

    /// Any such period, after a number.
    pub(crate) const fn en_a(self) -> &'static str {
        match self {
            Self::Day => "a day",
            Self::Month => "a month",
            Self::HalfYear => "a half-year",
            Self::FiscalYear => "a fiscal year",
        }
    }

    /// That in which the trip lies, to those aboard.
    pub(crate) const fn en_this(self) -> &'static str {
        match self {
            Self::Day => "today",
            Self::Month => "this month",
            Self::HalfYear => "this half-year",
            Self::FiscalYear => "this fiscal year",
        }
    }
}

/// 2人以上, 1人から3人, 2人; with the measure after each number.
pub(crate) fn range(range: Range, least: u32, measure: &str) -> Words {
    let Range { from, to } = range;
    let grouped = |number: u32| Yen::new(i64::from(number)).to_string();
    let (shown, least_shown) = (grouped(from), from <= least);
    match to.map(|to| (to, grouped(to))) {
        None => (format!("{shown}{measure}以上"), format!("{shown} or more")),
        Some((to, _)) if to == from => (format!("{shown}{measure}"), shown),
        Some((_, to)) if least_shown => (format!("{to}{measure}以下"), format!("{to} or fewer")),
        Some((_, to)) => (
            format!("{shown}{measure}から{to}{measure}まで"),
            format!("{shown} to {to}"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_said_as_people_say_them() {
        let said = |from, to| range(Range { from, to }, 1, "人").0;
        assert_eq!(said(2, None), "2人以上");
        assert_eq!(said(2, Some(2)), "2人");
        assert_eq!(said(1, Some(3)), "3人以下");
        assert_eq!(said(2, Some(1_000)), "2人から1,000人まで");
    }
}
