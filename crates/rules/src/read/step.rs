//! One step of an amount: exactly one verb, with what it is done to.

use domain::Yen;
use toml::de::DeValue;

use super::fare::rounding;
use super::range::range;
use super::section::{Section, doc};
use super::value::{Kind, Read, choice, factor, flag, name, share, word, yen, yen_from};
use crate::problem::Finding;
use crate::vocabulary::Shape;
use crate::{DividedBy, FarePart, Operand, Rounding, Step, Tier, TierPays, Verb};

/// The keys of which a step has exactly one.
const VERBS: [&str; 16] = [
    "share",
    "times",
    "amount_yen",
    "ticket_yen",
    "for_each_use",
    "tiers",
    "divided_by",
    "at_most_yen",
    "at_most_a_use_yen",
    "at_least_yen",
    "passenger_first_yen",
    "leave_passenger_yen",
    "plus",
    "minus",
    "lesser_of",
    "greater_of",
];

/// The operands that are there before the first step.
const FARES: [(&str, Operand); 6] = [
    ("fare", Operand::Fare),
    ("base_fare", Operand::BaseFare),
    ("meter", Operand::Part(FarePart::Meter)),
    ("pickup", Operand::Part(FarePart::Pickup)),
    ("toll", Operand::Part(FarePart::Toll)),
    ("other", Operand::Part(FarePart::Other)),
];

/// Reads the step that comes after `earlier`.
pub(super) fn step(section: &mut Section<'_>, earlier: &[Step]) -> Option<Step> {
    let own_name = section.optional(
        "name",
        name(),
        doc(
            "あとの段が指すための名前",
            "a name for later steps to refer to",
        ),
    );
    let of = section.optional("of", operand(), doc("何に対して行うか。\"fare\" は対象の運賃、\"base_fare\" は初乗運賃、\"meter\" \"pickup\" \"toll\" \"other\" は運賃の部分、ほかは前の段の名前。書かなければすぐ前の段の結果（最初の段では対象の運賃）", "what it is done to: \"fare\", \"base_fare\", a part of the fare (\"meter\", \"pickup\", \"toll\", \"other\"), or an earlier step by name; absent: the step before, or the fare for the first"));
    let verb = verb(section, earlier);
    let only_with_uses = section.optional(
        "only_with_uses",
        range(1),
        doc(
            "この回数を使うときだけ行う。ほかのときは前の結果のまま",
            "only where so many uses are taken; otherwise the amount stays as it was",
        ),
    );
    let before = match earlier.len().checked_sub(1) {
        Some(last) => Operand::Step(last),
        None => Operand::Fare,
    };
    let of = match of {
        Some(named) => resolve(section, "of", &named, earlier)?,
        None => before,
    };
    if let Some(taken) = own_name.as_ref().filter(|name| is_taken(name, earlier)) {
        section.note(Finding::new(
            section.span_of("name"),
            format!("`{taken}` という名前はすでに使われています。"),
            format!("the name `{taken}` is taken"),
        ));
    }
    Some(Step {
        name: own_name,
        of,
        verb: verb?,
        only_with_uses,
    })
}

fn is_taken(name: &str, earlier: &[Step]) -> bool {
    operand_called(name, earlier).is_some()
}

fn operand_called(name: &str, earlier: &[Step]) -> Option<Operand> {
    let fare = FARES.into_iter().find(|(fare, _)| *fare == name);
    let step = || {
        let mut steps = earlier.iter();
        steps.position(|step| step.name.as_deref() == Some(name))
    };
    fare.map(|(_, operand)| operand)
        .or_else(|| step().map(Operand::Step))
}

/// `"fare"`, `"base_fare"`, or the name of a step.
fn operand() -> Kind<impl Fn(&DeValue<'_>) -> Read<String>> {
    let kind = name();
    Kind {
        shape: Shape::Text {
            pattern: Some("^[a-z][a-z0-9_]{0,39}$"),
            example: "fare",
        },
        read: kind.read,
    }
}

fn resolve(section: &Section<'_>, key: &str, named: &str, earlier: &[Step]) -> Option<Operand> {
    let found = operand_called(named, earlier);
    if found.is_none() {
        let fares = FARES.into_iter().map(|(fare, _)| fare);
        let names: Vec<&str> = fares
            .chain(earlier.iter().filter_map(|step| step.name.as_deref()))
            .collect();
        let known = names.join(", ");
        section.note(
            Finding::new(
                section.span_of(key),
                format!("`{named}` という名前の段は、これより前にありません。"),
                format!("no earlier step is named `{named}`"),
            )
            .expected(
                format!("使える名前: {known}"),
                format!("expected one of: {known}"),
            ),
        );
    }
    found
}

