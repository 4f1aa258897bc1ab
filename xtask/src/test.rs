//! `cargo xtask test`: sets up, builds, runs every test, and tries every benchmark.

use anyhow::Result;

use crate::bench;
use crate::process::{cargo, is_installed, run};
use crate::setup;

/// The tests share one private PostgreSQL, which the first of them starts and
/// which ends with the last (see `testkit`). With `arguments` for the runner,
/// only what they choose runs.
pub fn test(arguments: &[String]) -> Result<()> {
    setup::install_missing()?;
    // The end-to-end tests start programs of other packages.
    run(&mut cargo(["build", "--workspace", "--bins"]))?;
    run_tests(arguments)?;
    if arguments.is_empty() {
        bench::try_out()?;
    }
    Ok(())
}

fn run_tests(arguments: &[String]) -> Result<()> {
    let scope = scope(arguments);
    if !is_installed("cargo-nextest") {
        return run(cargo(["test", "--no-fail-fast"])
            .args(scope)
            .args(arguments));
    }
    if arguments.is_empty() {
        // nextest does not run examples in documentation.
        run(&mut cargo(["test", "--quiet", "--workspace", "--doc"]))?;
    }
    run(cargo(["nextest", "run", "--no-fail-fast"])
        .args(scope)
        .args(arguments))
}

/// Everything, unless the arguments name packages.
fn scope(arguments: &[String]) -> Option<&'static str> {
    let names_package = |argument: &String| argument == "-p" || argument.starts_with("--package");
    (!arguments.iter().any(names_package)).then_some("--workspace")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_tested_unless_packages_are_named() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(scope(&[]), Some("--workspace"));
        assert_eq!(
            scope(&words("a_test_name --nocapture")),
            Some("--workspace")
        );
        assert_eq!(scope(&words("-p schema")), None);
        assert_eq!(scope(&words("--package=schema")), None);
    }
}
