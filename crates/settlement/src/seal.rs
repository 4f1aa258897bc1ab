//! Sealing (封印) what would hurt if the database were read by others: bank
//! accounts, bank files, and the secrets of second factors. Not sealed, since they are
//! not stored: certificates and their serials, of which only a digest is kept.
//!
//! A value is sealed with AES-256-GCM under a key that is in a file beside the
//! service's key and never in the database, bound to municipality, table, row and
//! column: a sealed value that is moved to another place does not open. aws-lc-rs
//! has the processor's AES and is linked anyway; nonces are random, which is safe
//! for far more values (2^32) than a key here ever seals.
//!
//! A key file has a line for each key, `ID KEY` in hexadecimal: the first seals, all
//! open. So a new key is put in front, what is stored is sealed anew
//! ([`reseal`]), and then the old line can go. There is no way back from a lost
//! file: it belongs into the backup, apart from the database's.

mod account;
mod rows;

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::MunicipalityCode;

use crate::service::random;
use crate::{Error, Result};

pub(crate) use account::AccountEntryName;
pub use rows::{Resealed, is_anything_sealed, reseal};

/// What a sealed value begins with, followed by the key's id and the secret.
const PREFIX: &str = "sealed:";

/// The keys of a service, the one that seals first.
pub struct SealKeys {
    first: SealKey,
    older: Vec<SealKey>,
}

struct SealKey {
    id: String,
    key: LessSafeKey,
}

/// Where a value stands.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) municipality: MunicipalityCode,
    pub(crate) table: &'static str,
    /// The rest of the row's key.
    pub(crate) row: &'a str,
    pub(crate) column: &'static str,
}

impl<'a> Place<'a> {
    /// The bank file of a batch.
    pub(crate) const fn of_bank_file(municipality: MunicipalityCode, batch: &'a str) -> Self {
        Self {
            municipality,
            table: "payout_batch",
            row: batch,
            column: "file",
        }
    }

    /// Ids hold neither tab nor space, so no two places are written alike.
    fn aad(&self) -> Aad<String> {
        Aad::from(
            [
                self.municipality.as_str(),
                self.table,
                self.row,
                self.column,
            ]
            .join("\t"),
        )
    }
}

/// A key file that cannot be used. Says nothing of what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileError {
    /// There is no key in it.
    #[error("there is no key in the file")]
    Empty,
    /// A line is not `ID KEY`.
    #[error("line {0} is not an id of 8 and a key of 64 hexadecimal digits")]
    Line(usize),
}

impl SealKeys {
    /// From a key file's text.
    pub fn parse(text: &str) -> std::result::Result<Self, KeyFileError> {
        let mut keys = text
            .lines()
            .zip(1..)
            .map(|(line, number)| SealKey::parse(line).ok_or(KeyFileError::Line(number)));
        let first = keys.next().ok_or(KeyFileError::Empty)??;
        Ok(Self {
            first,
            older: keys.collect::<std::result::Result<_, _>>()?,
        })
    }

    /// A line of a key file, with a new key.
    pub fn new_line() -> Result<String> {
        let (id, key): ([u8; 4], [u8; 32]) = (random()?, random()?);
        Ok(format!("{} {}\n", hex::encode(id), hex::encode(key)))
    }

    /// What values begin with that are sealed by the first key.
    pub(crate) fn current(&self) -> String {
        format!("{PREFIX}{}:", self.first.id)
    }

