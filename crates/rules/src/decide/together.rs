//! One trip with registrants of several schemes, such as of neighbouring cities.
//!
//! The schemes decide one after the other, in the order given, and never more
//! than the fare together. To each, the registrants of the others are
//! companions, save that somebody may be registered in several. The discount is
//! the operator's and given once: as the first scheme says that has one.

use domain::{Reason, Trip, Yen};
use smallvec::SmallVec;

use super::fare::{self, Before};
use super::{DecideError, Outcome, decide_checked, in_force, nobody_twice};
use crate::{Decision, Rider, Scheme, SchemePart};

/// A scheme and its registrants aboard, in the order of their taps.
#[derive(Clone, Copy, Debug)]
pub struct Party<'a> {
    /// The scheme.
    pub scheme: &'a Scheme,
    /// Its registrants.
    pub riders: &'a [Rider],
}

/// What several schemes say of one trip.
#[derive(Clone, Debug)]
pub struct Together<'s> {
    /// What they pay together.
    pub subsidy: Yen,
    /// What the passengers pay together.
    pub passenger_pays: Yen,
    /// The disability discount.
    pub discount: Yen,
    /// One per scheme, in the order given. `passenger_pays` of each is what is
    /// left after it.
    pub outcomes: SmallVec<[Outcome<'s>; 2]>,
}

/// Decides `trip` by all schemes of `parties`, in their order.
pub fn decide_together<'s>(
    parties: &[Party<'s>],
    trip: &Trip,
) -> Result<Together<'s>, DecideError> {
    trip.check()?;
    for party in parties {
        nobody_twice(&party.riders.iter())?;
    }
    let mut before = Before::nothing(trip, persons(parties));
    let mut together = Together {
        subsidy: Yen::ZERO,
        passenger_pays: trip.fare.total().map_err(DecideError::from)?,
        discount: Yen::ZERO,
        outcomes: SmallVec::new(),
    };
    before.discount = discount(parties, trip)?;
    for party in parties {
        let version = in_force(party.scheme, trip)?;
        let outcome = decide_checked(version, trip, party.riders, &before)?;
        let parts = version.rules().fare.counts;
        before.given.push((parts, outcome.subsidy));
        together.passenger_pays = outcome.passenger_pays;
        together.discount = outcome.discount;
        together.outcomes.push(outcome);
    }
    together.subsidy = before.total()?;
    Ok(together)
}

/// Registrants aboard. Somebody who is registered in two schemes, of a town and of
/// its prefecture say, is one person.
fn persons(parties: &[Party<'_>]) -> usize {
    let all = || parties.iter().flat_map(|party| party.riders);
    let is_first =
        |(place, rider): &(usize, &Rider)| all().take(*place).all(|before| before.id != rider.id);
    all().enumerate().filter(is_first).count()
}

/// The discount by the first scheme that has one.
fn discount(parties: &[Party<'_>], trip: &Trip) -> Result<Option<Yen>, DecideError> {
    for party in parties {
        let rules = in_force(party.scheme, trip)?.rules();
        if rules.discount.is_some() {
            return Ok(Some(fare::discount(rules, &trip.fare)?));
        }
    }
    Ok(None)
}

impl Together<'_> {
    /// The whole in words, for `parties` as they were decided; none for no party.
    /// Where only one scheme decided, this is what that scheme says.
    pub fn into_decision(self, parties: &[Party<'_>]) -> Option<Decision> {
        let mut parts = self
            .outcomes
            .into_iter()
            .zip(parties)
            .map(|(outcome, party)| {
                let id = party.scheme.id();
                outcome.into_decision(id, party.riders)
            });
        let mut whole = parts.next()?;
        let rest: Vec<Decision> = parts.collect();
        if rest.is_empty() {
            return Some(whole);
        }
        whole.schemes.push(part(&whole));
        name_scheme(&mut whole);
        for mut other in rest {
            whole.schemes.push(part(&other));
            name_scheme(&mut other);
            whole.claims.append(&mut other.claims);
            let known = |reason: &Reason| whole.reasons.contains(reason);
            other.reasons.retain(|reason| !known(reason));
            whole.reasons.append(&mut other.reasons);
        }
        Some(Decision {
            subsidy: self.subsidy,
            passenger_pays: self.passenger_pays,
            discount: self.discount,
            ..whole
        })
    }
}

fn part(of: &Decision) -> SchemePart {
    SchemePart {
        scheme: of.scheme.clone(),
        version: of.version.clone(),
        subsidy: of.subsidy,
        reasons: of.reasons.clone(),
    }
}

fn name_scheme(decision: &mut Decision) {
    for claim in &mut decision.claims {
        claim.scheme = Some(decision.scheme.clone());
    }
}
