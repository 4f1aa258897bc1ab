//! From the fare to an amount, step by step.

use domain::{Yen, YenOverflow};

use super::Ride;
use crate::{
    Amount, DividedBy, FarePart, Note, Of, Operand, Rounding, Step, Tier, TierPays, UsesAllowed,
    Verb,
};

/// More than any sum of fares, so that no step can lead out of 64 bits.
const AMOUNT_MAX: Yen = Yen::new(1_000_000_000_000);

/// The most steps of one amount.
pub(crate) const STEPS_MAX: usize = 16;

/// What the steps of an amount start from.
#[derive(Clone, Copy)]
pub(super) struct Inputs<'s, 'b> {
    pub(super) ride: Ride<'s, 'b>,
    /// Uses taken, at least 1.
    pub(super) uses: u32,
}

/// What the steps of `amount` come to, 0 or more. Each step that has a say is
/// noted, in order.
pub(super) fn run<'s>(
    amount: &'s Amount,
    inputs: Inputs<'_, '_>,
    mut note: impl FnMut(Note<'s>),
) -> Result<Yen, YenOverflow> {
    let mut results = [Yen::ZERO; STEPS_MAX];
    let mut last = inputs.ride.basis.base;
    let one_use_only = !takes_several(amount);
    for (result, step) in (0..).zip(&amount.steps) {
        let passed_over = step
            .only_with_uses
            .is_some_and(|uses| !uses.contains(inputs.uses));
        if !passed_over {
            let run = Run {
                inputs,
                results: &results,
                one_use_only,
            };
            last = run.step(step, &mut note)?.min(AMOUNT_MAX);
        }
        if let Some(place) = results.get_mut::<usize>(result) {
            *place = last;
        }
    }
    Ok(last)
}

fn takes_several(amount: &Amount) -> bool {
    amount.uses.most() > 1 || matches!(amount.uses, UsesAllowed::ByFare(_))
}

struct Run<'i> {
    inputs: Inputs<'i, 'i>,
    results: &'i [Yen],
    one_use_only: bool,
}

