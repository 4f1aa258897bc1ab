//! What one registrant would be given, before it is known what the others take
//! of the fare: which rule applies, and what its uses come to.

use chrono::Datelike as _;
use domain::{MunicipalityCode, ServiceDate, Trip, Yen, YenOverflow};

use super::Ride;
use super::outcome::{Award, Notes};
use super::standing::{Balance, Offer};
use super::uses::{Choice, Remarks};
use crate::{Amount, Condition, LessLeft, Note, Range, Rider, Unit};

/// What one registrant would be given.
pub(super) enum Offered<'s> {
    /// Nothing, and why.
    Nothing(Note<'s>),
    /// Nothing, as the remarks tell.
    Refused(Remarks),
    /// Nothing, since that is what the rule comes to with so many uses.
    Worthless(&'s Amount, u32),
    /// So much at the most.
    Claim(Claiming<'s>),
}

/// A claim before the fare is shared.
pub(super) struct Claiming<'s> {
    pub(super) by: &'s Amount,
    pub(super) instrument: Option<&'s str>,
    /// Uses that are taken at the most, and at the least if any are.
    pub(super) uses: u32,
    pub(super) least: u32,
    /// What they come to, within the fare and the balance; more than nothing.
    pub(super) full: Yen,
    /// The balance, where it is what bounds the claim.
    balance: Option<Balance>,
    /// Whether the passenger said how many uses to give.
    pub(super) is_chosen: bool,
    pub(super) remarks: Remarks,
}

/// What `offer` comes to.
pub(super) fn made<'s>(
    ride: Ride<'s, '_>,
    rider: &Rider,
    offer: &Offer<'s>,
) -> Result<Offered<'s>, YenOverflow> {
    let Ride { rules, basis, .. } = ride;
    if let Some(instrument) = offer.instrument.filter(|instrument| {
        let needs = instrument.registrants;
        needs.is_some_and(|needs| !needs.contains(ride.registrants))
    }) {
        return Ok(Offered::Nothing(Note::InstrumentNotNow { instrument }));
    }
    let instrument = offer.instrument.map(|instrument| instrument.id.as_str());
    let applies = |amount: &&'s Amount| holds(&amount.when, ride, rider, instrument);
    let Some(by) = rules.amounts.iter().find(applies) else {
        return Ok(Offered::Nothing(Note::NoAmountApplies));
    };
    if basis.ceiling == Yen::ZERO {
        return Ok(Offered::Nothing(Note::NothingToSubsidise {
            unit: rules.unit,
        }));
    }
    let choice = Choice { by, ride };
    let mut remarks = Remarks::default();
    let Some(chosen) = choice.uses(offer, &mut remarks)? else {
        return Ok(if remarks.is_some() {
            Offered::Refused(remarks)
        } else {
            Offered::Nothing(Note::NoAmountApplies)
        });
    };
    let worth = choice.worth(chosen.uses)?;
    if worth == Yen::ZERO {
        return Ok(Offered::Worthless(by, chosen.uses));
    }
    let within_fare = worth.min(basis.ceiling);
    let bound = offer.balance.filter(|balance| balance.left < within_fare);
    if let Some(Balance {
        period,
        left,
        when_less: LessLeft::Refuse,
    }) = bound
    {
        return Ok(Offered::Nothing(Note::BalanceLeft { period, left }));
    }
    let full = bound.map_or(within_fare, |balance| balance.left);
    Ok(Offered::Claim(Claiming {
        by,
        instrument,
        uses: chosen.uses,
        least: chosen.least,
        full,
        balance: bound,
        is_chosen: offer.chosen.is_some(),
        remarks,
    }))
}

