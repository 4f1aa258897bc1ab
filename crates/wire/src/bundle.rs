//! The bundle: all that a terminal needs to work without a network.
//!
//! Signed by the service as a [`crate::Jws`]. It names no registrant and holds
//! no fingerprint in clear.

use domain::{MunicipalityCode, OperatorId, TerminalId, Timestamp, VehicleId};
use serde::{Deserialize, Serialize};

use crate::{NoncePool, RegisteredCards};

/// Rules, filter, nonces and trust anchors for one terminal.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// The tenant.
    pub municipality: MunicipalityCode,
    /// For whom.
    pub terminal: TerminalId,
    /// Where it is fitted.
    pub assignment: VehicleAssignment,
    /// The service's clock.
    pub issued_at: Timestamp,
    /// After this the terminal should not trust it any more and says so.
    pub expires_at: Timestamp,
    /// Scheme files in force, with every version.
    pub schemes: Vec<SchemeFile>,
    /// Which cards are registered.
    pub registered: RegisteredCards,
    /// Fresh numbers for challenges.
    pub nonces: NoncePool,
    /// Certificates of the authorities whose cards are accepted, in PEM.
    pub trust_anchors_pem: String,
    /// Certificate policies that are accepted, as dotted object identifiers.
    /// That of test cards counts by `allow_test_cards` alone.
    #[serde(default)]
    pub certificate_policies: Vec<String>,
    /// Whether cards of the JPKI test hierarchy are accepted. Never in service.
    pub allow_test_cards: bool,
}

/// The vehicle that a terminal is fitted in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VehicleAssignment {
    /// The taxi.
    pub vehicle: VehicleId,
    /// Whose it is.
    pub operator: OperatorId,
}

/// A scheme file as the city published it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeFile {
    /// Its name, for messages: `maebashi.toml`.
    pub name: String,
    /// Its text, verbatim.
    pub text: String,
}
