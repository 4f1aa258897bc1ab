//! Taps graded, the rules asked, amounts settled: one record's assessment.

use std::collections::HashSet;

use domain::{RegistrantId, ServiceDate, Timestamp, Yen, YenOverflow};
use rules::{Counters, Decision, Rider, Scheme, Tally, Treatment, Used};
use wire::TripRecord;

use super::grade::{GradedTap, Grading, grade};
use super::payable::payable;
use super::register::Register;
use super::verdict::{Ruled, Verdict};

/// Everything that follows from one record.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// The day it counts for.
    pub service_date: ServiceDate,
    /// One a tap, in order.
    pub taps: Vec<GradedTap>,
    /// What the rules say.
    pub decision: Decision,
    /// Which of its reasons name a ground: of which claim (none: of the trip), and
    /// in which place.
    pub naming_a_ground: Vec<(Option<usize>, usize)>,
    /// One a usable tap.
    pub claims: Vec<AssessedClaim>,
}

/// A claim with what is owed for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessedClaim {
    /// Which tap, counted from 1.
    pub ordinal: i16,
    /// As the rules decided it.
    pub claim: rules::Claim,
    /// The kind of ticket offered, where the scheme has several: also of a claim
    /// of nothing, which a later decision may turn into one that takes some.
    pub instrument: Option<String>,
    /// What the passenger was told.
    pub told: Yen,
    /// What the operator is owed.
    pub payable: Yen,
    /// The same before review.
    pub ruled: Ruled,
}