impl Run<'_> {
    fn value(&self, operand: Operand) -> Yen {
        let basis = self.inputs.ride.basis;
        match operand {
            Operand::Fare => basis.base,
            Operand::BaseFare => basis.base_fare,
            Operand::Part(FarePart::Meter) => basis.meter,
            Operand::Part(FarePart::Pickup) => basis.pickup,
            Operand::Part(FarePart::Toll) => basis.toll,
            Operand::Part(FarePart::Other) => basis.other,
            // The reader admits earlier steps only.
            Operand::Step(index) => self.results.get(index).copied().unwrap_or(Yen::ZERO),
        }
    }

    fn step<'s>(
        &self,
        step: &'s Step,
        note: &mut impl FnMut(Note<'s>),
    ) -> Result<Yen, YenOverflow> {
        let base = self.value(step.of);
        let of = Of::from(step.of);
        match &step.verb {
            Verb::Share(share, rounding) => {
                let amount = share.of(base, *rounding)?;
                note(Note::ShareOf {
                    of,
                    share,
                    base,
                    amount,
                });
                Ok(amount)
            }
            Verb::Times(factor, rounding) => {
                let amount = factor.of(base, *rounding)?;
                note(Note::TimesOf {
                    of,
                    factor,
                    base,
                    amount,
                });
                Ok(amount)
            }
            Verb::AmountYen(amount) => {
                note(self.fixed(*amount));
                Ok(*amount)
            }
            Verb::TicketYen(value) => {
                let uses = self.inputs.uses;
                let amount = value.checked_mul(i64::from(uses))?;
                note(Note::Tickets {
                    uses,
                    value: *value,
                    amount,
                });
                Ok(amount)
            }
            Verb::Tiers(tiers) => {
                let amount = tier(tiers, base)?;
                note(Note::Tier { base, amount });
                Ok(amount)
            }
            Verb::DividedBy(by, rounding) => {
                let number = match by {
                    DividedBy::Registrants => self.inputs.ride.registrants,
                    DividedBy::Persons => self.inputs.ride.persons,
                };
                let amount = rounding.part(base, number)?;
                if number > 1 {
                    note(Note::Divided {
                        by: *by,
                        number,
                        amount,
                    });
                }
                Ok(amount)
            }
            Verb::ForEachUse => {
                let (uses, unit) = (self.inputs.uses, self.inputs.ride.rules.unit);
                let amount = base.checked_mul(i64::from(uses))?;
                if uses > 1 {
                    note(Note::ForUses { uses, unit, amount });
                }
                Ok(amount)
            }
            Verb::Round(rounding) => round(base, *rounding),
            Verb::Plus(other) => {
                let amount = base.checked_add(self.value(*other))?;
                note(Note::Sum { amount });
                Ok(amount)
            }
            Verb::Minus(other) => Ok(base.checked_sub(self.value(*other))?.max(Yen::ZERO)),
            Verb::LesserOf(other) => Ok(base.min(self.value(*other))),
            Verb::GreaterOf(other) => Ok(base.max(self.value(*other))),
            Verb::AtMostYen(_)
            | Verb::AtMostAUseYen(_)
            | Verb::AtLeastYen(_)
            | Verb::PassengerFirstYen(_)
            | Verb::LeavePassengerYen(_) => self.bounded(&step.verb, base, note),
        }
    }

    /// The verbs that bound an amount, and are noted where they do.
    fn bounded<'s>(
        &self,
        verb: &Verb,
        base: Yen,
        note: &mut impl FnMut(Note<'s>),
    ) -> Result<Yen, YenOverflow> {
        let (bound, said) = match verb {
            Verb::AtMostYen(cap) => (base.min(*cap), Note::Cap { cap: *cap }),
            Verb::AtMostAUseYen(a_use) => {
                let uses = self.inputs.uses;
                let cap = a_use.checked_mul(i64::from(uses))?;
                let unit = self.inputs.ride.rules.unit;
                (base.min(cap), Note::CapOfUses { uses, unit, cap })
            }
            Verb::AtLeastYen(least) => (base.max(*least), Note::Floor { least: *least }),
            Verb::PassengerFirstYen(part) => (
                base.checked_sub(*part)?.max(Yen::ZERO),
                Note::PassengerFirst { part: *part },
            ),
            Verb::LeavePassengerYen(part) => {
                let most = self.inputs.ride.basis.base.checked_sub(*part)?;
                (
                    base.min(most.max(Yen::ZERO)),
                    Note::PassengerPart { part: *part },
                )
            }
            _ => return Ok(base),
        };
        if bound != base {
            note(said);
        }
        Ok(bound)
    }

    fn fixed<'s>(&self, amount: Yen) -> Note<'s> {
        let aboard = self.inputs.ride.registrants;
        if aboard > 1 && self.one_use_only {
            Note::AmountAHead { aboard, amount }
        } else {
            Note::FixedAmount { amount }
        }
    }
}

impl From<Operand> for Of {
    fn from(operand: Operand) -> Self {
        match operand {
            Operand::Fare => Self::Fare,
            Operand::BaseFare => Self::BaseFare,
            Operand::Part(_) | Operand::Step(_) => Self::Amount,
        }
    }
}

/// What the last tier that `base` reaches pays; nothing below the first.
fn tier(tiers: &[Tier], base: Yen) -> Result<Yen, YenOverflow> {
    match tiers.iter().rev().find(|tier| tier.from <= base) {
        None => Ok(Yen::ZERO),
        Some(Tier {
            pays: TierPays::Yen(amount),
            ..
        }) => Ok(*amount),
        Some(Tier {
            pays: TierPays::Share(share, rounding),
            ..
        }) => share.of(base, *rounding),
    }
}

fn round(amount: Yen, rounding: Rounding) -> Result<Yen, YenOverflow> {
    rounding.part(amount, 1)
}
