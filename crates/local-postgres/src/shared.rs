//! A throw-away cluster that several processes share, for tests.
//!
//! A test runner starts a process for each test, so no test can own the
//! cluster. Whoever comes first starts it, and a small watcher (`flock(1)`
//! and `pg_ctl`) ends it when nobody has used it for a while. The kernel
//! keeps count: each user holds a shared lock, which even `kill -9` lets go.

use std::fs::File;
use std::path::Path;
use std::process::Stdio;

use crate::binaries::Binaries;
use crate::folder::Folder;
use crate::server::{bring_up, is_ready};
use crate::{Error, Options};

/// Held, shared, by whoever uses the cluster.
const USERS_LOCK: &str = "users.lock";

/// Ends the server and removes its data once nobody has held `$1` for ten
/// seconds (the next test's process may be on its way). Code 75: somebody
/// came meanwhile.
const WATCHER: &str = r#"
while flock "$1" true; do
    sleep 10
    flock --nonblock --conflict-exit-code 75 "$1" \
        sh -c '"$1" stop --silent --mode=immediate --pgdata="$2"; rm -rf "$2"' sh "$2" "$3"
    test $? -eq 75 || exit 0
done
"#;

/// A share in a running cluster; dropping it gives the share back.
#[derive(Debug)]
pub struct SharedCluster {
    folder: Folder,
    _users: File,
    _owner: File,
}

impl SharedCluster {
    /// Joins the cluster in `folder`, or starts it. Nothing in it is durable:
    /// the data goes when the server does, some seconds after its last user.
    pub fn join(folder: &Path) -> Result<Self, Error> {
        let folder = Folder::prepare(folder)?;
        let owner = folder.own_together()?;
        // Waits while the watcher ends an unused server.
        let users = folder.open(USERS_LOCK)?;
        users
            .lock_shared()
            .map_err(Error::io("lock", folder.path()))?;
        start_unless_running(&folder)?;
        Ok(Self {
            folder,
            _users: users,
            _owner: owner,
        })
    }

    /// How `tokio_postgres::connect` and libpq reach `database`.
    pub fn url(&self, database: &str) -> String {
        self.folder.url(crate::USER, database)
    }

    /// The folder it lives in, absolute.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// One process at a time looks and starts.
fn start_unless_running(folder: &Folder) -> Result<(), Error> {
    let start = folder.open("start.lock")?;
    start.lock().map_err(Error::io("lock", folder.path()))?;
    if is_ready(folder) {
        return Ok(());
    }
    // Not ours to wait for: it outlives this process.
    let _server = bring_up(folder, &Options::throwaway())?;
    watch(folder)
}

fn watch(folder: &Folder) -> Result<(), Error> {
    let binaries = Binaries::find(folder.path(), folder.data_major().as_deref())?;
    let shell = Path::new("/bin/sh");
    let _watcher = folder
        .account()
        .command(shell, folder.path())
        .args(["-c", WATCHER, "watcher"])
        .arg(folder.path().join(USERS_LOCK))
        .arg(binaries.program("pg_ctl"))
        .arg(folder.data())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(Error::io("run", shell))?;
    Ok(())
}
