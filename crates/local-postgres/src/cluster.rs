//! A cluster that belongs to this process and stops with it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Child;

use rustix::process::Pid;

use crate::Error;
use crate::folder::Folder;
use crate::server::bring_up;
use crate::wait::end_server;

/// How the server runs.
#[derive(Clone, Debug)]
pub struct Options {
    durable: bool,
    settings: Vec<(String, String)>,
}

impl Default for Options {
    /// What is committed survives a power cut.
    fn default() -> Self {
        Self {
            durable: true,
            settings: Vec::new(),
        }
    }
}

impl Options {
    /// For tests: nothing waits for the disk, and a power cut may lose all.
    pub fn throwaway() -> Self {
        let options = Self {
            durable: false,
            settings: Vec::new(),
        };
        [
            ("fsync", "off"),
            ("full_page_writes", "off"),
            ("max_connections", "500"),
        ]
        .into_iter()
        .fold(options, |options, (name, value)| options.with(name, value))
    }

    /// Adds a setting of `postgresql.conf`, such as `max_connections`.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) const fn is_durable(&self) -> bool {
        self.durable
    }

    pub(crate) fn settings(&self) -> impl Iterator<Item = (&str, &str)> {
        self.settings
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// A running cluster. Dropping it stops the server.
///
/// The terminal's Ctrl-C does not reach the server, so that its owner can
/// finish first: handle `SIGINT` and `SIGTERM`, then drop this. A process that
/// is killed leaves the server running, and the next [`start`](Self::start)
/// in the same folder replaces it.
#[derive(Debug)]
pub struct Cluster {
    // Stopped before the lock on the folder goes.
    server: Server,
    folder: Folder,
    _lock: File,
}

impl Cluster {
    /// Starts the cluster in `folder`, which is made if it is not there and
    /// must be its own. Returns when connections are taken.
    ///
    /// A folder left by a killed run is recovered: a server that is still
    /// running is stopped first, a half-made cluster is made anew.
    pub fn start(folder: &Path, options: &Options) -> Result<Self, Error> {
        let folder = Folder::prepare(folder)?;
        let lock = folder.own()?;
        let child = bring_up(&folder, options)?;
        Ok(Self {
            server: Server {
                child: Some(child),
                folder: folder.path().to_owned(),
            },
            folder,
            _lock: lock,
        })
    }

    /// How `tokio_postgres::connect` and libpq reach `database`, such as
    /// [`DATABASE`](crate::DATABASE): `host='/folder' user=mytaku dbname='mytaku'`.
    pub fn url(&self, database: &str) -> String {
        self.folder.url(crate::USER, database)
    }

    /// The same as a role that somebody made in it; its name is a plain word.
    pub fn url_as(&self, role: &str, database: &str) -> String {
        self.folder.url(role, database)
    }

    /// The folder it lives in, absolute.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The server's main process.
    pub fn pid(&self) -> Option<u32> {
        self.server.child.as_ref().map(Child::id)
    }

    /// Stops the server: sessions are cut, what is committed stays. Returns
    /// when it is gone.
    pub fn stop(mut self) -> Result<(), Error> {
        self.server.stop()
    }
}

#[derive(Debug)]
struct Server {
    child: Option<Child>,
    folder: PathBuf,
}

impl Server {
    fn stop(&mut self) -> Result<(), Error> {
        let Some(mut child) = self.child.take() else {
            return Ok(());
        };
        end_server(Pid::from_child(&child), &self.folder)?;
        child
            .wait()
            .map_err(Error::io("wait for the server in", &self.folder))?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            tracing::error!(%error, "PostgreSQL was not stopped");
        }
    }
}
