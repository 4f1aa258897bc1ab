//! One reading of a card, with its evidence and the answer to it; or a number in its place.
//!
//! In this order: what lies there, its certificate, whether that is a
//! resident's, whether the card was tapped before, the chip's answer to a fresh
//! challenge, and what the service says of it all; without the service, what
//! the bundle says. Always up to the chip: a certificate alone can be copied.

mod declared;
mod evidence;
mod timed;
mod verdict;

use std::time::Duration;

use card::Transmit;
use domain::{Assurance, Digest, Reason, ServiceDate, Timestamp, TripId};
use rules::Used;
use serde::{Deserialize, Serialize};
use wire::{Purpose, Tap};

use crate::reasons;
use crate::terminal::Terminal;
use timed::Timed;

/// What a tap is asked for.
#[derive(Clone, Debug)]
pub struct TapRequest<'a> {
    /// The trip.
    pub trip_id: TripId,
    /// When it was boarded.
    pub boarded_at: Timestamp,
    /// Boarding or alighting.
    pub purpose: Purpose,
    /// Uses or tickets offered.
    pub units: Option<u32>,
    /// Which kind of ticket.
    pub instrument: Option<String>,
    /// Whether the driver compared the photo.
    pub photo_checked: bool,
    /// Cards tapped and numbers declared on this trip before.
    pub taken: &'a [Digest],
}

/// A tap that counts, and what is known of the card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptedTap {
    /// The evidence.
    pub tap: Tap,
    /// What it proves: by the service, or, without it, what it will prove if
    /// the chip is the registered one.
    pub assurance: Assurance,
    /// When the registrant was admitted.
    pub registered_on: ServiceDate,
    /// Their grounds that the rules ask for.
    #[serde(default)]
    pub grounds: Vec<String>,
    /// What was used before this trip.
    pub used: Used,
    /// Whether the service said so.
    pub online: bool,
}

/// How a tap ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It counts.
    Accepted(Box<AcceptedTap>),
    /// The card may not be used for this trip.
    Refused(Reason),
    /// The card could not be read, or not be judged: try again.
    Failed(Reason),
}

/// A verdict and what it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// How it ended.
    pub verdict: Verdict,
    /// Commands sent to the card.
    pub apdus: u32,
    /// From the card lying there to the verdict.
    pub total: Duration,
    /// Of that, what was neither the card's time nor the network's.
    pub own: Duration,
}

/// Why a tap ends before it counts.
enum Ended {
    Refused(Reason),
    Failed(Reason),
}

impl Terminal {
    /// Reads the card behind `transmit` and judges it.
    pub fn read_tap(&self, transmit: impl Transmit, request: &TapRequest<'_>) -> Reading {
        let mut timed = Timed::new(transmit);
        let begun = std::time::Instant::now();
        let mut apdus = 0;
        let mut network = Duration::ZERO;
        let verdict = self
            .evidence(&mut timed, request, &mut apdus)
            .and_then(|tap| self.verdict(tap, request, &mut network))
            .map_or_else(Verdict::from, Verdict::accepted);
        let total = begun.elapsed();
        let own = total.saturating_sub(timed.spent()).saturating_sub(network);
        Reading {
            verdict,
            apdus,
            total,
            own,
        }
    }
}

impl Verdict {
    fn accepted(tap: AcceptedTap) -> Self {
        Self::Accepted(Box::new(tap))
    }
}

impl From<Ended> for Verdict {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::Refused(reason) => Self::Refused(reason),
            Ended::Failed(reason) => Self::Failed(reason),
        }
    }
}

impl From<crate::database::DatabaseError> for Ended {
    fn from(error: crate::database::DatabaseError) -> Self {
        Self::Failed(reasons::internal("database", &error))
    }
}

impl From<clock::Error> for Ended {
    fn from(error: clock::Error) -> Self {
        Self::Failed(reasons::internal("clock", &error))
    }
}
