//! `uses`: how many uses a trip takes, and what happens where it may take
//! several.

use domain::Yen;

use super::words::{Speech, tier};
use super::{Said, said};
use crate::words::Words;
use crate::{
    AboveAllowed, AboveFare, Amount, FewerLeft, Unit, UnlessChosen, UsesAllowed, UsesPolicy,
    UsesTier, Wasted,
};

pub(super) fn facts(
    speech: &Speech<'_>,
    amounts: &[Amount],
    policy: Option<UsesPolicy>,
) -> Vec<Said> {
    let (unit_ja, unit_en) = match speech.unit {
        Unit::Use => (
            "利用は回数（回分）で数えます。",
            "What is used is counted in uses.",
        ),
        Unit::Ticket => (
            "利用は利用券の枚数で数えます。",
            "What is used is counted in tickets.",
        ),
    };
    let mut facts = vec![said("counted_in", unit_ja, unit_en)];
    facts.extend(amounts.iter().map(|amount| allowed(speech, amount)));
    facts.extend(
        policy
            .into_iter()
            .flat_map(|policy| of_policy(speech, policy)),
    );
    facts
}

/// How many a trip may take by one amount.
fn allowed(speech: &Speech<'_>, amount: &Amount) -> Said {
    let (ja, en) = match &amount.uses {
        UsesAllowed::Range { least, most } if least == most => {
            let (ja, en) = speech.unit.uses(*most);
            (format!("1人{ja}"), format!("{en} each"))
        }
        UsesAllowed::Range { least, most } => {
            let ((least_ja, _), (most_ja, most_en)) =
                (speech.unit.uses(*least), speech.unit.uses(*most));
            (
                format!("1人{least_ja}から{most_ja}まで"),
                format!("{least} to {most_en} each"),
            )
        }
        UsesAllowed::ByFare(tiers) => by_fare(speech, tiers),
    };
    said(
        format!("amount.{}.uses", amount.id),
        format!("「{}」: {ja}", amount.ja),
        format!("“{}”: {en}", amount.en),
    )
}

/// 「運賃が1,000円未満なら1人1枚まで、1,000円以上なら1人2枚まで」
fn by_fare(speech: &Speech<'_>, tiers: &[UsesTier]) -> Words {
    let first = tiers.first().map(|first| first.fare_from);
    let none = first.filter(|first| *first > Yen::ZERO).map(|first| {
        let (ja, en) = tier(Yen::ZERO, Some(first));
        (format!("{ja}使えず"), format!("none {en}"))
    });
    let nexts = tiers
        .iter()
        .skip(1)
        .map(|next| Some(next.fare_from))
        .chain([None]);
    let allows = |(it, next): (&UsesTier, Option<Yen>)| {
        let (from_ja, from_en) = tier(it.fare_from, next);
        if it.most == 0 {
            return (format!("{from_ja}使えない"), format!("none {from_en}"));
        }
        let (ja, en) = speech.unit.uses(it.most);
        (
            format!("{from_ja}1人{ja}まで"),
            format!("up to {en} each {from_en}"),
        )
    };
    let each = none.into_iter().chain(tiers.iter().zip(nexts).map(allows));
    let (ja, en): (Vec<String>, Vec<String>) = each.unzip();
    (
        format!("運賃が{}", ja.join("、")),
        format!("by the fare: {}", en.join(", ")),
    )
}

fn of_policy(speech: &Speech<'_>, policy: UsesPolicy) -> Vec<Said> {
    let UsesPolicy {
        unless_chosen,
        when_above_allowed,
        when_fewer_left,
        when_wasted,
        when_above_fare,
    } = policy;
    let unit = speech.unit;
    let (number, each, one_ja) = (unit.number_ja(), unit.en(2), unit.uses(1).0);
    let then = |key: &str, (when_ja, ja): (String, &str), (when_en, en): (String, &str)| {
        said(
            format!("uses.{key}"),
            format!("{when_ja}、{ja}。"),
            format!("{when_en}, {en}."),
        )
    };
    let refused = ("助成しません", "nothing is paid");
    let unless_chosen = match unless_chosen {
        UnlessChosen::AsManyAsUseful => (
            "助成が増える限り使います",
            "as many are taken as raise the subsidy",
        ),
        UnlessChosen::Least => (
            "いちばん少なく使います",
            "as few are taken as the rule allows",
        ),
    };
    let above_allowed = match when_above_allowed {
        AboveAllowed::AsManyAsAllowed => {
            ("使える分だけ使います", "as many are taken as are allowed")
        }
        AboveAllowed::Refuse => refused,
    };
    let fewer_left = match when_fewer_left {
        FewerLeft::AsManyAsLeft => ("残りの分だけ使います", "those that are left are taken"),
        FewerLeft::Refuse => refused,
    };
    let wasted = match when_wasted {
        Wasted::Warn => (
            "その分は使わずにお知らせします",
            "those are spared, and the passenger is told",
        ),
        Wasted::Refuse => refused,
    };
    let above_fare = match when_above_fare {
        AboveFare::UpToTheFare => (
            "残りの運賃までを助成し、釣りは出ません",
            "it pays what is left, without change",
        ),
        AboveFare::NotTaken => ("使いません", "it is not taken"),
    };
    vec![
        then(
            "unless_chosen",
            (format!("乗客が{number}を言わないときは"), unless_chosen.0),
            (
                format!("Where the passenger does not say how many {each}"),
                unless_chosen.1,
            ),
        ),
        then(
            "when_above_allowed",
            (
                format!("1回の乗車で使えるより多い{number}を言われたときは"),
                above_allowed.0,
            ),
            (
                format!("Where more {each} are offered than a trip may take"),
                above_allowed.1,
            ),
        ),
        then(
            "when_fewer_left",
            (format!("残りの{number}が足りないときは"), fewer_left.0),
            (
                format!("Where fewer {each} are left than offered"),
                fewer_left.1,
            ),
        ),
        then(
            "when_wasted",
            ("使っても助成が増えない分があるときは".to_owned(), wasted.0),
            (
                format!("Where {each} would not raise the subsidy"),
                wasted.1,
            ),
        ),
        then(
            "when_above_fare",
            (
                format!("{one_ja}の額が残りの運賃より大きいときは"),
                above_fare.0,
            ),
            (
                format!("Where one of the {each} is worth more than what is left of the fare"),
                above_fare.1,
            ),
        ),
    ]
}
