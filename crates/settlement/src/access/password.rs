//! Passwords: argon2id, slow for whoever guesses.

use std::sync::OnceLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, Params, PasswordHasher as _, PasswordVerifier as _};

use crate::service::random;
use crate::{Error, Result};

/// Shortest password, in characters.
const LENGTH_MIN: usize = 12;

/// Longest, so that hashing has a bound.
const LENGTH_MAX: usize = 128;

/// What OWASP asks of argon2id at least: 19 MiB, two passes, one lane. They stand in
/// each hash, and one that was made by others is made anew at the next login.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Passwords that are looked at at once, so that the memory has a bound.
pub(crate) const AT_ONCE: usize = 2;

fn hasher() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)
        .map_err(|error| Error::damaged("parameters of argon2", error))?;
    Ok(Argon2::from(params))
}

/// The hash of a password that may be one.
pub(super) fn hash(password: &str) -> Result<String> {
    let length = password.chars().count();
    if !(LENGTH_MIN..=LENGTH_MAX).contains(&length) {
        return Err(Error::invalid(
            "password_length",
            format!("パスワードは{LENGTH_MIN}文字以上{LENGTH_MAX}文字以内にしてください。"),
            format!("A password has {LENGTH_MIN} to {LENGTH_MAX} characters."),
        ));
    }
    hash_any(password)
}

fn hash_any(password: &str) -> Result<String> {
    let salt: [u8; 16] = random()?;
    let hash = hasher()?
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|error| Error::damaged("password", error))?;
    Ok(hash.to_string())
}

/// Whether `password` is the one of `hash`. Without a hash it is not, and finding
/// that out takes as long.
pub(super) fn verify(password: &str, hash: Option<&str>) -> Result<bool> {
    static NOBODYS: OnceLock<String> = OnceLock::new();
    let stored = match (hash, NOBODYS.get()) {
        (Some(hash), _) => hash.to_owned(),
        (None, Some(hash)) => hash.clone(),
        (None, None) => {
            let nobodys: [u8; 16] = random()?;
            let hash = hash_any(&hex::encode(nobodys))?;
            NOBODYS.get_or_init(|| hash).clone()
        }
    };
    let parsed = PasswordHash::new(&stored).map_err(|error| Error::damaged("password", error))?;
    let password = password.chars().take(LENGTH_MAX + 1).collect::<String>();
    let same = hasher()?
        .verify_password(password.as_bytes(), &parsed)
        .is_ok();
    Ok(same && hash.is_some())
}

/// Whether a hash was made with other parameters than today's.
pub(super) fn is_outdated(hash: &str) -> bool {
    !hash.starts_with(&format!(
        "$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}$"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_its_own_and_nobody_has_none() {
        let stored = hash("correct horse battery").unwrap();
        assert!(
            stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{stored}"
        );
        assert_ne!(stored, hash("correct horse battery").unwrap());
        assert!(verify("correct horse battery", Some(&stored)).unwrap());
        assert!(!verify("correct horse batterz", Some(&stored)).unwrap());
        assert!(!verify("correct horse battery", None).unwrap());
        assert!(!is_outdated(&stored));
        assert!(is_outdated(&stored.replace("t=2", "t=1")));
    }

    #[test]
    fn a_short_or_endless_password_is_refused() {
        for bad in ["", "elevenchars", &"x".repeat(LENGTH_MAX + 1)] {
            assert!(hash(bad).is_err());
        }
        assert!(hash("一二三四五六七八九十百千").is_ok());
    }
}
