//! `sharing`, `assurance`, `refund`, `offline`, `settlement`: what happens
//! beside the amount.

use domain::Assurance;

use super::{Said, said};
use crate::{
    Aboard, Assurances, CityPart, LossBearer, Offline, Refund, Settlement, Sharing, Shortfall,
    Treatment, WhoClaims,
};

pub(super) fn sharing(rule: &Sharing) -> Vec<Said> {
    let Sharing {
        aboard,
        who_claims,
        shortfall,
        together_at_most,
    } = rule;
    let (aboard_ja, aboard_en) = match aboard {
        Aboard::WhoCanClaim => (
            "乗っている登録者の人数には、この乗車で助成を受けられる方だけを数えます。",
            "Registrants aboard are those who can claim on the trip.",
        ),
        Aboard::AllRegistrants => (
            "乗っている登録者の人数には、残りのない方も数えます。",
            "Registrants aboard are all of them, also those without uses left.",
        ),
    };
    let (claims_ja, claims_en) = match who_claims {
        WhoClaims::Each => (
            "助成は、乗っている登録者のそれぞれが受けます。",
            "Each registrant aboard is subsidised.",
        ),
        WhoClaims::FirstWhoCan => (
            "助成は1回の乗車で1人だけ、受けられる方のうち先にタッチした方が受けます。",
            "One registrant a trip is subsidised: the first to tap who can claim.",
        ),
    };
    let (shortfall_ja, shortfall_en) = match shortfall {
        Shortfall::Equal => (
            "等分します（1円の余りは先にタッチした方から）",
            "it is shared equally; yen left over go to the earliest taps",
        ),
        Shortfall::InOrderOfTap => (
            "先にタッチした方から順に助成します",
            "the earliest taps get theirs in full until it is used up",
        ),
        Shortfall::InProportion => (
            "それぞれの額に比例して減らします（1円の余りは先にタッチした方から）",
            "each is cut in proportion; yen left over go to the earliest taps",
        ),
    };
    // One claim a trip is never shared.
    let (fare_ja, fare_en) = match who_claims {
        WhoClaims::FirstWhoCan => (
            "助成は運賃までです。".to_owned(),
            "The subsidy is at most the fare.".to_owned(),
        ),
        WhoClaims::Each => (
            format!("助成は全員分を合わせて運賃までです。超えるときは、{shortfall_ja}。"),
            format!(
                "All subsidies together are at most the fare; where it is less, {shortfall_en}."
            ),
        ),
    };
    let mut facts = vec![
        said("sharing.aboard", aboard_ja, aboard_en),
        said("sharing.who_claims", claims_ja, claims_en),
        said("sharing.shortfall", fare_ja, fare_en),
    ];
    facts.extend(together_at_most.map(|most| {
        said(
            "sharing.together_at_most_yen",
            format!("1回の乗車の助成は、全員分を合わせて{most}円までです。"),
            format!("All subsidies of a trip together are at most {most} yen."),
        )
    }));
    facts
}

/// What is known of a card at each level of assurance.
const fn proven(level: Assurance) -> (&'static str, &'static str) {
    match level {
        Assurance::A0 => ("番号の申告だけのとき", "A number was given"),
        Assurance::A1 => ("カードの証明書を読んだだけのとき", "A certificate was read"),
        Assurance::A2 => (
            "カードのICチップの応答を確かめたとき",
            "The card's chip answered",
        ),
        Assurance::A3 => ("暗証番号で本人と確かめたとき", "The holder gave the PIN"),
    }
}

pub(super) fn assurance(rule: Assurances) -> Vec<Said> {
    let Assurances { a0, a1, a2, a3 } = rule;
    [
        (Assurance::A0, a0),
        (Assurance::A1, a1),
        (Assurance::A2, a2),
        (Assurance::A3, a3),
    ]
    .into_iter()
    .map(|(level, treatment)| {
        let ((ja, en), (then_ja, then_en)) = (proven(level), treatment.words());
        said(
            format!("assurance.{level}"),
            format!("{ja}（{level}）: {then_ja}"),
            format!("{en} ({level}): {then_en}"),
        )
    })
    .collect()
}

