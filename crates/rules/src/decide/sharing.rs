//! What the registrants of a trip are given together: never above the fare.

use domain::{Yen, YenOverflow};
use smallvec::SmallVec;

use super::offer::{Claiming, Offered};
use super::outcome::Outcome;
use super::uses::{Choice, must_fit};
use super::{Few, Ride, number};
use crate::{Note, Rider, Shortfall, WhoClaims};

/// Adds the awards of `offers` to `outcome`, in their order, each as the card or
/// the refund of its rider is treated.
pub(super) fn settle<'s>(
    ride: Ride<'s, '_>,
    mut offers: Few<Offered<'s>>,
    riders: &[Rider],
    outcome: &mut Outcome<'s>,
) -> Result<(), YenOverflow> {
    let Ride { rules, basis, .. } = ride;
    if rules.sharing.who_claims == WhoClaims::FirstWhoCan {
        only_the_first(&mut offers);
    }
    let together = claiming(&offers) > 1;
    let (room, ceiling) = match rules.sharing.together_at_most {
        Some(most) if most < basis.ceiling => (most, Note::TogetherAtMost { most }),
        _ => (
            basis.ceiling,
            Note::FareIsCeiling {
                fare: basis.ceiling,
                together,
            },
        ),
    };
    if must_fit(rules) {
        fit_whole(ride, room, ceiling, &mut offers)?;
    } else {
        spare_uses(ride, room, &mut offers)?;
    }
    let full: Few<Yen> = offers.iter().map(Offered::full).collect();
    let parts = parts(rules.sharing.shortfall, room, &full)?;
    for ((offer, part), rider) in offers.iter().zip(parts).zip(riders) {
        let award = offer.award(ride, (part, ceiling), &mut outcome.notes)?;
        let award = award.treated(rules, rider, &mut outcome.notes);
        outcome.awards.push(award);
    }
    Ok(())
}

/// How many of `offers` are claims.
pub(super) fn claiming(offers: &[Offered<'_>]) -> u32 {
    let claims = offers.iter().filter(|offer| offer.claim().is_some());
    number(claims.count())
}

fn only_the_first(offers: &mut Few<Offered<'_>>) {
    let claims = |offer: &&mut Offered<'_>| offer.claim().is_some();
    for offer in offers.iter_mut().filter(claims).skip(1) {
        *offer = Offered::Nothing(Note::OneClaimATrip);
    }
}

/// Takes back uses that `room` is too small for, beginning with the latest tap,
/// as long as the others use up all of it. Each keeps the least it must give.
fn spare_uses<'s>(
    ride: Ride<'s, '_>,
    room: Yen,
    offers: &mut [Offered<'s>],
) -> Result<(), YenOverflow> {
    let mut sum = Yen::checked_sum(offers.iter().map(Offered::full))?;
    for offer in offers.iter_mut().rev() {
        let Offered::Claim(claim) = offer else {
            continue;
        };
        while sum > room && claim.uses > claim.least {
            let fewer = claim.with_one_less(ride)?;
            let sum_with_fewer = sum.checked_sub(claim.full)?.checked_add(fewer)?;
            if sum_with_fewer < room {
                break;
            }
            claim.take_one_back(fewer);
            if claim.is_chosen {
                claim.remarks.useful = Some(claim.uses);
            }
            sum = sum_with_fewer;
        }
    }
    Ok(())
}

/// Takes back uses until all that are left fit whole into `room`, down to none:
/// of the latest tap where the earliest get theirs in full, else of whoever gives
/// most.
fn fit_whole<'s>(
    ride: Ride<'s, '_>,
    room: Yen,
    ceiling: Note<'s>,
    offers: &mut [Offered<'s>],
) -> Result<(), YenOverflow> {
    let in_order = ride.rules.sharing.shortfall == Shortfall::InOrderOfTap;
    while Yen::checked_sum(offers.iter().map(Offered::full))? > room {
        let claims = offers.iter_mut().filter(|offer| offer.claim().is_some());
        // Of several that give as much the last one is meant.
        let Some(offer) = claims.max_by_key(|offer| {
            let uses = offer.claim().map_or(0, |claim| claim.uses);
            if in_order { 1 } else { uses }
        }) else {
            break;
        };
        match offer {
            Offered::Claim(claim) if claim.uses > claim.least => {
                let fewer = claim.with_one_less(ride)?;
                claim.take_one_back(fewer);
                claim.remarks.is_above_fare = true;
            }
            _ => {
                let unit = ride.rules.unit;
                *offer = Offered::Nothing(match ceiling {
                    Note::TogetherAtMost { .. } => ceiling,
                    _ => Note::UseAboveFare { unit },
                });
            }
        }
    }
    Ok(())
}

impl<'s> Claiming<'s> {
    /// What it comes to with one use less.
    fn with_one_less(&self, ride: Ride<'s, '_>) -> Result<Yen, YenOverflow> {
        let choice = Choice { by: self.by, ride };
        Ok(choice.worth(self.uses.saturating_sub(1))?.min(self.full))
    }

    fn take_one_back(&mut self, fewer: Yen) {
        self.uses -= 1;
        self.full = fewer;
    }
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
