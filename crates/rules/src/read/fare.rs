//! `fare` and `discount`: which parts of a fare count.

use toml::de::DeValue;

use super::section::{Section, doc};
use super::value::{Kind, Read, Wanted, choice, count, share, some, word, yen_from};
use crate::problem::Finding;
use crate::vocabulary::{KeyShape, Shape, TableShape};
use crate::{Direction, Discount, DiscountOrder, FarePart, FareParts, FareRule, Rounding};

pub(super) fn fare(section: &mut Section<'_>) -> Option<FareRule> {
    let parts = section.required(
        "counts",
        some(choice([
            word("meter", FarePart::Meter, "メーター運賃", "meter fare"),
            word("pickup", FarePart::Pickup, "迎車料金", "pickup charge"),
            word("toll", FarePart::Toll, "有料道路などの通行料", "tolls"),
            word("other", FarePart::Other, "そのほか", "anything else"),
        ])),
        doc(
            "助成の対象になる運賃の部分",
            "the parts of a fare that are subsidised",
        ),
    );
    let base_fare = section.optional(
        "base_fare_yen",
        yen_from(1),
        doc(
            "端末が初乗運賃を送らないときの初乗運賃",
            "the base fare where a terminal does not say it",
        ),
    );
    let parts = parts?;
    let mut counts = FareParts::default();
    let mut is_twice = false;
    for part in parts {
        let counted = match part {
            FarePart::Meter => &mut counts.meter,
            FarePart::Pickup => &mut counts.pickup,
            FarePart::Toll => &mut counts.toll,
            FarePart::Other => &mut counts.other,
        };
        is_twice |= std::mem::replace(counted, true);
    }
    if is_twice {
        section.note(Finding::new(
            section.span_of("counts"),
            "`counts` に同じものが2回あります。",
            "`counts` names a part twice",
        ));
    }
    Some(FareRule { counts, base_fare })
}

pub(super) fn discount(section: &mut Section<'_>) -> Option<Discount> {
    let share = section.required(
        "share",
        share(),
        doc("メーター運賃のどれだけか", "how much of the meter fare"),
    );
    let rounding = section.required(
        "rounding",
        rounding(),
        doc("割引額の端数", "how the discount is rounded"),
    );
    let order = section.required(
        "order",
        choice([
            word(
                "before_subsidy",
                DiscountOrder::BeforeSubsidy,
                "割引後の運賃に助成",
                "the subsidy is computed from the fare after it",
            ),
            word(
                "beside_subsidy",
                DiscountOrder::BesideSubsidy,
                "割引も助成も割引前の運賃から",
                "both are computed from the fare before it",
            ),
        ]),
        doc("助成との順", "before or beside the subsidy"),
    );
    Some(Discount {
        share: share?,
        rounding: rounding?,
        order: order?,
    })
}

/// `{ unit_yen = 1, direction = "down" }`.
pub(super) fn rounding() -> Kind<impl Fn(&DeValue<'_>) -> Read<Rounding>> {
    let unit = count(1..=10_000);
    let direction = choice([
        word("down", Direction::Down, "切り捨て", "down"),
        word("up", Direction::Up, "切り上げ", "up"),
        word(
            "nearest",
            Direction::Nearest,
            "四捨五入",
            "to the nearest, up from the middle",
        ),
    ]);
    let key = |name, ja, en, shape: &Shape| KeyShape {
        name,
        required: true,
        doc: doc(ja, en),
        shape: shape.clone(),
    };
    let keys = vec![
        key(
            "unit_yen",
            "何円の単位にするか",
            "to which multiple of yen",
            &unit.shape,
        ),
        key(
            "direction",
            "端数をどうするか",
            "which way",
            &direction.shape,
        ),
    ];
    Kind {
        shape: Shape::Table(TableShape { keys }),
        read: move |value: &DeValue<'_>| {
            let wanted = || {
                Wanted::new(
                    "端数処理: { unit_yen = 1, direction = \"down\" }（\"up\"、\"nearest\"）",
                    "a rounding: { unit_yen = 1, direction = \"down\" } (or \"up\", \"nearest\")",
                )
            };
            let table = value
                .as_table()
                .filter(|table| table.len() == 2)
                .ok_or_else(wanted)?;
            let entry = |key: &str| {
                let mut entries = table.iter();
                let found = entries.find(|(name, _)| name.get_ref().as_ref() == key);
                found.map(|(_, value)| value.get_ref()).ok_or_else(wanted)
            };
            Ok(Rounding {
                unit: (unit.read)(entry("unit_yen")?).map_err(|_wanted| wanted())?,
                direction: (direction.read)(entry("direction")?).map_err(|_wanted| wanted())?,
            })
        },
    }
}
