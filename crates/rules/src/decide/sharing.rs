//! What the registrants of a trip are given together: never above the fare.

use domain::{Yen, YenOverflow};
use smallvec::SmallVec;

use super::offer::Offered;
use super::outcome::Outcome;
use super::uses::Choice;
use super::{Company, FareBasis, Few};
use crate::{AboveFare, Note, Rider, Rules, Shortfall, WhoClaims};

/// Adds the awards of `offers` to `outcome`, in their order, each as the card or
/// the refund of its rider is treated.
pub(super) fn settle<'s>(
    rules: &'s Rules,
    basis: &FareBasis,
    company: Company,
    mut offers: Few<Offered<'s>>,
    (outcome, riders): (&mut Outcome<'s>, &[Rider]),
) -> Result<(), YenOverflow> {
    if rules.sharing.who_claims == WhoClaims::FirstWhoCan {
        only_the_first(&mut offers);
    }
    let (room, ceiling) = match rules.sharing.together_at_most {
        Some(most) if most < basis.ceiling => (most, Note::TogetherAtMost { most }),
        _ => (
            basis.ceiling,
            Note::FareIsCeiling {
                fare: basis.ceiling,
            },
        ),
    };
    spare_uses(rules, basis, company, room, &mut offers)?;
    let full: Few<Yen> = offers.iter().map(Offered::full).collect();
    let parts = parts(rules.sharing.shortfall, room, &full)?;
    for ((offer, part), rider) in offers.iter().zip(parts).zip(riders) {
        let ride = (basis, company);
        let award = offer.award(rules, ride, (part, ceiling), &mut outcome.notes)?;
        let award = award.treated(rules, rider, &mut outcome.notes);
        outcome.awards.push(award);
    }
    Ok(())
}

fn only_the_first(offers: &mut Few<Offered<'_>>) {
    let claims = |offer: &&mut Offered<'_>| offer.claim().is_some();
    for offer in offers.iter_mut().filter(claims).skip(1) {
        *offer = Offered::Nothing(Note::OneClaimATrip);
    }
}

/// Takes back uses that the fare has no room for, beginning with the latest tap,
/// as long as the others use up all of `room`; each keeps the least it must give.
/// Where a use must fit whole into what is left, more are taken back, down to
/// none.
fn spare_uses(
    rules: &Rules,
    basis: &FareBasis,
    company: Company,
    room: Yen,
    offers: &mut Few<Offered<'_>>,
) -> Result<(), YenOverflow> {
    let must_fit = rules
        .uses
        .is_some_and(|uses| uses.when_above_fare == AboveFare::NotTaken);
    let mut sum = Yen::checked_sum(offers.iter().map(Offered::full))?;
    for offer in offers.iter_mut().rev() {
        while sum > room
            && let Offered::Claim(claim) = offer
        {
            let choice = Choice::new(claim.by, rules, basis, company);
            let fewer = match claim.uses.checked_sub(1) {
                Some(uses) if uses >= claim.least => choice.worth(uses)?.min(claim.full),
                _ if must_fit => Yen::ZERO,
                _ => break,
            };
            let sum_with_fewer = sum.checked_sub(claim.full)?.checked_add(fewer)?;
            if sum_with_fewer < room && !must_fit {
                break;
            }
            sum = sum_with_fewer;
            if claim.uses > claim.least {
                claim.uses -= 1;
                claim.full = fewer;
            } else {
                *offer = Offered::Nothing(Note::UseAboveFare { unit: rules.unit });
            }
        }
    }
    Ok(())
}

/// What each gets of `room`, none above its `full`.
fn parts(shortfall: Shortfall, room: Yen, full: &[Yen]) -> Result<Few<Yen>, YenOverflow> {
    if Yen::checked_sum(full.iter().copied())? <= room {
        return Ok(full.iter().copied().collect());
    }
    match shortfall {
        Shortfall::Equal => equal(room, full),
        Shortfall::InOrderOfTap => in_order(room, full),
        Shortfall::InProportion => in_proportion(room, full),
    }
}

