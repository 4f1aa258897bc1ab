//! A scheme run through the trips of a span, counting what it gives itself.

use domain::{ServiceDate, Yen};
use rules::{
    Award, Counters, DecideError, Outcome, Rider, Scheme, Treatment, Used, Version,
    decide_by_version,
};

use super::{Account, Paid, SimulatedTrip};
use crate::decision::payable;

/// What is made of the number of uses, and the kind of ticket, that passengers
/// chose at the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choices {
    /// They stand, whether or not the scheme knows the kind.
    AsMade,
    /// They stand, save that a kind of ticket which the scheme does not have is
    /// taken for its first.
    AsFarAsKnown,
    /// Nobody has chosen anything: the scheme says what then.
    Open,
}

/// A scheme with what was used under it.
#[derive(Debug)]
pub(super) struct Run<'s> {
    scheme: &'s Scheme,
    version: Option<&'s Version>,
    choices: Choices,
    counters: Counters,
}

/// What a run gives a registrant for one ride.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Given {
    /// Paid with the month.
    pub(super) paid: Paid,
    /// Not paid until a person has decided.
    pub(super) held: Yen,
}

impl<'s> Run<'s> {
    /// The versions of `scheme`, each for the trips of its days.
    pub(super) fn of(scheme: &'s Scheme, choices: Choices) -> Self {
        Self {
            scheme,
            version: None,
            choices,
            counters: Counters::default(),
        }
    }

    /// The same, deciding all trips by the version in force on `date`.
    pub(super) fn by_version_on(self, date: ServiceDate) -> Result<Self, DecideError> {
        let version = Some(self.version_on(date)?);
        Ok(Self { version, ..self })
    }

    /// The same after what `counters` say was used before the span.
    #[must_use]
    pub(super) fn after(self, counters: Counters) -> Self {
        Self { counters, ..self }
    }

    pub(super) const fn scheme(&self) -> &'s Scheme {
        self.scheme
    }

    /// The version that decides a trip on `date`.
    pub(super) fn version_on(&self, date: ServiceDate) -> Result<&'s Version, DecideError> {
        let version = self.version.or_else(|| self.scheme.version_on(date));
        version.ok_or_else(|| DecideError::NoVersion {
            scheme: self.scheme.id().clone(),
            date,
        })
    }

    /// What `version` gives each registrant aboard, counted for later trips.
    pub(super) fn settle(
        &mut self,
        version: &Version,
        trip: &SimulatedTrip,
    ) -> Result<Vec<Given>, DecideError> {
        let date = ServiceDate::of(trip.trip.boarded_at);
        let riders: Vec<Rider> = trip
            .riders
            .iter()
            .map(|(rider, _account)| self.standing(version, rider, date))
            .collect();
        let outcome = decide_by_version(version, &trip.trip, &riders)?;
        self.counters.count(&riders, &outcome.awards, date)?;
        given(version, trip, riders, &outcome)
    }

    /// `rider` with what they chose and have used as far as this run goes.
    fn standing(&self, version: &Version, rider: &Rider, date: ServiceDate) -> Rider {
        let mut rider = rider.clone();
        if self.choices == Choices::Open {
            rider.units = None;
            rider.instrument = None;
        }
        let mut offered = version.instrument_offered(rider.instrument.as_deref());
        if offered.is_none() && self.choices == Choices::AsFarAsKnown {
            rider.instrument = None;
            offered = version.instrument_offered(None);
        }
        if self.counters.knows(&rider.id) {
            rider.used = self.counters.before(&rider.id, offered, date);
        }
        rider
    }
}

/// What comes of `outcome` for each of `riders`, who bears what was accepted
/// over a limit included.
fn given(
    version: &Version,
    trip: &SimulatedTrip,
    mut riders: Vec<Rider>,
    outcome: &Outcome<'_>,
) -> Result<Vec<Given>, DecideError> {
    let accounts = trip.riders.iter().map(|(_rider, account)| account);
    if !accounts.clone().any(|account| account.over_limit) {
        let awards = outcome.awards.iter();
        return Ok(awards
            .map(|award| owed(version, award, award.subsidy, false))
            .collect());
    }
    for rider in &mut riders {
        rider.used = Used::default();
    }
    let unlimited = decide_by_version(version, &trip.trip, &riders)?;
    let all = outcome.awards.iter().zip(&unlimited.awards).zip(accounts);
    Ok(all
        .map(|((award, without_limits), Account { over_limit, .. })| {
            owed(version, award, without_limits.subsidy, *over_limit)
        })
        .collect())
}

/// A taxi tells what is due, or, where it could not know of a limit, what would
/// be due without.
fn owed(version: &Version, award: &Award<'_>, unlimited: Yen, over_limit: bool) -> Given {
    let due = award.subsidy;
    let told = if over_limit { due.max(unlimited) } else { due };
    Given {
        paid: Paid {
            yen: payable(told, due, unlimited, version.loss_bearer(), award.treatment),
            units: award.units,
        },
        held: match award.treatment {
            Treatment::Hold => due,
            Treatment::Pay | Treatment::PayAndSample | Treatment::Refuse => Yen::ZERO,
        },
    }
}
