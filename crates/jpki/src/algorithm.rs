//! The algorithms that are believed, as pairs of signature and key.
//!
//! The pair comes from the certificate and the authority's key together, never
//! from one of them, so a signature cannot choose a weaker reading of a key.
//! Two pairs exist: what cards carry today, and what the next generation of
//! cards is announced to carry (Digital Agency, task force report of
//! 2024-03-18).

use aws_lc_rs::signature::{
    self, ECDSA_P384_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, ParsedPublicKey,
    RSA_PKCS1_2048_8192_SHA256, RsaParameters, VerificationAlgorithm,
};
use x509_cert::der::Encode;
use x509_cert::der::asn1::{AnyRef, ObjectIdentifier};
use x509_cert::der::oid::db::rfc5912::{
    ECDSA_WITH_SHA_384, ID_EC_PUBLIC_KEY, RSA_ENCRYPTION, SECP_384_R_1, SHA_256_WITH_RSA_ENCRYPTION,
};
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

/// A kind of public key that may sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyKind {
    /// RSA of 2048 bits or more.
    Rsa,
    /// The NIST curve P-384.
    P384,
}

impl KeyKind {
    /// The kind of `spki`, if it is one of ours with the parameters it must
    /// have (RFC 3279 2.3.1, RFC 5480 2.1.1).
    pub(crate) fn of(spki: &SubjectPublicKeyInfoOwned) -> Option<Self> {
        let algorithm = &spki.algorithm;
        let kind = if algorithm.oid == RSA_ENCRYPTION && has_null_parameters(algorithm) {
            Self::Rsa
        } else if algorithm.oid == ID_EC_PUBLIC_KEY && names_curve(algorithm, SECP_384_R_1) {
            Self::P384
        } else {
            return None;
        };
        // aws-lc decides on exponent and point; on size only when it verifies,
        // which would be too late for a key that is merely certified.
        ParsedPublicKey::new(kind.of_chip(), spki.to_der().ok()?).ok()?;
        (kind == Self::P384 || is_long_enough(spki)).then_some(kind)
    }

    /// How a chip signs a challenge of 32 bytes with such a key.
    pub(crate) fn of_chip(self) -> &'static dyn VerificationAlgorithm {
        match self {
            Self::Rsa => &RSA_PKCS1_2048_8192_SHA256,
            Self::P384 => &ECDSA_P384_SHA256_ASN1,
        }
    }

    /// How an authority with such a key signs certificates, if `algorithm`
    /// names that way.
    pub(crate) fn of_authority(
        self,
        algorithm: &AlgorithmIdentifierOwned,
    ) -> Option<&'static dyn VerificationAlgorithm> {
        match self {
            Self::Rsa
                if algorithm.oid == SHA_256_WITH_RSA_ENCRYPTION
                    && has_null_parameters(algorithm) =>
            {
                Some(&RSA_PKCS1_2048_8192_SHA256)
            }
            Self::P384 if algorithm.oid == ECDSA_WITH_SHA_384 && algorithm.parameters.is_none() => {
                Some(&ECDSA_P384_SHA384_ASN1)
            }
            Self::Rsa | Self::P384 => None,
        }
    }
}

/// Whether `signature` over `message` is by the key in `spki_der`.
pub(crate) fn verifies(
    algorithm: &'static dyn VerificationAlgorithm,
    spki_der: &[u8],
    message: &[u8],
    signature: &[u8],
) -> bool {
    signature::UnparsedPublicKey::new(algorithm, spki_der)
        .verify(message, signature)
        .is_ok()
}

/// Whether any pair of the list has `algorithm` as its signature.
pub(crate) fn is_signature_known(algorithm: &AlgorithmIdentifierOwned) -> bool {
    [KeyKind::Rsa, KeyKind::P384]
        .into_iter()
        .any(|kind| kind.of_authority(algorithm).is_some())
}

/// Whether an RSA modulus has 2048 to 8192 bits.
fn is_long_enough(spki: &SubjectPublicKeyInfoOwned) -> bool {
    let algorithm = &RSA_PKCS1_2048_8192_SHA256;
    RsaParameters::public_modulus_len(spki.subject_public_key.raw_bytes()).is_ok_and(|bits| {
        (algorithm.min_modulus_len()..=algorithm.max_modulus_len()).contains(&bits)
    })
}

fn has_null_parameters(algorithm: &AlgorithmIdentifierOwned) -> bool {
    algorithm
        .parameters
        .as_ref()
        .is_some_and(|parameters| AnyRef::from(parameters) == AnyRef::NULL)
}

fn names_curve(algorithm: &AlgorithmIdentifierOwned, curve: ObjectIdentifier) -> bool {
    algorithm
        .parameters
        .as_ref()
        .and_then(|parameters| parameters.decode_as::<ObjectIdentifier>().ok())
        == Some(curve)
}
