//! The documents, and the parts of them that can be checked.

use std::fs;
use std::path::{Path, PathBuf};

/// Stands for anything in what a command prints or a terminal answers.
pub const ANYTHING: &str = "…";

/// A text that people read.
pub struct Document {
    /// Its path below the root of the project.
    pub name: String,
    pub text: String,
}

/// A fenced block of a document.
pub struct Block<'a> {
    pub language: &'a str,
    /// The word after the language.
    pub label: &'a str,
    pub text: String,
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

pub fn document(name: &str) -> Document {
    let text = fs::read_to_string(root().join(name));
    Document {
        text: text.unwrap_or_else(|error| panic!("{name}: {error}")),
        name: name.to_owned(),
    }
}

/// The documents of this project, those of single crates included.
pub fn documents() -> Vec<Document> {
    let mut names: Vec<String> = fs::read_dir(root().join("docs"))
        .unwrap()
        .map(|entry| format!("docs/{}", entry.unwrap().file_name().to_str().unwrap()))
        .filter(|name| Path::new(name).extension().is_some_and(|end| end == "md"))
        .collect();
    let others = [
        "README.md",
        "README.ja.md",
        "ARCHITECTURE.md",
        "schemes/README.md",
        "crates/terminal/PROTOCOL.md",
    ];
    names.extend(others.map(str::to_owned));
    names.sort();
    names.iter().map(|name| document(name)).collect()
}

impl Document {
    pub fn blocks(&self) -> Vec<Block<'_>> {
        let mut blocks = Vec::new();
        let mut lines = self.text.lines();
        while let Some(line) = lines.next() {
            let Some(info) = line.strip_prefix("```") else {
                continue;
            };
            let mut text = String::new();
            for line in lines.by_ref().take_while(|line| !line.starts_with("```")) {
                text.push_str(line);
                text.push('\n');
            }
            let (language, label) = info.split_once(' ').unwrap_or((info, ""));
            blocks.push(Block {
                language,
                label: label.trim(),
                text,
            });
        }
        blocks
    }

    /// The block labelled `label`.
    pub fn block(&self, label: &str) -> Block<'_> {
        let mut blocks = self.blocks().into_iter();
        let found = blocks.find(|block| block.label == label);
        found.unwrap_or_else(|| panic!("{} has no block {label}", self.name))
    }

    /// Its lines outside of fenced blocks.
    pub fn prose(&self) -> Vec<&str> {
        let mut fenced = false;
        let mut prose = Vec::new();
        for line in self.text.lines() {
            if line.starts_with("```") {
                fenced = !fenced;
            } else if !fenced {
                prose.push(line);
            }
        }
        prose
    }
}

impl Block<'_> {
    pub fn is_file(&self) -> bool {
        self.label.contains('.')
    }

    /// Commands with what they print. A command goes on in lines after `> `.
    pub fn commands(&self) -> Vec<(String, String)> {
        let mut commands: Vec<(String, String)> = Vec::new();
        for line in self.text.lines() {
            if let Some(command) = line.strip_prefix("$ ") {
                commands.push((command.to_owned(), String::new()));
                continue;
            }
            let (command, printed) = commands.last_mut().unwrap();
            if let Some(more) = line.strip_prefix("> ") {
                command.push('\n');
                command.push_str(more);
            } else {
                printed.push_str(line);
                printed.push('\n');
            }
        }
        commands
    }
}
