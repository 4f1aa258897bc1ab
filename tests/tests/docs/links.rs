//! Links between the documents lead somewhere, and every guide is found.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::document::{Document, document, documents, root};

#[test]
fn every_link_leads_somewhere() {
    for document in documents() {
        let folder = Path::new(&document.name).parent().unwrap().to_owned();
        for target in links(&document) {
            let (path, heading) = target.split_once('#').unwrap_or((target.as_str(), ""));
            let name = if path.is_empty() {
                PathBuf::from(&document.name)
            } else {
                folder.join(path)
            };
            let place = root().join(&name);
            assert!(place.exists(), "{}: no {target}", document.name);
            if !heading.is_empty() {
                let target_document = Document {
                    name: name.display().to_string(),
                    text: fs::read_to_string(place).unwrap(),
                };
                assert!(
                    anchors(&target_document).contains(heading),
                    "{}: no heading for {target}",
                    document.name
                );
            }
        }
    }
}

/// Targets of the links to files, not those to the web.
fn links(document: &Document) -> Vec<String> {
    let mut links = Vec::new();
    for line in document.prose() {
        for after in line.split("](").skip(1) {
            let target = after.split(')').next().unwrap_or_default();
            if !target.contains("://") {
                links.push(target.to_owned());
            }
        }
    }
    links
}

/// Headings as a link names them: in small letters, without punctuation, with
/// hyphens for spaces.
fn anchors(document: &Document) -> BTreeSet<String> {
    let headings = document.prose().into_iter();
    let headings = headings.filter(|line| line.starts_with('#'));
    headings
        .map(|line| {
            let title = line.trim_start_matches('#').trim().to_lowercase();
            let kept = title.chars().filter_map(|letter| match letter {
                ' ' => Some('-'),
                '-' | '_' => Some(letter),
                _ => letter.is_alphanumeric().then_some(letter),
            });
            kept.collect()
        })
        .collect()
}

#[test]
fn every_guide_is_in_the_index() {
    let index = document("docs/README.md");
    let links = links(&index);
    for document in documents() {
        if let Some(name) = document.name.strip_prefix("docs/")
            && name != "README.md"
        {
            assert!(links.iter().any(|link| link == name), "{name}");
        }
    }
}
