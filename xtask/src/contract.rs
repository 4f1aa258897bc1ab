//! `cargo xtask contract`: the running service against its own description, asked by
//! Schemathesis.
//!
//! Schemathesis comes from `PyPI` into a folder of its own under `target/`, each
//! part with the version and digest that `tests/contract/requirements.txt` has. Where `PyPI` is out of
//! reach nothing is checked, and it is said loudly. Deliberately absent: what is asked,
//! which is `fleet`'s `contract`.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::process::{become_it, cargo, run};
use crate::setup;

const REQUIREMENTS: &str = "tests/contract/requirements.txt";
const FOLDER: &str = "target/contract";

/// Further arguments, such as `--seconds 120 --seed 7`, are the program's own, and so is
/// the exit code.
pub fn contract(arguments: &[String]) -> Result<()> {
    setup::install_missing()?;
    if let Err(error) = install() {
        eprintln!(
            "■ 契約の試験は行われていません / NOT CHECKED: the service was not held against its description.\n  \
             Schemathesisを用意できません / Schemathesis cannot be had: {error:#}"
        );
        return Ok(());
    }
    run(&mut cargo(["build", "--quiet", "--workspace", "--bins"]))?;
    let mut program = cargo(["run", "--quiet", "--package", "fleet", "--bin", "contract"]);
    let schemathesis = fs::canonicalize(FOLDER)?.join("bin/schemathesis");
    become_it(
        program
            .arg("--")
            .arg("--schemathesis")
            .arg(schemathesis)
            .args(arguments),
    )
}

/// Once for each list of requirements.
fn install() -> Result<()> {
    let folder = Path::new(FOLDER);
    let installed = folder.join("requirements.txt");
    let wanted = fs::read(REQUIREMENTS).context(REQUIREMENTS)?;
    if fs::read(&installed).is_ok_and(|there| there == wanted) {
        return Ok(());
    }
    eprintln!("Schemathesisを用意しています / installing Schemathesis");
    run(Command::new("python3").args(["-m", "venv", "--clear", FOLDER]))?;
    run(Command::new(folder.join("bin/pip")).args([
        "install",
        "--quiet",
        "--require-hashes",
        "--disable-pip-version-check",
        "--requirement",
        REQUIREMENTS,
    ]))?;
    // Last, so that what was cut off is done again.
    fs::write(&installed, wanted).with_context(|| installed.display().to_string())
}
