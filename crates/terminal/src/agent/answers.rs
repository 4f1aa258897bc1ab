//! What the agent answers, as the front door writes it. See `PROTOCOL.md`.

use domain::{Assurance, Reason, TerminalId, Timestamp, TripId, VehicleId, Yen};
use rules::Claim;
use serde::Serialize;

use super::open_trip::DecidedFare;
use crate::outbox::{Counts, Exposure, Stored};
use crate::reasons;

/// To `board` and `cancel`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TripNamed {
    /// Which trip.
    pub trip_id: TripId,
}

/// To `tap` and `declare`, however it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TapEnded {
    /// `accepted` when it counts, or why it does not.
    #[serde(flatten)]
    pub reason: Reason,
    /// What the evidence proves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assurance: Option<Assurance>,
    /// Whether the service said so.
    pub online: bool,
    /// Commands sent to the card.
    pub apdus: u32,
    /// Milliseconds from the card lying there to the outcome.
    pub ms: u128,
    /// Of that, neither the card's nor the network's.
    pub own_ms: u128,
}

impl TapEnded {
    /// No card was read at all.
    pub(super) const fn unread(reason: Reason) -> Self {
        Self {
            reason,
            assurance: None,
            online: false,
            apdus: 0,
            ms: 0,
            own_ms: 0,
        }
    }
}

/// To `alight`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FareDecided {
    /// What the city pays.
    pub subsidy_yen: Yen,
    /// What the passengers pay together.
    pub passenger_pays_yen: Yen,
    /// The disability discount.
    pub discount_yen: Yen,
    /// By which scheme.
    pub scheme: Option<String>,
    /// By which of its versions.
    pub version: Option<String>,
    /// One a tap, in order, with reasons.
    pub claims: Vec<Claim>,
    /// What holds for the whole trip.
    pub reasons: Vec<Reason>,
    /// Whether the service had answered for every tap.
    pub online: bool,
    /// The opposite: the service has the last word still.
    pub provisional: bool,
    /// Subsidies promised without the service so far, this trip included.
    pub at_risk_yen: Yen,
}

impl FareDecided {
    /// `at_risk_yen` is what is promised without the service, this trip
    /// included.
    pub(super) fn new(fare: &DecidedFare, at_risk_yen: Yen) -> Self {
        let decision = fare.decision.as_ref();
        Self {
            subsidy_yen: fare.shown.subsidy_yen,
            passenger_pays_yen: fare.shown.passenger_pays_yen,
            discount_yen: decision.map_or(Yen::ZERO, |decision| decision.discount),
            scheme: decision.map(|decision| decision.scheme.to_string()),
            version: decision.map(|decision| decision.version.clone()),
            claims: decision.map_or_else(Vec::new, |decision| decision.claims.clone()),
            reasons: decision.map_or_else(
                || vec![reasons::no_scheme()],
                |decision| decision.reasons.clone(),
            ),
            online: fare.shown.online,
            provisional: !fare.shown.online,
            at_risk_yen,
        }
    }
}

/// To `sync` and `resend`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Delivered {
    /// What became of the records.
    #[serde(flatten)]
    pub counts: Counts,
    /// Records that still wait.
    pub waiting: u64,
    /// Why it could not be done, or not wholly.
    #[serde(flatten)]
    pub problem: Option<Reason>,
}

/// To `status`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Who this is.
    pub terminal: TerminalId,
    /// Where it is fitted.
    pub vehicle: VehicleId,
    /// The trip under way.
    pub trip: Option<TripUnderWay>,
    /// The newest record.
    pub newest: Option<Stored>,
    /// What is not acknowledged.
    #[serde(flatten)]
    pub exposure: Exposure,
    /// The most that `at_risk_yen` may come to by the scheme in force; none: no
    /// end.
    pub at_risk_limit_yen: Option<Yen>,
    /// The bundle in use.
    pub bundle: Option<BundleStatus>,
    /// Challenges that can still be made.
    pub nonces_left: u64,
    /// By how many seconds the clock was ahead of the service's, when both were
    /// last compared.
    pub clock_off_s: Option<i64>,
    /// What to do about it, if it is too much.
    pub clock: Option<Reason>,
}

/// The trip under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TripUnderWay {
    /// Which.
    pub trip_id: TripId,
    /// Cards accepted.
    pub taps: usize,
    /// Whether the fare is decided.
    pub fare_decided: bool,
}

/// The bundle in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BundleStatus {
    /// When the service made it.
    pub issued_at: Timestamp,
    /// How long ago, in seconds.
    pub age_s: i64,
    /// After this no card is accepted.
    pub expires_at: Timestamp,
    /// Whether that has passed.
    pub expired: bool,
}
