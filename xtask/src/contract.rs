//! `cargo xtask contract`: the running service against its own description, asked by
//! Schemathesis.
//!
//! Schemathesis comes from `PyPI` into a folder of its own under `target/`, each
//! part with the version and digest that `tests/contract/requirements.txt` has. Where `PyPI` is out of
//! reach nothing is checked: on a machine that has `CI` set that is a failure, elsewhere it
//! is said loudly. Deliberately absent: what is asked, which is `fleet`'s `contract`.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use anyhow::{Context as _, Error, Result};

use crate::process::{become_it, cargo, run};
use crate::setup::{self, Sign};

const REQUIREMENTS: &str = "tests/contract/requirements.txt";
const FOLDER: &str = "target/contract";

/// What Schemathesis runs in; Debian has the second apart from the first.
const NEEDS: &[(Sign, &str)] = &[
    (Sign::Program("python3"), "python3"),
    (Sign::Module("ensurepip"), "python3-venv"),
];

const NOT_CHECKED: &str = "\
■ 契約の試験は行われていません / NOT CHECKED: the service was not held against its description.
  Schemathesisを用意できません / Schemathesis cannot be had";

/// Further arguments, such as `--seconds 120 --seed 7`, are the program's own, and so is
/// the exit code.
pub fn contract(arguments: &[String]) -> Result<()> {
    setup::install_missing()?;
    if let Err(error) = install() {
        return not_checked(error, env::var_os("CI").is_some());
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

/// A person sees that nothing was checked; where only the exit code is seen, it must say so.
fn not_checked(error: Error, in_ci: bool) -> Result<()> {
    if in_ci {
        return Err(error.context(NOT_CHECKED));
    }
    eprintln!("{NOT_CHECKED}: {error:#}");
    Ok(())
}

/// Once for each list of requirements.
fn install() -> Result<()> {
    let folder = Path::new(FOLDER);
    let installed = folder.join("requirements.txt");
    let wanted = fs::read(REQUIREMENTS).context(REQUIREMENTS)?;
    if fs::read(&installed).is_ok_and(|there| there == wanted) {
        return Ok(());
    }
    setup::install(NEEDS)?;
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

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    #[test]
    fn what_was_not_checked_fails_where_nobody_reads_what_is_said() {
        assert!(not_checked(anyhow!("no PyPI"), false).is_ok());
        let failure = not_checked(anyhow!("no PyPI"), true).unwrap_err();
        let said = format!("{failure:#}");
        assert!(
            said.contains("NOT CHECKED") && said.ends_with("no PyPI"),
            "{said}"
        );
    }
}
