//! The bundle: all that a terminal needs to work without a network.
//!
//! Signed by the service as a [`Jws`], whose payload is JSON under zlib (RFC
//! 1950): most of it is a filter and the text of scheme files, and a taxi fetches
//! it over the air. It names no registrant and holds no fingerprint in clear.

use domain::{Digest, MunicipalityCode, OperatorId, TerminalId, Timestamp, VehicleId};
use serde::{Deserialize, Serialize};

use crate::{Jws, JwsError, Kind, NoncePool, PublicKey, RegisteredCards, SigningKey};

/// The largest bundle, unpacked, that is read: what unpacks to more is no bundle.
const UNPACKED_MAX: usize = 32 << 20;

/// How hard zlib tries, of 10.
const LEVEL: u8 = 6;

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
    /// Names all of it that matters: the same for as long as nothing but the
    /// time has changed. Its text is the `ETag` without the quotes.
    pub content: Digest,
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

impl Bundle {
    /// Packs and signs the bundle with the service's `key`.
    pub fn sign(&self, key: &SigningKey) -> Result<Jws, serde_json::Error> {
        let json = serde_json::to_vec(self)?;
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(&json, LEVEL);
        key.sign_bytes(Kind::Bundle, self.municipality.as_str(), &packed)
    }

    /// Reads a bundle that the service's `key` signed.
    pub fn verify(jws: &Jws, key: &PublicKey) -> Result<Self, JwsError> {
        let payload = |problem: String| JwsError::Payload {
            kind: Kind::Bundle,
            problem,
        };
        let packed = jws.verify_bytes(Kind::Bundle, key)?;
        let json = miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(&packed, UNPACKED_MAX)
            .map_err(|error| payload(error.to_string()))?;
        serde_json::from_slice(&json).map_err(|error| payload(error.to_string()))
    }
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
