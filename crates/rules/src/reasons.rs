//! Every sentence a decision can contain, in one place.
//!
//! The code of a reason is part of the interface and never changes its meaning;
//! its sentences may be worded better. They are read out by drivers, so they are
//! short and say what holds rather than what went wrong.

use domain::{Assurance, Reason, ServiceDate, Yen};

use crate::{AreaMatch, Counts, Ground, Hours, HoursBy, Limit, Share};

pub(crate) fn share_of_fare(share: Share, base: Yen, amount: Yen) -> Reason {
    let (ja, en) = (share.in_japanese(), share.in_english());
    // 「運賃の3分の1で500円」 needs a particle that 「半額750円」 does not.
    let (code, joint) = if share.is_half() {
        ("half_fare", "")
    } else {
        ("share_of_fare", "で")
    };
    Reason::new(
        code,
        format!("運賃{base}円の{ja}{joint}{amount}円"),
        format!("{amount} yen, {en} of the fare of {base} yen"),
    )
}

pub(crate) fn cap(uses: u32, cap: Yen) -> Reason {
    if uses > 1 {
        return Reason::new(
            "cap",
            format!("{uses}回分を使った助成は{cap}円までです"),
            format!("With {uses} uses the subsidy is at most {cap} yen"),
        );
    }
    Reason::new(
        "cap",
        format!("1回分の助成は{cap}円までです"),
        format!("With one use the subsidy is at most {cap} yen"),
    )
}

pub(crate) fn several_uses(uses: u32) -> Reason {
    Reason::new(
        "several_uses",
        format!("この乗車で{uses}回分を使います"),
        format!("This trip takes {uses} uses"),
    )
}

pub(crate) fn most_uses(most: u32) -> Reason {
    Reason::new(
        "most_uses",
        format!("1回の乗車で使えるのは{most}回分までです"),
        format!("One trip may take at most {most} use(s)"),
    )
}

pub(crate) fn fewer_uses_left(left: u32) -> Reason {
    Reason::new(
        "fewer_uses_left",
        format!("残りは{left}回分です"),
        format!("{left} use(s) left"),
    )
}

pub(crate) fn use_wasted(useful: u32) -> Reason {
    Reason::new(
        "use_wasted",
        format!("{useful}回分で足り、それより多く使っても助成額は増えません"),
        format!("{useful} use(s) suffice; more would not raise the subsidy"),
    )
}

pub(crate) fn one_use_when_shared() -> Reason {
    Reason::new(
        "one_use_when_shared",
        "相乗りのときは1人1回分です",
        "On a shared trip each registrant gives one use",
    )
}

pub(crate) fn amount_a_head(aboard: usize, a_head: Yen) -> Reason {
    Reason::new(
        "amount_a_head",
        format!("登録者{aboard}人の相乗りで1人{a_head}円"),
        format!("{a_head} yen each, as {aboard} registrants ride together"),
    )
}

pub(crate) fn fare_is_ceiling(fare: Yen) -> Reason {
    Reason::new(
        "fare_is_ceiling",
        format!("助成は全員分を合わせて運賃{fare}円までです"),
        format!("All subsidies together are at most the fare of {fare} yen"),
    )
}

pub(crate) fn nothing_to_subsidise() -> Reason {
    Reason::new(
        "nothing_to_subsidise",
        "助成する運賃が残っていないため、利用回数は減りません",
        "There is no fare left to subsidise, so no use is taken",
    )
}

pub(crate) fn no_use_offered() -> Reason {
    Reason::new(
        "no_use_offered",
        "この乗車では助成を使いません",
        "No use is given to this trip",
    )
}

/// The words of a limit's period.
#[derive(Clone, Copy)]
pub(crate) struct LimitWords {
    code: &'static str,
    ja: &'static str,
    en: &'static str,
}

pub(crate) const DAILY_LIMIT: LimitWords = LimitWords {
    code: "daily_limit",
    ja: "本日",
    en: "a day",
};
pub(crate) const MONTHLY_LIMIT: LimitWords = LimitWords {
    code: "monthly_limit",
    ja: "今月",
    en: "a month",
};
pub(crate) const YEARLY_LIMIT: LimitWords = LimitWords {
    code: "yearly_limit",
    ja: "今年度",
    en: "a fiscal year",
};

pub(crate) fn limit_reached(words: LimitWords, limit: Limit) -> Reason {
    let most = limit.most;
    let (of_ja, of_en) = match limit.counts {
        Counts::Uses => ("利用", "uses"),
        Counts::Trips => ("乗車", "trips"),
    };
    Reason::new(
        words.code,
        format!("{}の{of_ja}は{most}回までです", words.ja),
        format!("At most {most} {of_en} {}", words.en),
    )
}

pub(crate) fn outside_area(within: AreaMatch) -> Reason {
    let (ja, en) = match within {
        AreaMatch::EitherEnd => (
            "乗車地か降車地が対象の市町村内の乗車に助成します",
            "Trips that begin or end in the scheme's area are subsidised",
        ),
        AreaMatch::BothEnds => (
            "乗車地も降車地も対象の市町村内の乗車に助成します",
            "Trips that begin and end in the scheme's area are subsidised",
        ),
    };
    Reason::new("outside_area", ja, en)
}

pub(crate) fn outside_hours(hours: &Hours) -> Reason {
    let (from, until) = (hours.from.format("%-H:%M"), hours.until.format("%-H:%M"));
    let (by_ja, by_en) = match hours.counted_by {
        HoursBy::Boarding => ("乗車", "boarded"),
        HoursBy::Alighting => ("降車", "ended"),
    };
    Reason::new(
        "outside_hours",
        format!("{from}から{until}までに{by_ja}したときに助成します"),
        format!("Trips {by_en} from {from} to {until} are subsidised"),
    )
}

pub(crate) fn not_yet_registered(from: ServiceDate) -> Reason {
    Reason::new(
        "not_yet_registered",
        format!("利用登録は{from}からです"),
        format!("The registration begins on {from}"),
    )
}

pub(crate) fn no_ground() -> Reason {
    Reason::new(
        "no_ground",
        "対象要件に当たる登録がありません",
        "The register holds no ground for this scheme",
    )
}

pub(crate) fn ground_ended() -> Reason {
    Reason::new(
        "ground_ended",
        "対象要件の期間が終わっています",
        "The time of the ground is over",
    )
}

pub(crate) fn excluded(exclusion: &Ground) -> Reason {
    Reason::new(
        "excluded",
        format!("対象外です: {}", exclusion.ja),
        format!("Not for this scheme: {}", exclusion.en),
    )
}

pub(crate) fn assurance_too_low(assurance: Assurance) -> Reason {
    Reason::new(
        "assurance_too_low",
        format!("カードの確認（{assurance}）が足りないため助成できません"),
        format!("The card was not proven well enough ({assurance}) for a subsidy"),
    )
}

pub(crate) fn held(assurance: Assurance) -> Reason {
    Reason::new(
        "held",
        format!("カードの確認（{assurance}）のため、市が審査してから支払います"),
        format!("The city pays the operator after a review ({assurance})"),
    )
}
