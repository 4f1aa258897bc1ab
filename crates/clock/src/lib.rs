//! What time it is, or what a demonstration says it is.
//!
//! Rules, months and payouts never ask for the time: it is passed in. This is
//! where the edges (a server, a terminal, a command) get it from. A
//! demonstration plays a whole month in a minute by writing the time into a
//! file that all its processes read.
//!
//! Deliberately absent: time zones and days (those are `domain`'s), waiting,
//! and measuring how long something took (that is `std::time::Instant`'s).

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{fs, io, process};

use domain::{TimeError, Timestamp};

/// Where the time comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    /// The computer's clock.
    #[default]
    System,
    /// A file with one RFC 3339 time, read anew each time; see [`set`]. For
    /// demonstrations and tests only, so make it with [`Clock::from_file`],
    /// which says so in the log.
    File(PathBuf),
}

/// The file of a [`Clock::File`] does not tell the time.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It cannot be read.
    #[error("cannot read the time from clock file {}", path.display())]
    Read {
        /// The clock's file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It holds something else.
    #[error("clock file {} does not hold a time", path.display())]
    NotATime {
        /// The clock's file.
        path: PathBuf,
        /// What is there instead.
        #[source]
        source: TimeError,
    },
    /// It cannot be written.
    #[error("cannot set clock file {}", path.display())]
    Write {
        /// The clock's file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl Clock {
    /// The clock in `path`. Fails if it does not tell the time already now,
    /// and warns in the log that the time is played.
    pub fn from_file(path: impl Into<PathBuf>) -> Result<Self, Error> {
        let clock = Self::File(path.into());
        let now = clock.now()?;
        tracing::warn!(%now, "the time comes from a file: for demonstrations and tests only");
        Ok(clock)
    }

    /// The computer's clock, or the one in `path` if there is one: for a
    /// command's `--clock-file`.
    pub fn from_file_or_system(path: Option<&Path>) -> Result<Self, Error> {
        path.map_or(Ok(Self::System), Self::from_file)
    }

    /// The time. The system's clock always tells it; a file that does not is
    /// an error and never falls back to the system's, since a trip at the
    /// wrong time is worse than none.
    pub fn now(&self) -> Result<Timestamp, Error> {
        match self {
            Self::System => Ok(Timestamp::from(chrono::Utc::now())),
            Self::File(path) => read(path),
        }
    }
}

fn read(path: &Path) -> Result<Timestamp, Error> {
    let text = fs::read_to_string(path).map_err(|source| Error::Read {
        path: path.to_owned(),
        source,
    })?;
    text.trim().parse().map_err(|source| Error::NotATime {
        path: path.to_owned(),
        source,
    })
}

/// Sets the clock in `path`, made if it is not there. A reader sees the old
/// time or the new one, never half of it.
pub fn set(path: &Path, time: Timestamp) -> Result<(), Error> {
    let mut beside = OsString::from(path);
    beside.push(format!(".{}.new", process::id()));
    fs::write(&beside, format!("{time}\n"))
        .and_then(|()| fs::rename(&beside, path))
        .map_err(|source| Error::Write {
            path: path.to_owned(),
            source,
        })
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_system_clock_runs() {
        let before = Clock::default().now().unwrap();
        assert!(before > at("2026-01-01T00:00:00+09:00"));
        assert!(Clock::from_file_or_system(None).unwrap().now().unwrap() >= before);
    }

    #[test]
    fn a_file_clock_follows_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clock");
        let (noon, evening) = (
            at("2026-10-01T12:00:00+09:00"),
            at("2026-10-31T18:00:00+09:00"),
        );
        set(&path, noon).unwrap();
        let clock = Clock::from_file(&path).unwrap();
        assert_eq!(clock.now().unwrap(), noon);
        set(&path, evening).unwrap();
        assert_eq!(clock.now().unwrap(), evening);
    }

    #[test]
    fn a_missing_or_garbled_file_is_an_error_and_names_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clock");
        let missing = Clock::from_file(&path).unwrap_err();
        assert!(missing.to_string().ends_with("clock"), "{missing}");
        fs::write(&path, "tea time").unwrap();
        assert!(matches!(
            Clock::from_file(&path),
            Err(Error::NotATime { .. })
        ));
        let nowhere = folder.path().join("no/such/clock");
        assert!(matches!(
            set(&nowhere, at("2026-10-01T12:00:00Z")),
            Err(Error::Write { .. })
        ));
    }

    #[test]
    fn readers_never_see_half_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clock");
        let start = at("2026-10-01T00:00:00+09:00");
        set(&path, start).unwrap();
        let clock = Clock::from_file(&path).unwrap();
        thread::scope(|scope| {
            let reader = scope.spawn(|| (0..1_000).all(|_| clock.now().is_ok()));
            for minute in 0..1_000 {
                set(&path, start.plus_seconds(60 * minute)).unwrap();
            }
            assert!(reader.join().unwrap());
        });
    }
}
