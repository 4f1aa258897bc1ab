//! A trip and the registrants aboard in, a decision out.
//!
//! Pure and total: no clock, no memory, and an error only for input that cannot
//! be. The steps, each in its own file: what the fare is computed from (`fare`),
//! whether the trip qualifies (`trip`), how each registrant stands (`standing`),
//! and the amounts (`alone`, `shared`).

mod alone;
mod fare;
mod shared;
mod standing;
mod trip;

use std::collections::HashSet;

use domain::{Reason, RegistrantId, SchemeId, ServiceDate, Trip, TripError, Yen, YenOverflow};

use crate::{Aboard, Claim, Decision, Rider, Scheme, Treatment, Version, reasons};
use fare::FareBasis;
use standing::{Offer, Standing};

/// Why there is no decision: the input cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecideError {
    /// The trip contradicts itself.
    #[error(transparent)]
    Trip(#[from] TripError),
    /// The scheme had not begun.
    #[error(
        "{date}に有効な{scheme}の版がありません / no version of {scheme} is in force on {date}"
    )]
    NoVersion {
        /// The scheme.
        scheme: SchemeId,
        /// The service date.
        date: ServiceDate,
    },
    /// The same registrant is aboard twice.
    #[error("利用登録者{0}が1回の乗車に2度あります / registrant {0} is aboard this trip twice")]
    Twice(RegistrantId),
    /// A sum left the range of 64 bits.
    #[error(transparent)]
    Overflow(#[from] YenOverflow),
}

/// Decides `trip` by the version of `scheme` in force on its service date.
///
/// `riders` are the registrants aboard in the order of their taps, each with
/// what they used before this trip. The decision has one claim for each, in the
/// same order.
pub fn decide(scheme: &Scheme, trip: &Trip, riders: &[Rider]) -> Result<Decision, DecideError> {
    let date = ServiceDate::of(trip.boarded_at);
    let version = scheme
        .version_on(date)
        .ok_or_else(|| DecideError::NoVersion {
            scheme: scheme.id().clone(),
            date,
        })?;
    decide_by(scheme.id(), version, trip, riders)
}

/// Decides by a given version, whatever the date: worked examples are tried
/// before there is a scheme.
pub(crate) fn decide_by(
    scheme: &SchemeId,
    version: &Version,
    trip: &Trip,
    riders: &[Rider],
) -> Result<Decision, DecideError> {
    trip.check()?;
    nobody_twice(riders)?;
    let rules = version.rules();
    let basis = FareBasis::of(rules, &trip.fare)?;
    let reasons = trip::refusals(rules, trip);
    let awards = if reasons.is_empty() {
        awards(version, trip, riders, &basis)?
    } else {
        riders.iter().map(|_| Award::nothing(Vec::new())).collect()
    };
    let claims: Vec<Claim> = riders
        .iter()
        .zip(awards)
        .map(|(rider, award)| award.into_claim(rider, version.treatment(rider.assurance)))
        .collect();
    let subsidy = Yen::checked_sum(claims.iter().map(|claim| claim.subsidy))?;
    Ok(Decision {
        scheme: scheme.clone(),
        version: version.name().to_owned(),
        subsidy,
        passenger_pays: basis
            .total
            .checked_sub(basis.discount)?
            .checked_sub(subsidy)?,
        discount: basis.discount,
        claims,
        reasons,
    })
}

fn nobody_twice(riders: &[Rider]) -> Result<(), DecideError> {
    let mut seen = HashSet::new();
    match riders.iter().find(|rider| !seen.insert(&rider.id)) {
        Some(rider) => Err(DecideError::Twice(rider.id.clone())),
        None => Ok(()),
    }
}

/// What one registrant is given.
struct Award {
    subsidy: Yen,
    units: u32,
    reasons: Vec<Reason>,
}

impl Award {
    fn nothing(reasons: Vec<Reason>) -> Self {
        Self {
            subsidy: Yen::ZERO,
            units: 0,
            reasons,
        }
    }

    /// No yen, no use: an award of nothing takes none, and says why.
    fn of(subsidy: Yen, units: u32, mut reasons: Vec<Reason>) -> Self {
        if subsidy == Yen::ZERO || units == 0 {
            reasons.push(reasons::nothing_to_subsidise());
            return Self::nothing(reasons);
        }
        Self {
            subsidy,
            units,
            reasons,
        }
    }

    fn into_claim(mut self, rider: &Rider, treatment: Treatment) -> Claim {
        if treatment == Treatment::Hold && self.units > 0 {
            self.reasons.push(reasons::held(rider.assurance));
        }
        Claim {
            registrant: rider.id.clone(),
            subsidy: self.subsidy,
            units: self.units,
            treatment,
            reasons: self.reasons,
        }
    }
}

/// The awards of a trip that qualifies, in the order of `riders`.
fn awards(
    version: &Version,
    trip: &Trip,
    riders: &[Rider],
    basis: &FareBasis,
) -> Result<Vec<Award>, DecideError> {
    let rules = version.rules();
    let date = ServiceDate::of(trip.boarded_at);
    let standings: Vec<Standing> = riders
        .iter()
        .map(|rider| standing::of(version, rider, date))
        .collect();
    let aboard = standings
        .iter()
        .filter(|standing| match rules.shared.aboard {
            Aboard::WhoCanClaim => matches!(standing, Standing::Offers(_)),
            Aboard::AllRegistrants => !matches!(standing, Standing::Outside(_)),
        })
        .count();
    let offers: Vec<&Offer> = standings.iter().filter_map(Standing::offer).collect();
    let given = if aboard > 1 {
        shared::awards(rules, basis, &offers, aboard)?
    } else {
        let alone = |offer: &&Offer| alone::award(rules, basis, offer);
        offers.iter().map(alone).collect::<Result<_, _>>()?
    };
    let mut given = given.into_iter();
    let in_order = standings.into_iter().map(|standing| match standing {
        Standing::Outside(reason) | Standing::Spent(reason) => Award::nothing(vec![reason]),
        Standing::Offers(_) => given
            .next()
            .unwrap_or_else(|| Award::of(Yen::ZERO, 0, Vec::new())),
    });
    Ok(in_order.collect())
}
