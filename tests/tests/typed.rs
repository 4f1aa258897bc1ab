//! The individual number (個人番号) is refused wherever a person can type at the command
//! line of review and of registrants, is not repeated, and is in no file afterwards.
//!
//! [`commands`] has each command with all that it takes; the help tells whether that is so.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests: a surprise should end the test where it happens"
)]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Output;

use common::{City, city, stage};
use domain::looks_like_individual_number;
use end_to_end::stage::Stage;

/// The number of no row.
const NO_ROW: &str = "01912f6e-0000-7000-8000-000000000000";

/// An argument by its name in the help, with what may be typed.
type Argument = (&'static str, String);

/// Each command and what it takes, except for amounts in yen, which are no text.
fn commands(file: &Path) -> Vec<([&'static str; 2], Vec<Argument>)> {
    let with = |arguments: &[(&'static str, &str)]| -> Vec<Argument> {
        let by = ("--by", "clerk-1");
        let all = arguments.iter().chain([&by]);
        all.map(|(name, typed)| (*name, (*typed).to_owned()))
            .collect()
    };
    vec![
        (
            ["review", "list"],
            with(&[
                ("--code", "burst"),
                ("--operator", "op-1"),
                ("--month", "2026-10"),
                ("--after", NO_ROW),
            ]),
        ),
        (["review", "show"], with(&[("<FINDING>", NO_ROW)])),
        (["review", "trip"], with(&[("<TRIP>", NO_ROW)])),
        (["review", "reasons"], with(&[])),
        (["review", "records"], with(&[])),
        (
            ["review", "decide"],
            with(&[
                ("<FINDING>", NO_ROW),
                ("<OUTCOME>", "pay"),
                ("--reason", "運行記録と一致"),
            ]),
        ),
        (
            ["review", "confirm"],
            with(&[("<FINDING>", NO_ROW), ("<DECISION>", NO_ROW)]),
        ),
        (["review", "scan"], with(&[("<YYYY-MM>", "2026-10")])),
        (
            ["review", "publish"],
            with(&[("<FILE.toml>", file.to_str().unwrap())]),
        ),
        (["registrant", "show"], with(&[("<REGISTRANT>", "R-0001")])),
        (
            ["registrant", "end"],
            with(&[
                ("<REGISTRANT>", "R-0001"),
                ("--from", "2026-10-05"),
                ("--reason", "death"),
            ]),
        ),
        (
            ["registrant", "readmit"],
            with(&[
                ("<REGISTRANT>", "R-0001"),
                ("--from", "2026-10-07"),
                ("--reason", "readmitted"),
            ]),
        ),
        (
            ["registrant", "uses-before"],
            with(&[("<REGISTRANT>", "R-0001"), ("<USES>", "12")]),
        ),
        (
            ["registrant", "ground"],
            with(&[
                ("<REGISTRANT>", "R-0001"),
                ("<GROUND>", "care"),
                ("--from", "2026-10-08"),
                ("--until", "2026-12-31"),
                ("--evidence", "certificate_seen"),
            ]),
        ),
    ]
}

/// Twelve digits that check out, as people type them; another number in each run.
fn numbers() -> Vec<String> {
    let mut random = [0_u8; 11];
    getrandom::fill(&mut random).unwrap();
    let eleven: String = random.iter().map(|it| char::from(b'0' + it % 10)).collect();
    let number = (0..10)
        .map(|last| format!("{eleven}{last}"))
        .find(|it| looks_like_individual_number(it))
        .unwrap();
    let wide = number
        .chars()
        .filter_map(|it| char::from_u32(u32::from(it) - u32::from('0') + 0xff10))
        .collect();
    let (first, rest) = number.split_at(4);
    let (second, third) = rest.split_at(4);
    vec![
        number.clone(),
        wide,
        format!("{first} {second} {third}"),
        format!("{first}-{second}-{third}"),
        format!("{first}.{second}.{third}"),
        format!("{first}／{second}・{third}"),
        format!("{first}\u{200b}{second}\t{third}"),
        format!("a{number}"),
    ]
}

fn run(city: &City<'_>, words: [&str; 2], arguments: &[Argument]) -> Output {
    let mut command = city.service.command(words).unwrap();
    for (name, typed) in arguments {
        if name.starts_with("--") {
            command.arg(format!("{name}={typed}"));
        } else {
            command.arg(typed);
        }
    }
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    let all = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8_lossy(&all).into_owned()
}

/// Whether it was refused for what was typed and not for what is not there.
fn is_refused_by_its_form(output: &Output) -> bool {
    let refusals = ["individual_number_refused", "ground_invalid"];
    let said = said(output);
    output.status.code() == Some(2) || refusals.iter().any(|it| said.contains(it))
}

/// What a command takes that is typed as text, as its help names it.
fn taken(help: &str) -> BTreeSet<String> {
    let own = help.split("Common options:").next().unwrap();
    let lines = own.lines().map(str::trim);
    lines
        .filter_map(|line| {
            if line.starts_with('<') {
                return line.split_whitespace().next().map(str::to_owned);
            }
            let (option, value) = line.split_once(' ')?;
            let is_text = value.starts_with('<') && !value.starts_with("<YEN>");
            (option.starts_with("--") && is_text).then(|| option.to_owned())
        })
        .collect()
}

fn help(stage: &Stage, words: &[&str]) -> String {
    let mut command = stage.program("mytaku").unwrap();
    let output = command.args(words).arg("--help").output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// The commands below one, as its help lists them.
fn subcommands(help: &str) -> BTreeSet<String> {
    let (_, list) = help.split_once("Commands:\n").unwrap();
    list.lines()
        .take_while(|line| !line.trim().is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_text_that_a_command_takes_is_tried() {
    let stage = stage();
    let known = commands(Path::new("review.toml"));
    for program in ["review", "registrant"] {
        let described = subcommands(&help(&stage, &[program]));
        let tried: BTreeSet<String> = known
            .iter()
            .filter(|(words, _)| words[0] == program)
            .map(|(words, _)| words[1].to_owned())
            .collect();
        assert_eq!(described, tried, "{program}");
    }
    for (words, arguments) in known {
        let tried: BTreeSet<String> = arguments
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .collect();
        assert_eq!(taken(&help(&stage, &words)), tried, "{words:?}");
    }
}

#[test]
fn no_text_of_a_command_takes_an_individual_number() {
    let stage = stage();
    let mut city = city(&stage, 1);
    // Files that are typed lie elsewhere: the stage is searched.
    let typed = tempfile::tempdir().unwrap();
    let file = typed.path().join("review.toml");
    fs::write(&file, "[burst]\nmore_than = 7\nwithin_minutes = 60\n").unwrap();
    let numbers = numbers();
    for (words, arguments) in commands(&file) {
        let sound = run(&city, words, &arguments);
        assert!(
            !is_refused_by_its_form(&sound),
            "{words:?} refuses even what is sound: {}",
            said(&sound)
        );
        for (place, (name, _typed)) in arguments.iter().enumerate() {
            for number in &numbers {
                let mut arguments = arguments.clone();
                arguments[place].1 = if *name == "<FILE.toml>" {
                    let file = typed.path().join(format!("{number}.toml"));
                    fs::write(&file, "[burst]\nmore_than = 8\nwithin_minutes = 60\n").unwrap();
                    file.to_str().unwrap().to_owned()
                } else {
                    number.clone()
                };
                refuses(&city, words, &arguments, number);
            }
        }
    }
    // Within a file: in a comment, and where it is not even TOML.
    for number in &numbers {
        for text in [format!("# {number}\n"), format!("[burst] {number}\n")] {
            let file = typed.path().join("changed.toml");
            fs::write(&file, text).unwrap();
            let (words, mut arguments) = commands(&file)
                .into_iter()
                .find(|(words, _)| words[1] == "publish")
                .unwrap();
            arguments.retain(|(name, _)| ["<FILE.toml>", "--by"].contains(name));
            refuses(&city, words, &arguments, number);
        }
    }
    city.service.stop().unwrap();
    let searched = assert_no_file_holds(stage.folder(), &numbers);
    assert!(searched > 100, "only {searched} files were searched");
}

fn refuses(city: &City<'_>, words: [&str; 2], arguments: &[Argument], number: &str) {
    let output = run(city, words, arguments);
    let said = said(&output);
    assert!(!output.status.success(), "{words:?} takes it: {said}");
    assert!(is_refused_by_its_form(&output), "{words:?}: {said}");
    assert!(!said.contains(number), "{words:?} repeats it");
    assert!(!said.contains("panicked"), "{words:?}: {said}");
}

/// Looks through every file below `folder`: tables, logs, the journal of the database.
fn assert_no_file_holds(folder: &Path, numbers: &[String]) -> usize {
    let mut searched = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            searched += assert_no_file_holds(&entry.path(), numbers);
        } else if kind.is_file() {
            let bytes = fs::read(entry.path()).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            let held = numbers.iter().any(|number| text.contains(number.as_str()));
            assert!(!held, "{} holds it", entry.path().display());
            searched += 1;
        }
    }
    searched
}
