//! `mytaku scheme decide`, without the reading and writing: one request in, one
//! answer out, and the counters carried from line to line.
//!
//! A registrant's `used` seeds their counters at the first line that names
//! them; later lines' `used` is not looked at.

use domain::{Assurance, RegistrantId, SchemeId, ServiceDate, Trip};
use serde::{Deserialize, Serialize};

use crate::{Claim, Counters, DecideError, Decision, Party, Rider, Scheme, Used, decide_together};

/// One line in: a trip and the registrants aboard, in the order of their taps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The caller's own name for the trip; it comes back in the answer.
    pub id: String,
    /// The trip.
    #[serde(flatten)]
    pub trip: Trip,
    /// The registrants aboard.
    #[serde(default)]
    pub registrants: Vec<Registrant>,
}

/// A registrant of a line: a [`Rider`], and of which scheme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registrant {
    /// Who.
    pub id: RegistrantId,
    /// Of which scheme, where several are given; absent: of the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<SchemeId>,
    /// As [`Rider::grounds`].
    pub grounds: Vec<String>,
    /// As [`Rider::registered_on`].
    pub registered_on: ServiceDate,
    /// As [`Rider::units`].
    #[serde(default)]
    pub units: Option<u32>,
    /// As [`Rider::instrument`].
    #[serde(default)]
    pub instrument: Option<String>,
    /// As [`Rider::assurance`].
    pub assurance: Assurance,
    /// What they had used before the first line that names them.
    #[serde(default)]
    pub used: Used,
    /// As [`Rider::refund_requested_on`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund_requested_on: Option<ServiceDate>,
}

/// One line out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The request's id.
    pub id: String,
    /// What the rules say.
    #[serde(flatten)]
    pub decision: Decision,
}

/// Decides line after line, carrying each registrant's counters.
#[derive(Clone, Debug)]
pub struct LineDecider<'s> {
    /// Each scheme with what its registrants have used, in the order in which
    /// they decide.
    schemes: Vec<(&'s Scheme, Counters)>,
}

impl<'s> LineDecider<'s> {
    /// Begins with no registrant known. Where a trip is of several schemes, they
    /// decide in the order given here.
    pub fn new(schemes: impl IntoIterator<Item = &'s Scheme>) -> Self {
        let with_counters = |scheme| (scheme, Counters::default());
        Self {
            schemes: schemes.into_iter().map(with_counters).collect(),
        }
    }

    /// Decides the next line. A line that cannot be decided changes no counter.
    pub fn decide(&mut self, request: &Request) -> Result<Answer, DecideError> {
        let date = ServiceDate::of(request.trip.boarded_at);
        self.know_all(request)?;
        let aboard = self.aboard(request, date);
        let parties: Vec<Party<'_>> = aboard
            .iter()
            .filter_map(|(place, riders)| {
                let (scheme, _) = self.schemes.get(*place)?;
                Some(Party { scheme, riders })
            })
            .collect();
        let together = decide_together(&parties, &request.trip)?;
        for ((place, riders), outcome) in aboard.iter().zip(&together.outcomes) {
            if let Some((_, counters)) = self.schemes.get_mut(*place) {
                counters.count(riders, &outcome.awards, date)?;
            }
        }
        let decision = together
            .into_decision(&parties)
            .ok_or(DecideError::NoScheme)?;
        Ok(Answer {
            id: request.id.clone(),
            decision: in_order(request, self.first(), decision),
        })
    }

    /// The registrants of each scheme that has any, by its place among the
    /// schemes. The first answers for a trip that is nobody's.
    fn aboard(&self, request: &Request, date: ServiceDate) -> Vec<(usize, Vec<Rider>)> {
        let of_scheme = |(place, (scheme, counters)): (usize, &(&Scheme, Counters))| {
            (place, riders(request, scheme, counters, place == 0, date))
        };
        let all = self.schemes.iter().enumerate().map(of_scheme);
        let mut aboard: Vec<_> = all.filter(|(_, riders)| !riders.is_empty()).collect();
        if aboard.is_empty() {
            aboard.push((0, Vec::new()));
        }
        aboard
    }

    /// The scheme of who says none.
    fn first(&self) -> Option<&'s SchemeId> {
        self.schemes.first().map(|(scheme, _)| scheme.id())
    }

    /// Every registrant must be of a scheme that is given.
    fn know_all(&self, request: &Request) -> Result<(), DecideError> {
        let known = |id: &SchemeId| self.schemes.iter().any(|(scheme, _)| scheme.id() == id);
        let mut named = request
            .registrants
            .iter()
            .filter_map(|it| it.scheme.as_ref());
        match named.find(|id| !known(id)) {
            Some(unknown) => Err(DecideError::UnknownScheme(unknown.clone())),
            None => Ok(()),
        }
    }
}

/// The registrants of `request` that are of `scheme`, with what they have used.
fn riders(
    request: &Request,
    scheme: &Scheme,
    counters: &Counters,
    is_first: bool,
    date: ServiceDate,
) -> Vec<Rider> {
    let belongs = |registrant: &&Registrant| match &registrant.scheme {
        Some(id) => id == scheme.id(),
        None => is_first,
    };
    let version = scheme.version_on(date);
    let rider = |registrant: &Registrant| {
        let named = registrant.instrument.as_deref();
        let instrument = version.and_then(|version| version.instrument_offered(named));
        let known = counters.knows(&registrant.id);
        let counted = || counters.before(&registrant.id, instrument, date);
        Rider {
            id: registrant.id.clone(),
            grounds: registrant.grounds.iter().collect(),
            registered_on: registrant.registered_on,
            units: registrant.units,
            instrument: registrant.instrument.clone(),
            assurance: registrant.assurance,
            used: if known { counted() } else { registrant.used },
            refund_requested_on: registrant.refund_requested_on,
        }
    };
    request
        .registrants
        .iter()
        .filter(belongs)
        .map(rider)
        .collect()
}

/// The claims in the order of the line's registrants. Where several schemes
/// decided, somebody may be a registrant of each.
fn in_order(request: &Request, first: Option<&SchemeId>, mut decision: Decision) -> Decision {
    let is_of = |claim: &Claim, registrant: &Registrant| {
        let scheme = registrant.scheme.as_ref().or(first);
        let same_scheme = claim.scheme.is_none() || claim.scheme.as_ref() == scheme;
        claim.registrant == registrant.id && same_scheme
    };
    let place = |claim: &Claim| {
        let mut registrants = request.registrants.iter();
        registrants.position(|registrant| is_of(claim, registrant))
    };
    decision.claims.sort_by_key(place);
    decision
}
