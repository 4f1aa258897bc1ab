//! `cargo xtask seal`: records the checksums of new migrations. From then on
//! they never change: a database somewhere may have taken them.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::process::{output, program, root};

/// Adds the lines of new files to `migrations/checksums` (the format of
/// `sha256sum`); fails if a recorded file has changed or is gone.
pub fn seal() -> Result<()> {
    let folder = root().join("migrations");
    let path = folder.join("checksums");
    let recorded = fs::read_to_string(&path).unwrap_or_default();
    let present = checksums(&folder)?;
    let new = additions(&recorded, &present)?;
    if new.is_empty() {
        println!("migrations/checksums is up to date");
        return Ok(());
    }
    fs::write(&path, &present).with_context(|| format!("cannot write {}", path.display()))?;
    println!("sealed:\n{}", new.join("\n"));
    Ok(())
}

/// A line for each migration, in order.
fn checksums(folder: &Path) -> Result<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        if Path::new(&name)
            .extension()
            .is_some_and(|ending| ending == "sql")
        {
            names.push(name);
        }
    }
    names.sort();
    output(program("sha256sum").current_dir(folder).args(names))
}

/// The lines of `present` beyond those of `recorded`, which must all be there.
fn additions<'text>(recorded: &str, present: &'text str) -> Result<Vec<&'text str>> {
    let mut present = present.lines();
    for line in recorded.lines() {
        if present.next() != Some(line) {
            let file = line.split("  ").nth(1).unwrap_or(line);
            bail!(
                "{file} was sealed and is now different, gone or preceded by a new file; \
                 restore it and put the change into a further migration"
            );
        }
    }
    Ok(present.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_files_are_added_at_the_end() {
        assert_eq!(
            additions("a  1.sql\n", "a  1.sql\nb  2.sql\n").unwrap(),
            ["b  2.sql"]
        );
        assert!(additions("a  1.sql\n", "a  1.sql\n").unwrap().is_empty());
    }

    #[test]
    fn a_changed_or_missing_file_is_refused_by_name() {
        for present in ["x  1.sql\n", "", "b  0.sql\na  1.sql\n"] {
            let message = additions("a  1.sql\n", present).unwrap_err().to_string();
            assert!(message.starts_with("1.sql was sealed"), "{message}");
        }
    }

    #[test]
    fn checksums_are_in_order_and_of_migrations_only() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["0002_b.sql", "0001_a.sql", "README.md"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let of_nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let expected = format!("{of_nothing}  0001_a.sql\n{of_nothing}  0002_b.sql\n");
        assert_eq!(checksums(folder.path()).unwrap(), expected);
    }
}
