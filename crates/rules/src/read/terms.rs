//! `uses`, `sharing`, `assurance`, `refund`, `other_schemes`, `offline`,
//! `settlement`: what happens beside the amount.

use super::section::{Section, doc};
use super::value::{choice, count, word, yen_from};
use crate::vocabulary::Doc;
use crate::{
    Aboard, AboveAllowed, AboveFare, Assurances, CityPart, ComputedFrom, FewerLeft, LossBearer,
    Offline, Refund, Settlement, Sharing, Shortfall, Treatment, UnlessChosen, UsesPolicy, Wasted,
    WhoClaims,
};

pub(super) fn uses(section: &mut Section<'_>) -> Option<UsesPolicy> {
    let unless_chosen = section.required(
        "unless_chosen",
        choice([
            word(
                "as_many_as_useful",
                UnlessChosen::AsManyAsUseful,
                "助成が増える限り使う",
                "as many as raise the subsidy",
            ),
            word(
                "least",
                UnlessChosen::Least,
                "いちばん少ない回数（ふつう1回）",
                "as few as the rule allows, commonly one",
            ),
        ]),
        doc(
            "乗客が回数を言わないとき",
            "when the passenger has not said how many",
        ),
    );
    let when_above_allowed = section.required(
        "when_above_allowed",
        choice([
            word(
                "as_many_as_allowed",
                AboveAllowed::AsManyAsAllowed,
                "使える分だけ使う",
                "as many as are allowed",
            ),
            word(
                "refuse",
                AboveAllowed::Refuse,
                "助成しない",
                "nothing is paid",
            ),
        ]),
        doc(
            "乗客が、1回の乗車で使えるより多く出したとき",
            "when more are offered than a trip may take",
        ),
    );
    let when_fewer_left = section.required(
        "when_fewer_left",
        choice([
            word(
                "as_many_as_left",
                FewerLeft::AsManyAsLeft,
                "残りの分だけ使う",
                "those that are left",
            ),
            word("refuse", FewerLeft::Refuse, "助成しない", "nothing is paid"),
        ]),
        doc(
            "残りが、乗客が出した分に足りないとき",
            "when fewer are left than offered",
        ),
    );
    let (when_wasted, when_above_fare) = when_worth_less(section);
    Some(UsesPolicy {
        unless_chosen: unless_chosen?,
        when_above_allowed: when_above_allowed?,
        when_fewer_left: when_fewer_left?,
        when_wasted: when_wasted?,
        when_above_fare: when_above_fare?,
    })
}

/// `when_wasted` and `when_above_fare`: what happens to a use that does not give
/// its full worth.
fn when_worth_less(section: &mut Section<'_>) -> (Option<Wasted>, Option<AboveFare>) {
    let when_wasted = section.required(
        "when_wasted",
        choice([
            word(
                "warn",
                Wasted::Warn,
                "使わずに知らせる",
                "it is spared, and said",
            ),
            word("refuse", Wasted::Refuse, "助成しない", "nothing is paid"),
        ]),
        doc(
            "使っても助成が増えない分があるとき",
            "when one offered would not raise the subsidy",
        ),
    );
    let when_above_fare = section.required(
        "when_above_fare",
        choice([
            word(
                "up_to_the_fare",
                AboveFare::UpToTheFare,
                "運賃までを払う（釣りは出ない）",
                "it pays what is left of the fare; no change is given",
            ),
            word(
                "not_taken",
                AboveFare::NotTaken,
                "使わない",
                "it is not taken",
            ),
        ]),
        doc(
            "1回分（1枚）が、残りの運賃より大きいとき",
            "when one is worth more than what is left of the fare",
        ),
    );
    (when_wasted, when_above_fare)
}

pub(super) fn sharing(section: &mut Section<'_>) -> Option<Sharing> {
    let aboard = section.required(
        "aboard",
        choice([
            word(
                "who_can_claim",
                Aboard::WhoCanClaim,
                "この乗車で助成を受けられる登録者だけ",
                "those who can claim on this trip",
            ),
            word(
                "all_registrants",
                Aboard::AllRegistrants,
                "残りのない登録者も",
                "all, also those without uses left",
            ),
        ]),
        doc(
            "相乗りの人数に数える登録者",
            "which registrants are counted aboard",
        ),
    );
    let shortfall = section.required(
        "shortfall",
        choice([
            word(
                "equal",
                Shortfall::Equal,
                "等分し、余りは先にタッチした人から",
                "equal parts; yen left over go to the earliest taps",
            ),
            word(
                "in_order_of_tap",
                Shortfall::InOrderOfTap,
                "先にタッチした人から全額",
                "the earliest taps in full, until the fare is used up",
            ),
            word(
                "in_proportion",
                Shortfall::InProportion,
                "助成額に比例して",
                "each cut in proportion",
            ),
        ]),
        doc(
            "助成の合計が運賃を超えるときの分け方",
            "how a fare is shared that is less than all subsidies",
        ),
    );
    let who_claims = section.optional(
        "who_claims",
        choice([
            word(
                "each",
                WhoClaims::Each,
                "登録者のそれぞれ",
                "each registrant",
            ),
            word(
                "first_who_can",
                WhoClaims::FirstWhoCan,
                "1回の乗車で1人: 受けられる人のうち、先にタッチした人",
                "one a trip: the first to tap who can claim",
            ),
        ]),
        doc(
            "誰が助成を受けるか。書かなければそれぞれ",
            "who is subsidised; absent: each",
        ),
    );
    let together_at_most = section.optional(
        "together_at_most_yen",
        yen_from(1),
        doc(
            "1回の乗車の助成の合計の上限。書かなければ運賃まで",
            "the most for all of a trip together; absent: the fare",
        ),
    );
    Some(Sharing {
        aboard: aboard?,
        who_claims: who_claims.unwrap_or(WhoClaims::Each),
        shortfall: shortfall?,
        together_at_most,
    })
}

