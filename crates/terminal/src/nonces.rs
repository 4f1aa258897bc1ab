//! The next unused number of the pool, each handed out once.
//!
//! The next number is on disk before a nonce leaves this room, so that none is
//! used twice, whatever happens to the process. A number that was handed out
//! and not used is lost; pools are large enough for that.

use wire::{Nonce, NoncePool};

use crate::database::{Database, DatabaseError};

/// Hands out the nonces of the terminal's pools.
#[derive(Clone, Debug)]
pub struct Nonces(Database);

impl Nonces {
    /// The numbers that `database` remembers.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }

    /// The next nonce of `pool` with its number; none when the pool is used up.
    pub fn take(&self, pool: &NoncePool) -> Result<Option<(u64, Nonce)>, DatabaseError> {
        self.0.write(|transaction| {
            let number = next(transaction)?.max(pool.first);
            let Some(nonce) = pool.nonce(number) else {
                return Ok(None);
            };
            transaction.execute(
                "UPDATE nonce SET next = ?1",
                [as_stored(number.saturating_add(1))?],
            )?;
            Ok(Some((number, nonce)))
        })
    }

    /// How many nonces of `pool` are left.
    pub fn left(&self, pool: &NoncePool) -> Result<u64, DatabaseError> {
        let next = self.0.read(next)?.max(pool.first);
        Ok(pool.numbers().end.saturating_sub(next))
    }
}

fn next(connection: &rusqlite::Connection) -> Result<u64, DatabaseError> {
    let next: i64 = connection.query_row("SELECT next FROM nonce", [], |row| row.get(0))?;
    u64::try_from(next).map_err(|_negative| DatabaseError::Damaged {
        what: "the next nonce is negative".into(),
    })
}

fn as_stored(number: u64) -> Result<i64, DatabaseError> {
    i64::try_from(number).map_err(|_too_large| DatabaseError::Damaged {
        what: "a nonce's number is above 2^63".into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pool(first: u64, count: u32) -> NoncePool {
        NoncePool {
            first,
            count,
            seed: [1; 32],
            issued_at: "2026-10-01T08:00:00+09:00".parse().unwrap(),
            expires_at: "2026-10-02T08:00:00+09:00".parse().unwrap(),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// Restarts, renewed pools and pools that fall back to numbers already
        /// used (a service restored from a backup) are all the same to it.
        #[test]
        fn no_number_is_handed_out_twice(
            steps in proptest::collection::vec((0..40_u64, 0..8_u32, 0..6_usize), 1..12),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("terminal.db");
            let mut used = std::collections::BTreeSet::new();
            for (first, count, takes) in steps {
                // Opened anew: a restart.
                let nonces = Nonces::new(Database::open(&path).unwrap());
                let pool = pool(first, count);
                for _ in 0..takes {
                    let left = nonces.left(&pool).unwrap();
                    let taken = nonces.take(&pool).unwrap();
                    prop_assert_eq!(taken.is_some(), left > 0);
                    if let Some((number, _nonce)) = taken {
                        prop_assert!(pool.numbers().contains(&number));
                        prop_assert!(used.insert(number), "{} twice", number);
                    }
                }
            }
        }
    }

    #[test]
    fn a_pool_is_used_from_its_first_number_to_its_last() {
        let folder = tempfile::tempdir().unwrap();
        let nonces = Nonces::new(Database::open(&folder.path().join("terminal.db")).unwrap());
        let pool = pool(10, 2);
        let numbers: Vec<_> = std::iter::from_fn(|| nonces.take(&pool).unwrap())
            .map(|(number, _nonce)| number)
            .collect();
        assert_eq!(numbers, [10, 11]);
        assert_eq!(nonces.left(&pool).unwrap(), 0);
    }
}
