//! Asking about a tap while the passenger is in the car: `POST /v1/taps`.
//!
//! The answer says what the rules need and no more: not who the registrant is,
//! and on what ground only where the rules give another amount for it.

use domain::{Assurance, Reason, ServiceDate, Timestamp, TripId};
use rules::Used;
use serde::{Deserialize, Serialize};

use crate::Tap;

/// A tap and the trip it is for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TapCheck {
    /// The trip's id, already made.
    pub trip_id: TripId,
    /// When the trip was boarded: what counts for limits and validity.
    pub boarded_at: Timestamp,
    /// The evidence.
    pub tap: Tap,
}

/// What the service knows of the card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum TapAnswer {
    /// A registered card that may be used.
    Accepted {
        /// What the evidence proves.
        assurance: Assurance,
        /// When the registrant was admitted.
        registered_on: ServiceDate,
        /// Of the registrant's grounds (対象要件) and exclusions those that
        /// [`rules::Rules::asks_for`], so that the taxi decides as the service
        /// will. A scheme that gives everybody the same asks for none, and its
        /// taxis learn none; that the registrant is eligible is said by the
        /// acceptance alone.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        grounds: Vec<String>,
        /// What was used before this trip.
        used: Used,
    },
    /// Not to be used for this trip, and why.
    Refused {
        /// For the driver to read out.
        reason: Reason,
    },
}