fn holds(when: &Condition, ride: Ride<'_, '_>, rider: &Rider, instrument: Option<&str>) -> bool {
    let trip = ride.trip;
    let within =
        |range: Option<Range>, number: u32| range.is_none_or(|range| range.contains(number));
    let at = |areas: &[MunicipalityCode], area| areas.is_empty() || areas.contains(area);
    let fare = u32::try_from(ride.basis.base.get()).unwrap_or(u32::MAX);
    within(when.registrants, ride.registrants)
        && within(when.persons, ride.persons)
        && within(when.fare_yen, fare)
        && within(when.distance_m, trip.distance_m)
        && at(&when.boarding_in, &trip.boarding_area)
        && at(&when.alighting_in, &trip.alighting_area)
        && on_such_a_day(when, trip)
        && when.who.holds(&rider.grounds, instrument)
}

fn on_such_a_day(when: &Condition, trip: &Trip) -> bool {
    if when.months.is_empty() && when.days.is_empty() {
        return true;
    }
    let date = ServiceDate::of(trip.boarded_at);
    (when.months.is_empty() || when.months.contains(&date.date().month()))
        && (when.days.is_empty() || when.days.iter().any(|day| day.is(date)))
}

impl<'s> Offered<'s> {
    /// What it comes to before the fare is shared.
    pub(super) fn full(&self) -> Yen {
        self.claim().map_or(Yen::ZERO, |claim| claim.full)
    }

    pub(super) fn claim(&self) -> Option<&Claiming<'s>> {
        match self {
            Self::Claim(claim) => Some(claim),
            Self::Nothing(_) | Self::Refused(_) | Self::Worthless(..) => None,
        }
    }

    /// The award with `part` of the fare for it; why is added to `notes`.
    pub(super) fn award(
        &self,
        ride: Ride<'s, '_>,
        (part, ceiling): (Yen, Note<'s>),
        notes: &mut Notes<'s>,
    ) -> Result<Award<'s>, YenOverflow> {
        match self {
            Self::Nothing(note) => notes.push(*note),
            Self::Refused(remarks) => remarks.tell(ride, notes),
            Self::Worthless(by, uses) => {
                Choice { by, ride }.told(*uses, notes)?;
                let unit = ride.rules.unit;
                notes.push(Note::ComesToNothing { unit });
            }
            Self::Claim(claim) => return claim.award(ride, (part, ceiling), notes),
        }
        Ok(Award::default())
    }
}

impl<'s> Claiming<'s> {
    /// The award with `part` of the fare: `full`, or what the others left.
    fn award(
        &self,
        ride: Ride<'s, '_>,
        (part, ceiling): (Yen, Note<'s>),
        notes: &mut Notes<'s>,
    ) -> Result<Award<'s>, YenOverflow> {
        let unit = ride.rules.unit;
        let choice = Choice { by: self.by, ride };
        let uses = self.uses_for(choice, part)?;
        let given = ride.basis.given_before;
        if given > Yen::ZERO {
            notes.push(Note::OtherSchemesFirst { given });
        }
        let told = notes.len();
        let worth = choice.told(uses, notes)?;
        if notes.len() == told {
            notes.push(Note::Amount { amount: worth });
        }
        if part < worth {
            notes.push(match self.balance {
                Some(Balance { period, left, .. }) if left == part => {
                    Note::BalanceLeft { period, left }
                }
                _ => ceiling,
            });
        }
        if part == Yen::ZERO {
            notes.push(Note::NothingToSubsidise { unit });
            return Ok(Award::default());
        }
        if uses > 1 && unit == Unit::Use {
            notes.push(Note::SeveralUses { uses, unit });
        }
        if self.remarks.is_some() {
            self.remarks.tell(ride, notes);
        }
        Ok(Award {
            subsidy: part,
            units: uses,
            by: Some(self.by),
            instrument: self.instrument,
            ..Award::default()
        })
    }

    /// As many uses as `part` needs; one that it has no room for is spared.
    fn uses_for(&self, choice: Choice<'s, '_>, part: Yen) -> Result<u32, YenOverflow> {
        if part == self.full {
            return Ok(self.uses);
        }
        let mut uses = self.least.min(self.uses);
        while uses < self.uses && choice.worth(uses)? < part {
            uses += 1;
        }
        Ok(uses)
    }
}
