//! The sections of a version that say how much is paid: `discount`, `alone`,
//! `shared`, `several_uses`.

use domain::Yen;

use super::section::Section;
use super::value::{Wanted, choice, count, share, yen};
use crate::{
    Aboard, Alone, Direction, Discount, DiscountOrder, FewerLeft, Rounding, SeveralUses, Shared,
    SharedUses, Shortfall, UnlessChosen, Wasted,
};

/// More uses on one trip than any ordinance would allow.
const USES_MAX: u32 = 10;

pub(super) fn discount(section: &mut Section<'_>) -> Option<Discount> {
    let share = section.required("share", share);
    let rounding = section.table("rounding", rounding);
    let order = section.required(
        "order",
        choice(&[
            ("before_subsidy", DiscountOrder::BeforeSubsidy),
            ("beside_subsidy", DiscountOrder::BesideSubsidy),
        ]),
    );
    Some(Discount {
        share: share?,
        rounding: rounding?,
        order: order?,
    })
}

fn rounding(section: &mut Section<'_>) -> Option<Rounding> {
    let unit = section.required("unit_yen", count(1..=1_000));
    let direction = section.required(
        "direction",
        choice(&[
            ("down", Direction::Down),
            ("up", Direction::Up),
            ("nearest", Direction::Nearest),
        ]),
    );
    Some(Rounding {
        unit: unit?,
        direction: direction?,
    })
}

pub(super) fn alone(section: &mut Section<'_>) -> Option<Alone> {
    let share = section.required("share", share);
    let cap = section.required("cap_yen", yen);
    let rounding = section.table("rounding", rounding);
    Some(Alone {
        share: share?,
        cap: cap?,
        rounding: rounding?,
    })
}

pub(super) fn shared(section: &mut Section<'_>) -> Option<Shared> {
    let a_head = section.required("a_head_yen", |value| {
        yen(value)
            .ok()
            .filter(|amount| *amount > Yen::ZERO)
            .ok_or_else(|| {
                Wanted::new(
                    "1円以上の円単位の整数",
                    "a whole number of yen, 1 or more, without quotes or decimals",
                )
            })
    });
    let shortfall = section.required(
        "shortfall",
        choice(&[
            ("equal", Shortfall::Equal),
            ("in_order_of_tap", Shortfall::InOrderOfTap),
        ]),
    );
    let aboard = section.required(
        "aboard",
        choice(&[
            ("who_can_claim", Aboard::WhoCanClaim),
            ("all_registrants", Aboard::AllRegistrants),
        ]),
    );
    Some(Shared {
        a_head: a_head?,
        shortfall: shortfall?,
        aboard: aboard?,
    })
}

pub(super) fn several_uses(section: &mut Section<'_>) -> Option<SeveralUses> {
    let most = section.required("most", count(2..=USES_MAX));
    let share = section.required("share", share);
    let cap_a_use = section.required("cap_a_use_yen", yen);
    let unless_chosen = section.required(
        "unless_chosen",
        choice(&[
            ("as_many_as_useful", UnlessChosen::AsManyAsUseful),
            ("one", UnlessChosen::One),
        ]),
    );
    let when_fewer_left = section.required(
        "when_fewer_left",
        choice(&[
            ("as_many_as_left", FewerLeft::AsManyAsLeft),
            ("refuse", FewerLeft::Refuse),
        ]),
    );
    let when_wasted = section.required(
        "when_wasted",
        choice(&[("warn", Wasted::Warn), ("refuse", Wasted::Refuse)]),
    );
    let when_shared = section.required(
        "when_shared",
        choice(&[
            ("one_each", SharedUses::OneEach),
            ("a_head_for_each_use", SharedUses::AHeadForEachUse),
        ]),
    );
    Some(SeveralUses {
        most: most?,
        share: share?,
        cap_a_use: cap_a_use?,
        unless_chosen: unless_chosen?,
        when_fewer_left: when_fewer_left?,
        when_wasted: when_wasted?,
        when_shared: when_shared?,
    })
}
