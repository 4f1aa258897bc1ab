//! Finds the installed server's binaries.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use crate::{Error, OLDEST_MAJOR};

/// A folder with `initdb` and `postgres` of one version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Binaries {
    major: u32,
    bin: PathBuf,
}

impl Binaries {
    /// The server for `folder`: of the major version that made its data
    /// (`data_major`), or the newest for a new one.
    pub(crate) fn find(folder: &Path, data_major: Option<&str>) -> Result<Self, Error> {
        choose(installed(candidates()), folder, data_major)
    }

    /// The path of one of its programs.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.bin.join(name)
    }

    /// Its major version.
    pub(crate) const fn major(&self) -> u32 {
        self.major
    }
}

fn choose(
    installed: BTreeSet<Binaries>,
    folder: &Path,
    data_major: Option<&str>,
) -> Result<Binaries, Error> {
    let newest = installed.last().cloned().ok_or(Error::NoServer)?;
    if newest.major < OLDEST_MAJOR {
        return Err(Error::TooOld {
            found: newest.major,
            bin: newest.bin,
        });
    }
    let Some(data) = data_major else {
        return Ok(newest);
    };
    installed
        .into_iter()
        .rfind(|binaries| binaries.major.to_string() == data)
        .ok_or_else(|| Error::OtherMajor {
            folder: folder.to_owned(),
            data: data.to_owned(),
            installed: newest.major,
        })
}

/// Where a server may be: Debian keeps it out of `PATH`.
fn candidates() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = env::var_os("PATH")
        .map(|path| env::split_paths(&path).collect())
        .unwrap_or_default();
    if let Ok(versions) = fs::read_dir("/usr/lib/postgresql") {
        folders.extend(versions.flatten().map(|version| version.path().join("bin")));
    }
    if let Ok(output) = Command::new("pg_config").arg("--bindir").output() {
        folders.push(PathBuf::from(
            String::from_utf8_lossy(&output.stdout).trim(),
        ));
    }
    folders
}

/// Those of `folders` that hold a server, oldest first.
fn installed(folders: Vec<PathBuf>) -> BTreeSet<Binaries> {
    folders
        .into_iter()
        .filter(|bin| bin.join("initdb").is_file())
        .filter_map(|bin| {
            let version = Command::new(bin.join("postgres"))
                .arg("--version")
                .output()
                .ok()?;
            let major = major(&String::from_utf8_lossy(&version.stdout))?;
            Some(Binaries { major, bin })
        })
        .collect()
}

/// The major version in `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
fn major(version: &str) -> Option<u32> {
    let number = version.split("(PostgreSQL) ").nth(1)?;
    let digits = number.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// A folder with programs that say they are PostgreSQL `version`.
    fn pretended(folder: &Path, version: &str) -> PathBuf {
        let bin = folder.join(version);
        fs::create_dir(&bin).unwrap();
        for program in ["initdb", "postgres"] {
            let path = bin.join(program);
            fs::write(
                &path,
                format!("#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n"),
            )
            .unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        bin
    }

    #[test]
    fn versions_are_read_from_every_packaging() {
        let debian = "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n";
        assert_eq!(major(debian), Some(15));
        assert_eq!(major("postgres (PostgreSQL) 18beta1\n"), Some(18));
        assert_eq!(major("mysqld 8.0\n"), None);
    }

    #[test]
    fn the_newest_server_makes_new_data_and_the_same_major_opens_old_data() {
        let folder = tempfile::tempdir().unwrap();
        let bins = ["9.6.1", "15.1", "17.4"].map(|version| pretended(folder.path(), version));
        let found = installed(bins.to_vec());
        let pick = |data| choose(found.clone(), folder.path(), data);
        assert_eq!(pick(None).unwrap().major(), 17);
        assert_eq!(pick(Some("15")).unwrap().major(), 15);
        assert!(
            matches!(pick(Some("16")), Err(Error::OtherMajor { data, installed: 17, .. }) if data == "16")
        );
    }

    #[test]
    fn no_server_and_an_old_server_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let none = choose(
            installed(vec![folder.path().to_owned()]),
            folder.path(),
            None,
        );
        assert!(matches!(none, Err(Error::NoServer)));
        let old = installed(vec![pretended(folder.path(), "14.9")]);
        let refused = choose(old, folder.path(), None);
        assert!(matches!(refused, Err(Error::TooOld { found: 14, .. })));
    }
}
