//! Embeds `migrations/*.sql` in the library, in order. A badly named file or
//! a gap in the numbers fails the build.

use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../migrations");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "sql") {
            names.extend(
                path.file_name()
                    .map(|name| name.to_string_lossy().into_owned()),
            );
        }
    }
    names.sort();

    let mut table = String::from("[\n");
    for (number, file) in (1_u32..).zip(&names) {
        let name = step_name(file, number)?;
        let path = fs::canonicalize(folder.join(file))?;
        let path = path.display().to_string();
        writeln!(
            table,
            "    Step {{ number: {number}, name: {name:?}, sql: include_str!({path:?}) }},"
        )?;
    }
    table.push(']');
    fs::write(Path::new(&env::var("OUT_DIR")?).join("shipped.rs"), table)?;
    Ok(())
}

/// `registry` of `0002_registry.sql`, if `number` is 2.
fn step_name(file: &str, number: u32) -> Result<&str, String> {
    let name = file
        .strip_prefix(&format!("{number:04}_"))
        .and_then(|rest| rest.strip_suffix(".sql"))
        .filter(|name| !name.is_empty())
        .filter(|name| {
            name.bytes()
                .all(|byte| byte == b'_' || byte.is_ascii_lowercase() || byte.is_ascii_digit())
        });
    name.ok_or_else(|| {
        format!("migrations/{file}: expected {number:04}_some_name.sql; numbers have no gaps, names are [a-z0-9_]")
    })
}
