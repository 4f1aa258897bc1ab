//! The authorities that are believed.
//!
//! They come with the installation, never from a card. Three generations of
//! JPKI's authority share one name, so an anchor is found by trying, not by
//! name.

use x509_cert::der::oid::AssociatedOid;
use x509_cert::der::{Document, Encode};
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, KeyUsage, SubjectKeyIdentifier,
};

use crate::algorithm::{KeyKind, verifies};
use crate::{Certificate, CertificateError};

const PEM_BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const PEM_END: &str = "-----END CERTIFICATE-----";

/// The authority certificates of an installation, at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustAnchors(Vec<Anchor>);

/// One authority: its certificate and what verifying needs of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Anchor {
    certificate: Certificate,
    key_kind: KeyKind,
    spki_der: Vec<u8>,
}

/// Why a certificate cannot be an anchor. Positions count from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnchorError {
    /// There is none.
    #[error("no authority certificate found; give at least one, as PEM (BEGIN CERTIFICATE)")]
    None,
    /// The PEM armour is broken.
    #[error("authority certificate {position} is not valid PEM")]
    Pem {
        /// Which one.
        position: usize,
    },
    /// Not a certificate.
    #[error("authority certificate {position} cannot be read")]
    Certificate {
        /// Which one.
        position: usize,
        /// Why.
        #[source]
        source: CertificateError,
    },
    /// Not a self-signed authority with a key we believe.
    #[error(
        "authority certificate {position} is not a self-signed authority with an RSA-2048 (or larger) or P-384 key"
    )]
    NotAnAuthority {
        /// Which one.
        position: usize,
    },
}

impl TrustAnchors {
    /// All certificates in a PEM text; what stands between them is ignored.
    pub fn from_pem(text: &str) -> Result<Self, AnchorError> {
        let ders = text
            .split_inclusive(PEM_END)
            .filter_map(|part| part.find(PEM_BEGIN).and_then(|at| part.get(at..)))
            .enumerate()
            .map(|(index, block)| {
                Document::from_pem(block)
                    .map(|(_label, document)| document.into_vec())
                    .map_err(|_not_pem| AnchorError::Pem {
                        position: index + 1,
                    })
            })
            .collect::<Result<Vec<_>, _>>()?;
        Self::from_der(ders)
    }

    /// The certificates in `ders`.
    pub fn from_der(ders: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Result<Self, AnchorError> {
        let anchors = ders
            .into_iter()
            .enumerate()
            .map(|(index, der)| Anchor::read(der.as_ref(), index + 1))
            .collect::<Result<Vec<_>, _>>()?;
        if anchors.is_empty() {
            return Err(AnchorError::None);
        }
        Ok(Self(anchors))
    }

    /// The authority certificates, in the order given.
    pub fn certificates(&self) -> impl Iterator<Item = &Certificate> {
        self.0.iter().map(|anchor| &anchor.certificate)
    }

    /// The anchors named as the issuer of `certificate`, those whose key
    /// identifier it names first.
    pub(crate) fn named_by(&self, certificate: &Certificate) -> Vec<&Anchor> {
        let tbs = certificate.parsed.tbs_certificate();
        let key_id = certificate
            .extension::<AuthorityKeyIdentifier>()
            .and_then(|id| id.key_identifier);
        let mut named: Vec<_> = self
            .0
            .iter()
            .filter(|anchor| anchor.certificate.parsed.tbs_certificate().subject() == tbs.issuer())
            .collect();
        named.sort_by_key(|anchor| {
            let own = anchor.certificate.extension::<SubjectKeyIdentifier>();
            own.map(|id| id.0) != key_id
        });
        named
    }
}

impl Anchor {
    fn read(der: &[u8], position: usize) -> Result<Self, AnchorError> {
        let certificate = Certificate::parse(der)
            .map_err(|source| AnchorError::Certificate { position, source })?;
        Self::from_certificate(certificate).ok_or(AnchorError::NotAnAuthority { position })
    }

    fn from_certificate(certificate: Certificate) -> Option<Self> {
        let spki = certificate
            .parsed
            .tbs_certificate()
            .subject_public_key_info();
        let anchor = Self {
            key_kind: KeyKind::of(spki)?,
            spki_der: spki.to_der().ok()?,
            certificate,
        };
        let constraints = anchor.certificate.extension::<BasicConstraints>()?;
        let usage = anchor.certificate.extension::<KeyUsage>()?;
        let is_authority = constraints.ca && usage.key_cert_sign();
        (is_authority && anchor.signed(&anchor.certificate)).then_some(anchor)
    }

    /// Whether this authority's key signed `certificate`.
    pub(crate) fn signed(&self, certificate: &Certificate) -> bool {
        let parsed = &certificate.parsed;
        let Some(algorithm) = self.key_kind.of_authority(parsed.signature_algorithm()) else {
            return false;
        };
        let (Ok(message), Some(signature)) = (
            parsed.tbs_certificate().to_der(),
            parsed.signature().as_bytes(),
        ) else {
            return false;
        };
        verifies(algorithm, &self.spki_der, &message, signature)
    }

    /// Whether the authority was itself valid when it issued `certificate`.
    pub(crate) fn was_valid_at_issue_of(&self, certificate: &Certificate) -> bool {
        (self.certificate.not_before()..=self.certificate.not_after())
            .contains(&certificate.not_before())
    }
}

impl Certificate {
    /// The one extension of this kind, if it is there and can be read.
    pub(crate) fn extension<T>(&self) -> Option<T>
    where
        T: for<'a> x509_cert::der::Decode<'a> + AssociatedOid,
    {
        use x509_cert::der::Decode;
        self.parsed
            .tbs_certificate()
            .extensions()?
            .iter()
            .find(|extension| extension.extn_id == T::OID)
            .and_then(|extension| <T as Decode>::from_der(extension.extn_value.as_bytes()).ok())
    }
}
