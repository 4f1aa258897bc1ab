//! Files that are read whole, and files that appear whole or not at all.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tempfile::NamedTempFile;

/// The text of a file that the command was given.
pub(crate) fn read_text(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| {
        format!("{0}を読み取れません / cannot read {0}", path.display())
    }).map_err(|error| match error.downcast_ref::<std::io::Error>() {
        Some(cause) if cause.kind() == std::io::ErrorKind::InvalidData => error.context(
            "文字コードがUTF-8ではありません。UTF-8で保存し直してください / not UTF-8; save it as UTF-8",
        ),
        _ => error,
    })
}

/// The bytes of a file that the command was given.
pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("{0}を読み取れません / cannot read {0}", path.display()))
}

/// A file that is written beside its place and not in it yet.
pub(crate) struct Prepared {
    file: NamedTempFile,
    path: PathBuf,
}

impl Prepared {
    /// Writes `bytes` for `path`, whose folder must be there.
    /// As any file that one makes here, it is not closed to the owner alone.
    pub(crate) fn write(path: PathBuf, bytes: &[u8]) -> anyhow::Result<Self> {
        Self::write_with(path, bytes, 0o644)
    }

    /// The same, closed to others, for what tells of persons and accounts.
    pub(crate) fn write_closed(path: PathBuf, bytes: &[u8]) -> anyhow::Result<Self> {
        Self::write_with(path, bytes, 0o600)
    }

    fn write_with(path: PathBuf, bytes: &[u8], mode: u32) -> anyhow::Result<Self> {
        let folder = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let prepare = || {
            let mut file = NamedTempFile::new_in(folder)?;
            file.write_all(bytes)?;
            file.as_file()
                .set_permissions(fs::Permissions::from_mode(mode))?;
            file.as_file().sync_all()?;
            Ok::<_, std::io::Error>(file)
        };
        let file = prepare().with_context(|| cannot_write(&path))?;
        Ok(Self { file, path })
    }

    /// Puts it in its place, over what was there.
    pub(crate) fn put(self) -> anyhow::Result<PathBuf> {
        let path = self.path;
        self.file
            .persist(&path)
            .with_context(|| cannot_write(&path))?;
        Ok(path)
    }
}

fn cannot_write(path: &Path) -> String {
    format!(
        "{0}に書き込めません。フォルダーと空き容量を確かめてください / cannot write {0}; check the folder and the free space",
        path.display()
    )
}

/// Makes `folder` and those above it.
pub(crate) fn make_folder(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| {
        format!(
            "フォルダー{0}を作成できません / cannot make the folder {0}",
            folder.display()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_at_the_place_before_it_is_put_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        let prepared = Prepared::write(path.clone(), b"whole").unwrap();
        assert!(!path.exists());
        prepared.put().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"whole");
        drop(Prepared::write(path.clone(), b"dropped").unwrap());
        assert_eq!(fs::read(&path).unwrap(), b"whole");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let error = Prepared::write("/no/such/folder/a.txt".into(), b"").err();
        assert!(error.unwrap().to_string().contains("/no/such/folder/a.txt"));
    }
}
