//! The cluster's folder: its layout, its locks and where its socket is.
//!
//! ```text
//! folder/            mode 0700, owned by the server's user
//!   owner.lock       held by the process, or shared by those, that run it
//!   data/            PostgreSQL's data folder; appears whole
//!   data.new/        a data folder in the making; a killed run may leave it
//!   server.log
//!   .s.PGSQL.5432    the socket, unless the path is too long or odd
//! ```

use std::fs::{self, DirBuilder, File, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::Error;
use crate::account::Account;

const OWNER_LOCK: &str = "owner.lock";
const SOCKET: &str = ".s.PGSQL.5432";

/// A socket's path has 108 bytes in `sockaddr_un`, the last one NUL.
const SOCKET_PATH_LIMIT: usize = 107;

/// Where everything of one cluster is, and whose it is.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    sockets: PathBuf,
    id: String,
    account: Account,
}

impl Folder {
    /// Makes the folder, or takes over one that is empty or already a
    /// cluster's, and hands it to the server's user.
    pub(crate) fn prepare(path: &Path) -> Result<Self, Error> {
        let account = Account::choose()?;
        let path = create(path)?;
        refuse_foreign(&path)?;
        account.must_reach(&path)?;
        open(&path.join(OWNER_LOCK))?;
        close(&path, &account)?;

        let metadata = fs::metadata(&path).map_err(Error::io("read", &path))?;
        let id = format!("mytaku-{:x}-{:x}", metadata.dev(), metadata.ino());
        let sockets = socket_folder(&path, &id, &account)?;
        Ok(Self {
            path,
            sockets,
            id,
            account,
        })
    }

    /// The folder itself, absolute.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// `PostgreSQL`'s data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.path.join("data")
    }

    /// A data folder in the making.
    pub(crate) fn unfinished_data(&self) -> PathBuf {
        self.path.join("data.new")
    }

    /// Where the socket is.
    pub(crate) fn socket_folder(&self) -> &Path {
        &self.sockets
    }

    /// Names this folder's server among all processes: its file system and
    /// inode, which no other folder has.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Whom the server runs as.
    pub(crate) const fn account(&self) -> &Account {
        &self.account
    }

    /// The major version that made the data; none if there is no data yet.
    pub(crate) fn data_major(&self) -> Option<String> {
        let version = fs::read_to_string(self.data().join("PG_VERSION")).ok()?;
        Some(version.trim().to_owned())
    }

    /// Takes the folder for this process alone, until the file is dropped.
    pub(crate) fn own(&self) -> Result<File, Error> {
        self.lock_owner(File::try_lock)
    }

    /// Takes the folder together with others who do the same.
    pub(crate) fn own_together(&self) -> Result<File, Error> {
        self.lock_owner(File::try_lock_shared)
    }

    fn lock_owner(
        &self,
        lock: impl FnOnce(&File) -> Result<(), TryLockError>,
    ) -> Result<File, Error> {
        let path = self.path.join(OWNER_LOCK);
        let file = File::open(&path).map_err(Error::io("open", &path))?;
        match lock(&file) {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(Error::InUse(self.path.clone())),
            Err(TryLockError::Error(source)) => Err(Error::io("lock", &path)(source)),
        }
    }

    /// Opens the file `name` to append to or to lock; makes it if need be.
    pub(crate) fn open(&self, name: &str) -> Result<File, Error> {
        open(&self.path.join(name))
    }

    /// What parameters a client needs to reach database `name` as `user`, in the
    /// form of libpq and `tokio_postgres::Config`.
    pub(crate) fn url(&self, user: &str, name: &str) -> String {
        format!(
            "host={} user={user} dbname={}",
            quoted(&self.sockets.to_string_lossy()),
            quoted(name)
        )
    }
}

/// A value as libpq's connection strings quote it.
fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\\', r"\\").replace('\'', r"\'"))
}

fn open(path: &Path) -> Result<File, Error> {
    File::options()
        .create(true)
        .append(true)
        .open(path)
        .map_err(Error::io("open", path))
}

/// The parents by the caller's umask, the folder itself closed to others.
fn create(path: &Path) -> Result<PathBuf, Error> {
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    if let Some(parent) = parent {
        fs::create_dir_all(parent).map_err(Error::io("create", parent))?;
    }
    create_closed(path)?;
    fs::canonicalize(path).map_err(Error::io("open", path))
}

fn create_closed(path: &Path) -> Result<(), Error> {
    match DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        made => made.map_err(Error::io("create", path)),
    }
}

fn close(path: &Path, account: &Account) -> Result<(), Error> {
    account.own(path)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o700)).map_err(Error::io("close", path))
}

fn refuse_foreign(path: &Path) -> Result<(), Error> {
    let empty = fs::read_dir(path)
        .map_err(Error::io("read", path))?
        .next()
        .is_none();
    if empty || path.join(OWNER_LOCK).exists() {
        Ok(())
    } else {
        Err(Error::NotOurs(path.to_owned()))
    }
}

/// The folder itself, or one below `/tmp` that nobody else can have prepared,
/// where its path is too long for a socket or cannot stand in a connection
/// string (which is UTF-8, and where a comma separates hosts).
fn socket_folder(path: &Path, id: &str, account: &Account) -> Result<PathBuf, Error> {
    let fits = path.join(SOCKET).as_os_str().len() <= SOCKET_PATH_LIMIT;
    if fits && path.to_str().is_some_and(|text| !text.contains(',')) {
        return Ok(path.to_owned());
    }
    let short = Path::new("/tmp").join(id);
    create_closed(&short)?;
    let metadata = fs::symlink_metadata(&short).map_err(Error::io("read", &short))?;
    let caller = rustix::process::geteuid().as_raw();
    if metadata.is_dir() && [caller, account.uid()].contains(&metadata.uid()) {
        close(&short, account)?;
        Ok(short)
    } else {
        Err(Error::NotOurs(short))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connection_values_are_quoted() {
        assert_eq!(quoted(r"/a b/c'd\e"), r"'/a b/c\'d\\e'");
    }

    #[test]
    fn files_of_others_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("thesis.txt"), "my only copy").unwrap();
        let refused = Folder::prepare(folder.path());
        assert!(matches!(refused, Err(Error::NotOurs(_))), "{refused:?}");
        let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(left.len(), 1);
    }

    #[test]
    fn a_file_in_the_way_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "").unwrap();
        let refused = Folder::prepare(&path);
        assert!(
            matches!(
                refused,
                Err(Error::Io {
                    action: "create",
                    ..
                })
            ),
            "{refused:?}"
        );
    }
}
