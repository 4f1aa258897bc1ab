//! A folder of source files, in memory: compared, or written.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Every `.rs` file of a folder by its path within it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files(BTreeMap<PathBuf, String>);

impl Files {
    /// Reads `folder` and its subfolders.
    pub fn read(folder: &Path) -> Result<Self> {
        let mut files = BTreeMap::new();
        let mut pending = vec![folder.to_owned()];
        while let Some(next) = pending.pop() {
            let entries =
                fs::read_dir(&next).with_context(|| format!("cannot read {}", next.display()))?;
            for entry in entries {
                let path = entry?.path();
                if path.is_dir() {
                    pending.push(path);
                } else if path.extension().is_some_and(|ending| ending == "rs") {
                    let text = fs::read_to_string(&path)
                        .with_context(|| format!("cannot read {}", path.display()))?;
                    files.insert(path.strip_prefix(folder)?.to_owned(), text);
                }
            }
        }
        Ok(Self(files))
    }

    /// The same files with other texts.
    pub fn map(self, edit: impl Fn(&Path, &str) -> String) -> Self {
        let edited = self.0.into_iter().map(|(path, text)| {
            let text = edit(&path, &text);
            (path, text)
        });
        Self(edited.collect())
    }

    /// Their texts.
    #[cfg(test)]
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(String::as_str)
    }

    /// The files that differ from `other`, or are in one only, by name.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let mut names: Vec<&PathBuf> = self.0.keys().chain(other.0.keys()).collect();
        names.sort();
        names.dedup();
        names
            .into_iter()
            .filter(|name| self.0.get(*name) != other.0.get(*name))
            .map(|name| name.display().to_string())
            .collect()
    }

    /// Makes `folder` hold exactly these; gives the names of what changed.
    /// What is right already is not touched, so that nothing is rebuilt.
    pub fn write(&self, folder: &Path) -> Result<Vec<String>> {
        let changed = self.differences(&Self::read(folder)?);
        for name in &changed {
            let path = folder.join(name);
            let done = match self.0.get(Path::new(name)) {
                Some(text) => path
                    .parent()
                    .map_or(Ok(()), fs::create_dir_all)
                    .and_then(|()| fs::write(&path, text)),
                None => fs::remove_file(&path),
            };
            done.with_context(|| format!("cannot write {}", path.display()))?;
        }
        Ok(changed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(pairs: &[(&str, &str)]) -> Files {
        let pairs = pairs
            .iter()
            .map(|(path, text)| (path.into(), (*text).to_owned()));
        Files(pairs.collect())
    }

    #[test]
    fn differences_name_changed_new_and_forgotten_files() {
        let generated = files(&[("lib.rs", "a"), ("queries/new.rs", "b"), ("same.rs", "c")]);
        let present = files(&[("lib.rs", "A"), ("queries/old.rs", "b"), ("same.rs", "c")]);
        let expected = ["lib.rs", "queries/new.rs", "queries/old.rs"];
        assert_eq!(generated.differences(&present), expected);
    }

    #[test]
    fn writing_leaves_exactly_the_generated_files() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("old.rs"), "").unwrap();
        let generated = files(&[("lib.rs", "a"), ("queries/new.rs", "b")]);
        let changed = generated.write(folder.path()).unwrap();
        assert_eq!(changed, ["lib.rs", "old.rs", "queries/new.rs"]);
        assert_eq!(Files::read(folder.path()).unwrap(), generated);
        assert!(generated.write(folder.path()).unwrap().is_empty());
    }
}
