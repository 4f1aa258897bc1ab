//! The server that the tests use.

use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::{env, fs};

use local_postgres::SharedCluster;
use tokio_postgres::{Client, NoTls};

use crate::Error;

/// Names another server for the tests, as `key=value` pairs without a database
/// (`host=/run/postgresql user=postgres`). Its user must be a superuser.
pub const SERVER_VARIABLE: &str = "MYTAKU_TEST_POSTGRES";

/// The database that one connects to in order to make and drop others.
const MAINTENANCE: &str = "postgres";

/// A server on which databases can be made.
#[derive(Clone, Debug)]
pub(crate) enum Server {
    /// Ours, shared with all other tests.
    Shared(Arc<SharedCluster>),
    /// The one that [`SERVER_VARIABLE`] names.
    Given(String),
}

impl Server {
    /// The given server, or else a share in ours.
    pub(crate) fn find() -> Result<Self, Error> {
        match env::var(SERVER_VARIABLE) {
            Ok(pairs) if pairs.contains("://") || pairs.contains("dbname") => Err(Error::Variable),
            Ok(pairs) => Ok(Self::Given(pairs)),
            Err(env::VarError::NotPresent) => join().map(Self::Shared),
            Err(env::VarError::NotUnicode(_)) => Err(Error::Variable),
        }
    }

    /// How to connect to `database`.
    pub(crate) fn url(&self, database: &str) -> String {
        match self {
            Self::Shared(cluster) => cluster.url(database),
            Self::Given(pairs) => format!("{pairs} dbname='{database}'"),
        }
    }

    /// Connects to the database from which others are made.
    pub(crate) async fn connect(&self) -> Result<Client, Error> {
        connect(&self.url(MAINTENANCE)).await
    }
}

/// Connects; the connection ends with the client.
pub(crate) async fn connect(url: &str) -> Result<Client, Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// One share for all threads of this process.
fn join() -> Result<Arc<SharedCluster>, Error> {
    static JOINED: Mutex<Weak<SharedCluster>> = Mutex::new(Weak::new());
    let mut joined = JOINED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(cluster) = joined.upgrade() {
        return Ok(cluster);
    }
    let cluster = Arc::new(SharedCluster::join(&folder())?);
    *joined = Arc::downgrade(&cluster);
    Ok(cluster)
}

/// One folder a user, outside the checkout: as root the server's user could
/// not enter a checkout in `/root`. Checkouts may share it, as templates are
/// named by what is in them.
fn folder() -> PathBuf {
    let user = fs::metadata("/proc/self").map_or(0, |process| process.uid());
    env::temp_dir().join(format!("mytaku-test-{user}"))
}