    pub(crate) fn seal(&self, place: Place<'_>, plain: impl AsRef<[u8]>) -> Result<String> {
        let nonce: [u8; NONCE_LEN] = random()?;
        let mut sealed = plain.as_ref().to_vec();
        self.first
            .key
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                place.aad(),
                &mut sealed,
            )
            .map_err(|_unspecified| Error::damaged(place.to_string(), "it cannot be sealed"))?;
        let secret = [nonce.as_slice(), &sealed].concat();
        Ok(self.current() + &BASE64_URL_SAFE_NO_PAD.encode(secret))
    }

    pub(crate) fn open(&self, place: Place<'_>, stored: &str) -> Result<String> {
        String::from_utf8(self.open_bytes(place, stored)?)
            .map_err(|_bytes| Error::damaged(place.to_string(), "it is not text"))
    }

    /// What was sealed, if that is no text.
    pub(crate) fn open_bytes(&self, place: Place<'_>, stored: &str) -> Result<Vec<u8>> {
        self.try_open(place, stored)
            .map_err(|problem| Error::damaged(place.to_string(), problem))
    }

    fn try_open(
        &self,
        place: Place<'_>,
        stored: &str,
    ) -> std::result::Result<Vec<u8>, &'static str> {
        let (id, secret) = stored
            .strip_prefix(PREFIX)
            .and_then(|rest| rest.split_once(':'))
            .ok_or("it is not sealed; mytaku key reseal --plain seals what is from before there were seals")?;
        let key = std::iter::once(&self.first)
            .chain(&self.older)
            .find(|key| key.id == id)
            .ok_or("the key it was sealed with is not in the key file")?;
        let secret = BASE64_URL_SAFE_NO_PAD
            .decode(secret)
            .map_err(|_text| "it is not base64url")?;
        let (nonce, sealed) = secret
            .split_first_chunk::<NONCE_LEN>()
            .ok_or("it is too short")?;
        let mut sealed = sealed.to_vec();
        let plain = key
            .key
            .open_in_place(
                Nonce::assume_unique_for_key(*nonce),
                place.aad(),
                &mut sealed,
            )
            .map_err(|_unspecified| "it was changed, or moved here from another place")?;
        Ok(plain.to_vec())
    }
}

impl SealKey {
    fn parse(line: &str) -> Option<Self> {
        let (id, key) = line.split_once(' ')?;
        let mut secret = [0; 32];
        hex::decode_to_slice(key.trim_end(), &mut secret).ok()?;
        let is_id = id.len() == 8 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        let key = UnboundKey::new(&AES_256_GCM, &secret).ok()?;
        is_id.then(|| Self {
            id: id.to_owned(),
            key: LessSafeKey::new(key),
        })
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} {}", self.column, self.table, self.row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(row: &str) -> Place<'_> {
        Place {
            municipality: "102016".parse().unwrap(),
            table: "operator",
            row,
            column: "account_number",
        }
    }

    #[test]
    fn a_value_opens_where_it_was_sealed_and_nowhere_else() {
        let keys = SealKeys::parse(&SealKeys::new_line().unwrap()).unwrap();
        let sealed = keys.seal(place("op-1"), "1234567").unwrap();
        assert!(!sealed.contains("1234567"));
        assert_ne!(sealed, keys.seal(place("op-1"), "1234567").unwrap());
        assert_eq!(keys.open(place("op-1"), &sealed).unwrap(), "1234567");
        let moved = [
            place("op-2"),
            Place {
                municipality: "102024".parse().unwrap(),
                ..place("op-1")
            },
            Place {
                table: "payer",
                ..place("op-1")
            },
            Place {
                column: "account_name",
                ..place("op-1")
            },
        ];
        for other in moved {
            assert!(keys.open(other, &sealed).is_err());
        }
        for damaged in [
            "1234567",
            "sealed:",
            "sealed:00000000:AA",
            sealed.strip_suffix(|_any: char| true).unwrap(),
        ] {
            assert!(keys.open(place("op-1"), damaged).is_err(), "{damaged}");
        }
    }

    #[test]
    fn the_first_key_seals_and_all_open() {
        let (old, new) = (SealKeys::new_line().unwrap(), SealKeys::new_line().unwrap());
        let before = SealKeys::parse(&old).unwrap();
        let sealed = before.seal(place("op-1"), "1").unwrap();
        let both = SealKeys::parse(&format!("{new}{old}")).unwrap();
        assert_eq!(both.open(place("op-1"), &sealed).unwrap(), "1");
        assert!(
            both.seal(place("op-1"), "1")
                .unwrap()
                .starts_with(&both.current())
        );
        let after = SealKeys::parse(&new).unwrap();
        assert!(after.open(place("op-1"), &sealed).is_err());
    }

    #[test]
    fn a_file_without_a_good_key_is_refused_by_its_line() {
        assert_eq!(SealKeys::parse("").err(), Some(KeyFileError::Empty));
        let good = SealKeys::new_line().unwrap();
        for bad in ["x", "0123456 00", "zzzzzzzz 00"] {
            let text = format!("{good}{bad}");
            assert_eq!(SealKeys::parse(&text).err(), Some(KeyFileError::Line(2)));
        }
    }
}
