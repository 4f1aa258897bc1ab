//! `amount`: how much is paid, rule after rule.

use std::ops::Range as Span;

use domain::Yen;
use toml::de::DeValue;

use super::effect;
use super::place::day;
use super::range::range;
use super::section::{Section, doc};
use super::step::{ascending, step};
use super::value::{Kind, Read, Wanted, count, municipality, name, some, yen};
use super::who::{Declared, in_words, who};
use crate::decide::STEPS_MAX;
use crate::problem::Finding;
use crate::vocabulary::{KeyShape, Shape, TableShape};
use crate::{Amount, Condition, Step, UsesAllowed, UsesTier};

/// More uses on one trip than any ordinance would allow.
const USES_MAX: u32 = 99;

/// All amounts, and where each stands.
pub(super) fn amounts(
    section: &mut Section<'_>,
    declared: &Declared,
) -> Vec<(Amount, Span<usize>)> {
    let mut earlier: Vec<Amount> = Vec::new();
    section.tables(
        "amount",
        1,
        doc(
            "助成額の決まり。上から見て、はじめに当たるもので決まる",
            "how much is paid; the first whose condition holds decides",
        ),
        |section| {
            let amount = amount(section, declared)?;
            effect::never_reached(section, &amount, &earlier);
            earlier.push(amount.clone());
            Some((amount, section.span()))
        },
    )
}

fn amount(section: &mut Section<'_>, declared: &Declared) -> Option<Amount> {
    let id = section.required(
        "id",
        name(),
        doc("プログラムが使う名前", "its name for programs"),
    );
    let (ja, en) = in_words(section);
    let when = section
        .optional_table(
            "when",
            doc(
                "当たる条件。書いたことのすべてがそろうとき。書かなければいつも",
                "when it applies: where all of this holds; absent: always",
            ),
            |section| Some(condition(section, declared)),
        )
        .unwrap_or_default();
    let uses = uses(section);
    let mut steps: Vec<Step> = Vec::new();
    let spans = section.tables(
        "steps",
        1,
        doc(
            "運賃から助成額までの段。上から順に",
            "from the fare to the amount, one after the other",
        ),
        |section| {
            steps.push(step(section, &steps)?);
            Some(section.span())
        },
    );
    if steps.len() > STEPS_MAX {
        section.note(Finding::new(
            section.span_of("steps"),
            format!("段が多すぎます（{STEPS_MAX}段まで）。"),
            format!("there are more than {STEPS_MAX} steps"),
        ));
        return None;
    }
    let uses = uses?;
    effect::steps_have_effect(section, (&steps, &spans), &uses);
    Some(Amount {
        id: id?,
        ja: ja?,
        en: en?,
        when,
        uses,
        steps,
    })
}

fn condition(section: &mut Section<'_>, declared: &Declared) -> Condition {
    let registrants = section.optional(
        "registrants",
        range(1),
        doc(
            "乗っている登録者の数（[version.sharing] の aboard で数える）",
            "registrants aboard, as `aboard` of [version.sharing] counts them",
        ),
    );
    let persons = section.optional(
        "persons",
        range(1),
        doc(
            "乗っている全員の数（乗務員を除く）",
            "everybody aboard but the driver",
        ),
    );
    let fare_yen = section.optional(
        "fare_yen",
        range(0),
        doc(
            "助成の計算のもとになる運賃",
            "the fare that the subsidy is computed from",
        ),
    );
    let distance_m = section.optional(
        "distance_m",
        range(0),
        doc("距離（メートル）", "distance in metres"),
    );
    let boarding_in = section.optional(
        "boarding_in",
        some(municipality()),
        doc(
            "乗車地がこの市町村",
            "boarded in one of these municipalities",
        ),
    );
    let alighting_in = section.optional(
        "alighting_in",
        some(municipality()),
        doc(
            "降車地がこの市町村",
            "alighted in one of these municipalities",
        ),
    );
    let months = section.optional(
        "months",
        some(count(1..=12)),
        doc("この月", "in these months of the year"),
    );
    let days = section.optional("days", some(day()), doc("この曜日や祝日", "on these days"));
    Condition {
        registrants,
        persons,
        fare_yen,
        distance_m,
        boarding_in: boarding_in.unwrap_or_default(),
        alighting_in: alighting_in.unwrap_or_default(),
        months: months.unwrap_or_default(),
        days: days.unwrap_or_default(),
        who: who(section, declared),
    }
}

/// `uses` or `uses_by_fare`; neither: one use.
fn uses(section: &mut Section<'_>) -> Option<UsesAllowed> {
    let range = section.optional(
        "uses",
        uses_range(),
        doc(
            "1回の乗車で使う回数（枚数）。{ from = 1, to = 2 } は1回か2回。書かなければ1回",
            "uses or tickets a trip takes: { from = 1, to = 2 } is one or two; absent: one",
        ),
    );
    let mut last: Option<Yen> = None;
    let tiers = section.tables(
        "uses_by_fare",
        0,
        doc(
            "運賃による、1回の乗車で使える回数（枚数）の上限",
            "the most uses or tickets a trip may take, by its fare",
        ),
        |section| {
            let from =
                section.required("from_yen", yen(), doc("この運賃から", "from this fare on"));
            let most = section.required(
                "most",
                count(0..=USES_MAX),
                doc("この回数（枚数）まで", "at most so many"),
            );
            if let Some(from) = from {
                ascending(section, "from_yen", last, from);
                last = Some(from);
            }
            Some(UsesTier {
                fare_from: from?,
                most: most?,
            })
        },
    );
    if section.has("uses") && section.has("uses_by_fare") {
        section.note(Finding::new(
            section.span_of("uses_by_fare"),
            "`uses` と `uses_by_fare` はどちらか1つだけ書きます。",
            "there is either `uses` or `uses_by_fare`",
        ));
        return None;
    }
    if section.has("uses_by_fare") {
        return (!tiers.is_empty()).then_some(UsesAllowed::ByFare(tiers));
    }
    if section.has("uses") {
        return range;
    }
    Some(UsesAllowed::Range { least: 1, most: 1 })
}

/// `2`, or `{ from = 1, to = 2 }`.
fn uses_range() -> Kind<impl Fn(&DeValue<'_>) -> Read<UsesAllowed>> {
    let number = count(1..=USES_MAX);
    let key = |name, ja, en| KeyShape {
        name,
        required: true,
        doc: doc(ja, en),
        shape: number.shape.clone(),
    };
    let keys = vec![
        key("from", "少なくともこの回数", "no fewer"),
        key("to", "多くてもこの回数", "no more"),
    ];
    Kind {
        shape: Shape::OneOf(vec![
            number.shape.clone(),
            Shape::Table(TableShape { keys }),
        ]),
        read: move |value: &DeValue<'_>| {
            let read = (range(1).read)(value).ok();
            read.and_then(|range| {
                let most = range.to.filter(|to| *to <= USES_MAX)?;
                Some(UsesAllowed::Range {
                    least: range.from,
                    most,
                })
            })
            .ok_or_else(|| {
                Wanted::new(
                    format!("1から{USES_MAX}までの整数か範囲: 2、{{ from = 1, to = 2 }}"),
                    format!(
                        "a whole number from 1 to {USES_MAX} or a range: 2, {{ from = 1, to = 2 }}"
                    ),
                )
            })
        },
    }
}
