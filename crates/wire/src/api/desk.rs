//! Registering at the city's desk: `POST /v1/registrants` with a card.

use domain::{Digest, RegistrantId, ServiceDate, Timestamp};
use serde::{Deserialize, Serialize};

/// A resident and the card they showed at the desk.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterCard {
    /// Who, by the city's own number.
    pub registrant: RegistrantInput,
    /// The user-authentication certificate, DER in hexadecimal. The service
    /// checks it and keeps its fingerprint, issuer and validity.
    #[serde(with = "hex::serde")]
    pub certificate: Vec<u8>,
    /// The chip's public key for internal authentication, SPKI DER in
    /// hexadecimal; it is pinned.
    #[serde(with = "hex::serde")]
    pub chip_key: Vec<u8>,
    /// The fingerprint of a transit card that the same person put on the reader in the
    /// same session, to be linked with the card: only so is it known whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transit_card: Option<Digest>,
}

/// A registrant (利用登録者) to admit. No name, address or birth date.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistrantInput {
    /// The city's own number.
    pub id: RegistrantId,
    /// From when they may use the scheme.
    pub registered_on: ServiceDate,
    /// Why they are eligible; at least one.
    pub grounds: Vec<GroundInput>,
    /// Uses made on paper in the fiscal year of `registered_on`, before this
    /// system counted.
    #[serde(default)]
    pub uses_before: u32,
}

/// A ground (対象要件) with its own dates.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroundInput {
    /// A ground that the scheme names, such as `age75`.
    pub ground: String,
    /// Its first day.
    pub from: ServiceDate,
    /// Its last day; none while it is open.
    #[serde(default)]
    pub until: Option<ServiceDate>,
    /// What was shown for it: a code, such as `certificate_seen`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

/// The card as it was registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredCard {
    /// The registrant's number.
    pub registrant: RegistrantId,
    /// The card's fingerprint.
    pub fingerprint: Digest,
    /// Who issued its certificate.
    pub issuer: String,
    /// Validity of the certificate.
    pub valid_from: Timestamp,
    /// Its last moment.
    pub valid_until: Timestamp,
    /// The transit card that was linked with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transit_card: Option<Digest>,
    /// Cards of the registrant whose place they took (交換済み): they are shut out, and
    /// what was used by them counts on.
    #[serde(default)]
    pub replaced: Vec<Digest>,
}
