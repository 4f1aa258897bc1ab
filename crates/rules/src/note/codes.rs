//! The code of every note. A code is part of the interface: it never changes
//! its meaning and is never used again for another.

use super::Note;
use crate::Period;

/// A code and what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeMeaning {
    /// As in JSON and in the `reasons` of an example.
    pub code: &'static str,
    /// In Japanese.
    pub ja: &'static str,
    /// In English.
    pub en: &'static str,
}

const fn meaning(code: &'static str, ja: &'static str, en: &'static str) -> CodeMeaning {
    CodeMeaning { code, ja, en }
}

/// Every code there is, in the order in which people ask.
pub const CODES: &[CodeMeaning] = &[
    meaning("half_fare", "運賃などの半額", "half of the fare"),
    meaning("share_of_fare", "運賃などの割合", "a share of the fare"),
    meaning("base_fare", "初乗運賃と同じ額", "the base fare"),
    meaning(
        "times_fare",
        "初乗運賃などの何倍か",
        "a multiple of the base fare",
    ),
    meaning(
        "fixed_amount",
        "1回の乗車でいくらと決まった額",
        "a fixed amount for the trip",
    ),
    meaning(
        "amount_a_head",
        "相乗りで1人いくらと決まった額",
        "an amount a head on a shared trip",
    ),
    meaning(
        "tickets",
        "利用券の枚数分",
        "so many tickets of a fixed value",
    ),
    meaning(
        "fare_tier",
        "運賃の区分で決まった額",
        "by the tier that the fare reaches",
    ),
    meaning("cap", "1回の助成の上限で抑えた", "cut to the cap"),
    meaning("floor", "助成の下限まで上げた", "raised to the floor"),
    meaning(
        "passenger_first",
        "はじめの決まった額は乗客が負担",
        "the passenger bears the first part",
    ),
    meaning(
        "passenger_part",
        "決まった額は乗客の負担に残す",
        "a part is left to the passenger",
    ),
    meaning(
        "divided",
        "乗っている人数で分けた",
        "divided among those aboard",
    ),
    meaning("sum", "合わせた額", "amounts added"),
    meaning(
        "for_uses",
        "使う回数（枚数）の分",
        "for each of the uses taken",
    ),
    meaning(
        "amount",
        "ほかに言うことのない助成額",
        "the amount, where nothing else is to be said of it",
    ),
    meaning(
        "fare_is_ceiling",
        "助成は運賃まで",
        "subsidies are at most the fare",
    ),
    meaning(
        "together_at_most",
        "1回の乗車の助成の合計の上限",
        "a cap on all subsidies of a trip",
    ),
    meaning(
        "other_scheme_first",
        "ほかの事業が先に助成した",
        "another scheme paid first",
    ),
    meaning("balance_left", "残額まで", "what is left of the balance"),
    meaning(
        "several_uses",
        "1回の乗車で何回分も使う",
        "the trip takes several uses",
    ),
    meaning(
        "most_uses",
        "1回の乗車で使える回数の上限",
        "more was offered than a trip may take",
    ),
    meaning(
        "least_uses",
        "この乗車に要る回数に足りない",
        "fewer were offered than the trip takes",
    ),
    meaning(
        "one_use_when_shared",
        "相乗りでは1人1回分",
        "one use each on a shared trip",
    ),
    meaning(
        "fewer_uses_left",
        "残りが足りない",
        "fewer uses are left than offered",
    ),
    meaning(
        "use_wasted",
        "それ以上使っても助成が増えない",
        "a further use would not raise the subsidy",
    ),
    meaning(
        "use_above_fare",
        "運賃を超える分は使わない",
        "a use worth more than the fare is not taken",
    ),
    meaning(
        "nothing_to_subsidise",
        "助成する運賃が残っていない",
        "no fare is left to subsidise",
    ),
    meaning(
        "comes_to_nothing",
        "計算した助成額が0円",
        "the amount comes to nothing",
    ),
    meaning("no_use_offered", "助成を使わない", "no use was offered"),
    meaning(
        "no_amount_applies",
        "当たる助成額の決まりがない",
        "no amount of the scheme applies",
    ),
    meaning(
        "one_claim_a_trip",
        "1回の乗車で助成は1人",
        "one registrant a trip is subsidised",
    ),
    meaning(
        "daily_limit",
        "1日の上限",
        "the limit of the day is reached",
    ),
    meaning(
        "monthly_limit",
        "月の上限",
        "the limit of the month is reached",
    ),
    meaning(
        "half_year_limit",
        "半期の上限",
        "the limit of the half-year is reached",
    ),
    meaning(
        "yearly_limit",
        "年度の上限",
        "the limit of the fiscal year is reached",
    ),
    meaning("balance_used_up", "助成額の上限", "the balance is used up"),
    meaning(
        "unknown_instrument",
        "知らない券種",
        "the kind of ticket is not of this scheme",
    ),
    meaning(
        "instrument_not_now",
        "この人数では使えない券種",
        "the kind of ticket needs other company",
    ),
    meaning(
        "not_yet_registered",
        "利用登録の前",
        "the registration has not begun",
    ),
    meaning(
        "no_ground",
        "対象要件がない",
        "the register holds no ground",
    ),
    meaning(
        "ground_ended",
        "対象要件の期間が終わった",
        "the time of the ground is over",
    ),
    meaning("excluded", "対象外の要件がある", "excluded from the scheme"),
    meaning(
        "assurance_too_low",
        "カードの確認が足りない",
        "the card was not proven well enough",
    ),
    meaning(
        "no_refund",
        "後からの申請は受けていない",
        "nothing is refunded afterwards",
    ),
    meaning(
        "refund_too_late",
        "申請の期限が過ぎた",
        "the refund was asked for too late",
    ),
    meaning("outside_area", "対象の区域の外", "outside the area"),
    meaning("outside_hours", "利用できる時間の外", "outside the hours"),
    meaning("day_off", "利用できない日", "a day without the scheme"),
    meaning("held", "市の審査を待つ", "held for a review"),
    meaning("refunded", "後からの申請による助成", "refunded afterwards"),
];

