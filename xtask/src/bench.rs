//! `cargo xtask bench`: runs a benchmark of any crate by its name.

use anyhow::{Result, bail};

use crate::check::metadata::Metadata;
use crate::process::{cargo, run};

/// Without a name, lists them. A benchmark is a bench target; further
/// arguments, such as `--json --seconds 5`, are its own.
pub fn bench(arguments: &[String]) -> Result<()> {
    let known = Metadata::load()?.benches();
    let Some((name, rest)) = arguments.split_first() else {
        for name in known {
            println!("{name}");
        }
        return Ok(());
    };
    if !known.contains(name) {
        bail!(
            "no benchmark is named {name}; there are: {}",
            known.join(", ")
        );
    }
    run(cargo(["bench", "--quiet", "--workspace", "--bench", name, "--"]).args(rest))
}
