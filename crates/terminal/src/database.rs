//! The one SQLite file of a terminal, and how it is written.
//!
//! `synchronous=FULL` in WAL mode: a transaction that was acknowledged survives
//! kill -9 and a power cut, at the price of one fsync, and readers (the
//! `outbox` command) are never locked out. What the tables mean is in
//! `schema.sql` and with the rooms that own them.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

const SCHEMA: &str = include_str!("schema.sql");
const SCHEMA_VERSION: i64 = 1;

/// How long one process waits for another's transaction.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// A terminal's database; clones share it.
#[derive(Clone, Debug)]
pub struct Database(Arc<Mutex<Connection>>);

/// The database could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// No room on the disk. Nothing of the transaction was kept.
    #[error("the disk is full or takes no more writes; free some space and try again")]
    DiskFull(#[source] rusqlite::Error),
    /// It is not there, or not accessible.
    #[error("{} cannot be opened; has the terminal been enrolled and run with this --data? Otherwise check permissions and the disk", path.display())]
    Open {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: rusqlite::Error,
    },
    /// Made by a newer program.
    #[error(
        "the database has version {found}, newer than this program (version {SCHEMA_VERSION}); update mytaku-terminal"
    )]
    Newer {
        /// Its version.
        found: i64,
    },
    /// Something rarer.
    #[error("the terminal's database failed")]
    Sqlite(#[source] rusqlite::Error),
    /// What is stored cannot be read back.
    #[error("the terminal's database is damaged: {what}; keep the file and tell the administrator")]
    Damaged {
        /// What, in words.
        what: String,
    },
}

impl From<rusqlite::Error> for DatabaseError {
    fn from(error: rusqlite::Error) -> Self {
        if is_no_room(&error) {
            Self::DiskFull(error)
        } else {
            Self::Sqlite(error)
        }
    }
}

/// A full disk, or a limit on a file's size, which SQLite reports as a failed
/// write.
fn is_no_room(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|error| {
        error.code == ErrorCode::DiskFull
            || error.extended_code == rusqlite::ffi::SQLITE_IOERR_WRITE
    })
}

impl Database {
    /// Opens the file, or makes it.
    pub fn open(path: &Path) -> Result<Self, DatabaseError> {
        let open = |source| DatabaseError::Open {
            path: path.to_owned(),
            source,
        };
        let mut connection = Connection::open(path).map_err(open)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        migrate(&mut connection)?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// Opens the file for looking only; it must be there.
    pub fn open_to_look(path: &Path) -> Result<Self, DatabaseError> {
        // Writable, since even a reader takes part in the WAL.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
        let connection =
            Connection::open_with_flags(path, flags).map_err(|source| DatabaseError::Open {
                path: path.to_owned(),
                source,
            })?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// Reads.
    pub(crate) fn read<T, E: From<DatabaseError>>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        read(&self.lock())
    }

    /// Writes all of it or nothing; on disk when this returns `Ok`.
    pub(crate) fn write<T, E: From<DatabaseError>>(
        &self,
        write: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = self.lock();
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(DatabaseError::from)?;
        let value = write(&transaction)?;
        transaction.commit().map_err(DatabaseError::from)?;
        Ok(value)
    }

    /// A transaction that panicked was rolled back: the connection is sound.
    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the disk as good as full: not one page more.
    #[cfg(test)]
    pub(crate) fn fill_up(&self, full: bool) {
        let connection = self.lock();
        let pages: i64 = connection
            .query_row("PRAGMA page_count", [], |row| row.get(0))
            .unwrap();
        let most = if full { pages } else { 1_000_000 };
        let _now: i64 = connection
            .query_row(&format!("PRAGMA max_page_count = {most}"), [], |row| {
                row.get(0)
            })
            .unwrap();
    }
}

fn migrate(connection: &mut Connection) -> Result<(), DatabaseError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    match found {
        SCHEMA_VERSION => {}
        0 => {
            transaction.execute_batch(SCHEMA)?;
            transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
        }
        _ => return Err(DatabaseError::Newer { found }),
    }
    Ok(transaction.commit()?)
}
