//! A month again, from its signed records, in boarding order. Pure.

use domain::{Month, OperatorId, Timestamp};
use wire::TripRecord;

use crate::decision::{
    AssessedClaim, Assessment, Counters, NoDecision, PublishedSchemes, Register, assess,
};
use crate::review::Reviewed;
use crate::{Error, Result};

/// A trip as it was taken in.
#[derive(Clone, Debug)]
pub struct RecordedTrip {
    /// Its signed content, verified again.
    pub record: TripRecord,
    /// Whose vehicle it was then.
    pub operator: OperatorId,
    /// The month it is settled in.
    pub booked_month: Month,
    /// When it came in: what was known then decides.
    pub received_at: Timestamp,
}

/// A trip with its new assessment.
#[derive(Clone, Debug)]
pub struct Recomputed<'a> {
    /// The trip.
    pub trip: &'a RecordedTrip,
    /// What follows from it now.
    pub assessment: Assessment,
}

impl Recomputed<'_> {
    /// The numbers of its taps.
    pub(super) fn ordinals(&self) -> impl Iterator<Item = i16> {
        (1..)
            .zip(&self.trip.record.taps)
            .map(|(ordinal, _tap)| ordinal)
    }

    /// The claim of a tap, unless the tap is refused.
    pub(super) fn claim(&self, ordinal: i16) -> Option<&AssessedClaim> {
        self.assessment
            .claims
            .iter()
            .find(|claim| claim.ordinal == ordinal)
    }
}

/// What review has come to, and as of when.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// Findings and decisions.
    pub reviewed: &'a Reviewed,
    /// What came later is not known.
    pub at: Timestamp,
}

/// Assesses `trips`, which are in boarding order, one after the other; each
/// counts for those after it. `uses` and the register's used nonces are carried
/// forward, so that the next month can go on from them. Claims are put under what is
/// `known` of them.
pub fn recompute<'a>(
    published: &PublishedSchemes,
    register: &mut Register,
    uses: &mut Counters,
    trips: &'a [RecordedTrip],
    known: &Known<'_>,
) -> Result<Vec<Recomputed<'a>>> {
    trips
        .iter()
        .map(|trip| {
            let undecidable =
                |error: &NoDecision| Error::damaged(format!("trip {}", trip.record.trip_id), error);
            let scheme = published.in_force_at(trip.received_at).ok_or_else(|| {
                Error::damaged(
                    format!("trip {}", trip.record.trip_id),
                    "no scheme was published when it came in",
                )
            })?;
            let mut assessment = assess(
                &scheme.scheme,
                register,
                uses,
                &trip.record,
                trip.received_at,
            )
            .map_err(|error| undecidable(&error))?;
            let claims = &mut assessment.claims;
            known.reviewed.apply(trip.record.trip_id, claims, known.at);
            assessment.count_into(uses)?;
            for nonce in assessment.taps.iter().filter_map(|tap| tap.nonce) {
                register
                    .used_nonces
                    .insert((trip.record.terminal.clone(), nonce));
            }
            Ok(Recomputed { trip, assessment })
        })
        .collect()
}
