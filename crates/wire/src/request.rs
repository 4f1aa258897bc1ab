//! How a terminal proves that a request is its own.
//!
//! Each request carries, in `Authorization: Mytaku-Terminal <JWS>`, a signed
//! statement of its method, path, body and time. There is no session and no
//! secret that the service would have to keep. A replay within the tolerance
//! does no harm: reading is repeatable and trips are taken in once.

use domain::{Digest, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Jws, JwsError, Kind, PublicKey, SigningKey, TerminalKeyId};

/// How far a terminal's clock may be off, in seconds, before it is told so.
pub const CLOCK_TOLERANCE_S: i64 = 300;

/// The header with the service's clock (RFC 3339) beside a bundle, also beside
/// one that has not changed. It is not signed: good for a warning about a clock
/// that is off, and for nothing else.
pub const SERVICE_TIME: &str = "mytaku-time";

/// What is signed of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedRequest {
    /// `GET` or `POST`.
    pub method: String,
    /// Path without host, such as `/v1/trips`.
    pub path: String,
    /// Digest of the body's bytes (of no bytes where there is no body).
    pub body: Digest,
    /// The terminal's clock.
    pub at: Timestamp,
}

impl SignedRequest {
    /// The scheme of the `Authorization` header.
    pub const SCHEME: &'static str = "Mytaku-Terminal";

    /// The value of the `Authorization` header for a request.
    pub fn authorization(
        key: &SigningKey,
        key_id: &TerminalKeyId,
        (method, path): (&str, &str),
        body: &[u8],
        at: Timestamp,
    ) -> Result<String, serde_json::Error> {
        let request = Self {
            method: method.into(),
            path: path.into(),
            body: Digest::of(body),
            at,
        };
        let jws = key.sign(Kind::Request, &key_id.to_string(), &request)?;
        Ok(format!("{} {}", Self::SCHEME, jws.as_str()))
    }

    /// The JWS in an `Authorization` header; none when it is of another scheme.
    pub fn jws_in(header: &str) -> Option<Jws> {
        let (scheme, jws) = header.split_once(' ')?;
        (scheme == Self::SCHEME).then(|| Jws::unverified(jws.trim()))
    }

    /// Checks the signature; the caller compares method, path, body and time
    /// with what arrived.
    pub fn verify(jws: &Jws, key: &PublicKey) -> Result<Self, JwsError> {
        jws.verify(Kind::Request, key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_request_says_what_was_asked() {
        let key = SigningKey::from_seed(&[7; 32]);
        let terminal: TerminalKeyId = "102016/t-1".parse().unwrap();
        let at: Timestamp = "2026-10-05T10:00:00+09:00".parse().unwrap();
        let header =
            SignedRequest::authorization(&key, &terminal, ("POST", "/v1/trips"), b"{}", at)
                .unwrap();
        let jws = SignedRequest::jws_in(&header).unwrap();
        assert_eq!(jws.key_id().unwrap(), "102016/t-1");
        let request = SignedRequest::verify(&jws, &key.public()).unwrap();
        assert_eq!(request.path, "/v1/trips");
        assert_eq!(request.body, Digest::of("{}"));
        assert_eq!(request.at, at);
        assert!(SignedRequest::jws_in("Bearer abc").is_none());
    }
}
