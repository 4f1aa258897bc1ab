//! One certificate, read strictly.
//!
//! Strictly means: there is one encoding of what we understood, and it is the
//! one we were given. Otherwise two readers could see two certificates in the
//! same bytes, and a fingerprint would not name one thing.

use std::fmt;

use domain::{Digest, Timestamp};
use x509_cert::der::{Decode, Encode};
use x509_cert::time::Time;

/// A certificate whose bytes are known to be its only encoding.
///
/// It says nothing about who made it: see [`crate::check()`].
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate {
    pub(crate) parsed: x509_cert::Certificate,
    der: Vec<u8>,
    fingerprint: Digest,
    not_before: Timestamp,
    not_after: Timestamp,
}

/// Why bytes are not a certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Not a DER certificate, or bytes follow it.
    #[error("not a DER-encoded X.509 certificate; read the card again")]
    Form(#[source] x509_cert::der::Error),
    /// What was understood encodes differently.
    #[error("the certificate is not in its one canonical encoding; refuse the card")]
    NotCanonical,
    /// The same extension twice (RFC 5280, 4.2).
    #[error("the certificate carries an extension twice; refuse the card")]
    DuplicateExtension,
    /// A validity that no calendar has.
    #[error("the certificate's validity is not a time")]
    Validity,
}

impl Certificate {
    /// Reads `der`, all of it. Filler that a card file holds after the
    /// certificate is for the card reader to cut.
    pub fn parse(der: &[u8]) -> Result<Self, CertificateError> {
        let parsed = x509_cert::Certificate::from_der(der).map_err(CertificateError::Form)?;
        let again = parsed.to_der().map_err(CertificateError::Form)?;
        if again != der {
            return Err(CertificateError::NotCanonical);
        }
        let tbs = parsed.tbs_certificate();
        let mut oids: Vec<_> = tbs
            .extensions()
            .into_iter()
            .flatten()
            .map(|extension| extension.extn_id)
            .collect();
        let count = oids.len();
        oids.sort_unstable();
        oids.dedup();
        if oids.len() != count {
            return Err(CertificateError::DuplicateExtension);
        }
        let not_before = timestamp(tbs.validity().not_before)?;
        let not_after = timestamp(tbs.validity().not_after)?;
        Ok(Self {
            fingerprint: Digest::of(der),
            der: again,
            parsed,
            not_before,
            not_after,
        })
    }

    /// SHA-256 of the DER (指紋): how a credential is found.
    pub const fn fingerprint(&self) -> Digest {
        self.fingerprint
    }

    /// The issuer's name as RFC 4514 text, last attribute first. Several
    /// generations of JPKI share one name: it does not name one authority.
    pub fn issuer(&self) -> String {
        self.parsed.tbs_certificate().issuer().to_string()
    }

    /// First moment of validity.
    pub const fn not_before(&self) -> Timestamp {
        self.not_before
    }

    /// Last moment of validity, itself included.
    pub const fn not_after(&self) -> Timestamp {
        self.not_after
    }

    /// The exact bytes that were read.
    pub fn der(&self) -> &[u8] {
        &self.der
    }
}

/// Without serial or subject: either identifies a person nationwide.
impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("fingerprint", &self.fingerprint)
            .field("not_after", &self.not_after)
            .finish_non_exhaustive()
    }
}

fn timestamp(time: Time) -> Result<Timestamp, CertificateError> {
    // `der` writes its times as RFC 3339 in UTC.
    time.to_date_time()
        .to_string()
        .parse()
        .map_err(|_out_of_calendar| CertificateError::Validity)
}
