//! How many uses a trip takes of a registrant, before it is known what the
//! others take of the fare.

use domain::{Yen, YenOverflow};

use super::Ride;
use super::outcome::Notes;
use super::standing::{Balance, Offer};
use super::steps::{self, Inputs};
use crate::{
    AboveAllowed, AboveFare, Amount, FewerLeft, LessLeft, Note, Rules, UnlessChosen, Wasted,
};

/// One amount on one ride, by any number of uses.
#[derive(Clone, Copy)]
pub(super) struct Choice<'s, 'b> {
    pub(super) by: &'s Amount,
    pub(super) ride: Ride<'s, 'b>,
}

/// Uses at the most, and at the least if any are taken.
#[derive(Clone, Copy)]
pub(super) struct Chosen {
    pub(super) uses: u32,
    pub(super) least: u32,
}

/// What is to be said of the uses, each with a number of them.
#[derive(Clone, Copy, Default)]
pub(super) struct Remarks {
    /// The most that a trip may take, where more were offered.
    pub(super) most: Option<u32>,
    /// The least that a trip takes, where fewer were offered.
    pub(super) least: Option<u32>,
    /// What is left, where more are useful.
    pub(super) left: Option<u32>,
    /// How many suffice, where more were offered.
    pub(super) useful: Option<u32>,
    /// Whether one more is worth more than what is left of the fare, and must not
    /// be.
    pub(super) is_above_fare: bool,
}

impl<'s, 'b> Choice<'s, 'b> {
    /// How many uses are taken; none where what was offered is refused, which
    /// `remarks` then tells, or where no use is allowed at this fare.
    pub(super) fn uses(
        &self,
        offer: &Offer<'_>,
        remarks: &mut Remarks,
    ) -> Result<Option<Chosen>, YenOverflow> {
        let (least, most) = self.by.uses.at(self.ride.basis.base);
        let policy = self.ride.rules.uses;
        if most == 0 {
            return Ok(None);
        }
        let wanted = match offer.chosen {
            Some(chosen) if chosen < least => {
                remarks.least = Some(least);
                return Ok(None);
            }
            Some(chosen) if chosen > most => {
                remarks.most = Some(most);
                if policy.is_some_and(|it| it.when_above_allowed == AboveAllowed::Refuse) {
                    return Ok(None);
                }
                most
            }
            Some(chosen) => chosen,
            None if policy.is_none_or(|it| it.unless_chosen == UnlessChosen::Least) => least,
            None => most,
        };
        let Some(useful) = self.useful(least, wanted, offer.balance)? else {
            remarks.is_above_fare = true;
            return Ok(None);
        };
        let (left, is_chosen) = (offer.left, offer.chosen.is_some());
        if left < useful {
            remarks.left = Some(left);
            let refuses = policy.is_some_and(|it| it.when_fewer_left == FewerLeft::Refuse);
            if left < least || (is_chosen && refuses) {
                return Ok(None);
            }
        }
        if is_chosen && useful < wanted.min(left) {
            if must_fit(self.ride.rules) && self.worth(useful + 1)? > self.ride.basis.ceiling {
                remarks.is_above_fare = true;
            } else {
                remarks.useful = Some(useful);
            }
            if policy.is_some_and(|it| it.when_wasted == Wasted::Refuse) {
                return Ok(None);
            }
        }
        Ok(Some(Chosen {
            uses: useful.min(left),
            least,
        }))
    }

    /// The least number of uses from `least` to `wanted` that gives the most;
    /// none when even the least is worth more than the fare and must not be.
    fn useful(
        &self,
        least: u32,
        wanted: u32,
        balance: Option<Balance>,
    ) -> Result<Option<u32>, YenOverflow> {
        let must_fit = must_fit(self.ride.rules);
        let ceiling = self.ride.basis.ceiling;
        if least == wanted && !must_fit {
            return Ok(Some(least));
        }
        let mut best = None;
        for uses in least..=wanted {
            let worth = self.worth(uses)?;
            if must_fit && worth > ceiling {
                continue;
            }
            let within_fare = worth.min(ceiling);
            let subsidy = match balance {
                Some(Balance { left, .. }) if within_fare <= left => within_fare,
                Some(Balance {
                    when_less: LessLeft::Refuse,
                    ..
                }) => Yen::ZERO,
                Some(Balance { left, .. }) => left,
                None => within_fare,
            };
            if best.is_none_or(|(_, most)| subsidy > most) {
                best = Some((uses, subsidy));
            }
        }
        Ok(best.map(|(uses, _)| uses))
    }

    /// What so many uses come to, whatever the fare.
    pub(super) fn worth(&self, uses: u32) -> Result<Yen, YenOverflow> {
        steps::run(self.by, self.inputs(uses), |_note| {})
    }

    /// The same, with every step that has a say.
    pub(super) fn told(&self, uses: u32, notes: &mut Notes<'s>) -> Result<Yen, YenOverflow> {
        steps::run(self.by, self.inputs(uses), |note| notes.push(note))
    }

    fn inputs(&self, uses: u32) -> Inputs<'s, 'b> {
        Inputs {
            ride: self.ride,
            uses,
        }
    }
}

/// Whether a use is taken only where it fits whole into the fare.
pub(super) fn must_fit(rules: &Rules) -> bool {
    let policy = rules.uses;
    policy.is_some_and(|it| it.when_above_fare == AboveFare::NotTaken)
}

impl Remarks {
    /// In the order in which they came up.
    pub(super) fn tell(&self, ride: Ride<'_, '_>, notes: &mut Notes<'_>) {
        let rules = ride.rules;
        let (unit, alone_may_be_more) = (rules.unit, rules.uses.is_some());
        let each = [
            self.least.map(|least| Note::LeastUses { least, unit }),
            self.most.map(|most| {
                if most == 1 && ride.registrants > 1 && alone_may_be_more {
                    Note::OneUseWhenShared { unit }
                } else {
                    Note::MostUses { most, unit }
                }
            }),
            self.is_above_fare.then_some(Note::UseAboveFare { unit }),
            self.left.map(|left| Note::FewerUsesLeft { left, unit }),
            self.useful.map(|useful| Note::UseWasted { useful, unit }),
        ];
        notes.extend(each.into_iter().flatten());
    }

    /// Whether there is anything to say.
    pub(super) fn is_some(&self) -> bool {
        let numbers = [self.least, self.most, self.left, self.useful];
        self.is_above_fare || numbers.iter().any(Option::is_some)
    }
}