fn verb(section: &mut Section<'_>, earlier: &[Step]) -> Option<Verb> {
    let rounding = section.optional("rounding", rounding(), doc("端数。share、times、divided_by、割合の tiers には要る。これだけの段は、端数だけを処理する", "how it is rounded; share, times, divided_by and tiers with shares need it; alone it is a step that only rounds"));
    let arithmetic = arithmetic(section, rounding);
    let bound = bound(section);
    let with_another = with_another(section, earlier);
    match section.given(&VERBS).as_slice() {
        [] if section.has("rounding") => rounding.map(Verb::Round),
        [_one] => arithmetic.or(bound).or(with_another),
        given => {
            let all = VERBS.join(", ");
            let how_many = if given.is_empty() {
                ("何をするかがありません", "says nothing to do")
            } else {
                (
                    "することが2つ以上あります",
                    "says more than one thing to do",
                )
            };
            section.note(
                Finding::new(
                    section.span(),
                    format!("この段には{}。", how_many.0),
                    format!("this step {}", how_many.1),
                )
                .expected(
                    format!("次のどれか1つ: {all}, rounding"),
                    format!("exactly one of: {all}, rounding"),
                ),
            );
            None
        }
    }
}

/// The verbs that make an amount.
fn arithmetic(section: &mut Section<'_>, rounding: Option<Rounding>) -> Option<Verb> {
    let share = section.optional("share", share(), doc("割合", "a part of it"));
    let times = section.optional("times", factor(), doc("何倍か", "so many times it"));
    let amount = section.optional(
        "amount_yen",
        yen(),
        doc(
            "決まった額（相乗りでは1人あたり）",
            "a fixed amount; on a shared trip, a head",
        ),
    );
    let ticket = section.optional(
        "ticket_yen",
        yen_from(1),
        doc("利用券1枚（1回分）の額", "the value of one ticket or use"),
    );
    let for_each_use = section.optional(
        "for_each_use",
        flag(),
        doc(
            "使う回数（枚数）の分: true と書く",
            "so much for each use taken; written as true",
        ),
    );
    if for_each_use == Some(false) {
        section.note(Finding::new(
            section.span_of("for_each_use"),
            "`for_each_use = false` の段は何もしません。",
            "a step of `for_each_use = false` does nothing",
        ));
    }
    let tiers = tiers(section, rounding);
    let divided_by = section.optional(
        "divided_by",
        choice([
            word(
                "registrants",
                DividedBy::Registrants,
                "乗っている登録者",
                "registrants aboard",
            ),
            word(
                "persons",
                DividedBy::Persons,
                "乗っている全員",
                "everybody aboard",
            ),
        ]),
        doc("人数で等分した1人分", "an equal part among those aboard"),
    );
    let rounded = |section: &Section<'_>, verb: &str| {
        if rounding.is_none() && !section.has("rounding") {
            section.note(
                Finding::new(
                    section.span(),
                    format!("`{verb}` には端数処理 `rounding` が要ります。"),
                    format!("`{verb}` needs a `rounding`"),
                )
                .expected(
                    "rounding = { unit_yen = 1, direction = \"down\" } など",
                    "such as rounding = { unit_yen = 1, direction = \"down\" }",
                ),
            );
        }
        rounding
    };
    if let Some(share) = share {
        return rounded(section, "share").map(|rounding| Verb::Share(share, rounding));
    }
    if let Some(times) = times {
        return rounded(section, "times").map(|rounding| Verb::Times(times, rounding));
    }
    if let Some(by) = divided_by {
        return rounded(section, "divided_by").map(|rounding| Verb::DividedBy(by, rounding));
    }
    if tiers.is_none() && rounding.is_some() && (amount.is_some() || ticket.is_some()) {
        section.note(Finding::new(
            section.span_of("rounding"),
            "円単位の額に端数はなく、この `rounding` が当たることはありません。",
            "whole yen are not rounded, so that this `rounding` can never apply",
        ));
    }
    amount
        .map(Verb::AmountYen)
        .or(ticket.map(Verb::TicketYen))
        .or(for_each_use.map(|_| Verb::ForEachUse))
        .or(tiers)
}

