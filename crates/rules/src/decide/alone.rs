//! The amount of a registrant who rides without another: a share of the fare up
//! to a cap that grows with the uses given.

use domain::{Reason, Yen, YenOverflow};

use super::Award;
use super::fare::FareBasis;
use super::standing::Offer;
use crate::{FewerLeft, Rules, SeveralUses, Share, UnlessChosen, Wasted, reasons};

pub(super) fn award(rules: &Rules, basis: &FareBasis, offer: &Offer) -> Result<Award, YenOverflow> {
    let Some(several) = &rules.several_uses else {
        let mut reasons = Vec::new();
        if offer.chosen.is_some_and(|chosen| chosen > 1) {
            reasons.push(reasons::most_uses(1));
        }
        return paid(rules, basis, 1, reasons);
    };
    let mut reasons = Vec::new();
    let wanted = wanted(several, offer, &mut reasons);
    let useful = useful(rules, basis, wanted)?;
    if offer.left < useful {
        reasons.push(reasons::fewer_uses_left(offer.left));
        let refused = offer.chosen.is_some() && several.when_fewer_left == FewerLeft::Refuse;
        if refused {
            return Ok(Award::nothing(reasons));
        }
    }
    if offer.chosen.is_some() && useful < wanted.min(offer.left) {
        reasons.push(reasons::use_wasted(useful));
        if several.when_wasted == Wasted::Refuse {
            return Ok(Award::nothing(reasons));
        }
    }
    paid(rules, basis, useful.min(offer.left), reasons)
}

/// The uses asked for, before it is known how many are left or useful.
fn wanted(several: &SeveralUses, offer: &Offer, reasons: &mut Vec<Reason>) -> u32 {
    match (offer.chosen, several.unless_chosen) {
        (Some(chosen), _) => {
            if chosen > several.most {
                reasons.push(reasons::most_uses(several.most));
            }
            chosen.min(several.most)
        }
        (None, UnlessChosen::AsManyAsUseful) => several.most,
        (None, UnlessChosen::One) => 1,
    }
}

/// The least number of uses, up to `wanted`, that gives the most.
fn useful(rules: &Rules, basis: &FareBasis, wanted: u32) -> Result<u32, YenOverflow> {
    let (mut useful, mut best) = (1, amount(rules, basis, 1)?.subsidy);
    for uses in 2..=wanted {
        let subsidy = amount(rules, basis, uses)?.subsidy;
        if subsidy > best {
            (useful, best) = (uses, subsidy);
        }
    }
    Ok(useful)
}

fn paid(
    rules: &Rules,
    basis: &FareBasis,
    uses: u32,
    mut notes: Vec<Reason>,
) -> Result<Award, YenOverflow> {
    let amount = amount(rules, basis, uses)?;
    let mut reasons = vec![reasons::share_of_fare(
        amount.share,
        basis.base,
        amount.of_fare,
    )];
    if amount.subsidy < amount.of_fare {
        reasons.push(if amount.cap < basis.ceiling {
            reasons::cap(uses, amount.cap)
        } else {
            reasons::fare_is_ceiling(basis.ceiling)
        });
    }
    if uses > 1 {
        reasons.push(reasons::several_uses(uses));
    }
    reasons.append(&mut notes);
    Ok(Award::of(amount.subsidy, uses, reasons))
}

/// An amount and how it came about.
struct Amount {
    share: Share,
    of_fare: Yen,
    cap: Yen,
    subsidy: Yen,
}

fn amount(rules: &Rules, basis: &FareBasis, uses: u32) -> Result<Amount, YenOverflow> {
    let alone = &rules.alone;
    let (share, cap) = match &rules.several_uses {
        Some(several) if uses > 1 => (
            several.share,
            several.cap_a_use.checked_mul(i64::from(uses))?,
        ),
        _ => (alone.share, alone.cap),
    };
    let of_fare = share.of(basis.base, alone.rounding)?;
    Ok(Amount {
        share,
        of_fare,
        cap,
        subsidy: of_fare.min(cap).min(basis.ceiling),
    })
}
