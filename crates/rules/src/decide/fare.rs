//! What a subsidy is computed from, and what it may not exceed.

use domain::{Fare, Trip, Yen, YenOverflow};

use crate::{ComputedFrom, Discount, DiscountOrder, FareParts, Rules};

/// What other schemes have decided of the same trip before, and who rides.
pub(crate) struct Before {
    /// What they give.
    pub(crate) given: Yen,
    /// The parts of the fare that they subsidise.
    pub(crate) parts: FareParts,
    /// The discount, if one of them has computed it.
    pub(crate) discount: Option<Yen>,
    /// Everybody aboard but the driver.
    pub(crate) persons: u32,
}

impl Before {
    /// The first scheme to decide a trip with so many registrants.
    pub(crate) fn nothing(trip: &Trip, registrants: usize) -> Self {
        let registrants = u32::try_from(registrants).unwrap_or(u32::MAX);
        Self {
            given: Yen::ZERO,
            parts: FareParts::default(),
            discount: None,
            persons: registrants.saturating_add(u32::from(trip.companions)),
        }
    }
}

/// The amounts of a fare that the rules look at.
pub(crate) struct FareBasis {
    /// Everything on the meter and beside it.
    pub(crate) total: Yen,
    /// The disability discount.
    pub(crate) discount: Yen,
    /// What amounts are computed from.
    pub(crate) base: Yen,
    /// The base fare (初乗運賃), within the meter fare.
    pub(crate) base_fare: Yen,
    /// The meter fare, less a discount that comes before the subsidy.
    pub(crate) meter: Yen,
    /// The parts beside the meter.
    pub(crate) pickup: Yen,
    pub(crate) toll: Yen,
    pub(crate) other: Yen,
    /// The eligible fare: all subsidies together are at most this.
    pub(crate) ceiling: Yen,
    /// What other schemes gave of it before.
    pub(crate) given_before: Yen,
}

impl FareBasis {
    /// A fare of which every part is `fare`, to try an amount on.
    pub(crate) fn nothing_but(fare: Yen) -> Self {
        Self {
            total: fare,
            discount: Yen::ZERO,
            base: fare,
            base_fare: fare,
            meter: fare,
            pickup: fare,
            toll: fare,
            other: fare,
            ceiling: fare,
            given_before: Yen::ZERO,
        }
    }

    /// `fare` was checked: every part is 0 or more.
    pub(crate) fn of(rules: &Rules, fare: &Fare, before: &Before) -> Result<Self, YenOverflow> {
        let own = match &rules.discount {
            Some(rule) if fare.disability_discount => discount(rule, fare.meter_yen)?,
            _ => Yen::ZERO,
        };
        let discount = before.discount.unwrap_or(own);
        let gross = rules.fare.counts.sum(fare)?;
        let net = less_discount(rules.fare.counts, gross, discount)?;
        let is_beside = rules
            .discount
            .is_some_and(|rule| rule.order == DiscountOrder::BesideSubsidy);
        // Schemes that subsidise different parts do not take each other's fare.
        let parts = rules.fare.counts.union(before.parts);
        let left = less_discount(parts, parts.sum(fare)?, discount)?.checked_sub(before.given)?;
        let ceiling = net.min(left).max(Yen::ZERO);
        let whole = if is_beside { gross } else { net };
        let base = match rules.computed_from {
            ComputedFrom::WholeFare => whole,
            ComputedFrom::WhatIsLeft => whole.checked_sub(before.given)?.max(Yen::ZERO),
        };
        Ok(Self {
            total: fare.total()?,
            discount,
            base,
            base_fare: base_fare(rules, fare, is_beside)?,
            meter: if is_beside {
                fare.meter_yen
            } else {
                fare.meter_yen.checked_sub(discount)?
            },
            pickup: fare.pickup_yen,
            toll: fare.toll_yen,
            other: fare.other_yen,
            ceiling,
            given_before: before.given,
        })
    }
}

/// The discount is on the meter; where the meter does not count, it takes
/// nothing from what does.
fn less_discount(parts: FareParts, sum: Yen, discount: Yen) -> Result<Yen, YenOverflow> {
    if parts.meter {
        sum.checked_sub(discount)
    } else {
        Ok(sum)
    }
}

/// The base fare is discounted as the meter is that it is part of.
fn base_fare(rules: &Rules, fare: &Fare, is_beside: bool) -> Result<Yen, YenOverflow> {
    let told = Some(fare.base_yen).filter(|base| *base > Yen::ZERO);
    let base = told.or(rules.fare.base_fare).unwrap_or(Yen::ZERO);
    let base = base.min(fare.meter_yen);
    match &rules.discount {
        Some(rule) if fare.disability_discount && !is_beside => {
            base.checked_sub(discount(rule, base)?)
        }
        _ => Ok(base),
    }
}

/// Rounding up must not give more than the fare.
fn discount(rule: &Discount, meter: Yen) -> Result<Yen, YenOverflow> {
    let discount = rule.share.of(meter, rule.rounding)?;
    Ok(discount.min(meter))
}
