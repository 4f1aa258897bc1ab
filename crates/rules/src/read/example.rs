//! One `[[version.example]]`. What an example does not say is the plain case: a
//! trip at ten in the morning of the version's first day, within its area, by
//! registrants of the first ground who have used nothing.

use chrono::NaiveTime;
use domain::{Assurance, Fare, MunicipalityCode, ServiceDate, Yen};

use super::section::{Section, doc};
use super::value::{
    array, choice, count, date, flag, municipality, name, some, text, time, word, yen,
};
use super::{ExampleRead, who};
use crate::problem::Finding;
use crate::vocabulary::Doc;
use crate::{CODES, Example, ExampleRider, Expected, Tallies, Tally, Used};

/// What examples of a version leave unsaid. What could not be read is absent;
/// the keys of the examples are looked at all the same.
pub(super) struct Context {
    /// The version's first day.
    pub(super) from: Option<ServiceDate>,
    /// Where trips begin and end; none where the scheme has no place.
    pub(super) home: Option<MunicipalityCode>,
    /// The first ground.
    pub(super) ground: Option<String>,
    /// Grounds and exclusions; none where they could not be read.
    pub(super) declared: Vec<String>,
}

/// When an example is boarded that does not say.
const TEN: Option<NaiveTime> = NaiveTime::from_hms_opt(10, 0, 0);

pub(super) fn example(section: &mut Section<'_>, context: &Context) -> Option<ExampleRead> {
    let name = section.required("name", text(), doc("何を示す例か", "what it shows"));
    let on = section
        .optional(
            "on",
            date(),
            doc(
                "乗車の日。書かなければ版の初日",
                "the service date; absent: the version's first day",
            ),
        )
        .or(context.from);
    let boarded = section
        .optional(
            "boarded",
            time(),
            doc(
                "乗車の時刻。書かなければ10時",
                "time of boarding; absent: ten in the morning",
            ),
        )
        .or(TEN);
    let minutes = section.optional(
        "minutes",
        count(0..=1_440),
        doc(
            "乗っている分数。書かなければ20分",
            "minutes aboard; absent: 20",
        ),
    );
    let boarding_area = section.optional(
        "boarding_area",
        municipality(),
        doc(
            "乗車地。書かなければ対象の区域",
            "where it begins; absent: in the area",
        ),
    );
    let alighting_area = section.optional(
        "alighting_area",
        municipality(),
        doc(
            "降車地。書かなければ対象の区域",
            "where it ends; absent: in the area",
        ),
    );
    let distance_m = section.optional(
        "distance_m",
        count(0..=1_000_000),
        doc(
            "距離（メートル）。書かなければ0",
            "distance in metres; absent: 0",
        ),
    );
    let fare = fare(section);
    let companions = section.optional(
        "companions",
        count(0..=20),
        doc(
            "登録者でない同乗者の数",
            "people aboard who are not registrants",
        ),
    );
    let registrants = section.tables(
        "registrants",
        0,
        doc(
            "乗っている登録者。タッチの順。{} は何も使っていないふつうの登録者",
            "registrants aboard in the order of their taps; {} is a plain one",
        ),
        |section| rider(section, on, context),
    );
    let expect = section.table(
        "expect",
        doc("こうなるはず", "what must come of it"),
        expected,
    );
    let home = context.home.unwrap_or(MunicipalityCode::NOWHERE);
    Some(ExampleRead {
        span: section.span(),
        expect_span: section.span_of("expect"),
        example: Example {
            name: name?,
            on: on?,
            boarded: boarded?,
            minutes: minutes.unwrap_or(20),
            boarding_area: boarding_area.unwrap_or(home),
            alighting_area: alighting_area.unwrap_or(home),
            distance_m: distance_m.unwrap_or(0),
            fare: fare?,
            companions: u8::try_from(companions.unwrap_or(0)).unwrap_or(u8::MAX),
            registrants,
            expect: expect?,
        },
    })
}

fn fare(section: &mut Section<'_>) -> Option<Fare> {
    let meter = section.required("meter_yen", yen(), doc("メーター運賃", "meter fare"));
    let mut part = |key, ja, en| {
        section
            .optional(key, yen(), doc(ja, en))
            .unwrap_or(Yen::ZERO)
    };
    let pickup_yen = part("pickup_yen", "迎車料金", "pickup charge");
    let toll_yen = part("toll_yen", "通行料", "tolls");
    let other_yen = part("other_yen", "そのほか", "anything else");
    let base_yen = part(
        "base_yen",
        "初乗運賃（メーター運賃のうち）",
        "the base fare, within the meter fare",
    );
    let disability_discount = section.optional(
        "disability_discount",
        flag(),
        doc(
            "障害者割引があるか",
            "whether the disability discount is due",
        ),
    );
    Some(Fare {
        meter_yen: meter?,
        pickup_yen,
        toll_yen,
        other_yen,
        base_yen,
        disability_discount: disability_discount.unwrap_or(false),
    })
}

const LEVELS: [(&str, Assurance, Doc); 4] = [
    word("A0", Assurance::A0, "番号の申告だけ", "declared"),
    word("A1", Assurance::A1, "証明書の提示だけ", "presented"),
    word(
        "A2",
        Assurance::A2,
        "ICチップの応答を確かめた",
        "card present",
    ),
    word("A3", Assurance::A3, "暗証番号で署名した", "holder verified"),
];

