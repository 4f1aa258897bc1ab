//! Codes that the documents explain are codes of ours.

use std::fs;
use std::path::Path;

use crate::document::{Document, documents, root};

#[test]
fn every_code_that_is_explained_is_one_of_ours() {
    let mut sources = String::new();
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        read_sources(&entry.unwrap().path().join("src"), &mut sources);
    }
    let mut count = 0;
    for document in documents() {
        for code in explained_codes(&document) {
            let known = sources.contains(&format!("\"{code}\""));
            assert!(known, "{}: no code {code}", document.name);
            count += 1;
        }
    }
    assert!(count >= 60, "only {count} codes were found");
}

/// What stands in the first column of tables that are headed by `code`.
fn explained_codes(document: &Document) -> Vec<&str> {
    let mut codes = Vec::new();
    let mut explains = false;
    for line in document.prose() {
        let first = line
            .strip_prefix("| ")
            .and_then(|rest| rest.split(" |").next());
        match first {
            None => explains = explains && line.starts_with('|'),
            Some("code" | "符号") => explains = true,
            Some(cell) if explains => codes.push(cell.trim_matches('`')),
            Some(_other) => {}
        }
    }
    codes
}

fn read_sources(folder: &Path, sources: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_sources(&path, sources);
        } else if path.extension().is_some_and(|end| end == "rs") {
            sources.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}
