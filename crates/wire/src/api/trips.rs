//! Handing in trips: `POST /v1/trips`.

use domain::{Digest, Reason, TripId};
use rules::Decision;
use serde::{Deserialize, Serialize};

use crate::Jws;

/// The most records in one request.
pub const TRIPS_MAX: usize = 500;

/// Signed trip records, in any order.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trips {
    /// Each a JWS of kind `Trip`; at most [`TRIPS_MAX`].
    pub records: Vec<Jws>,
}

/// An answer for each record, in the same order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TripsAnswer {
    /// One answer a record.
    pub answers: Vec<TripAnswer>,
}

/// What became of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TripAnswer {
    /// Which record, by the digest of its text: known even if it is unreadable.
    pub record: Digest,
    /// The trip, when the record could be read.
    pub trip_id: Option<TripId>,
    /// What became of it.
    pub status: TripStatus,
    /// Why it was not taken in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// What the rules say of it, when it was taken in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
}

/// What became of one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TripStatus {
    /// Taken in now.
    Created,
    /// Taken in before, the same record: the first answer again.
    Duplicate,
    /// The same trip id with another record: kept, and shown to the city.
    Conflict,
    /// Not acceptable; sending it again will not help.
    Rejected,
}