fn tiers(section: &mut Section<'_>, rounding: Option<Rounding>) -> Option<Verb> {
    let is_given = section.has("tiers");
    let mut last: Option<Yen> = None;
    let tiers = section.tables(
        "tiers",
        0,
        doc(
            "区分。届いた最後の区分が全体に当たる（上の区分で助成が下がることもある）",
            "tiers; the last that is reached holds for the whole, so that the subsidy may fall as the fare rises",
        ),
        |section| {
            let from = section.required("from_yen", yen(), doc("この額から", "from this amount on"));
            let amount = section.optional("amount_yen", yen(), doc("決まった額", "a fixed amount"));
            let share = section.optional("share", share(), doc("割合", "a part of it"));
            if let Some(from) = from {
                ascending(section, "from_yen", last, from);
                last = Some(from);
            }
            if section.given(&["amount_yen", "share"]).len() != 1 {
                section.note(Finding::new(
                    section.span(),
                    "区分には `amount_yen` か `share` のどちらか1つを書きます。",
                    "a tier has either `amount_yen` or `share`",
                ));
            }
            if share.is_some() && rounding.is_none() {
                section.note(
                    Finding::new(
                        section.span(),
                        "割合の区分があるときは、この段に端数処理 `rounding` が要ります。",
                        "a step with a tier of a share needs a `rounding`",
                    )
                    .expected(
                        "rounding = { unit_yen = 1, direction = \"down\" } など",
                        "such as rounding = { unit_yen = 1, direction = \"down\" }",
                    ),
                );
            }
            let pays = match (amount, share) {
                (Some(amount), _) => TierPays::Yen(amount),
                (None, share) => TierPays::Share(share?, rounding?),
            };
            Some(Tier { from: from?, pays })
        },
    );
    (is_given && !tiers.is_empty()).then_some(Verb::Tiers(tiers))
}

/// A tier that does not begin above the one before can never be reached.
pub(super) fn ascending(section: &Section<'_>, key: &str, last: Option<Yen>, from: Yen) {
    if let Some(last) = last.filter(|last| from <= *last) {
        section.note(
            Finding::new(
                section.span_of(key),
                "前の区分より上から始まらないため、当たることがありません。",
                "this tier does not begin above the one before and can never apply",
            )
            .expected(
                format!("{last}円より上（小さい額から順に書く）"),
                format!("more than {last} yen (tiers are written from the least on)"),
            ),
        );
    }
}

/// The verbs that bound an amount.
fn bound(section: &mut Section<'_>) -> Option<Verb> {
    let mut read = |key, verb: fn(Yen) -> Verb, ja, en| {
        section.optional(key, yen_from(1), doc(ja, en)).map(verb)
    };
    let verbs = [
        read("at_most_yen", Verb::AtMostYen, "上限", "at most so much"),
        read(
            "at_most_a_use_yen",
            Verb::AtMostAUseYen,
            "1回分ごとの上限（2回分ならその2倍まで）",
            "at most so much for each use: twice as much with two",
        ),
        read(
            "at_least_yen",
            Verb::AtLeastYen,
            "下限（運賃を超えることはない）",
            "at least so much, though never above the fare",
        ),
        read(
            "passenger_first_yen",
            Verb::PassengerFirstYen,
            "はじめのこの額は乗客の負担",
            "the passenger bears the first so many yen",
        ),
        read(
            "leave_passenger_yen",
            Verb::LeavePassengerYen,
            "運賃のうちこの額は乗客の負担に残す",
            "so much of the fare is left to the passenger",
        ),
    ];
    verbs.into_iter().flatten().next()
}

/// The verbs that take another amount.
fn with_another(section: &mut Section<'_>, earlier: &[Step]) -> Option<Verb> {
    let mut read = |key: &'static str, verb: fn(Operand) -> Verb, ja, en| {
        let named = section.optional(key, operand(), doc(ja, en))?;
        resolve(section, key, &named, earlier).map(verb)
    };
    let verbs = [
        read("plus", Verb::Plus, "この額を足す", "and this amount"),
        read(
            "minus",
            Verb::Minus,
            "この額を引く（0円まで）",
            "less this amount, not below nothing",
        ),
        read(
            "lesser_of",
            Verb::LesserOf,
            "この額と比べて少ないほう",
            "it or this amount, whichever is less",
        ),
        read(
            "greater_of",
            Verb::GreaterOf,
            "この額と比べて多いほう",
            "it or this amount, whichever is more",
        ),
    ];
    verbs.into_iter().flatten().next()
}
