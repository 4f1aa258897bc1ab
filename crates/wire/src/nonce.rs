//! Nonces: the service's fresh numbers that a chip is challenged with.
//!
//! A terminal gets them as a pool while it has a network and uses them in
//! order, so that a chip can be challenged in the hills too. A pool is a seed
//! and a range of numbers: the nonces are derived from it at both ends, which
//! keeps the bundle small and the service's table short. That a nonce is used
//! once is the service's to enforce.

use domain::Timestamp;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// 32 bytes that nobody could have known before the pool was issued.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Nonce(pub(crate) [u8; 32]);

/// A run of numbered nonces for one terminal.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoncePool {
    /// Number of the first nonce; numbers of one terminal never repeat.
    pub first: u64,
    /// How many there are.
    pub count: u32,
    /// What they are derived from.
    #[serde(with = "hex::serde")]
    pub seed: [u8; 32],
    /// When the service made the pool.
    pub issued_at: Timestamp,
    /// After this a tap with one of them counts as not fresh.
    pub expires_at: Timestamp,
}

impl NoncePool {
    /// Nonce `number`: HMAC-SHA-256 of the number, big-endian, under the seed.
    /// None when the number is not of this pool.
    pub fn nonce(&self, number: u64) -> Option<Nonce> {
        let offset = number.checked_sub(self.first)?;
        if offset >= u64::from(self.count) {
            return None;
        }
        // HMAC takes keys of any length, so this cannot fail.
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.seed).ok()?;
        mac.update(&number.to_be_bytes());
        Some(Nonce(mac.finalize().into_bytes().into()))
    }

    /// The numbers of the pool, in the order of use.
    pub fn numbers(&self) -> std::ops::Range<u64> {
        self.first..self.first.saturating_add(u64::from(self.count))
    }
}

/// Without the seed, which must not reach a log.
impl std::fmt::Debug for NoncePool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NoncePool")
            .field("first", &self.first)
            .field("count", &self.count)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool() -> NoncePool {
        NoncePool {
            first: 10,
            count: 3,
            seed: [1; 32],
            issued_at: "2026-10-01T08:00:00+09:00".parse().unwrap(),
            expires_at: "2026-10-02T08:00:00+09:00".parse().unwrap(),
        }
    }

    #[test]
    fn only_numbers_of_the_pool_have_a_nonce() {
        let pool = pool();
        assert!(pool.nonce(9).is_none());
        assert!(pool.nonce(13).is_none());
        let nonces: Vec<_> = pool
            .numbers()
            .map(|number| pool.nonce(number).unwrap().0)
            .collect();
        assert_eq!(nonces.len(), 3);
        assert!(nonces[0] != nonces[1] && nonces[1] != nonces[2] && nonces[0] != nonces[2]);
    }

    #[test]
    fn both_ends_derive_the_same() {
        let text = serde_json::to_string(&pool()).unwrap();
        let read: NoncePool = serde_json::from_str(&text).unwrap();
        assert!(read.nonce(11) == pool().nonce(11));
        // Computed with another implementation (Python's hmac module).
        let expected = hex::decode(GOLDEN_11).unwrap();
        assert_eq!(pool().nonce(11).unwrap().0.as_slice(), expected);
    }

    const GOLDEN_11: &str = "0ba370ac27732555129339912f4b7fd62fe18e44210490668d3444f3ca85ce9d";

    #[test]
    fn the_seed_is_not_shown() {
        assert!(!format!("{:?}", pool()).contains("seed"));
    }
}
