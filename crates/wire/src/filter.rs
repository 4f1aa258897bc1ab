//! Which cards are registered, without saying which: a salted filter.
//!
//! A terminal without a network can tell "certainly not registered" from
//! "almost certainly registered" (wrong once in 65,536), and whoever steals a
//! terminal learns no fingerprint from it. It holds a binary fuse filter of
//! 16-bit entries, about 2.3 bytes a card. It decides nothing: the service has
//! the last word on every tap.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use domain::Digest;
use serde::{Deserialize, Serialize};
use xorf::{BinaryFuse16, Filter as _};

/// Why a filter could not be built or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// The construction did not converge; another salt will.
    #[error("the filter of registered cards could not be built; try again with another salt")]
    Construction,
    /// The encoded filter contradicts itself.
    #[error("the filter of registered cards is damaged")]
    Damaged,
}

/// The fingerprints of registered cards as a salted filter.
#[derive(Clone)]
pub struct RegisteredCards {
    salt: [u8; 16],
    /// None when no card is registered yet.
    filter: Option<BinaryFuse16>,
}

impl RegisteredCards {
    /// A filter of `fingerprints` under `salt`, which should be another one for other
    /// fingerprints, so that two filters do not tell what changed.
    pub fn build(
        salt: [u8; 16],
        fingerprints: impl IntoIterator<Item = Digest>,
    ) -> Result<Self, FilterError> {
        let mut keys: Vec<u64> = fingerprints
            .into_iter()
            .map(|fingerprint| key(&salt, fingerprint))
            .collect();
        keys.sort_unstable();
        keys.dedup();
        let filter = if keys.is_empty() {
            None
        } else {
            Some(BinaryFuse16::try_from(keys).map_err(|_no_solution| FilterError::Construction)?)
        };
        Ok(Self { salt, filter })
    }

    /// False: certainly not registered. True: registered, but for one in 65,536.
    pub fn may_contain(&self, fingerprint: Digest) -> bool {
        self.filter
            .as_ref()
            .is_some_and(|filter| filter.contains(&key(&self.salt, fingerprint)))
    }
}

fn key(salt: &[u8; 16], fingerprint: Digest) -> u64 {
    let digest = Digest::of_parts([salt.as_slice(), fingerprint.as_bytes()]);
    let first = digest.as_bytes().first_chunk().copied().unwrap_or_default();
    u64::from_be_bytes(first)
}

/// As it crosses the network.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Encoded {
    #[serde(with = "hex::serde")]
    salt: [u8; 16],
    filter: Option<EncodedFilter>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EncodedFilter {
    /// As text: JSON readers elsewhere lose digits of 64-bit numbers.
    #[serde(with = "hex::serde")]
    seed: [u8; 8],
    segment_length: u32,
    segment_count_length: u32,
    /// 16-bit entries, little-endian, in base64.
    entries: String,
}

impl Serialize for RegisteredCards {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let filter = self.filter.as_ref().map(|filter| EncodedFilter {
            seed: filter.descriptor.seed.to_be_bytes(),
            segment_length: filter.descriptor.segment_length,
            segment_count_length: filter.descriptor.segment_count_length,
            entries: BASE64_STANDARD_NO_PAD.encode(
                filter
                    .fingerprints
                    .iter()
                    .flat_map(|e| e.to_le_bytes())
                    .collect::<Vec<_>>(),
            ),
        });
        Encoded {
            salt: self.salt,
            filter,
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RegisteredCards {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let encoded = Encoded::deserialize(deserializer)?;
        let filter = encoded
            .filter
            .map(decode)
            .transpose()
            .map_err(serde::de::Error::custom)?;
        Ok(Self {
            salt: encoded.salt,
            filter,
        })
    }
}

/// Admits only what a look-up can never run out of.
fn decode(encoded: EncodedFilter) -> Result<BinaryFuse16, FilterError> {
    let bytes = BASE64_STANDARD_NO_PAD
        .decode(encoded.entries)
        .map_err(|_not_base64| FilterError::Damaged)?;
    let (pairs, rest) = bytes.as_chunks::<2>();
    let needed = u64::from(encoded.segment_count_length) + 2 * u64::from(encoded.segment_length);
    let enough = u64::try_from(pairs.len()).is_ok_and(|entries| entries >= needed);
    let sound = encoded.segment_length.is_power_of_two()
        && encoded.segment_count_length > 0
        && enough
        && rest.is_empty();
    if !sound {
        return Err(FilterError::Damaged);
    }
    // The crate hides the type of a filter's descriptor, but not its serde form.
    let filter = serde_json::json!({
        "seed": u64::from_be_bytes(encoded.seed),
        "segment_length": encoded.segment_length,
        "segment_length_mask": encoded.segment_length - 1,
        "segment_count_length": encoded.segment_count_length,
        "fingerprints": pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect::<Vec<_>>(),
    });
    serde_json::from_value(filter).map_err(|_not_a_filter| FilterError::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingerprint(number: u32) -> Digest {
        Digest::of(number.to_be_bytes())
    }

    fn through_json(cards: &RegisteredCards) -> RegisteredCards {
        serde_json::from_str(&serde_json::to_string(cards).unwrap()).unwrap()
    }

    #[test]
    fn every_registered_card_is_found_and_hardly_any_other() {
        for count in [1, 2, 3, 10, 1_000, 30_000] {
            let cards = RegisteredCards::build([5; 16], (0..count).map(fingerprint)).unwrap();
            let cards = through_json(&cards);
            assert!(
                (0..count).all(|number| cards.may_contain(fingerprint(number))),
                "{count}"
            );
            let strangers = (count..count + 20_000)
                .filter(|number| cards.may_contain(fingerprint(*number)))
                .count();
            assert!(
                strangers <= 5,
                "{strangers} of 20,000 strangers among {count}"
            );
        }
    }

    #[test]
    fn nobody_is_registered_in_the_empty_filter() {
        let cards = through_json(&RegisteredCards::build([5; 16], []).unwrap());
        assert!(!cards.may_contain(fingerprint(1)));
    }

    #[test]
    fn a_city_of_thirty_thousand_fits_a_bundle() {
        let cards = RegisteredCards::build([5; 16], (0..30_000).map(fingerprint)).unwrap();
        let size = serde_json::to_string(&cards).unwrap().len();
        assert!(size < 120_000, "{size} bytes");
    }

    #[test]
    fn a_damaged_filter_is_refused() {
        let cards = RegisteredCards::build([5; 16], (0..100).map(fingerprint)).unwrap();
        let sound = serde_json::to_value(&cards).unwrap();
        for (field, value) in [
            ("segment_length", 3.into()),
            ("segment_length", (1 << 30).into()),
            ("segment_count_length", 0.into()),
            ("entries", "AAAA".into()),
            ("entries", "?".into()),
        ] {
            let mut damaged = sound.clone();
            damaged["filter"][field] = value;
            assert!(
                serde_json::from_value::<RegisteredCards>(damaged).is_err(),
                "{field}"
            );
        }
    }
}
