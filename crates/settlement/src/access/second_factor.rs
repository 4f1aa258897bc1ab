//! The second factor: codes of a person's phone (TOTP, RFC 6238).

use domain::{MunicipalityCode, UserId};
use totp_rs::{Builder, Secret, Totp};

use crate::seal::Place;
use crate::service::random;
use crate::{Error, Result};

/// Where a user's secret stands, sealed.
pub(crate) fn place(municipality: MunicipalityCode, user: &str) -> Place<'_> {
    Place {
        municipality,
        table: "user_login",
        row: user,
        column: "second_factor",
    }
}

/// A new secret, as base32.
pub(super) fn new_secret() -> Result<String> {
    let secret: [u8; 20] = random()?;
    Ok(Secret::from(secret).to_base32())
}

/// What a phone reads as a QR code.
pub(super) fn url(municipality: MunicipalityCode, user: &UserId, secret: &str) -> String {
    format!("otpauth://totp/mytaku:{municipality}-{user}?secret={secret}&issuer=mytaku")
}

/// The step of a code that is good now and was not used before: of 30 seconds, one
/// early and one late also counts.
pub(super) fn step_of(secret: &str, code: &str, now_s: i64, last_step: i64) -> Result<Option<i64>> {
    let now_s = u64::try_from(now_s).unwrap_or_default();
    let step = totp(secret)?.check(code, now_s);
    let step = step.and_then(|step| i64::try_from(step).ok());
    Ok(step.filter(|step| *step > last_step))
}

/// Six digits, SHA-1, 30 seconds, one step of tolerance: what every phone has.
fn totp(secret: &str) -> Result<Totp> {
    let damaged = |error: &dyn std::fmt::Display| Error::damaged("second factor", error);
    let secret = Secret::try_from_base32(secret).map_err(|error| damaged(&error))?;
    Builder::new()
        .with_secret(secret)
        .build()
        .map_err(|error| damaged(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: the secret of its test vectors and their last 6 digits.
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn the_vectors_of_the_rfc_are_good_once_and_a_step_off() {
        for (now, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (2_000_000_000, "279037"),
        ] {
            let step = now / 30;
            assert_eq!(step_of(SECRET, code, now, 0).unwrap(), Some(step));
            assert_eq!(step_of(SECRET, code, now, step).unwrap(), None, "used");
            assert_eq!(step_of(SECRET, code, now + 30, 0).unwrap(), Some(step));
            assert_eq!(step_of(SECRET, code, now + 61, 0).unwrap(), None, "late");
            assert_eq!(step_of(SECRET, "000000", now, 0).unwrap(), None);
        }
        for bad in ["", "12345", "１２３４５６", "1234567"] {
            assert_eq!(step_of(SECRET, bad, 59, 0).unwrap(), None);
        }
    }

    #[test]
    fn a_new_secret_is_one() {
        let secret = new_secret().unwrap();
        assert_ne!(secret, new_secret().unwrap());
        assert!(totp(&secret).is_ok());
    }
}
