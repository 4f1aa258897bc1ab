//! Commands in the documents print what stands below them.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use end_to_end::stage::Stage;

use crate::common::stage;
use crate::document::{ANYTHING, documents, root};

#[test]
fn every_command_prints_what_the_documents_say() {
    let mut count = 0;
    for document in documents() {
        // Within the stage, which the private database's own user may enter.
        let stage = stage();
        let folder = stage.path("document");
        fs::create_dir(&folder).unwrap();
        symlink(root().join("schemes"), folder.join("schemes")).unwrap();
        for block in document.blocks() {
            if block.is_file() {
                fs::write(folder.join(block.label), &block.text).unwrap();
            }
            if block.language != "console" {
                continue;
            }
            for (command, expected) in block.commands() {
                let printed = shell(&stage, &folder, &command);
                assert!(
                    is_like(&expected, &printed),
                    "{}: $ {command}\n{printed}\nand not\n{expected}",
                    document.name
                );
                count += 1;
            }
        }
    }
    assert!(count >= 10, "only {count} commands were found");
}

/// Everything that `command` prints in `folder`, with our programs at hand and
/// no setting of whoever runs the tests.
fn shell(stage: &Stage, folder: &Path, command: &str) -> String {
    let programs = stage.binary("mytaku").unwrap();
    let programs = programs.parent().unwrap().to_str().unwrap();
    let output = Command::new("bash")
        .args(["-o", "pipefail", "-c"])
        .arg(format!("exec 2>&1\n{command}"))
        .current_dir(folder)
        .env_clear()
        .env("PATH", format!("{programs}:/usr/local/bin:/usr/bin:/bin"))
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "$ {command}\n{printed}");
    printed
}

/// Whether `text` is `pattern`, in which `…` stands for anything.
fn is_like(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split(ANYTHING);
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in between {
        match rest.split_once(part) {
            Some((_anything, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[test]
fn an_ellipsis_stands_for_anything() {
    assert!(is_like("a\n", "a\n"));
    assert!(is_like("a…c…\n", "abcd\n"));
    assert!(is_like("…\nb\n", "x\ny\nb\n"));
    assert!(!is_like("a", "ab"));
    assert!(!is_like("a…c", "ab"));
}
