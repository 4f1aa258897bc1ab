//! The chip's own key, and whether it answered a challenge.
//!
//! The 券面事項入力補助 application of a card signs any challenge with a key of
//! its own, without a PIN. Its public half is pinned at registration. An answer
//! under it to a fresh challenge says: this chip is here now. A copy of the
//! certificate cannot say that.

use std::fmt;

use x509_cert::der::asn1::{AnyRef, BitString, UintRef};
use x509_cert::der::oid::db::rfc5912::RSA_ENCRYPTION;
use x509_cert::der::{Decode, Encode, Sequence};
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use crate::algorithm::{KeyKind, verifies};

/// The public key of a chip's internal authentication (内部認証), pinned when
/// its holder registered.
#[derive(Clone, PartialEq, Eq)]
pub struct ChipKey {
    kind: KeyKind,
    spki_der: Vec<u8>,
}

/// Why bytes are not a chip's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a public key of a kind that chips use: RSA of 2048 bits or more, or P-384, as DER SubjectPublicKeyInfo"
)]
pub struct ChipKeyError;

/// The answer was not made by this chip's key over this challenge: another
/// chip, a copy of the certificate, or an answer to another challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the chip did not answer the challenge with the key pinned at registration")]
pub struct ChipMismatch;

/// RFC 8017, A.1.1.
#[derive(Sequence)]
struct RsaPublicKey<'a> {
    modulus: UintRef<'a>,
    exponent: UintRef<'a>,
}

impl ChipKey {
    /// Reads a DER `SubjectPublicKeyInfo`, all of it, in its one encoding.
    pub fn from_spki_der(der: &[u8]) -> Result<Self, ChipKeyError> {
        let spki = SubjectPublicKeyInfoOwned::from_der(der).map_err(|_not_spki| ChipKeyError)?;
        Self::from_spki(&spki, der)
    }

    /// From modulus and exponent, big-endian, as a card's EF 0007 holds them.
    pub fn from_rsa_parts(modulus: &[u8], exponent: &[u8]) -> Result<Self, ChipKeyError> {
        let der = rsa_spki(modulus, exponent).map_err(|_not_a_number| ChipKeyError)?;
        Self::from_spki_der(&der)
    }

    fn from_spki(spki: &SubjectPublicKeyInfoOwned, der: &[u8]) -> Result<Self, ChipKeyError> {
        let again = spki.to_der().map_err(|_not_spki| ChipKeyError)?;
        let kind = KeyKind::of(spki).ok_or(ChipKeyError)?;
        if again != der {
            return Err(ChipKeyError);
        }
        Ok(Self {
            kind,
            spki_der: again,
        })
    }

    /// The DER `SubjectPublicKeyInfo`, for storing.
    pub fn spki_der(&self) -> &[u8] {
        &self.spki_der
    }

    /// Whether `signature` answers the challenge made of `challenge_preimage`.
    ///
    /// The chip was sent the SHA-256 of the preimage (as a `DigestInfo` for
    /// RSA). RSA answers are PKCS#1 v1.5, P-384 answers DER ECDSA.
    pub fn verify(&self, challenge_preimage: &[u8], signature: &[u8]) -> Result<(), ChipMismatch> {
        let algorithm = self.kind.of_chip();
        if verifies(algorithm, &self.spki_der, challenge_preimage, signature) {
            Ok(())
        } else {
            Err(ChipMismatch)
        }
    }
}

/// Without the key: it identifies a chip.
impl fmt::Debug for ChipKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChipKey")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

fn rsa_spki(modulus: &[u8], exponent: &[u8]) -> Result<Vec<u8>, x509_cert::der::Error> {
    let key = RsaPublicKey {
        modulus: UintRef::new(modulus)?,
        exponent: UintRef::new(exponent)?,
    };
    let spki = SubjectPublicKeyInfoOwned {
        algorithm: AlgorithmIdentifierOwned {
            oid: RSA_ENCRYPTION,
            parameters: Some(AnyRef::NULL.into()),
        },
        subject_public_key: BitString::from_bytes(&key.to_der()?)?,
    };
    spki.to_der()
}
