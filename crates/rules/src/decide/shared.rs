//! The amounts where several registrants ride together: so much a head, and
//! together never above the fare.

use domain::{Yen, YenOverflow};

use super::Award;
use super::fare::FareBasis;
use super::standing::Offer;
use crate::{Rules, SharedUses, Shortfall, UnlessChosen, reasons};

/// The awards of `offers`, in their order, on a trip that `aboard` registrants
/// share.
pub(super) fn awards(
    rules: &Rules,
    basis: &FareBasis,
    offers: &[&Offer],
    aboard: usize,
) -> Result<Vec<Award>, YenOverflow> {
    let a_head = rules.shared.a_head;
    let full: Vec<Yen> = offers
        .iter()
        .map(|offer| a_head.checked_mul(i64::from(uses(rules, offer))))
        .collect::<Result<_, _>>()?;
    let parts = match rules.shared.shortfall {
        Shortfall::Equal => equal(basis.ceiling, &full)?,
        Shortfall::InOrderOfTap => in_order(basis.ceiling, &full)?,
    };
    let one_each = uses_allowed(rules) == 1;
    let award = |((offer, full), part): ((&&Offer, Yen), Yen)| {
        let mut reasons = vec![reasons::amount_a_head(aboard, a_head)];
        if part < full {
            reasons.push(reasons::fare_is_ceiling(basis.ceiling));
        }
        if one_each && offer.chosen.is_some_and(|chosen| chosen > 1) {
            reasons.push(reasons::one_use_when_shared());
        }
        Award::of(part, uses_for(part, a_head), reasons)
    };
    let each = offers.iter().zip(full).zip(parts);
    Ok(each.map(award).collect())
}

/// The most uses one registrant may give to a shared trip.
fn uses_allowed(rules: &Rules) -> u32 {
    match &rules.several_uses {
        Some(several) if several.when_shared == SharedUses::AHeadForEachUse => several.most,
        _ => 1,
    }
}

/// The uses a registrant gives; a use that the fare has no room for is spared
/// by [`uses_for`].
fn uses(rules: &Rules, offer: &Offer) -> u32 {
    let unless_chosen = rules.several_uses.map(|several| several.unless_chosen);
    let wanted = offer.chosen.unwrap_or(match unless_chosen {
        Some(UnlessChosen::AsManyAsUseful) => u32::MAX,
        Some(UnlessChosen::One) | None => 1,
    });
    wanted.min(uses_allowed(rules)).min(offer.left)
}

/// As many uses as `part` needs at `a_head` each.
fn uses_for(part: Yen, a_head: Yen) -> u32 {
    let (part, a_head) = (part.get(), a_head.get().max(1));
    let uses = part / a_head + i64::from(part % a_head > 0);
    u32::try_from(uses).unwrap_or(u32::MAX)
}

/// The earliest get theirs in full until `room` is used up.
fn in_order(mut room: Yen, full: &[Yen]) -> Result<Vec<Yen>, YenOverflow> {
    let mut parts = Vec::with_capacity(full.len());
    for most in full {
        let part = room.min(*most);
        room = room.checked_sub(part)?;
        parts.push(part);
    }
    Ok(parts)
}

/// Equal parts of `room`, none above its `full`; what one cannot take goes to
/// the others, and single yen left over to the earliest.
fn equal(room: Yen, full: &[Yen]) -> Result<Vec<Yen>, YenOverflow> {
    // From the smallest on, each takes an equal part of what is left, so that
    // what it cannot take is there for the larger ones. Among equals the latest
    // tap comes first: division rounds its part down.
    let mut order: Vec<usize> = (0..full.len()).collect();
    order.sort_by_key(|&index| (full.get(index), std::cmp::Reverse(index)));
    let mut parts = vec![Yen::ZERO; full.len()];
    let (mut room, mut waiting) = (room, i64::try_from(full.len()).unwrap_or(i64::MAX));
    for index in order {
        if let (Some(part), Some(most)) = (parts.get_mut(index), full.get(index)) {
            *part = Yen::new(room.get() / waiting.max(1)).min(*most);
            room = room.checked_sub(*part)?;
            waiting -= 1;
        }
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yen(amounts: &[i64]) -> Vec<Yen> {
        amounts.iter().copied().map(Yen::new).collect()
    }

    #[test]
    fn equal_parts_leave_single_yen_to_the_earliest() {
        let parts = |room, full: &[i64]| equal(Yen::new(room), &yen(full)).unwrap();
        assert_eq!(parts(1_400, &[500, 500, 500]), yen(&[467, 467, 466]));
        assert_eq!(parts(1_800, &[500; 4]), yen(&[450; 4]));
        assert_eq!(parts(9_000, &[500, 1_000]), yen(&[500, 1_000]));
        assert_eq!(parts(1_300, &[1_000, 500]), yen(&[800, 500]));
        assert_eq!(parts(1, &[500, 500]), yen(&[1, 0]));
        assert_eq!(parts(0, &[]), yen(&[]));
    }

    #[test]
    fn in_order_of_tap_the_last_bear_the_shortfall() {
        let parts = |room, full: &[i64]| in_order(Yen::new(room), &yen(full)).unwrap();
        assert_eq!(parts(1_400, &[500, 500, 500]), yen(&[500, 500, 400]));
        assert_eq!(parts(600, &[500, 500, 500]), yen(&[500, 100, 0]));
    }

    #[test]
    fn a_use_is_taken_only_where_the_part_needs_it() {
        let a_head = Yen::new(500);
        assert_eq!(uses_for(Yen::ZERO, a_head), 0);
        assert_eq!(uses_for(Yen::new(1), a_head), 1);
        assert_eq!(uses_for(Yen::new(500), a_head), 1);
        assert_eq!(uses_for(Yen::new(501), a_head), 2);
    }
}