impl Treatment {
    /// All, from the most to the least.
    pub(crate) const ALL: [Self; 4] = [Self::Pay, Self::PayAndSample, Self::Hold, Self::Refuse];

    /// The word for it.
    pub(crate) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Pay => ("助成する", "paid"),
            Self::PayAndSample => ("助成し、抜き取りで確かめる", "paid and sampled"),
            Self::Hold => ("助成し、市町村が審査する", "held for a review"),
            Self::Refuse => ("助成しない", "refused"),
        }
    }

    /// What it means to a passenger.
    pub(crate) const fn meaning_ja(self) -> &'static str {
        match self {
            Self::Pay => {
                "助成を差し引いた額をお支払いいただきます。事業者には月ごとに市町村が支払います。"
            }
            Self::PayAndSample => {
                "「助成する」と同じです。あとで、いくつかの乗車を選んで市町村が確かめます。"
            }
            Self::Hold => {
                "助成を差し引いた額をお支払いいただき、利用回数も減ります。事業者には、市町村が乗車を審査してから支払います。"
            }
            Self::Refuse => {
                "登録していない方と同じに、運賃の全額をお支払いいただきます。利用回数は減りません。"
            }
        }
    }
}

pub(super) fn refund(refund: Option<Refund>) -> Said {
    let Some(Refund {
        within_days,
        treatment,
    }) = refund
    else {
        return said(
            "refund",
            "カードをタッチしなかった乗車の、後からの申請は受け付けていません。",
            "Trips without a tap are not refunded afterwards.",
        );
    };
    let (ja, en) = treatment.words();
    said(
        "refund",
        format!(
            "カードをタッチしなかった乗車は、乗車の日から{within_days}日以内に申請できます: {ja}"
        ),
        format!("Trips without a tap may be claimed within {within_days} days: {en}"),
    )
}

pub(super) fn offline(rule: Offline) -> Vec<Said> {
    let Offline {
        over_limit_borne_by,
        exposure,
    } = rule;
    let (ja, en) = match over_limit_borne_by {
        LossBearer::City => ("市町村", "the city"),
        LossBearer::Operator => ("タクシー事業者", "the operator"),
    };
    let exposure = exposure.map_or_else(
        || {
            said(
                "offline.exposure_yen",
                "通信できない間の助成の合計に、車両ごとの上限はありません。",
                "There is no end to what one terminal may give while it is offline.",
            )
        },
        |most| {
            said(
                "offline.exposure_yen",
                format!("通信できない間の助成は、車両1台で合わせて{most}円までです。"),
                format!("One terminal may give at most {most} yen while it is offline."),
            )
        },
    );
    vec![
        said(
            "offline.over_limit_borne_by",
            format!(
                "通信できない間に上限を超えた乗車の助成は、{ja}が負担します。乗客に後から求めることはありません。"
            ),
            format!(
                "What was given over a limit while offline is borne by {en}, never by the passenger."
            ),
        ),
        exposure,
    ]
}

pub(super) fn settlement(rule: Settlement) -> Vec<Said> {
    let Settlement {
        pay_within_days,
        city_part,
    } = rule;
    let (part_ja, part_en) = match city_part {
        CityPart::Consideration => ("運賃の一部（対価）", "part of the price of the ride"),
        CityPart::Grant => ("補助金", "a grant, outside the tax"),
    };
    vec![
        said(
            "settlement.closes",
            "事業者への支払いは、乗車の日の属する月ごとに月末で締めます。",
            "Months are closed at their end, by the day of the trip.",
        ),
        said(
            "settlement.pay_within_days",
            format!("事業者には、請求から{pay_within_days}日以内に支払います。"),
            format!("Operators are paid within {pay_within_days} days of their request."),
        ),
        said(
            "settlement.city_part",
            format!("市町村の負担は、消費税では{part_ja}として扱います。"),
            format!("For consumption tax the city's part is {part_en}."),
        ),
    ]
}
