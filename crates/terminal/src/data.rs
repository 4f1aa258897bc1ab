//! The terminal's data folder: what lies where, and that one process at a time
//! works in it.

use std::fs::{DirBuilder, File, TryLockError};
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

/// A folder with the terminal's key, enrolment, bundle and database.
#[derive(Clone, Debug)]
pub struct DataFolder(PathBuf);

/// While it lives, no other process works in the folder. The operating system
/// lets go when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// The data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// It cannot be made.
    #[error("the data folder {} cannot be made; check the path and its permissions", path.display())]
    Create {
        /// Which folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The lock file cannot be opened.
    #[error("the data folder {} cannot be written to; enrol first (mytaku-terminal enrol), or check its permissions", path.display())]
    Unusable {
        /// Which folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Another process works in it.
    #[error("another mytaku-terminal works in {}; stop it first, or give another --data", path.display())]
    InUse {
        /// Which folder.
        path: PathBuf,
    },
}

impl DataFolder {
    /// The folder at `path`, which need not exist yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Makes the folder, for its owner alone, unless it is there.
    pub fn create(&self) -> Result<(), DataError> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.0)
            .map_err(|source| DataError::Create {
                path: self.0.clone(),
                source,
            })
    }

    /// Takes the folder for this process.
    pub fn lock(&self) -> Result<Lock, DataError> {
        let unusable = |source| DataError::Unusable {
            path: self.0.clone(),
            source,
        };
        let file = File::options()
            .create(true)
            .append(true)
            .open(self.0.join("lock"))
            .map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(DataError::InUse {
                path: self.0.clone(),
            }),
            Err(TryLockError::Error(source)) => Err(unusable(source)),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn key(&self) -> PathBuf {
        self.0.join("key")
    }

    /// A key that is to follow the present one, until the service has taken it.
    pub(crate) fn next_key(&self) -> PathBuf {
        self.0.join("key.next")
    }

    /// A key that is to follow a revoked one, until the service has taken it.
    pub(crate) fn enrolling_key(&self) -> PathBuf {
        self.0.join("key.enrolling")
    }

    pub(crate) fn enrolment(&self) -> PathBuf {
        self.0.join("enrolment.json")
    }

    pub(crate) fn bundle(&self) -> PathBuf {
        self.0.join("bundle.jws")
    }

    /// Outbox, nonces and what else has to survive, in SQLite.
    pub fn database(&self) -> PathBuf {
        self.0.join("terminal.db")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_process_at_a_time_works_in_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataFolder::new(folder.path().join("new"));
        data.create().unwrap();
        let lock = data.lock().unwrap();
        assert!(matches!(data.lock(), Err(DataError::InUse { .. })));
        drop(lock);
        data.lock().unwrap();
    }
}
