//! A terminal's keys: `POST /v1/terminal/enrolment` and `/v1/terminal/rotation`.

use domain::{Digest, MunicipalityCode, TerminalId};
use serde::{Deserialize, Serialize};

use crate::{Jws, PublicKey, VehicleAssignment};

/// What a new terminal sends: an [`Enrolment`] signed by the very key that it
/// asks to enrol, which proves that the terminal holds it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentRequest {
    /// The key made on the terminal.
    pub public_key: PublicKey,
    /// A JWS of kind `Enrolment` under that key.
    pub enrolment: Jws,
}

/// The payload of an enrolment.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrolment {
    /// The one-time code from the city.
    pub code: String,
}

/// What a terminal sends that wants another key (鍵の更新): the same [`Rotation`],
/// signed by the key it has and by the one that is to follow it. Sending it again
/// is answered again.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RotationRequest {
    /// The new key.
    pub public_key: PublicKey,
    /// A JWS of kind `Rotation` under the key that the terminal has.
    pub by_old: Jws,
    /// A JWS of kind `Rotation` under the new key.
    pub by_new: Jws,
}

/// The payload of a rotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rotation {
    /// Whose key: [`crate::TerminalKeyId`] as text.
    pub terminal: String,
    /// The new key.
    pub public_key: PublicKey,
}

/// The service's answer to an enrolment and to a rotation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrolled {
    /// The tenant.
    pub municipality: MunicipalityCode,
    /// The terminal's name from now on.
    pub terminal: TerminalId,
    /// Where it is fitted.
    pub assignment: VehicleAssignment,
    /// The key that bundles are signed with.
    pub service_key: PublicKey,
    /// The last record of this terminal that was taken in; none: none was. A
    /// device that replaces another goes on after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chain: Option<ChainEnd>,
}

/// The end of a terminal's chain of records, as the service knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainEnd {
    /// The record's sequence number.
    pub sequence: u64,
    /// The digest of its JWS.
    pub record: Digest,
}
