//! `mytaku scheme decide`, without the reading and writing: one request in, one
//! answer out, and the counters carried from line to line.
//!
//! A registrant's `used` seeds their counters at the first line that names
//! them; later lines' `used` is not looked at.

use std::collections::{BTreeMap, HashMap};

use domain::{FiscalYear, Month, RegistrantId, ServiceDate, Trip, Yen};
use serde::{Deserialize, Serialize};

use crate::{Claim, Counts, DecideError, Decision, Limit, Rider, Scheme, Used, Version, decide};

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
    pub registrants: Vec<Rider>,
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
    scheme: &'s Scheme,
    counters: Counters,
}

impl<'s> LineDecider<'s> {
    /// Begins with no registrant known.
    pub fn new(scheme: &'s Scheme) -> Self {
        Self {
            scheme,
            counters: Counters::default(),
        }
    }

    /// Decides the next line. A line that cannot be decided changes no counter.
    pub fn decide(&mut self, mut request: Request) -> Result<Answer, DecideError> {
        let date = ServiceDate::of(request.trip.boarded_at);
        for rider in &mut request.registrants {
            rider.used = self.counters.peek(&rider.id, date).unwrap_or(rider.used);
        }
        let decision = decide(self.scheme, &request.trip, &request.registrants)?;
        if let Some(version) = self.scheme.version_on(date) {
            for (rider, claim) in request.registrants.iter().zip(&decision.claims) {
                self.counters.used(&rider.id, date, rider.used);
                self.counters.add(version, date, claim);
            }
        }
        Ok(Answer {
            id: request.id,
            decision,
        })
    }
}

/// What each registrant has used, by day, month and fiscal year.
///
/// Trips need not come in order of their dates: every period is kept apart.
#[derive(Clone, Debug, Default)]
pub struct Counters {
    registrants: HashMap<RegistrantId, History>,
}

#[derive(Clone, Debug, Default)]
struct History {
    days: BTreeMap<ServiceDate, u32>,
    months: BTreeMap<Month, u32>,
    fiscal_years: BTreeMap<FiscalYear, (u32, Yen)>,
}

impl Counters {
    /// What `registrant` has used as of `date`. The first call for a registrant
    /// takes `seed` as what they had used before.
    pub fn used(&mut self, registrant: &RegistrantId, date: ServiceDate, seed: Used) -> Used {
        self.registrants
            .entry(registrant.clone())
            .or_insert_with(|| History::seeded(date, seed))
            .on(date)
    }

    /// As [`Counters::used`], without a seed: none for a registrant not seen.
    pub fn peek(&self, registrant: &RegistrantId, date: ServiceDate) -> Option<Used> {
        let history = self.registrants.get(registrant)?;
        Some(history.on(date))
    }

    /// Adds a claim decided by `version` on `date`. A claim of nothing adds
    /// nothing.
    pub fn add(&mut self, version: &Version, date: ServiceDate, claim: &Claim) {
        let limits = &version.rules().limits;
        let history = self
            .registrants
            .entry(claim.registrant.clone())
            .or_default();
        add(history.days.entry(date).or_default(), limits.day, claim);
        add(
            history.months.entry(date.month()).or_default(),
            limits.month,
            claim,
        );
        let year = history.fiscal_years.entry(date.fiscal_year());
        let (count, amount) = year.or_default();
        add(count, limits.fiscal_year, claim);
        // A year of subsidies is far from the range of 64 bits.
        *amount = amount.checked_add(claim.subsidy).unwrap_or(*amount);
    }
}

/// Adds to a count what its limit counts, or uses where there is no limit.
fn add(count: &mut u32, limit: Option<Limit>, claim: &Claim) {
    let more = match limit.map(|limit| limit.counts) {
        Some(Counts::Trips) => u32::from(claim.units > 0),
        Some(Counts::Uses) | None => claim.units,
    };
    *count = count.saturating_add(more);
}

impl History {
    fn seeded(date: ServiceDate, seed: Used) -> Self {
        Self {
            days: BTreeMap::from([(date, seed.day)]),
            months: BTreeMap::from([(date.month(), seed.month)]),
            fiscal_years: BTreeMap::from([(
                date.fiscal_year(),
                (seed.fiscal_year, seed.amount_yen),
            )]),
        }
    }

    fn on(&self, date: ServiceDate) -> Used {
        let year = self.fiscal_years.get(&date.fiscal_year());
        let (fiscal_year, amount_yen) = year.copied().unwrap_or_default();
        Used {
            day: self.days.get(&date).copied().unwrap_or(0),
            month: self.months.get(&date.month()).copied().unwrap_or(0),
            fiscal_year,
            amount_yen,
        }
    }
}
