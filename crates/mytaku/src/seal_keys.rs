//! The keys that bank accounts are sealed with: a file beside the service's key,
//! made when first needed.

use std::path::Path;

use anyhow::{Context as _, anyhow, bail};
use settlement::seal::SealKeys;

use crate::{failure, files, service_key};

const FILE: &str = "seal.keys";

/// The keys in the data folder, one made if there are none and `is_used` does not say that
/// the database has been sealed with others. A command in the wrong folder would otherwise
/// enter accounts that the service cannot open.
pub(crate) fn load_or_make(
    data: &Path,
    is_used: impl FnOnce() -> anyhow::Result<bool>,
) -> anyhow::Result<SealKeys> {
    let path = data.join(FILE);
    if !path.exists() {
        if is_used()? {
            bail!(missing(&path));
        }
        files::make_folder(data)?;
        let line = SealKeys::new_line().map_err(failure::of_settlement)?;
        service_key::make(data, &path, &line).with_context(|| cannot_make(&path))?;
    }
    parse(&path, &service_key::read_closed(&path)?)
}

/// Puts a new key in front: from now on it seals, and the others still open.
pub(crate) fn rotate(data: &Path) -> anyhow::Result<()> {
    let path = data.join(FILE);
    if !path.exists() {
        bail!(missing(&path));
    }
    let line = SealKeys::new_line().map_err(failure::of_settlement)?;
    let text = line + &service_key::read_closed(&path)?;
    parse(&path, &text)?;
    // Over the old file at once: with a part of it nothing could be opened.
    files::Prepared::write_closed(path, text.as_bytes())?.put()?;
    Ok(())
}

fn parse(path: &Path, text: &str) -> anyhow::Result<SealKeys> {
    SealKeys::parse(text).map_err(|error| {
        anyhow!(
            "封印の鍵{0}が壊れています({error})。バックアップから戻してください / the file of seal keys {0} is damaged ({error}); restore it from a backup",
            path.display()
        )
    })
}

fn missing(path: &Path) -> String {
    format!(
        "封印の鍵{0}がありません。--data を確かめるか、バックアップから戻してください / there are no seal keys {0}, and what is sealed needs them; check --data, or restore the file from a backup",
        path.display()
    )
}

fn cannot_make(path: &Path) -> String {
    format!(
        "封印の鍵{0}を作成できません / cannot make the seal keys {0}",
        path.display()
    )
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_new_key_comes_in_front_and_the_old_one_stays() {
        let data = tempfile::tempdir().unwrap();
        let path = data.path().join(FILE);
        load_or_make(data.path(), || Ok(false)).unwrap();
        let before = fs::read_to_string(&path).unwrap();
        rotate(data.path()).unwrap();
        let after = fs::read_to_string(&path).unwrap();
        assert_eq!((after.lines().count(), after.ends_with(&before)), (2, true));
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_damaged_file_is_refused_and_not_replaced() {
        let data = tempfile::tempdir().unwrap();
        let path = data.path().join(FILE);
        load_or_make(data.path(), || Ok(false)).unwrap();
        fs::write(&path, "short").unwrap();
        assert!(load_or_make(data.path(), || Ok(false)).is_err());
        assert!(rotate(data.path()).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "short");
    }

    #[test]
    fn where_something_is_sealed_no_other_key_is_made() {
        let data = tempfile::tempdir().unwrap();
        let elsewhere = data.path().join("elsewhere");
        let refused = load_or_make(&elsewhere, || Ok(true)).err().unwrap();
        assert!(refused.to_string().contains("--data"), "{refused}");
        assert!(rotate(&elsewhere).is_err());
        assert!(!elsewhere.exists());
        // Who has the keys is not even asked.
        load_or_make(data.path(), || Ok(false)).unwrap();
        load_or_make(data.path(), || Err(anyhow!("asked"))).unwrap();
    }
}
