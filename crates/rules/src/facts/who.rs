//! `eligibility` and `instrument`: who may claim, and with what.

use super::{Said, said};
use crate::words::range;
use crate::{Eligibility, Ground, GroundEnds, Instrument};

pub(super) fn eligibility(rule: &Eligibility) -> Vec<Said> {
    let Eligibility {
        grounds,
        excluded_by,
    } = rule;
    let mut facts = vec![said(
        "eligibility.grounds",
        "次のどれか1つに当たり、利用登録をした方が対象です。",
        "Registrants to whom any one of these applies may claim.",
    )];
    // Those that make eligible first.
    let (suffice, matter): (Vec<_>, Vec<_>) = grounds.iter().partition(|it| it.suffices);
    let in_words = |it: &Ground| ground("eligibility.grounds", it);
    facts.extend(suffice.into_iter().map(in_words));
    facts.extend(ends(grounds));
    if !matter.is_empty() {
        facts.push(said(
            "eligibility.suffices",
            "次に当たるだけでは対象になりません。ほかの要件で対象になる方の助成に関わります。",
            "None of what follows is enough by itself; it matters to who is eligible on another ground.",
        ));
        facts.extend(matter.into_iter().map(in_words));
    }
    if !excluded_by.is_empty() {
        facts.push(said(
            "eligibility.excluded_by",
            "ただし、次のどれかに当たる方は対象外です。",
            "Those to whom any one of these applies may not.",
        ));
        facts.extend(
            excluded_by
                .iter()
                .map(|it| ground("eligibility.excluded_by", it)),
        );
    }
    facts
}

fn ground(place: &str, ground: &Ground) -> Said {
    let Ground {
        id,
        ja,
        en,
        ends,
        suffices,
    } = ground;
    let (alone_ja, alone_en) = if *suffices {
        ("", "")
    } else {
        (
            "（これだけでは対象になりません）",
            " (not enough by itself)",
        )
    };
    let (until_ja, until_en) = match ends {
        GroundEnds::ByRegister => (String::new(), String::new()),
        GroundEnds::AfterMonths(months) => (
            format!("（登録の日から{months}か月間）"),
            format!(" (for {months} months from the day of registration)"),
        ),
        GroundEnds::EndOfFiscalYear => (
            "（登録した年度の終わりまで）".to_owned(),
            " (until the end of the fiscal year of registration)".to_owned(),
        ),
    };
    said(
        format!("{place}.{id}"),
        format!("{ja}{alone_ja}{until_ja}"),
        format!("{en}{alone_en}{until_en}"),
    )
}

/// What a ground that says nothing means by it.
fn ends(grounds: &[Ground]) -> Option<Said> {
    let is_by_register = |ground: &Ground| ground.ends == GroundEnds::ByRegister;
    if !grounds.iter().any(is_by_register) {
        return None;
    }
    let which = if grounds.iter().all(is_by_register) {
        ("要件", "A ground")
    } else {
        (
            "期間を書いていない要件",
            "A ground without an end of its own",
        )
    };
    Some(said(
        "eligibility.ends",
        format!("{}がいつまで続くかは、市町村の登録によります。", which.0),
        format!("{} lasts as long as the register says.", which.1),
    ))
}

pub(super) fn instruments(instruments: &[Instrument]) -> Vec<Said> {
    if instruments.is_empty() {
        return Vec::new();
    }
    let number = instruments.len();
    let mut facts = vec![said(
        "instrument",
        format!("利用券は{number}種類です。乗客が言わないときは、はじめのものを使います。"),
        format!(
            "There are {number} kinds of ticket; the first is meant unless the passenger says."
        ),
    )];
    facts.extend(instruments.iter().map(instrument));
    facts
}

fn instrument(instrument: &Instrument) -> Said {
    let Instrument {
        id,
        ja,
        en,
        registrants,
    } = instrument;
    let (when_ja, when_en) = registrants.map_or_else(
        || {
            (
                "登録者が何人で乗るときも使えます".to_owned(),
                "with any number of registrants".to_owned(),
            )
        },
        |registrants| {
            let (ja, en) = range(registrants, 1, "人");
            (
                format!("登録者が{ja}で乗るときに使えます"),
                format!("with {en} registrants aboard"),
            )
        },
    );
    said(
        format!("instrument.{id}"),
        format!("{ja}: {when_ja}"),
        format!("{en}: {when_en}"),
    )
}
