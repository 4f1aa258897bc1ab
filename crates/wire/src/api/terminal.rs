//! Enrolling a terminal: `POST /v1/terminal/enrolment`.

use domain::{MunicipalityCode, TerminalId};
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

/// The service's answer.
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
}
