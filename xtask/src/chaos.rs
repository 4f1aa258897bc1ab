//! `cargo xtask chaos`: runs what breaks things, by its name, wherever it is.
//!
//! Deliberately absent: what is broken and what must hold then.

use anyhow::{Result, bail};

use crate::check::metadata::Metadata;
use crate::process::{become_it, cargo, run};
use crate::setup;

/// What the programs' names begin with.
const PREFIX: &str = "chaos-";

/// Without a name, lists them. Further arguments, such as `--seed 7 --seconds 600`,
/// are the program's own, and so is the exit code. The build is that of the tests:
/// it checks more than the one that ships.
pub fn chaos(arguments: &[String]) -> Result<()> {
    let metadata = Metadata::load()?;
    let programs = metadata.binaries().iter().filter_map(|(package, binary)| {
        let name = binary.strip_prefix(PREFIX)?;
        Some((name, package.as_str()))
    });
    let programs: Vec<(&str, &str)> = programs.collect();
    let Some((wanted, rest)) = arguments.split_first() else {
        for (name, _package) in programs {
            println!("{name}");
        }
        return Ok(());
    };
    let Some((name, package)) = programs.iter().find(|(name, _)| name == wanted) else {
        let names: Vec<&str> = programs.iter().map(|(name, _)| *name).collect();
        bail!("no chaos is named {wanted}; there is: {}", names.join(", "));
    };
    setup::install_missing()?;
    // It starts programs that stand beside it.
    run(&mut cargo(["build", "--quiet", "--workspace", "--bins"]))?;
    let program = format!("{PREFIX}{name}");
    let mut program = cargo(["run", "--quiet", "--package", package, "--bin", &program]);
    become_it(program.arg("--").args(rest))
}