fn rider(
    section: &mut Section<'_>,
    on: Option<ServiceDate>,
    context: &Context,
) -> Option<ExampleRider> {
    let grounds = section.optional(
        "grounds",
        array(name(), 0, None),
        doc(
            "当たる要件。[] は何にも当たらない人。書かなければ最初の要件",
            "grounds and exclusions; [] is somebody with none; absent: the first ground",
        ),
    );
    if let (Some(grounds), false) = (&grounds, context.declared.is_empty()) {
        who::declared_only(section, "grounds", grounds, &context.declared);
    }
    let registered_on = section.optional(
        "registered_on",
        date(),
        doc(
            "登録の日。書かなければ年度の初日",
            "first day of the registration; absent: of the fiscal year",
        ),
    );
    let units = section.optional(
        "units",
        count(0..=99),
        doc(
            "出す回数（枚数）。書かなければ言わない",
            "uses or tickets offered; absent: not said",
        ),
    );
    let instrument = section.optional(
        "instrument",
        name(),
        doc(
            "券種。書かなければ言わない",
            "kind of ticket; absent: not said",
        ),
    );
    let assurance = section.optional(
        "assurance",
        choice(LEVELS),
        doc(
            "カードの確認の強さ。書かなければA2",
            "what the tap proves; absent: A2",
        ),
    );
    let refund_requested_on = section.optional(
        "refund_requested_on",
        date(),
        doc(
            "タッチせず、後からこの日に申請した",
            "no tap: asked for afterwards, on this day",
        ),
    );
    let used = used(section);
    let april = on.map(|on| on.fiscal_year().first_date());
    Some(ExampleRider {
        grounds: grounds.or_else(|| context.ground.clone().map(|ground| vec![ground]))?,
        registered_on: registered_on.or(april)?,
        units,
        instrument,
        assurance: assurance.unwrap_or(Assurance::A2),
        refund_requested_on,
        used,
    })
}

/// What was used before, by the kind of ticket that is offered and in all alike.
fn used(section: &mut Section<'_>) -> Used {
    let mut uses = |key, ja, en| {
        section
            .optional(key, count(0..=9_999), doc(ja, en))
            .map(Tally::of_uses)
            .unwrap_or_default()
    };
    let day = uses("used_today", "今日すでに使った回数", "used on the same day");
    let month = uses(
        "used_this_month",
        "今月すでに使った回数",
        "used in the same month",
    );
    let half_year = uses(
        "used_this_half_year",
        "今期すでに使った回数",
        "used in the same half-year",
    );
    let fiscal_year = uses(
        "used_this_fiscal_year",
        "今年度すでに使った回数",
        "used in the same fiscal year",
    );
    let mut amount = |key, ja, en| {
        section
            .optional(key, yen(), doc(ja, en))
            .unwrap_or(Yen::ZERO)
    };
    let today = amount(
        "received_today_yen",
        "今日すでに受けた助成額",
        "subsidy received on the same day",
    );
    let this_month = amount(
        "received_this_month_yen",
        "今月すでに受けた助成額",
        "subsidy received in the same month",
    );
    let this_half = amount(
        "received_this_half_year_yen",
        "今期すでに受けた助成額",
        "subsidy received in the same half-year",
    );
    let this_year = amount(
        "received_this_fiscal_year_yen",
        "今年度すでに受けた助成額",
        "subsidy received in the same fiscal year",
    );
    let with = |tally: Tally, amount| Tally { amount, ..tally };
    Used::same(Tallies {
        day: with(day, today),
        month: with(month, this_month),
        half_year: with(half_year, this_half),
        fiscal_year: with(fiscal_year, this_year),
    })
}

fn is_code(code: &str) -> bool {
    CODES.iter().any(|known| known.code == code)
}

fn expected(section: &mut Section<'_>) -> Option<Expected> {
    let subsidy = section.required(
        "subsidy_yen",
        yen(),
        doc("助成の合計", "the subsidy over all registrants"),
    );
    let passenger_pays = section.required(
        "passenger_pays_yen",
        yen(),
        doc("乗客が払う合計", "what the passengers pay together"),
    );
    let discount = section.optional(
        "discount_yen",
        yen(),
        doc("障害者割引", "the disability discount"),
    );
    let claims = section.optional(
        "claims_yen",
        array(yen(), 0, None),
        doc(
            "1人ずつの助成、タッチの順",
            "each registrant's part, in order",
        ),
    );
    let then_used = section.optional(
        "then_used",
        array(count(0..=9_999), 0, None),
        doc(
            "乗車の後の年度の回数、タッチの順",
            "each registrant's count for the fiscal year afterwards, in order",
        ),
    );
    let reasons = section.optional(
        "reasons",
        some(name()),
        doc(
            "理由の符号。ここにあるものが含まれる",
            "codes that must be among the reasons",
        ),
    );
    for unknown in reasons.iter().flatten().filter(|code| !is_code(code)) {
        section.note(
            Finding::new(
                section.span_of("reasons"),
                format!("`{unknown}` という理由の符号はありません。"),
                format!("there is no reason with the code `{unknown}`"),
            )
            .expected(
                "理由の符号の一覧は docs/scheme-reference.md にあります",
                "the codes are listed in docs/scheme-reference.md",
            ),
        );
    }
    Some(Expected {
        subsidy: subsidy?,
        passenger_pays: passenger_pays?,
        discount,
        claims,
        then_used,
        reasons: reasons.unwrap_or_default(),
    })
}
