//! What can go wrong, each with what to do about it.

use std::io;
use std::path::{Path, PathBuf};

use crate::OLDEST_MAJOR;

/// Why a cluster did not start or stop.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No folder with both `initdb` and `postgres` was found.
    #[error(
        "no PostgreSQL server found in PATH, /usr/lib/postgresql/*/bin or pg_config --bindir; \
         install one (Debian, Ubuntu: apt-get install postgresql)"
    )]
    NoServer,
    /// Every installed server is older than [`OLDEST_MAJOR`].
    #[error("PostgreSQL {found} in {} is too old; install {OLDEST_MAJOR} or newer", bin.display())]
    TooOld {
        /// The newest major version there is.
        found: u32,
        /// Where its binaries are.
        bin: PathBuf,
    },
    /// The folder holds data of a major version that is not installed.
    #[error(
        "{} was made by PostgreSQL {data}, which is not installed (installed: {installed}); \
         install postgresql-{data}, or move the data with pg_dump or pg_upgrade",
        folder.display()
    )]
    OtherMajor {
        /// The cluster's folder.
        folder: PathBuf,
        /// Major version in the data folder's `PG_VERSION`.
        data: String,
        /// Newest installed major version.
        installed: u32,
    },
    /// The folder holds files that no cluster of ours put there.
    #[error("{} is not empty and not a cluster of mytaku; give it a folder of its own", .0.display())]
    NotOurs(PathBuf),
    /// Another live process of ours runs a cluster there.
    #[error("{} is in use by another running mytaku; stop that one or choose another folder", .0.display())]
    InUse(PathBuf),
    /// As root: the unprivileged user cannot get to the folder.
    #[error(
        "PostgreSQL does not run as root, and user {user} may not pass {} on the way to {}; \
         choose a folder elsewhere, such as /var/lib/mytaku",
        blocked_at.display(), folder.display()
    )]
    Unreachable {
        /// The user the server would run as.
        user: String,
        /// The cluster's folder.
        folder: PathBuf,
        /// The ancestor that user may not enter.
        blocked_at: PathBuf,
    },
    /// As root: there is nobody to drop to.
    #[error("PostgreSQL does not run as root, and neither user postgres nor nobody exists")]
    NoUnprivilegedUser,
    /// `initdb` failed.
    #[error("could not make a cluster in {}: {message}", folder.display())]
    Initdb {
        /// The cluster's folder.
        folder: PathBuf,
        /// The last lines it wrote.
        message: String,
    },
    /// The server ended, or took too long, before it took connections.
    #[error("PostgreSQL in {} did not become ready: {message}", folder.display())]
    NotReady {
        /// The cluster's folder.
        folder: PathBuf,
        /// The last lines of its log.
        message: String,
    },
    /// A server did not end although it was told to.
    #[error("PostgreSQL (process {pid}) in {} does not stop", folder.display())]
    DoesNotStop {
        /// The cluster's folder.
        folder: PathBuf,
        /// Its main process.
        pid: i32,
    },
    /// A file or program could not be used.
    #[error("cannot {action} {}", path.display())]
    Io {
        /// What was tried, such as `create`.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// Why it failed.
        #[source]
        source: io::Error,
    },
}

impl Error {
    /// For `map_err`: what was tried, on what.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io {
            action,
            path: path.to_owned(),
            source,
        }
    }
}
