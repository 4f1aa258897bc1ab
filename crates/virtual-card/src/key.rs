//! Keys of virtual cards and of the test authority.
//!
//! Made by aws-lc, which is quick, and used through `rsa`, which signs what it
//! is given without looking at it, as the card does.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use p384::ecdsa::SigningKey as P384SigningKey;
use rsa::Generate as _;
use rsa::pkcs1v15::Pkcs1v15Sign;
use rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey, EncodePublicKey};
use rsa::traits::PublicKeyParts;

/// A private key: RSA-2048 as today's cards have, or P-384 as the next
/// generation is announced to have.
#[derive(Clone, Debug)]
pub enum CardKey {
    /// RSA-2048, e = 65537.
    Rsa(Box<rsa::PrivateKey>),
    /// NIST P-384.
    P384(Box<P384SigningKey>),
}

/// A key could not be made, read or used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// No entropy, or a fault in the library.
    #[error("a key could not be made")]
    Generate,
    /// Not PKCS#8 of RSA or P-384.
    #[error("a key is neither RSA nor P-384 in PKCS#8")]
    Form,
    /// Too long for the key, or a kind that does not sign raw data.
    #[error("a key cannot sign this")]
    Sign,
}

impl CardKey {
    /// A fresh RSA-2048 key.
    pub fn rsa() -> Result<Self, KeyError> {
        let pair =
            KeyPair::generate(KeySize::Rsa2048).map_err(|_unspecified| KeyError::Generate)?;
        let der: Pkcs8V1Der<'_> = pair.as_der().map_err(|_unspecified| KeyError::Generate)?;
        Self::from_pkcs8(der.as_ref())
    }

    /// A fresh P-384 key.
    pub fn p384() -> Self {
        Self::P384(Box::new(P384SigningKey::generate()))
    }

    /// Reads PKCS#8.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, KeyError> {
        rsa::PrivateKey::from_pkcs8_der(der)
            .map(|key| Self::Rsa(Box::new(key)))
            .or_else(|_not_rsa| {
                P384SigningKey::from_pkcs8_der(der).map(|key| Self::P384(Box::new(key)))
            })
            .map_err(|_not_p384| KeyError::Form)
    }

    /// As PKCS#8.
    pub fn to_pkcs8(&self) -> Result<Vec<u8>, KeyError> {
        let document = match self {
            Self::Rsa(key) => key.to_pkcs8_der(),
            Self::P384(key) => key.to_pkcs8_der(),
        };
        document
            .map(|document| document.as_bytes().to_vec())
            .map_err(|_cannot_encode| KeyError::Form)
    }

    /// The public half as DER `SubjectPublicKeyInfo`.
    pub fn spki_der(&self) -> Result<Vec<u8>, KeyError> {
        let document = match self {
            Self::Rsa(key) => key.to_public_key().to_public_key_der(),
            Self::P384(key) => key.verifying_key().to_public_key_der(),
        };
        document
            .map(rsa::pkcs8::Document::into_vec)
            .map_err(|_cannot_encode| KeyError::Form)
    }

    /// Modulus and exponent, big-endian without leading zeros; RSA only.
    pub fn rsa_parts(&self) -> Option<(Vec<u8>, Vec<u8>)> {
        match self {
            Self::Rsa(key) => Some((key.n_bytes().into(), key.e_bytes().into())),
            Self::P384(_) => None,
        }
    }

    /// What the card does on `80 2A 00`: pads `data` (PKCS#1 v1.5, type 1) and
    /// signs, whatever it is. How a P-384 card will sign is not public.
    pub fn sign_raw(&self, data: &[u8]) -> Result<Vec<u8>, KeyError> {
        match self {
            Self::Rsa(key) => key
                .sign(Pkcs1v15Sign::new_unprefixed(), data)
                .map_err(|_too_long| KeyError::Sign),
            Self::P384(_) => Err(KeyError::Sign),
        }
    }
}