const TREATMENTS: [(&str, Treatment, Doc); 4] = [
    word("pay", Treatment::Pay, "支払う", "paid with the month"),
    word(
        "pay_and_sample",
        Treatment::PayAndSample,
        "支払い、抜き取りで確かめる",
        "paid, and a sample is looked at",
    ),
    word(
        "hold",
        Treatment::Hold,
        "乗客には助成し、審査まで事業者に払わない",
        "the passenger is subsidised; the operator is paid after a review",
    ),
    word("refuse", Treatment::Refuse, "助成しない", "no subsidy"),
];

pub(super) fn assurance(section: &mut Section<'_>) -> Option<Assurances> {
    let mut level = |name, ja, en| section.required(name, choice(TREATMENTS), doc(ja, en));
    let a0 = level("A0", "番号の申告だけ", "declared: a number was typed");
    let a1 = level(
        "A1",
        "証明書の提示だけ",
        "presented: a registered certificate was read",
    );
    let a2 = level(
        "A2",
        "ICチップの応答を確かめた",
        "card present: the chip answered",
    );
    let a3 = level(
        "A3",
        "暗証番号で署名した",
        "holder verified: the PIN signed",
    );
    Some(Assurances {
        a0: a0?,
        a1: a1?,
        a2: a2?,
        a3: a3?,
    })
}

/// A refund that is refused is none: the section is then left out.
fn paying() -> [(&'static str, Treatment, Doc); 3] {
    let [pay, pay_and_sample, hold, _refuse] = TREATMENTS;
    [pay, pay_and_sample, hold]
}

pub(super) fn refund(section: &mut Section<'_>) -> Option<Refund> {
    let within_days = section.required(
        "within_days",
        count(0..=1_830),
        doc(
            "乗車の日から何日以内に申請するか",
            "asked for within so many days of the trip",
        ),
    );
    let treatment = section.required(
        "treatment",
        choice(paying()),
        doc("どう扱うか", "what becomes of it"),
    );
    Some(Refund {
        within_days: within_days?,
        treatment: treatment?,
    })
}

pub(super) fn other_schemes(section: &mut Section<'_>) -> Option<ComputedFrom> {
    section.required(
        "computed_from",
        choice([
            word(
                "whole_fare",
                ComputedFrom::WholeFare,
                "運賃の全体から（合計は運賃まで）",
                "from the whole fare; together never above it",
            ),
            word(
                "what_is_left",
                ComputedFrom::WhatIsLeft,
                "先の事業の助成を引いた残りから",
                "from what earlier schemes have left",
            ),
        ]),
        doc(
            "同じ乗車にほかの事業が先に助成したとき、何から計算するか",
            "where another scheme has paid part of the same trip before",
        ),
    )
}

pub(super) fn offline(section: &mut Section<'_>) -> Option<Offline> {
    let over_limit_borne_by = section.required(
        "over_limit_borne_by",
        choice([
            word("city", LossBearer::City, "市", "the city"),
            word("operator", LossBearer::Operator, "事業者", "the operator"),
        ]),
        doc(
            "通信できない間に上限を超えた乗車を負担する者",
            "who bears a trip over a limit that was accepted offline",
        ),
    );
    let exposure = section.optional(
        "exposure_yen",
        yen_from(1),
        doc(
            "通信できない間に1台の端末が助成できる合計。届けば、また0円から。書かなければ限りなし",
            "the most subsidy one terminal may give while its trips are undelivered; absent: no end",
        ),
    );
    Some(Offline {
        over_limit_borne_by: over_limit_borne_by?,
        exposure,
    })
}

pub(super) fn settlement(section: &mut Section<'_>) -> Option<Settlement> {
    // The months of mytaku are calendar months; the key keeps the choice in
    // sight and the file open to other closing days.
    let closes = section.required(
        "closes",
        choice([word("end_of_month", (), "月末", "at the end of the month")]),
        doc("締め日", "when a month is closed"),
    );
    let pay_within_days = section.required(
        "pay_within_days",
        count(1..=60),
        doc(
            "請求から支払までの日数",
            "days from the request to the payment",
        ),
    );
    let city_part = section.required(
        "city_part",
        choice([
            word(
                "consideration",
                CityPart::Consideration,
                "運賃の一部（対価）",
                "part of the price of the ride",
            ),
            word(
                "grant",
                CityPart::Grant,
                "補助金",
                "a grant, outside the tax",
            ),
        ]),
        doc(
            "市の負担分の、消費税での扱い",
            "what the city's part is for consumption tax",
        ),
    );
    closes?;
    Some(Settlement {
        pay_within_days: pay_within_days?,
        city_part: city_part?,
    })
}
