//! What a subsidy is computed from, and what it may not exceed.

use domain::{Fare, Trip, Yen, YenOverflow};
use smallvec::SmallVec;

use crate::{ComputedFrom, Discount, DiscountOrder, FareParts, Rules};

/// What other schemes have decided of the same trip before, and who rides.
pub(super) struct Before {
    /// What each of them gives, and the parts of the fare that it subsidises.
    pub(super) given: SmallVec<[(FareParts, Yen); 2]>,
    /// The discount, if one of them has computed it.
    pub(super) discount: Option<Yen>,
    /// Everybody aboard but the driver.
    pub(super) persons: u32,
}

impl Before {
    /// The first scheme to decide a trip with so many registrants.
    pub(super) fn nothing(trip: &Trip, registrants: usize) -> Self {
        let registrants = u32::try_from(registrants).unwrap_or(u32::MAX);
        Self {
            given: SmallVec::new(),
            discount: None,
            persons: registrants.saturating_add(u32::from(trip.companions)),
        }
    }

    /// What all of them give.
    pub(super) fn total(&self) -> Result<Yen, YenOverflow> {
        Yen::checked_sum(self.given.iter().map(|(_, given)| *given))
    }

    /// What was given of `parts`, and the parts that it was given of: those of
    /// every scheme that shares a part with these, or with one that does.
    fn of(&self, parts: FareParts) -> Result<(FareParts, Yen), YenOverflow> {
        let mut all = parts;
        loop {
            let sharing = self.given.iter().filter(|(of, _)| of.overlaps(all));
            let wider = sharing.clone().fold(all, |all, (of, _)| all.union(*of));
            if wider == all {
                let given = Yen::checked_sum(sharing.map(|(_, given)| *given))?;
                return Ok((all, given));
            }
            all = wider;
        }
    }
}

/// The amounts of a fare that the rules look at.
pub(super) struct FareBasis {
    /// Everything on the meter and beside it.
    pub(super) total: Yen,
    /// The disability discount.
    pub(super) discount: Yen,
    /// What amounts are computed from.
    pub(super) base: Yen,
    /// The base fare (初乗運賃), within the meter fare.
    pub(super) base_fare: Yen,
    /// The meter fare, less a discount that comes before the subsidy.
    pub(super) meter: Yen,
    /// The parts beside the meter.
    pub(super) pickup: Yen,
    pub(super) toll: Yen,
    pub(super) other: Yen,
    /// The eligible fare: all subsidies together are at most this.
    pub(super) ceiling: Yen,
    /// What other schemes gave of it before.
    pub(super) given_before: Yen,
}

impl FareBasis {
    /// `fare` was checked: every part is 0 or more.
    pub(super) fn of(rules: &Rules, fare: &Fare, before: &Before) -> Result<Self, YenOverflow> {
        let discount = match before.discount {
            Some(discount) => discount,
            None => discount(rules, fare)?,
        };
        let gross = rules.fare.counts.sum(fare)?;
        let net = less_discount(rules.fare.counts, gross, discount)?;
        let is_beside = rules
            .discount
            .is_some_and(|rule| rule.order == DiscountOrder::BesideSubsidy);
        // Schemes that subsidise different parts do not take each other's fare.
        let (parts, given_before) = before.of(rules.fare.counts)?;
        let left = less_discount(parts, parts.sum(fare)?, discount)?.checked_sub(given_before)?;
        let ceiling = net.min(left).max(Yen::ZERO);
        let whole = if is_beside { gross } else { net };
        let base = match rules.computed_from {
            ComputedFrom::WholeFare => whole,
            ComputedFrom::WhatIsLeft => whole.checked_sub(given_before)?.max(Yen::ZERO),
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
            given_before,
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
            base.checked_sub(discount_on(rule, base)?)
        }
        _ => Ok(base),
    }
}

/// The disability discount that `rules` say is due on `fare`.
pub(super) fn discount(rules: &Rules, fare: &Fare) -> Result<Yen, YenOverflow> {
    match &rules.discount {
        Some(rule) if fare.disability_discount => discount_on(rule, fare.meter_yen),
        _ => Ok(Yen::ZERO),
    }
}

/// Rounding up must not give more than the fare.
fn discount_on(rule: &Discount, meter: Yen) -> Result<Yen, YenOverflow> {
    let discount = rule.share.of(meter, rule.rounding)?;
    Ok(discount.min(meter))
}