/// Why a record cannot be decided at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoDecision {
    /// No version of the scheme is in force on the day.
    #[error("no version of the scheme is in force on {0}")]
    NoVersion(ServiceDate),
    /// The record shows amounts for another number of taps than it has.
    #[error("{shown} amounts were shown for {taps} taps")]
    ShownMismatch {
        /// Taps in the record.
        taps: usize,
        /// Amounts shown.
        shown: usize,
    },
    /// More taps than a taxi holds.
    #[error("more taps than a taxi holds")]
    TooManyTaps,
    /// The rules refuse the input.
    #[error(transparent)]
    Rules(#[from] rules::DecideError),
    /// An amount is out of range.
    #[error(transparent)]
    Overflow(#[from] YenOverflow),
}

/// Assesses `record` as of `received_at`.
///
/// `uses` is what was used before it; the caller adds the claims' uses
/// afterwards, in the order it decides by.
pub fn assess(
    scheme: &Scheme,
    register: &Register,
    uses: &Counters,
    record: &TripRecord,
    received_at: Timestamp,
) -> Result<Assessment, NoDecision> {
    let service_date = ServiceDate::of(record.trip.boarded_at);
    let version = scheme
        .version_on(service_date)
        .ok_or(NoDecision::NoVersion(service_date))?;
    if record.shown.claims_yen.len() != record.taps.len() {
        return Err(NoDecision::ShownMismatch {
            taps: record.taps.len(),
            shown: record.shown.claims_yen.len(),
        });
    }
    if record.taps.len() > TAPS_MAX {
        return Err(NoDecision::TooManyTaps);
    }
    let taps = graded(register, record, received_at);
    let (ordinals, mut riders) = riders(register, (record, &taps), (service_date, received_at));
    let instruments: Vec<Option<&str>> = riders
        .iter()
        .map(|rider| version.instrument_offered(rider.instrument.as_deref()))
        .collect();
    for (rider, instrument) in riders.iter_mut().zip(&instruments) {
        let known = (service_date, received_at);
        rider.used = used(register, uses, (&rider.id, *instrument), known)?;
    }
    let outcome = rules::decide(scheme, &record.trip, &riders)?;
    let naming_a_ground = outcome.naming_a_ground().collect();
    let decision = outcome.into_decision(scheme.id(), &riders);
    for rider in &mut riders {
        rider.used = Used::default();
    }
    let unlimited = rules::decide(scheme, &record.trip, &riders)?;
    let mut claims = Vec::with_capacity(riders.len());
    for (((ordinal, instrument), claim), without_limits) in ordinals
        .into_iter()
        .zip(instruments)
        .zip(&decision.claims)
        .zip(&unlimited.awards)
    {
        let index = usize::try_from(ordinal - 1).map_err(|_beyond| NoDecision::TooManyTaps)?;
        let told = record
            .shown
            .claims_yen
            .get(index)
            .copied()
            .unwrap_or(Yen::ZERO);
        let payable = payable(
            told,
            claim.subsidy,
            without_limits.subsidy,
            version.loss_bearer(),
            if_paid(claim.treatment),
        );
        let mut assessed = AssessedClaim {
            ordinal,
            claim: claim.clone(),
            instrument: instrument.map(str::to_owned),
            told,
            payable,
            ruled: Ruled {
                units: claim.units,
                subsidy: claim.subsidy,
                treatment: claim.treatment,
                payable,
            },
        };
        assessed.put_under(&Verdict::default());
        claims.push(assessed);
    }
    Ok(Assessment {
        service_date,
        taps,
        decision,
        naming_a_ground,
        claims,
    })
}

/// What `registrant` has used by `date`, with `instrument` and in all: as counted, and on
/// paper as far as was known at `known_at`.
pub(crate) fn used(
    register: &Register,
    counted: &Counters,
    (registrant, instrument): (&RegistrantId, Option<&str>),
    (date, known_at): (ServiceDate, Timestamp),
) -> Result<Used, YenOverflow> {
    let used = counted.before(registrant, instrument, date);
    let on_paper = register.registrants.get(registrant);
    let on_paper = on_paper.map_or(0, |known| known.used_on_paper(date, known_at));
    used.plus_on_paper(on_paper, instrument)
}

/// The treatment of a claim if a person decides to pay what is held.
const fn if_paid(treatment: Treatment) -> Treatment {
    match treatment {
        Treatment::Hold => Treatment::Pay,
        other => other,
    }
}

/// Grades every tap; a registrant counts once on a trip, however many cards, and
/// so does a nonce.
fn graded(register: &Register, record: &TripRecord, received_at: Timestamp) -> Vec<GradedTap> {
    let mut aboard: HashSet<RegistrantId> = HashSet::new();
    let mut nonces: HashSet<u64> = HashSet::new();
    let trip = (record.trip_id, record.trip.boarded_at);
    record
        .taps
        .iter()
        .map(|tap| {
            let mut graded = grade(register, &record.terminal, trip, tap, received_at);
            if graded.nonce.is_some_and(|nonce| !nonces.insert(nonce)) {
                graded = graded.with_reused_nonce();
            }
            let usable = matches!(graded.grading, Grading::Level(_));
            if let (true, Some(registrant)) = (usable, &graded.registrant)
                && !aboard.insert(registrant.clone())
            {
                graded.grading = Grading::Refused(domain::Reason::new(
                    "tapped_twice",
                    "この方はすでにこの乗車でタッチしています。",
                    "This person has already tapped on this trip.",
                ));
                graded.nonce = None;
            }
            graded
        })
        .collect()
}

/// Who rides with a usable tap, without what they have used, and the tap's number.
pub(crate) fn riders(
    register: &Register,
    (record, taps): (&TripRecord, &[GradedTap]),
    (date, received_at): (ServiceDate, Timestamp),
) -> (Vec<i16>, Vec<Rider>) {
    let mut riders = Vec::new();
    for ((ordinal, graded), tap) in (1_i16..).zip(taps).zip(&record.taps) {
        let (Grading::Level(assurance), Some(id)) = (&graded.grading, &graded.registrant) else {
            continue;
        };
        let Some(registrant) = register.registrants.get(id) else {
            continue;
        };
        riders.push((
            ordinal,
            Rider {
                id: id.clone(),
                grounds: registrant.grounds_on(date, received_at),
                registered_on: registrant.registered_on,
                units: tap.units,
                instrument: tap.instrument.clone(),
                assurance: *assurance,
                used: Used::default(),
                refund_requested_on: None,
            },
        ));
    }
    riders.into_iter().unzip()
}

/// More than any taxi seats.
const TAPS_MAX: usize = 20;

impl Assessment {
    /// Counts this assessment's uses for the trips that are decided after it.
    pub fn count_into(&self, uses: &mut Counters) -> Result<(), YenOverflow> {
        for AssessedClaim {
            claim, instrument, ..
        } in &self.claims
        {
            let tally = Tally::of_trip(claim.units, claim.subsidy);
            uses.add(
                &claim.registrant,
                instrument.as_deref(),
                self.service_date,
                tally,
            )?;
        }
        Ok(())
    }

    /// Whether any claim waits for a person.
    pub fn is_held(&self) -> bool {
        self.claims
            .iter()
            .any(|assessed| assessed.claim.treatment == Treatment::Hold)
    }
}
