//! The scenes, in the order of time.

use super::{ACCEPTED, Action, OFFLINE, Ride, Scene, Tap};

const fn tap(persona: &'static str, answer: &'static str) -> Tap {
    Tap {
        persona,
        units: None,
        answer,
    }
}

const fn offering(units: u32, persona: &'static str) -> Tap {
    Tap {
        persona,
        units: Some(units),
        answer: ACCEPTED,
    }
}

const A: Tap = tap("resident-1", ACCEPTED);
const B: Tap = tap("resident-2", ACCEPTED);
const C: Tap = tap("resident-3", ACCEPTED);
const D: Tap = tap("resident-4", ACCEPTED);
const A_OFFLINE: Tap = tap("resident-1", OFFLINE);
const B_OFFLINE: Tap = tap("resident-2", OFFLINE);
const C_OFFLINE: Tap = tap("resident-3", OFFLINE);

const fn scene(at: &'static str, taxi: usize, action: Action) -> Scene {
    Scene { at, taxi, action }
}

const fn refusal(
    at: &'static str,
    (ja, en): (&'static str, &'static str),
    persona: &'static str,
    answer: &'static str,
) -> Scene {
    let tap = tap(persona, answer);
    scene(at, 1, Action::Refusal { ja, en, tap })
}

/// The whole play, in the order of time.
pub const SCENES: [Scene; 25] = [
    scene(
        "2026-10-05T09:10:00+09:00",
        0,
        Action::Ride(Ride {
            ja: "1人で乗車",
            en: "alone",
            meter_yen: 1_500,
            companions: 0,
            taps: &[A],
            claims_yen: &[750],
            passenger_pays_yen: 750,
            reason: "half_fare",
        }),
    ),
    scene(
        "2026-10-05T10:30:00+09:00",
        0,
        Action::Ride(Ride {
            ja: "2人で相乗り",
            en: "two share",
            meter_yen: 1_800,
            companions: 0,
            taps: &[B, C],
            claims_yen: &[500, 500],
            passenger_pays_yen: 800,
            reason: "amount_a_head",
        }),
    ),
    scene(
        "2026-10-05T13:00:00+09:00",
        1,
        Action::Ride(Ride {
            ja: "3人で相乗り（運賃まで）",
            en: "three share, up to the fare",
            meter_yen: 1_400,
            companions: 0,
            taps: &[A, B, C],
            claims_yen: &[467, 467, 466],
            passenger_pays_yen: 0,
            reason: "fare_is_ceiling",
        }),
    ),
    scene(
        "2026-10-05T16:00:00+09:00",
        1,
        Action::Ride(Ride {
            ja: "1日の3回目",
            en: "third of the day",
            meter_yen: 1_200,
            companions: 0,
            taps: &[A],
            claims_yen: &[0],
            passenger_pays_yen: 1_200,
            reason: "daily_limit",
        }),
    ),
    scene(
        "2026-10-06T09:30:00+09:00",
        0,
        Action::Ride(Ride {
            ja: "上限を超える運賃",
            en: "over the cap",
            meter_yen: 5_600,
            companions: 0,
            taps: &[offering(1, "resident-2")],
            claims_yen: &[1_000],
            passenger_pays_yen: 4_600,
            reason: "cap",
        }),
    ),
    scene(
        "2026-10-06T13:00:00+09:00",
        0,
        Action::Ride(Ride {
            ja: "登録のない同乗者と",
            en: "with an unregistered companion",
            meter_yen: 1_500,
            companions: 1,
            taps: &[C],
            claims_yen: &[750],
            passenger_pays_yen: 750,
            reason: "half_fare",
        }),
    ),
    scene(
        "2026-10-06T19:30:00+09:00",
        1,
        Action::Ride(Ride {
            ja: "時間外",
            en: "outside the hours",
            meter_yen: 1_500,
            companions: 0,
            taps: &[C],
            claims_yen: &[0],
            passenger_pays_yen: 1_500,
            reason: "outside_hours",
        }),
    ),
    scene(
        "2026-10-07T09:00:00+09:00",
        0,
        Action::Ride(Ride {
            ja: "年度70回目",
            en: "70th use of the year",
            meter_yen: 1_500,
            companions: 0,
            taps: &[D],
            claims_yen: &[750],
            passenger_pays_yen: 750,
            reason: "half_fare",
        }),
    ),
    scene(
        "2026-10-07T11:00:00+09:00",
        1,
        Action::Ride(Ride {
            ja: "長距離で2回分",
            en: "a long trip, two uses",
            meter_yen: 4_000,
            companions: 0,
            taps: &[offering(2, "resident-1")],
            claims_yen: &[2_000],
            passenger_pays_yen: 2_000,
            reason: "several_uses",
        }),
    ),
    scene(
        "2026-10-08T09:00:00+09:00",
        0,
        Action::Ride(Ride {
            ja: "年度71回目",
            en: "71st use of the year",
            meter_yen: 1_500,
            companions: 0,
            taps: &[D],
            claims_yen: &[0],
            passenger_pays_yen: 1_500,
            reason: "yearly_limit",
        }),
    ),
    refusal(
        "2026-10-08T10:00:00+09:00",
        ("登録していないカード", "a card not registered"),
        "unregistered",
        "card_not_registered",
    ),
    refusal(
        "2026-10-08T10:30:00+09:00",
        ("有効期限切れ", "an expired certificate"),
        "expired",
        "certificate_expired",
    ),
    refusal(
        "2026-10-08T11:00:00+09:00",
        ("同名の別の認証局", "another authority of the same name"),
        "same-name-other-authority",
        "certificate_same_name_other_authority",
    ),
    refusal(
        "2026-10-08T11:30:00+09:00",
        (
            "複製カード（別の鍵）",
            "a clone: certificate copied, other key",
        ),
        "clone-of-resident-1",
        "chip_mismatch",
    ),
    refusal(
        "2026-10-08T12:00:00+09:00",
        ("スマートフォン（Android）", "a phone's token (Android)"),
        "phone-android",
        "smartphone_not_accepted",
    ),
    refusal(
        "2026-10-08T12:30:00+09:00",
        ("スマートフォン（iPhone）", "a phone's token (iPhone)"),
        "phone-iphone",
        "smartphone_not_accepted",
    ),
    refusal(
        "2026-10-08T13:00:00+09:00",
        ("交通系ICカード", "a transit card"),
        "transit",
        "transit_card_not_accepted",
    ),
    scene(
        "2026-10-08T15:00:00+09:00",
        1,
        Action::Ride(Ride {
            ja: "途中で離れ、もう一度タッチ",
            en: "pulled away, then tapped again",
            meter_yen: 1_500,
            companions: 0,
            taps: &[tap("pulled-away", "card_removed"), A],
            claims_yen: &[750],
            passenger_pays_yen: 750,
            reason: "half_fare",
        }),
    ),
    scene("2026-10-09T08:00:00+09:00", 0, Action::ServiceStops),
    scene(
        "2026-10-09T09:00:00+09:00",
        0,
        Action::Ride(Ride {
            ja: "通信なし: 1人で乗車",
            en: "offline, alone",
            meter_yen: 2_000,
            companions: 0,
            taps: &[A_OFFLINE],
            claims_yen: &[1_000],
            passenger_pays_yen: 1_000,
            reason: "half_fare",
        }),
    ),
    scene(
        "2026-10-09T11:00:00+09:00",
        0,
        Action::Ride(Ride {
            ja: "通信なし: 2人で相乗り",
            en: "offline, two share",
            meter_yen: 1_800,
            companions: 0,
            taps: &[B_OFFLINE, C_OFFLINE],
            claims_yen: &[500, 500],
            passenger_pays_yen: 800,
            reason: "amount_a_head",
        }),
    ),
    scene(
        "2026-10-09T14:00:00+09:00",
        0,
        Action::Ride(Ride {
            ja: "通信なし: 近距離",
            en: "offline, a short way",
            meter_yen: 900,
            companions: 0,
            taps: &[B_OFFLINE],
            claims_yen: &[450],
            passenger_pays_yen: 450,
            reason: "half_fare",
        }),
    ),
    scene(
        "2026-10-09T17:00:00+09:00",
        0,
        Action::ServiceReturns { delivers: 3 },
    ),
    scene("2026-10-09T17:30:00+09:00", 0, Action::Resend { last: 3 }),
    scene(
        "2026-10-31T18:59:00+09:00",
        1,
        Action::Ride(Ride {
            ja: "月の最終日、18:59",
            en: "last day of the month, 18:59",
            meter_yen: 1_300,
            companions: 0,
            taps: &[A],
            claims_yen: &[650],
            passenger_pays_yen: 650,
            reason: "half_fare",
        }),
    ),
];
