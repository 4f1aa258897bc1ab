//! What this terminal itself knows of a card's uses, for trips without a
//! network: the service's last answer, plus its own trips since.
//!
//! It is an estimate and never more: trips in other taxis since then are not
//! in it, so a decision by it is provisional and the service has the last
//! word. Cards are stored under a salt that never leaves the terminal, and
//! only the latest [`KEPT`] of them.

use domain::{Digest, ServiceDate};
use rules::Used;
use rusqlite::{OptionalExtension as _, Transaction, params};
use serde::{Deserialize, Serialize};

use crate::database::{Database, DatabaseError};

/// How many cards are remembered: more than one taxi meets in a year.
pub const KEPT: u32 = 2_000;

/// The terminal's memory of cards.
#[derive(Clone, Debug)]
pub struct CardUses {
    database: Database,
    salt: [u8; 16],
}

/// What is known of one card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// When the registrant was admitted, as the service said.
    pub registered_on: ServiceDate,
    /// For trips of which day `used` counts.
    pub on: ServiceDate,
    /// What was used before a trip on that day.
    pub used: Used,
}

/// The operating system gives no randomness, or the disk does not work.
#[derive(Debug, thiserror::Error)]
pub enum CardUsesError {
    /// No randomness.
    #[error("the operating system gives no randomness; restart the terminal")]
    Randomness,
    /// Not readable or writable.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl Known {
    /// The same knowledge for a trip on `date`: counts of a period that is over
    /// begin anew.
    #[must_use]
    pub fn on_date(self, date: ServiceDate) -> Self {
        let mut used = self.used;
        if date > self.on {
            used.day = 0;
            if date.month() != self.on.month() {
                used.month = 0;
            }
            if date.fiscal_year() != self.on.fiscal_year() {
                used.fiscal_year = 0;
                used.amount_yen = domain::Yen::ZERO;
            }
        }
        Self {
            on: date.max(self.on),
            used,
            ..self
        }
    }
}

impl CardUses {
    /// The memory in `database`; makes the salt the first time.
    pub fn open(database: Database) -> Result<Self, CardUsesError> {
        let mut fresh = [0; 16];
        getrandom::fill(&mut fresh).map_err(|_no_randomness| CardUsesError::Randomness)?;
        let salt = database.write(|transaction| salt(transaction, fresh))?;
        Ok(Self { database, salt })
    }

    /// What is known of the card with `fingerprint` for a trip on `date`.
    pub fn recall(
        &self,
        fingerprint: Digest,
        date: ServiceDate,
    ) -> Result<Option<Known>, DatabaseError> {
        let card = self.name(fingerprint);
        let state: Option<String> = self.database.read(|connection| {
            let sql = "SELECT state FROM card_use WHERE card = ?1";
            connection
                .query_row(sql, [card], |row| row.get(0))
                .optional()
                .map_err(DatabaseError::from)
        })?;
        let known = state
            .map(|state| serde_json::from_str::<Known>(&state))
            .transpose()
            .map_err(|_not_ours| damaged())?;
        Ok(known.map(|known| known.on_date(date)))
    }

    /// Notes what is known of a card now.
    pub fn note(&self, fingerprint: Digest, known: Known) -> Result<(), DatabaseError> {
        let card = self.name(fingerprint);
        let state = serde_json::to_string(&known).map_err(|_not_json| damaged())?;
        self.database.write(|transaction| {
            transaction.execute(
                "INSERT INTO card_use (card, state, noted)
                 VALUES (?1, ?2, (SELECT coalesce(max(noted), 0) + 1 FROM card_use))
                 ON CONFLICT (card) DO UPDATE SET state = excluded.state, noted = excluded.noted",
                params![card, state],
            )?;
            transaction.execute(
                "DELETE FROM card_use WHERE card IN
                   (SELECT card FROM card_use ORDER BY noted DESC LIMIT -1 OFFSET ?1)",
                [KEPT],
            )?;
            Ok(())
        })
    }

    fn name(&self, fingerprint: Digest) -> String {
        Digest::of_parts([self.salt.as_slice(), fingerprint.as_bytes()]).to_string()
    }
}

fn salt(transaction: &Transaction<'_>, fresh: [u8; 16]) -> Result<[u8; 16], DatabaseError> {
    transaction.execute(
        "INSERT INTO salt (id, salt) VALUES (1, ?1) ON CONFLICT DO NOTHING",
        [fresh.as_slice()],
    )?;
    let salt: Vec<u8> = transaction.query_row("SELECT salt FROM salt", [], |row| row.get(0))?;
    salt.as_slice().try_into().map_err(|_length| damaged())
}

fn damaged() -> DatabaseError {
    DatabaseError::Damaged {
        what: "the memory of cards cannot be read".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(on: &str) -> Known {
        Known {
            registered_on: "2026-04-01".parse().unwrap(),
            on: on.parse().unwrap(),
            used: Used {
                day: 1,
                month: 2,
                fiscal_year: 3,
                amount_yen: domain::Yen::new(400),
            },
        }
    }

    fn counts(known: Known, date: &str) -> [i64; 4] {
        let used = known.on_date(date.parse().unwrap()).used;
        let [day, month, year] = [used.day, used.month, used.fiscal_year].map(i64::from);
        [day, month, year, used.amount_yen.get()]
    }

    #[test]
    fn counts_begin_anew_with_each_day_month_and_fiscal_year() {
        let known = known("2027-02-27");
        assert_eq!(counts(known, "2027-02-27"), [1, 2, 3, 400]);
        assert_eq!(counts(known, "2027-02-28"), [0, 2, 3, 400]);
        assert_eq!(counts(known, "2027-03-01"), [0, 0, 3, 400]);
        assert_eq!(counts(known, "2027-04-01"), [0, 0, 0, 0]);
        // A clock that went back takes nothing away.
        assert_eq!(counts(known, "2027-02-01"), [1, 2, 3, 400]);
    }

    #[test]
    fn a_card_is_remembered_across_restarts_under_a_name_that_tells_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("terminal.db");
        let fingerprint = Digest::of("card");
        let date = "2026-10-05".parse().unwrap();
        let memory = CardUses::open(Database::open(&path).unwrap()).unwrap();
        assert_eq!(memory.recall(fingerprint, date).unwrap(), None);
        memory.note(fingerprint, known("2026-10-05")).unwrap();
        drop(memory);
        let memory = CardUses::open(Database::open(&path).unwrap()).unwrap();
        assert_eq!(
            memory.recall(fingerprint, date).unwrap(),
            Some(known("2026-10-05"))
        );
        let needle = fingerprint.to_string();
        for file in std::fs::read_dir(folder.path()).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows(64).any(|text| text == needle.as_bytes()));
            assert!(
                !bytes
                    .windows(32)
                    .any(|raw| raw == fingerprint.as_bytes().as_slice())
            );
        }
    }
}
