//! `limit`: how often, and for how much.

use toml::de::DeValue;

use super::effect::limits_that_never_bind;
use super::section::{Section, doc};
use super::value::{Kind, Read, Wanted, array, choice, count, word, yen_from};
use super::who::{Declared, who};
use crate::problem::Finding;
use crate::vocabulary::{Shape, Word};
use crate::{Counts, Direction, LessLeft, Limit, MidYear, Most, Period, Who};

/// More than one a waking hour, every day of a year.
const LIMIT_MAX: u32 = 9_999;

/// All limits.
pub(super) fn limits(section: &mut Section<'_>, declared: &Declared) -> Vec<Limit> {
    let read = section.tables(
        "limit",
        0,
        doc(
            "回数や額の上限。当たるものすべてが効く",
            "how often and for how much; each that applies binds",
        ),
        |section| Some((limit(section, declared)?, section.span())),
    );
    for finding in limits_that_never_bind(&read) {
        section.note(finding);
    }
    read.into_iter().map(|(limit, _)| limit).collect()
}

fn limit(section: &mut Section<'_>, declared: &Declared) -> Option<Limit> {
    let period = section.required(
        "period",
        choice([
            word("day", Period::Day, "1日", "a day"),
            word("month", Period::Month, "1か月", "a calendar month"),
            word(
                "half_year",
                Period::HalfYear,
                "半期（4〜9月、10〜3月）",
                "April to September, October to March",
            ),
            word(
                "fiscal_year",
                Period::FiscalYear,
                "年度（4〜3月）",
                "April to March",
            ),
        ]),
        doc("どの期間ごとに数えるか", "counted anew with each"),
    );
    let most = most(section);
    let who = section
        .optional_table(
            "when",
            doc("誰に効くか。書かなければ全員", "for whom; absent: for all"),
            |section| Some(limit_who(section, declared)),
        )
        .unwrap_or_default();
    let mid_year = section.optional(
        "mid_year_registration",
        mid_year(),
        doc(
            "年度（半期）の途中の登録のとき。書かなければ全部",
            "what a registration within the year or half-year gets; absent: all of it",
        ),
    );
    let period = period?;
    if mid_year.is_some() && matches!(period, Period::Day | Period::Month) {
        section.note(Finding::new(
            section.span_of("mid_year_registration"),
            "1日や1か月の上限には、途中の登録の決まりが当たることはありません。",
            "a limit of a day or a month has no registration within it that this could apply to",
        ));
    }
    let is_listed = matches!(mid_year, Some(MidYear::Listed(_)));
    if is_listed && (period != Period::FiscalYear) {
        section.note(Finding::new(
            section.span_of("mid_year_registration"),
            "月ごとの数を並べるのは、年度の上限だけです。",
            "figures by month are for a limit of the fiscal year",
        ));
    }
    if let (Some(MidYear::Listed(listed)), Some(Most::Count(most, _))) = (mid_year, most)
        && listed.iter().any(|listed| *listed > most)
    {
        section.note(
            Finding::new(
                section.span_of("mid_year_registration"),
                "月ごとの数に、上限より大きいものがあります。",
                "a figure by month is more than the limit",
            )
            .expected(format!("{most}まで"), format!("at most {most}")),
        );
    }
    Some(Limit {
        period,
        most: most?,
        who,
        mid_year: mid_year.unwrap_or(MidYear::Full),
    })
}

/// One kind of ticket at the most: counts are kept by kind.
fn limit_who(section: &mut Section<'_>, declared: &Declared) -> Who {
    let who = who(section, declared);
    if who.instruments.len() > 1 {
        section.note(Finding::new(
            section.span_of("instruments"),
            "上限の券種は1つだけです。券種ごとに上限を書くか、書かずに全体で数えます。",
            "a limit is for one kind of ticket, or for all together",
        ));
    }
    who
}

