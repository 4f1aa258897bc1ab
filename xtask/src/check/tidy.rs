//! Habits that no compiler holds: each module says what it is for, files stay
//! short enough to read, nothing names the machine it was written on.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};

use crate::process::{output, program, root};

/// More than this is not read in one sitting.
const MOST_LINES: usize = 500;

/// Written by `cargo xtask queries`.
const GENERATED: &str = "crates/queries/src/";

pub fn check() -> Result<String> {
    let names =
        output(program("git").args(["ls-files", "--cached", "--others", "--exclude-standard"]))?;
    let mut problems = Vec::new();
    let mut count = 0_usize;
    for name in names.lines() {
        // What is not text, or deleted but not yet committed, is not judged.
        let Ok(text) = fs::read_to_string(root().join(name)) else {
            continue;
        };
        count += 1;
        problems.extend(
            judge(name, &text)
                .iter()
                .map(|problem| format!("{name}: {problem}")),
        );
    }
    if !problems.is_empty() {
        bail!("{}", problems.join("; "));
    }
    Ok(format!("{count} files"))
}

fn judge(name: &str, text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    problems.extend(machine_path(text));
    let path = Path::new(name);
    if path.ends_with("Cargo.toml") {
        problems.extend(lints_not_inherited(name, text));
    }
    if path.extension().is_some_and(|ending| ending == "rs") && !name.starts_with(GENERATED) {
        if !text.starts_with("//!") {
            problems.push("begins without //!, which says what it is for".to_owned());
        }
        let lines = text.lines().count();
        if lines > MOST_LINES {
            problems.push(format!(
                "{lines} lines; split it, {MOST_LINES} are the most"
            ));
        }
    }
    problems
}

/// Somebody's home or working folder. (Put together here so as not to be
/// found itself.)
fn machine_path(text: &str) -> Option<String> {
    ["home", "Users", "work", "farm"]
        .iter()
        .map(|folder| format!("/{folder}/"))
        .find(|start| {
            text.match_indices(start.as_str()).any(|(at, _)| {
                // Part of a longer path, such as a web address, is another thing.
                let before = text.get(..at).and_then(|text| text.chars().next_back());
                before.is_none_or(|c| c.is_whitespace() || "\"'`(=:".contains(c))
            })
        })
        .map(|start| format!("names a folder below {start}, which is on one machine only"))
}

/// The root has no package, and generated code is not held to our lints.
fn lints_not_inherited(name: &str, text: &str) -> Option<String> {
    let exempt = ["Cargo.toml", "crates/queries/Cargo.toml"].contains(&name);
    let inherits = text.contains("[lints]\nworkspace = true");
    (!exempt && !inherits).then(|| "does not take the workspace's lints".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tidy_file_has_no_problems() {
        assert!(judge("crates/a/src/lib.rs", "//! What it is for.\n").is_empty());
        assert!(judge("README.md", "See https://example.org/home/page.").is_empty());
        assert!(judge("crates/queries/src/lib.rs", "// generated\n").is_empty());
    }

    #[test]
    fn each_untidiness_is_named() {
        let long = format!("//! Long.\n{}", "\n".repeat(MOST_LINES));
        assert!(judge("a.rs", &long)[0].contains("501 lines"));
        assert!(judge("a.rs", "fn main() {}\n")[0].contains("without //!"));
        let path = format!("see /{}/taro/notes", "home");
        assert!(judge("a.md", &path)[0].contains("one machine"));
        assert!(judge("crates/a/Cargo.toml", "[package]\n")[0].contains("lints"));
    }
}
