//! JSON Web Signatures, the one form of them that mytaku uses: compact
//! serialisation (RFC 7515, section 7.1) with `EdDSA` over Ed25519 (RFC 8037).
//!
//! The header is fixed but for what it signs and who signed, so nothing is
//! negotiated and no other algorithm can be slipped in. A JWS is kept and
//! passed on as the text that was signed, never re-encoded. Not for tokens:
//! there are no claims with a meaning of their own here.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::Digest;
use ed25519_dalek::Signer as _;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What a JWS is for; signed with it, so that one kind cannot pass as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A trip record, by a terminal.
    #[serde(rename = "mytaku-trip+json")]
    Trip,
    /// A request to the service, by a terminal.
    #[serde(rename = "mytaku-request+json")]
    Request,
    /// A bundle, by the service.
    #[serde(rename = "mytaku-bundle+zlib")]
    Bundle,
    /// An enrolment, by the key that is being enrolled.
    #[serde(rename = "mytaku-enrolment+json")]
    Enrolment,
    /// A rotation, by the key that a terminal has and by the one to follow it.
    #[serde(rename = "mytaku-rotation+json")]
    Rotation,
}

/// Why a text is not a JWS that can be trusted.
#[derive(Debug, thiserror::Error)]
pub enum JwsError {
    /// Not `header.payload.signature` in base64url.
    #[error("not a compact JWS: expected header.payload.signature in base64url")]
    Form,
    /// The header is not the one that mytaku writes.
    #[error("the JWS header is not one of mytaku's: expected alg EdDSA, typ and kid")]
    Header,
    /// A JWS for something else.
    #[error("the JWS is a {found:?}, expected a {expected:?}")]
    Kind {
        /// What was wanted.
        expected: Kind,
        /// What its header says.
        found: Kind,
    },
    /// Signed by another key, or changed since.
    #[error("the signature does not fit: changed since it was signed, or signed by another key")]
    Signature,
    /// The signature is good, but the payload is not what it should be.
    #[error("the signed payload is not a valid {kind:?}: {problem}")]
    Payload {
        /// What was wanted.
        kind: Kind,
        /// What is wrong with it, and where.
        problem: String,
    },
    /// Not 32 bytes of a point on the curve.
    #[error("a public key is 32 bytes of Ed25519 in base64url")]
    PublicKey,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header<'a> {
    alg: Algorithm,
    typ: Kind,
    #[serde(borrow)]
    kid: std::borrow::Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
enum Algorithm {
    #[serde(rename = "EdDSA")]
    EdDsa,
}

/// An Ed25519 key pair: a terminal's, or the service's own.
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// From 32 bytes of the operating system's randomness.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs `payload` as a `kind` in the name of `key_id`.
    pub fn sign<T: Serialize>(
        &self,
        kind: Kind,
        key_id: &str,
        payload: &T,
    ) -> Result<Jws, serde_json::Error> {
        self.sign_bytes(kind, key_id, &serde_json::to_vec(payload)?)
    }

    /// The same for a payload that is not JSON.
    pub(crate) fn sign_bytes(
        &self,
        kind: Kind,
        key_id: &str,
        payload: &[u8],
    ) -> Result<Jws, serde_json::Error> {
        let header = Header {
            alg: Algorithm::EdDsa,
            typ: kind,
            kid: key_id.into(),
        };
        let mut text = BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(&header)?);
        text.push('.');
        BASE64_URL_SAFE_NO_PAD.encode_string(payload, &mut text);
        let signature = self.0.sign(text.as_bytes());
        text.push('.');
        BASE64_URL_SAFE_NO_PAD.encode_string(signature.to_bytes(), &mut text);
        Ok(Jws(text))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey(public {})", self.public())
    }
}

/// The public half of a [`SigningKey`]; text is base64url of its 32 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct PublicKey(ed25519_dalek::VerifyingKey);

impl PublicKey {
    /// The 32 bytes, for SQL.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }
}

impl TryFrom<&[u8]> for PublicKey {
    type Error = JwsError;

    fn try_from(bytes: &[u8]) -> Result<Self, JwsError> {
        let bytes = bytes
            .try_into()
            .map_err(|_wrong_length| JwsError::PublicKey)?;
        ed25519_dalek::VerifyingKey::from_bytes(bytes)
            .map(Self)
            .map_err(|_not_a_point| JwsError::PublicKey)
    }
}

impl FromStr for PublicKey {
    type Err = JwsError;

    fn from_str(text: &str) -> Result<Self, JwsError> {
        let bytes = BASE64_URL_SAFE_NO_PAD
            .decode(text)
            .map_err(|_not_base64| JwsError::PublicKey)?;
        bytes.as_slice().try_into()
    }
}

impl TryFrom<String> for PublicKey {
    type Error = JwsError;

    fn try_from(text: String) -> Result<Self, JwsError> {
        text.parse()
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        key.to_string()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64_URL_SAFE_NO_PAD.encode(self.as_bytes()))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

/// A signed text, kept exactly as it was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Jws(String);

impl Jws {
    /// A text that claims to be a JWS; nothing is checked before
    /// [`Jws::verify`].
    pub fn unverified(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The signed text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What names this JWS for ever: the digest of its text.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.0)
    }