fn most(section: &mut Section<'_>) -> Option<Most> {
    let count = section.optional(
        "most",
        count(1..=LIMIT_MAX),
        doc("回数（枚数）の上限", "the most uses or trips"),
    );
    let counts = section.optional(
        "counts",
        choice([
            word(
                "uses",
                Counts::Uses,
                "利用回数（枚数）。2回分の乗車は2と数える",
                "uses or tickets: a trip that takes two counts twice",
            ),
            word(
                "trips",
                Counts::Trips,
                "乗車の数",
                "trips: each counts once",
            ),
        ]),
        doc("何を数えるか", "what `most` counts"),
    );
    let balance = section.optional(
        "most_yen",
        yen_from(1),
        doc("助成額の上限", "the most subsidy in yen"),
    );
    let when_less = section.optional(
        "when_less_left",
        choice([
            word(
                "pay_what_is_left",
                LessLeft::PayWhatIsLeft,
                "残りの額だけ助成",
                "what is left is paid",
            ),
            word("refuse", LessLeft::Refuse, "助成しない", "nothing is paid"),
        ]),
        doc(
            "残りの額が助成額より少ないとき",
            "when less is left than the subsidy",
        ),
    );
    let (by_count, by_yen) = (["most", "counts"], ["most_yen", "when_less_left"]);
    let given = (section.given(&by_count).len(), section.given(&by_yen).len());
    match given {
        (2, 0) => Some(Most::Count(count?, counts?)),
        (0, 2) => Some(Most::Yen(balance?, when_less?)),
        (1, 0) | (0, 1) => {
            let pair = if given.0 == 1 { by_count } else { by_yen };
            let missing = pair
                .into_iter()
                .find(|key| !section.has(key))
                .unwrap_or_default();
            section.note(Finding::new(
                section.span(),
                format!("この上限に `{missing}` がありません。"),
                format!("this limit lacks `{missing}`"),
            ));
            None
        }
        _ => {
            section.note(
                Finding::new(
                    section.span(),
                    "上限は、回数か額のどちらかで書きます。",
                    "a limit is either of a count or of an amount",
                )
                .expected(
                    "`most` と `counts`、または `most_yen` と `when_less_left`",
                    "`most` and `counts`, or `most_yen` and `when_less_left`",
                ),
            );
            None
        }
    }
}

/// A word, or twelve figures from April to March.
fn mid_year() -> Kind<impl Fn(&DeValue<'_>) -> Read<MidYear>> {
    const WORDS: [(&str, MidYear, &str, &str); 4] = [
        ("full", MidYear::Full, "全部", "all of it"),
        (
            "by_month",
            MidYear::ByMonth(Direction::Down),
            "月割（端数切り捨て）",
            "an equal part for each month left, rounded down",
        ),
        (
            "by_month_rounded_up",
            MidYear::ByMonth(Direction::Up),
            "月割（端数切り上げ）",
            "the same, rounded up",
        ),
        (
            "by_month_to_the_nearest",
            MidYear::ByMonth(Direction::Nearest),
            "月割（四捨五入）",
            "the same, to the nearest",
        ),
    ];
    let words = WORDS.map(|(word, _, ja, en)| Word {
        word,
        doc: doc(ja, en),
    });
    let listed = array(count(0..=LIMIT_MAX), 12, Some(12));
    Kind {
        shape: Shape::OneOf(vec![Shape::Words(words.to_vec()), listed.shape]),
        read: move |value: &DeValue<'_>| {
            let word = WORDS
                .iter()
                .find(|(word, ..)| value.as_str() == Some(*word));
            if let Some((_, mid_year, ..)) = word {
                return Ok(*mid_year);
            }
            let figures = (listed.read)(value).ok();
            figures
                .and_then(|figures| figures.try_into().ok())
                .map(MidYear::Listed)
                .ok_or_else(|| {
                    let names = WORDS.map(|(word, ..)| format!("\"{word}\"")).join(", ");
                    Wanted::new(
                        format!("{names}、または4月から3月までの12の数 [72, 66, …]"),
                        format!("{names}, or twelve figures from April to March [72, 66, …]"),
                    )
                })
        },
    }
}
