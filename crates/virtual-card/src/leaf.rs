//! What a certificate is asked to say, rightly or wrongly.

use domain::Timestamp;
use x509_cert::der::asn1::{ObjectIdentifier, OctetString};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::KeyUsages;

use crate::AuthorityError;

/// Authentication certificates of test cards.
const AUTHENTICATION_POLICY: &str = "1.2.392.200149.8.5.1.0.30";
/// Signature certificates of test cards.
const SIGNATURE_POLICY: &str = "1.2.392.200149.8.5.1.0.20";
/// Five years less a day and a bit, as cards have.
const VALIDITY_S: i64 = 5 * 365 * 24 * 60 * 60;

/// The contents of a person's certificate. Every field can be set wrongly, so
/// that a checker can be tried.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// First moment, to the second.
    pub not_before: Timestamp,
    /// Last moment, to the second.
    pub not_after: Timestamp,
    /// Key usage, critical; absent when `None`.
    pub key_usage: Option<KeyUsages>,
    /// Whether extended key usage is there and says clientAuth.
    pub client_auth: bool,
    /// Certificate policy, critical; absent when `None`.
    pub policy: Option<String>,
    /// Basic constraints with CA set.
    pub authority: bool,
    /// Anything else.
    pub extra: Vec<Extension>,
}

impl Leaf {
    /// An authentication certificate (利用者証明用) as test cards have it, of
    /// which a year has passed at `at`.
    pub fn authentication(at: Timestamp) -> Self {
        let not_before = at.plus_seconds(-VALIDITY_S / 5);
        Self {
            not_before,
            not_after: not_before.plus_seconds(VALIDITY_S),
            key_usage: Some(KeyUsages::DigitalSignature),
            client_auth: true,
            policy: Some(AUTHENTICATION_POLICY.to_owned()),
            authority: false,
            extra: Vec::new(),
        }
    }

    /// A signature certificate (署名用), without the holder's name and address
    /// that a real one carries.
    pub fn signature(at: Timestamp) -> Self {
        Self {
            client_auth: false,
            policy: Some(SIGNATURE_POLICY.to_owned()),
            ..Self::authentication(at)
        }
    }

    /// The same, expired a day before `at`.
    #[must_use]
    pub fn expired(mut self, at: Timestamp) -> Self {
        self.not_after = at.plus_seconds(-24 * 60 * 60);
        self
    }

    /// The same with an extension that nobody knows.
    pub fn with_unknown_extension(mut self, critical: bool) -> Result<Self, AuthorityError> {
        self.extra.push(Extension {
            extn_id: ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.255"),
            critical,
            extn_value: OctetString::new(*b"\x05\x00")?,
        });
        Ok(self)
    }
}
