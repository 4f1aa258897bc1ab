//! `cargo xtask demo`: sets up, builds, and becomes the demonstration.

use anyhow::Result;

use crate::process::{become_it, cargo, run};
use crate::setup;

/// The demonstration itself is `mytaku-demo` in `tests/`; it starts the
/// programs that stand beside it in the target folder.
pub fn demo(arguments: &[String]) -> Result<()> {
    setup::install_missing()?;
    eprintln!("ビルドしています / building");
    run(&mut cargo([
        "build",
        "--workspace",
        "--exclude",
        "tools",
        "--bins",
    ]))?;
    let mut demo = cargo([
        "run",
        "--quiet",
        "--package",
        "end-to-end",
        "--bin",
        "mytaku-demo",
    ]);
    become_it(demo.arg("--").args(arguments))
}
