//! The key that the service signs bundles with: made at its first start, the
//! same ever after, since terminals pin it when they enrol.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use anyhow::{Context as _, bail, ensure};
use tempfile::NamedTempFile;
use wire::SigningKey;

use crate::files;

const FILE: &str = "service.key";

/// The key in the data folder, made if there is none.
pub(crate) fn load_or_make(data: &Path) -> anyhow::Result<SigningKey> {
    let path = data.join(FILE);
    if !path.exists() {
        files::make_folder(data)?;
        make(data, &path, &format!("{}\n", hex::encode(seed()?))).with_context(|| {
            format!(
                "サービスの鍵{0}を作成できません / cannot make the service's key {0}",
                path.display()
            )
        })?;
    }
    load(&path)
}

/// A key for a command that signs nothing.
pub(crate) fn unused() -> anyhow::Result<SigningKey> {
    Ok(SigningKey::from_seed(&seed()?))
}

fn seed() -> anyhow::Result<[u8; 32]> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).context("乱数を得られません / no randomness")?;
    Ok(seed)
}

/// Appears whole and closed to others, or not at all; one that another process
/// made at the same moment stays.
pub(crate) fn make(data: &Path, path: &Path, text: &str) -> anyhow::Result<()> {
    let mut file = NamedTempFile::new_in(data)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_file) => tracing::info!(file = %path.display(), "a key was made"),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {}
        Err(error) => bail!(error.error),
    }
    Ok(())
}

/// The text of a key file, which must be closed to others.
pub(crate) fn read_closed(path: &Path) -> anyhow::Result<String> {
    let text = files::read_text(path)?;
    let mode = fs::metadata(path)?.permissions().mode();
    ensure!(
        mode.trailing_zeros() >= 6,
        "鍵{0}を他の利用者が読めます / the key can be read by others; run: chmod 600 {0}",
        path.display()
    );
    Ok(text)
}

fn load(path: &Path) -> anyhow::Result<SigningKey> {
    let text = read_closed(path)?;
    let mut seed = [0; 32];
    hex::decode_to_slice(text.trim(), &mut seed).map_err(|_not_hex| {
        anyhow::anyhow!(
            "サービスの鍵{0}が壊れています。バックアップから戻してください / the service's key {0} is damaged; restore it from a backup",
            path.display()
        )
    })?;
    Ok(SigningKey::from_seed(&seed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_and_closed_to_others() {
        let data = tempfile::tempdir().unwrap();
        let first = load_or_make(data.path()).unwrap();
        let again = load_or_make(data.path()).unwrap();
        assert_eq!(first.public(), again.public());
        let mode = fs::metadata(data.path().join(FILE))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_key_that_is_open_or_damaged_is_refused() {
        let data = tempfile::tempdir().unwrap();
        let path = data.path().join(FILE);
        load_or_make(data.path()).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let open = load_or_make(data.path()).unwrap_err().to_string();
        assert!(open.contains("chmod 600"), "{open}");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&path, "short").unwrap();
        let damaged = load_or_make(data.path()).unwrap_err().to_string();
        assert!(damaged.contains("damaged"), "{damaged}");
    }
}