    /// Who says to have signed it: by this the key is looked up.
    pub fn key_id(&self) -> Result<String, JwsError> {
        let (header, _payload, _signature) = self.parts()?;
        let header = decode(header)?;
        let header: Header<'_> =
            serde_json::from_slice(&header).map_err(|_not_ours| JwsError::Header)?;
        Ok(header.kid.into_owned())
    }

    /// Checks kind and signature, then reads the payload.
    pub fn verify<T: DeserializeOwned>(&self, kind: Kind, key: &PublicKey) -> Result<T, JwsError> {
        let payload = self.verify_bytes(kind, key)?;
        serde_json::from_slice(&payload).map_err(|error| JwsError::Payload {
            kind,
            problem: error.to_string(),
        })
    }

    /// Checks kind and signature, and gives the payload as it is.
    pub(crate) fn verify_bytes(&self, kind: Kind, key: &PublicKey) -> Result<Vec<u8>, JwsError> {
        let (header, payload, signature) = self.parts()?;
        let header = decode(header)?;
        let header: Header<'_> =
            serde_json::from_slice(&header).map_err(|_not_ours| JwsError::Header)?;
        if header.typ != kind {
            return Err(JwsError::Kind {
                expected: kind,
                found: header.typ,
            });
        }
        let signature = ed25519_dalek::Signature::from_slice(&decode(signature)?)
            .map_err(|_wrong_length| JwsError::Form)?;
        key.0
            .verify_strict(self.signed_part().as_bytes(), &signature)
            .map_err(|_mismatch| JwsError::Signature)?;
        decode(payload)
    }

    fn signed_part(&self) -> &str {
        self.0
            .rsplit_once('.')
            .map_or("", |(signed, _signature)| signed)
    }

    fn parts(&self) -> Result<(&str, &str, &str), JwsError> {
        let mut parts = self.0.split('.');
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(header), Some(payload), Some(signature), None) => {
                Ok((header, payload, signature))
            }
            _ => Err(JwsError::Form),
        }
    }
}

fn decode(part: &str) -> Result<Vec<u8>, JwsError> {
    BASE64_URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_not_base64| JwsError::Form)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SigningKey {
        SigningKey::from_seed(&[7; 32])
    }

    /// RFC 8037, appendix A.4 signs with the key of A.1: the same arithmetic
    /// with another header. Here its signature is checked with our key type.
    #[test]
    fn agrees_with_rfc_8037() {
        let public: PublicKey = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
            .parse()
            .unwrap();
        let signed = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
        let signature = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
        let signature = ed25519_dalek::Signature::from_slice(&decode(signature).unwrap()).unwrap();
        assert!(
            public
                .0
                .verify_strict(signed.as_bytes(), &signature)
                .is_ok()
        );
        // …and a text with that header is refused: it says neither kind nor key.
        let text = format!(
            "{signed}.{}",
            BASE64_URL_SAFE_NO_PAD.encode(signature.to_bytes())
        );
        let result = Jws::unverified(text).verify::<serde_json::Value>(Kind::Trip, &public);
        assert!(matches!(result, Err(JwsError::Header)));
    }

    #[test]
    fn what_was_signed_is_read_back() {
        let jws = key()
            .sign(Kind::Trip, "t-1", &serde_json::json!({"a": 1}))
            .unwrap();
        assert_eq!(jws.key_id().unwrap(), "t-1");
        let payload: serde_json::Value = jws.verify(Kind::Trip, &key().public()).unwrap();
        assert_eq!(payload, serde_json::json!({"a": 1}));
    }

    #[test]
    fn one_kind_does_not_pass_as_another() {
        let jws = key().sign(Kind::Request, "t-1", &1).unwrap();
        let result = jws.verify::<i32>(Kind::Trip, &key().public());
        assert!(matches!(result, Err(JwsError::Kind { .. })));
    }

    #[test]
    fn any_changed_character_is_noticed() {
        let jws = key()
            .sign(Kind::Trip, "t-1", &serde_json::json!({"fare": 1500}))
            .unwrap();
        for index in 0..jws.as_str().len() {
            let mut bytes = jws.as_str().as_bytes().to_vec();
            bytes[index] = if bytes[index] == b'A' { b'B' } else { b'A' };
            let changed = Jws::unverified(String::from_utf8(bytes).unwrap());
            let result = changed.verify::<serde_json::Value>(Kind::Trip, &key().public());
            assert!(result.is_err(), "character {index}");
        }
    }

    #[test]
    fn another_key_is_refused() {
        let jws = key().sign(Kind::Trip, "t-1", &1).unwrap();
        let other = SigningKey::from_seed(&[8; 32]).public();
        assert!(matches!(
            jws.verify::<i32>(Kind::Trip, &other),
            Err(JwsError::Signature)
        ));
    }

    #[test]
    fn garbage_is_an_error() {
        for text in ["", ".", "..", "...", "a.b.c", "e30.e30.e30", "運賃.1.2"] {
            assert!(
                Jws::unverified(text)
                    .verify::<i32>(Kind::Trip, &key().public())
                    .is_err()
            );
            assert!(Jws::unverified(text).key_id().is_err());
        }
    }
}
