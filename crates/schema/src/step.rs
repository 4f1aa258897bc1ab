//! One migration, as it was embedded.

use std::fmt;

use domain::Digest;

/// A file of `migrations/`: `0002_registry.sql` is number 2, name `registry`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its place, from 1, without gaps.
    pub number: u32,
    /// The rest of the file's name: `[a-z0-9_]`.
    pub name: &'static str,
    /// The file's text.
    pub sql: &'static str,
}

impl Step {
    /// The digest of its text, which may not change once it has landed.
    pub fn digest(&self) -> Digest {
        Digest::of(self.sql)
    }
}

impl fmt::Display for Step {
    /// As the file is named, without its ending.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}_{}", self.number, self.name)
    }
}

static SHIPPED: &[Step] = &include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// Every step of this build, in order.
pub fn shipped() -> &'static [Step] {
    SHIPPED
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    fn migrations() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations")
    }

    #[test]
    fn every_file_is_embedded_in_order() {
        let mut files: Vec<String> = fs::read_dir(migrations())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "checksums" && name != "README.md")
            .collect();
        files.sort();
        let embedded: Vec<String> = shipped().iter().map(|step| format!("{step}.sql")).collect();
        assert_eq!(embedded, files);
        let numbers: Vec<u32> = shipped().iter().map(|step| step.number).collect();
        assert_eq!(numbers, (1..).take(numbers.len()).collect::<Vec<_>>());
    }

    #[test]
    fn landed_files_are_never_edited() {
        let recorded = fs::read_to_string(migrations().join("checksums")).unwrap_or_default();
        let present: Vec<String> = shipped()
            .iter()
            .map(|step| format!("{}  {step}.sql", step.digest()))
            .collect();
        assert_eq!(
            recorded.lines().collect::<Vec<_>>(),
            present,
            "migrations/checksums (left) and the files (right) differ. A new file: cargo xtask seal. \
             A landed file may not change; write a further one instead."
        );
    }

    #[test]
    fn no_step_ends_its_own_transaction() {
        for step in shipped() {
            for line in step.sql.lines() {
                let line = line.trim().to_ascii_uppercase();
                let ends = ["COMMIT", "ROLLBACK", "BEGIN;", "START TRANSACTION"];
                assert!(
                    !ends.iter().any(|word| line.starts_with(word)),
                    "{step}: {line}"
                );
            }
        }
    }
}