impl Note<'_> {
    /// Its code, one of [`CODES`].
    pub fn code(&self) -> &'static str {
        match self {
            Self::ShareOf { share, .. } if share.is_half() => "half_fare",
            Self::ShareOf { .. } => "share_of_fare",
            Self::TimesOf { factor, .. } if factor.is_one() => "base_fare",
            Self::TimesOf { .. } => "times_fare",
            Self::FixedAmount { .. } => "fixed_amount",
            Self::AmountAHead { .. } => "amount_a_head",
            Self::Tickets { .. } => "tickets",
            Self::Tier { .. } => "fare_tier",
            Self::Cap { .. } | Self::CapOfUses { .. } => "cap",
            Self::Floor { .. } => "floor",
            Self::PassengerFirst { .. } => "passenger_first",
            Self::PassengerPart { .. } => "passenger_part",
            Self::Divided { .. } => "divided",
            Self::Sum { .. } => "sum",
            Self::ForUses { .. } => "for_uses",
            Self::Amount { .. } => "amount",
            Self::FareIsCeiling { .. } => "fare_is_ceiling",
            Self::TogetherAtMost { .. } => "together_at_most",
            Self::OtherSchemesFirst { .. } => "other_scheme_first",
            Self::BalanceLeft { .. } => "balance_left",
            Self::SeveralUses { .. } => "several_uses",
            Self::MostUses { .. } => "most_uses",
            Self::LeastUses { .. } => "least_uses",
            Self::OneUseWhenShared { .. } => "one_use_when_shared",
            Self::FewerUsesLeft { .. } => "fewer_uses_left",
            Self::UseWasted { .. } => "use_wasted",
            Self::UseAboveFare { .. } => "use_above_fare",
            Self::NothingToSubsidise { .. } => "nothing_to_subsidise",
            Self::ComesToNothing { .. } => "comes_to_nothing",
            Self::NoUseOffered => "no_use_offered",
            Self::NoAmountApplies => "no_amount_applies",
            Self::OneClaimATrip => "one_claim_a_trip",
            Self::LimitReached { limit, .. } => match limit.period {
                Period::Day => "daily_limit",
                Period::Month => "monthly_limit",
                Period::HalfYear => "half_year_limit",
                Period::FiscalYear => "yearly_limit",
            },
            Self::BalanceUsedUp { .. } => "balance_used_up",
            Self::UnknownInstrument => "unknown_instrument",
            Self::InstrumentNotNow { .. } => "instrument_not_now",
            Self::NotYetRegistered { .. } => "not_yet_registered",
            Self::NoGround => "no_ground",
            Self::GroundEnded { .. } => "ground_ended",
            Self::Excluded { .. } => "excluded",
            Self::AssuranceTooLow { .. } => "assurance_too_low",
            Self::NoRefund => "no_refund",
            Self::RefundTooLate { .. } => "refund_too_late",
            Self::OutsideArea { .. } => "outside_area",
            Self::OutsideHours { .. } => "outside_hours",
            Self::DayOff => "day_off",
            Self::Held { .. } => "held",
            Self::Refunded { .. } => "refunded",
        }
    }
}
