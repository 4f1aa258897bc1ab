//! What this terminal itself knows of a card's uses, and of the grounds that the
//! rules ask for, for trips without a network: the service's last answer, plus
//! its own trips since.
//!
//! It is an estimate and never more: trips in other taxis since then are not
//! in it, so a decision by it is provisional and the service has the last
//! word. Cards are stored under a salt that never leaves the terminal, and
//! only the latest [`KEPT`] of them.

use std::collections::BTreeMap;

use domain::{Digest, ServiceDate};
use rules::{Tallies, Used};
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// When the registrant was admitted, as the service said.
    pub registered_on: ServiceDate,
    /// Their grounds that the rules ask for, as the service said.
    #[serde(default)]
    pub grounds: Vec<String>,
    /// For trips of which day `used` counts.
    pub on: ServiceDate,
    /// What was used before a trip on that day.
    pub used: Tallies,
    /// The same of each kind of ticket that was offered here, where the scheme
    /// has several.
    #[serde(default)]
    pub kinds: BTreeMap<String, Tallies>,
}

/// What was learned of a card, by the service or by a trip in this taxi.
#[derive(Clone, Debug)]
pub struct Learned<'a> {
    /// As [`Known::registered_on`].
    pub registered_on: ServiceDate,
    /// As [`Known::grounds`].
    pub grounds: &'a [String],
    /// For trips of which day `used` counts.
    pub on: ServiceDate,
    /// The kind of ticket offered, where the scheme has several.
    pub instrument: Option<&'a str>,
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
        // A clock that went back takes nothing away.
        let to = date.max(self.on);
        let carried = |used: Tallies| used.carried(self.on, to);
        Self {
            on: to,
            used: carried(self.used),
            kinds: self
                .kinds
                .into_iter()
                .map(|(kind, used)| (kind, carried(used)))
                .collect(),
            ..self
        }
    }

    /// What was used before a trip for which `instrument` is offered. A kind of
    /// ticket that was never offered here counts as unused.
    pub fn used(&self, instrument: Option<&str>) -> Used {
        let of_kind = |kind: &str| self.kinds.get(kind).copied().unwrap_or_default();
        Used {
            all: self.used,
            of_instrument: instrument.map_or(self.used, of_kind),
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

    /// Takes in what was learned of a card. What is known of other kinds of
    /// ticket stays known.
    pub fn learn(&self, fingerprint: Digest, learned: &Learned<'_>) -> Result<(), DatabaseError> {
        let before = self.recall(fingerprint, learned.on)?;
        let mut kinds = before.map_or_else(BTreeMap::new, |known| known.kinds);
        if let Some(kind) = learned.instrument {
            kinds.insert(kind.to_owned(), learned.used.of_instrument);
        }
        let known = Known {
            registered_on: learned.registered_on,
            grounds: learned.grounds.to_vec(),
            on: learned.on,
            used: learned.used.all,
            kinds,
        };
        self.note(fingerprint, &known)
    }

    fn note(&self, fingerprint: Digest, known: &Known) -> Result<(), DatabaseError> {
        let card = self.name(fingerprint);
        let state = serde_json::to_string(known).map_err(|_not_json| damaged())?;
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
    use rules::Tally;

    use super::*;

    /// As an earlier release wrote it, before half-years and kinds of ticket.
    fn known(on: &str) -> Known {
        let used = r#"{"day":1,"month":2,"fiscal_year":3,"amount_yen":400}"#;
        let state = format!(r#"{{"registered_on":"2026-04-01","on":"{on}","used":{used}}}"#);
        serde_json::from_str(&state).unwrap()
    }

    fn counts(used: Tallies) -> [i64; 4] {
        let [day, month, year] =
            [used.day, used.month, used.fiscal_year].map(|tally| i64::from(tally.uses));
        [day, month, year, used.fiscal_year.amount.get()]
    }

    #[test]
    fn counts_begin_anew_with_each_day_month_and_fiscal_year() {
        let on = |date: &str| counts(known("2027-02-27").on_date(date.parse().unwrap()).used);
        assert_eq!(on("2027-02-27"), [1, 2, 3, 400]);
        assert_eq!(on("2027-02-28"), [0, 2, 3, 400]);
        assert_eq!(on("2027-03-01"), [0, 0, 3, 400]);
        assert_eq!(on("2027-04-01"), [0, 0, 0, 0]);
        // A clock that went back takes nothing away.
        assert_eq!(on("2027-02-01"), [1, 2, 3, 400]);
    }

    #[test]
    fn kinds_of_ticket_are_remembered_apart() {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open(&folder.path().join("terminal.db")).unwrap();
        let memory = CardUses::open(database).unwrap();
        let on = "2026-10-05".parse().unwrap();
        let card = Digest::of("card");
        let learn = |kind, all: u32, of_kind: u32| {
            let uses = |uses| Tallies::default().plus(Tally::of_uses(uses)).unwrap();
            let learned = Learned {
                registered_on: on,
                grounds: &[],
                on,
                instrument: Some(kind),
                used: Used {
                    all: uses(all),
                    of_instrument: uses(of_kind),
                },
            };
            memory.learn(card, &learned).unwrap();
        };
        learn("general", 1, 1);
        learn("share", 3, 2);
        let known = memory.recall(card, on).unwrap().unwrap();
        let of_kind = |kind| known.used(Some(kind)).of_instrument.day.uses;
        assert_eq!(known.used(None).all.day.uses, 3);
        assert_eq!(["general", "share", "other"].map(of_kind), [1, 2, 0]);
    }

    #[test]
    fn a_card_is_remembered_across_restarts_under_a_name_that_tells_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("terminal.db");
        let fingerprint = Digest::of("card");
        let date = "2026-10-05".parse().unwrap();
        let memory = CardUses::open(Database::open(&path).unwrap()).unwrap();
        assert_eq!(memory.recall(fingerprint, date).unwrap(), None);
        memory.note(fingerprint, &known("2026-10-05")).unwrap();
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
