//! What a subsidy is computed from, and what it may not exceed.

use domain::{Fare, Yen, YenOverflow};

use crate::{Discount, DiscountOrder, FarePart, Rules};

/// The amounts of a fare that the rules look at.
pub(super) struct FareBasis {
    /// Everything on the meter and beside it.
    pub(super) total: Yen,
    /// The disability discount.
    pub(super) discount: Yen,
    /// What shares are taken of.
    pub(super) base: Yen,
    /// The eligible fare: all subsidies together are at most this.
    pub(super) ceiling: Yen,
}

impl FareBasis {
    /// `fare` was checked: every part is 0 or more.
    pub(super) fn of(rules: &Rules, fare: &Fare) -> Result<Self, YenOverflow> {
        let discount = match &rules.discount {
            Some(rule) if fare.disability_discount => discount(rule, fare)?,
            _ => Yen::ZERO,
        };
        let parts = rules.fare_parts.iter().map(|part| match part {
            FarePart::Meter => fare.meter_yen,
            FarePart::Pickup => fare.pickup_yen,
            FarePart::Toll => fare.toll_yen,
            FarePart::Other => fare.other_yen,
        });
        let gross = Yen::checked_sum(parts)?;
        // The discount is on the meter; where the meter does not count, it
        // takes nothing from what does.
        let meter_counts = rules.fare_parts.contains(&FarePart::Meter);
        let ceiling = if meter_counts {
            gross.checked_sub(discount)?
        } else {
            gross
        };
        let order = rules.discount.map(|rule| rule.order);
        Ok(Self {
            total: fare.total()?,
            discount,
            base: match order {
                Some(DiscountOrder::BesideSubsidy) => gross,
                Some(DiscountOrder::BeforeSubsidy) | None => ceiling,
            },
            ceiling,
        })
    }
}

/// Rounding up must not give more than the fare.
fn discount(rule: &Discount, fare: &Fare) -> Result<Yen, YenOverflow> {
    let discount = rule.share.of(fare.meter_yen, rule.rounding)?;
    Ok(discount.min(fare.meter_yen))
}
