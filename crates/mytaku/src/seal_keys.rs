//! The keys that bank accounts are sealed with: a file beside the service's key,
//! made when first needed.

use std::path::Path;

use anyhow::{Context as _, anyhow};
use settlement::seal::SealKeys;

use crate::{failure, files, service_key};

const FILE: &str = "seal.keys";

/// The keys in the data folder, one made if there are none.
pub(crate) fn load_or_make(data: &Path) -> anyhow::Result<SealKeys> {
    let path = data.join(FILE);
    if !path.exists() {
        files::make_folder(data)?;
        let line = SealKeys::new_line().map_err(failure::of_settlement)?;
        service_key::make(data, &path, &line).with_context(|| cannot_make(&path))?;
    }
    parse(&path, &service_key::read_closed(&path)?)
}

/// Puts a new key in front: from now on it seals, and the others still open.
pub(crate) fn rotate(data: &Path) -> anyhow::Result<()> {
    let path = data.join(FILE);
    load_or_make(data)?;
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
        load_or_make(data.path()).unwrap();
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
        load_or_make(data.path()).unwrap();
        fs::write(&path, "short").unwrap();
        assert!(load_or_make(data.path()).is_err());
        assert!(rotate(data.path()).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "short");
    }
}
