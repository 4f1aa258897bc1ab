//! Every command explains itself by example.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests: a surprise should end the test where it happens"
)]

use std::process::Command;

use end_to_end::stage::Stage;

const PROGRAMS: [&str; 3] = ["mytaku", "mytaku-terminal", "mytaku-demo"];

#[test]
fn every_command_shows_an_example() {
    let stage = Stage::new("2026-10-01T08:00:00+09:00".parse().unwrap()).unwrap();
    let mut looked_at = Vec::new();
    for program in PROGRAMS {
        look(&stage, &[program.to_owned()], &mut looked_at);
    }
    // So that a change in clap's layout does not let commands go unseen.
    for command in [
        "mytaku payout approve",
        "mytaku-terminal desk",
        "mytaku-demo",
    ] {
        assert!(
            looked_at.iter().any(|seen| seen == command),
            "{looked_at:?}"
        );
    }
}

/// Looks at a command's help, and at those of its subcommands.
fn look(stage: &Stage, words: &[String], looked_at: &mut Vec<String>) {
    let (program, arguments) = words.split_first().unwrap();
    let mut command: Command = stage.program(program).unwrap();
    let output = command.args(arguments).arg("--help").output().unwrap();
    let shown = words.join(" ");
    assert!(output.status.success(), "{shown} --help");
    let help = String::from_utf8(output.stdout).unwrap();
    let subcommands = subcommands(&help);
    if subcommands.is_empty() {
        let example = help.split_once("Example:").map(|(_, example)| example);
        assert!(example.is_some(), "{shown} --help has no example:\n{help}");
        let example = example.unwrap_or_default();
        assert!(
            example.contains(&shown) || example.contains("cargo xtask demo"),
            "{shown} --help has another command's example:\n{example}"
        );
    }
    for subcommand in subcommands {
        look(stage, &[words, &[subcommand]].concat(), looked_at);
    }
    looked_at.push(shown);
}

/// The first words of the lines below `Commands:`.
fn subcommands(help: &str) -> Vec<String> {
    let Some((_, list)) = help.split_once("Commands:\n") else {
        return Vec::new();
    };
    list.lines()
        .take_while(|line| !line.trim().is_empty())
        // A description that goes on is indented further.
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}