/// The earliest get theirs in full until `room` is used up.
fn in_order(mut room: Yen, full: &[Yen]) -> Result<Few<Yen>, YenOverflow> {
    let mut parts = SmallVec::new();
    for most in full {
        let part = room.min(*most);
        room = room.checked_sub(part)?;
        parts.push(part);
    }
    Ok(parts)
}

/// Equal parts of `room`, none above its `full`; what one cannot take goes to
/// the others, and single yen left over to the earliest.
fn equal(room: Yen, full: &[Yen]) -> Result<Few<Yen>, YenOverflow> {
    // From the smallest on, each takes an equal part of what is left, so that
    // what it cannot take is there for the larger ones. Among equals the latest
    // tap comes first: division rounds its part down.
    let mut order: Few<usize> = (0..full.len()).collect();
    order.sort_unstable_by_key(|&index| (full.get(index), std::cmp::Reverse(index)));
    let mut parts: Few<Yen> = full.iter().map(|_| Yen::ZERO).collect();
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

/// Each cut in the same proportion; single yen left over to the earliest.
fn in_proportion(room: Yen, full: &[Yen]) -> Result<Few<Yen>, YenOverflow> {
    let sum = Yen::checked_sum(full.iter().copied())?.get().max(1);
    let mut parts: Few<Yen> = SmallVec::new();
    for most in full {
        parts.push(Yen::new(most.checked_mul(room.get())?.get() / sum));
    }
    // Fewer yen are left than there are parts, as each was rounded down.
    let mut left = room.checked_sub(Yen::checked_sum(parts.iter().copied())?)?;
    for (part, most) in parts.iter_mut().zip(full) {
        if left > Yen::ZERO && *part < *most {
            *part = part.checked_add(Yen::new(1))?;
            left = left.checked_sub(Yen::new(1))?;
        }
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yen(amounts: &[i64]) -> Few<Yen> {
        amounts.iter().copied().map(Yen::new).collect()
    }

    fn split(shortfall: Shortfall, room: i64, full: &[i64]) -> Few<Yen> {
        parts(shortfall, Yen::new(room), &yen(full)).unwrap()
    }

    #[test]
    fn equal_parts_leave_single_yen_to_the_earliest() {
        let parts = |room, full: &[i64]| split(Shortfall::Equal, room, full);
        assert_eq!(parts(1_400, &[500, 500, 500]), yen(&[467, 467, 466]));
        assert_eq!(parts(1_800, &[500; 4]), yen(&[450; 4]));
        assert_eq!(parts(9_000, &[500, 1_000]), yen(&[500, 1_000]));
        assert_eq!(parts(1_300, &[1_000, 500]), yen(&[800, 500]));
        assert_eq!(parts(1, &[500, 500]), yen(&[1, 0]));
        assert_eq!(parts(700, &[0, 500, 500]), yen(&[0, 350, 350]));
        assert_eq!(parts(0, &[]), yen(&[]));
    }

    #[test]
    fn in_order_of_tap_the_last_bear_the_shortfall() {
        let parts = |room, full: &[i64]| split(Shortfall::InOrderOfTap, room, full);
        assert_eq!(parts(1_400, &[500, 500, 500]), yen(&[500, 500, 400]));
        assert_eq!(parts(600, &[500, 500, 500]), yen(&[500, 100, 0]));
    }

    #[test]
    fn in_proportion_all_bear_the_same_part() {
        let parts = |room, full: &[i64]| split(Shortfall::InProportion, room, full);
        assert_eq!(parts(1_000, &[1_500, 500]), yen(&[750, 250]));
        assert_eq!(parts(1_000, &[500, 500, 500]), yen(&[334, 333, 333]));
        assert_eq!(parts(2, &[500, 500, 500]), yen(&[1, 1, 0]));
        assert_eq!(parts(0, &[500]), yen(&[0]));
    }
}
