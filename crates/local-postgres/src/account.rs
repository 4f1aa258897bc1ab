//! Who the server's processes run as.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Error;

/// The user the server runs as: the caller, or whom root drops to.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    name: String,
    uid: u32,
    gid: u32,
    /// Whether processes and files must be handed over to it.
    dropped: bool,
}

impl Account {
    /// The caller, or for root the first of `postgres` and `nobody` there is.
    pub(crate) fn choose() -> Result<Self, Error> {
        let uid = rustix::process::geteuid();
        if !uid.is_root() {
            return Ok(Self {
                name: "the caller".to_owned(),
                uid: uid.as_raw(),
                gid: rustix::process::getegid().as_raw(),
                dropped: false,
            });
        }
        let path = Path::new("/etc/passwd");
        let passwd = fs::read_to_string(path).map_err(Error::io("read", path))?;
        ["postgres", "nobody"]
            .iter()
            .find_map(|name| find(&passwd, name))
            .ok_or(Error::NoUnprivilegedUser)
    }

    /// The user's number.
    pub(crate) const fn uid(&self) -> u32 {
        self.uid
    }

    /// A command that runs as this user, in `folder`, with nothing of the
    /// caller's environment (a stray `PGDATA` or `PGPORT` would bend it), and
    /// out of reach of the terminal's Ctrl-C.
    pub(crate) fn command(&self, program: &Path, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin")
            .env("LC_ALL", "C")
            .current_dir(folder)
            .process_group(0);
        if self.dropped {
            command.uid(self.uid).gid(self.gid);
        }
        command
    }

    /// Hands `path` to this user.
    pub(crate) fn own(&self, path: &Path) -> Result<(), Error> {
        if self.dropped {
            chown(path, Some(self.uid), Some(self.gid)).map_err(Error::io("hand over", path))?;
        }
        Ok(())
    }

    /// Fails if this user may not pass one of the folders above `folder`.
    /// Mode bits decide; access control lists are left to the server's own
    /// message.
    pub(crate) fn must_reach(&self, folder: &Path) -> Result<(), Error> {
        if !self.dropped {
            return Ok(());
        }
        match folder
            .ancestors()
            .skip(1)
            .find(|path| !self.may_enter(path))
        {
            None => Ok(()),
            Some(blocked_at) => Err(Error::Unreachable {
                user: self.name.clone(),
                folder: folder.to_owned(),
                blocked_at: PathBuf::from(blocked_at),
            }),
        }
    }

    fn may_enter(&self, folder: &Path) -> bool {
        const EXECUTE: u32 = 0o1;
        fs::metadata(folder).is_ok_and(|metadata| {
            let shift = if metadata.uid() == self.uid {
                6
            } else if metadata.gid() == self.gid {
                3
            } else {
                0
            };
            (metadata.mode() >> shift) & EXECUTE != 0
        })
    }
}

/// The line of `name` in the text of `/etc/passwd`.
fn find(passwd: &str, name: &str) -> Option<Account> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next()? != name {
            return None;
        }
        let _password = fields.next()?;
        Some(Account {
            name: name.to_owned(),
            uid: fields.next()?.parse().ok()?,
            gid: fields.next()?.parse().ok()?,
            dropped: true,
        })
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn users_are_found_by_their_whole_name() {
        let passwd = "root:x:0:0::/root:/bin/sh\npostgres2:x:7:8::/:/bin/sh\n\
                      postgres:x:101:104:a,b:/var/lib/postgresql:/bin/bash\n";
        let account = find(passwd, "postgres").unwrap();
        assert_eq!((account.uid, account.gid), (101, 104));
        assert!(find(passwd, "nobody").is_none());
    }

    #[test]
    fn a_folder_beyond_a_closed_one_is_out_of_reach() {
        let outer = tempfile::tempdir().unwrap();
        let closed = outer.path().join("closed");
        let folder = closed.join("cluster");
        fs::create_dir_all(&folder).unwrap();
        fs::set_permissions(outer.path(), fs::Permissions::from_mode(0o711)).unwrap();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
        let stranger = Account {
            name: "stranger".to_owned(),
            uid: 60_000,
            gid: 60_000,
            dropped: true,
        };
        match stranger.must_reach(&folder) {
            Err(Error::Unreachable { blocked_at, .. }) => assert_eq!(blocked_at, closed),
            other => panic!("{other:?}"),
        }
        stranger.must_reach(&closed).unwrap();
    }
}
