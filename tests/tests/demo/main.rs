//! `mytaku-demo`, from outside: what it prints, what it leaves, how it ends.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests: a surprise should end the test where it happens"
)]

mod bank_file;
mod statements;

use std::fs::{self, File, Permissions};
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};

use end_to_end::http::Http;
use end_to_end::story::{self, Action, SCENES};
use end_to_end::summary::{Summary, Trips};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

const DEMO: &str = env!("CARGO_BIN_EXE_mytaku-demo");

/// What the story comes to. Stated once more, since the story itself might be
/// changed by mistake.
const SUBSIDY_YEN: i64 = 11_500;

/// Where a run puts its temporary files and its results.
struct Folders {
    temporary: TempDir,
    out: TempDir,
}

fn folders() -> Folders {
    let folder = |mode| {
        tempfile::Builder::new()
            .prefix("demo-")
            .permissions(Permissions::from_mode(mode))
            .tempdir()
            .unwrap()
    };
    Folders {
        temporary: folder(0o711),
        out: folder(0o755),
    }
}

fn demo(folders: &Folders) -> Command {
    let mut command = Command::new(DEMO);
    command
        .arg("--out")
        .arg(folders.out.path())
        .env("TMPDIR", folders.temporary.path());
    command
}

#[test]
fn a_month_is_played_and_every_figure_is_the_expected_one() {
    let folders = folders();
    let printed = folders.out.path().join("printed");
    let mut command = demo(&folders);
    command
        .args(["--json", "--keep", "--seed", "7"])
        .stdout(File::create(&printed).unwrap());
    let watched = watch(&mut command, |demo, line| {
        if let Some((_, url)) = line.split_once("service   ") {
            let service = Http::new(url.to_owned());
            assert_eq!(service.get("/healthz", None).unwrap().status, 200);
            interrupt(demo);
        }
    });
    assert_eq!(watched.code, Some(0), "{:?}", watched.told);
    let text = fs::read_to_string(&printed).unwrap();
    let (report, json) = text.trim_end().rsplit_once('\n').unwrap();
    let summary: Summary = serde_json::from_str(json).unwrap();

    check_json_form(json);
    check_trips(&summary);
    check_taps(&summary);
    statements::check(&summary, folders.out.path());
    bank_file::check(&summary, SUBSIDY_YEN);
    assert_eq!(summary.subsidy_yen, SUBSIDY_YEN);
    assert!(summary.audit.matches);
    assert_eq!(summary.audit.digest.len(), 64);
    assert_eq!(summary.tie_out_yen, 0);
    assert!(report.contains("11,500"), "{report}");
    assert_left_nothing(&folders);
}

/// The keys that programs rely on, in their order.
fn check_json_form(json: &str) {
    let keys = [
        "{\"trips\":{\"posted\":",
        "\"accepted\":",
        "\"duplicate\":",
        "\"rejected\":",
        "\"claims\":",
        "\"subsidy_yen\":",
        "\"statements\":[{\"operator\":",
        "\"month\":",
        "\"lines\":",
        "\"total_yen\":",
        "\"zengin\":{\"path\":",
        "\"records\":",
        "\"total_yen\":",
        "\"sha256\":",
        "\"audit\":{\"digest\":",
        "\"matches\":true",
        "\"tie_out_yen\":0",
        "\"taps\":[{\"persona\":",
        "\"outcome\":",
        "\"level\":",
        "\"apdus\":",
        "\"ms\":",
    ];
    let mut rest = json;
    for key in keys {
        let (_, after) = rest
            .split_once(key)
            .unwrap_or_else(|| panic!("{key} in {rest}"));
        rest = after;
    }
}

fn check_trips(summary: &Summary) {
    let trips = u64::try_from(story::rides().count()).unwrap();
    let expected = Trips {
        posted: trips + story::resent(),
        accepted: trips,
        duplicate: story::resent(),
        rejected: 0,
    };
    assert_eq!(summary.trips, expected);
    let accepted: usize = story::rides().map(|(_, ride)| ride.claims_yen.len()).sum();
    assert_eq!(summary.claims, accepted);
}

/// Each card is answered as the story says, and only a resident's own card
/// reaches a level.
fn check_taps(summary: &Summary) {
    let scripted = SCENES.iter().flat_map(|scene| match scene.action {
        Action::Ride(ride) => ride.taps.to_vec(),
        Action::Refusal { tap, .. } => vec![tap],
        _ => Vec::new(),
    });
    let expected: Vec<_> = scripted
        .map(|tap| {
            let level = tap.is_accepted().then(|| "A2".to_owned());
            (tap.persona.to_owned(), tap.answer.to_owned(), level)
        })
        .collect();
    let found: Vec<_> = summary
        .taps
        .iter()
        .map(|tap| (tap.persona.clone(), tap.outcome.clone(), tap.level.clone()))
        .collect();
    assert_eq!(found, expected);
    for tap in &summary.taps {
        assert!(tap.apdus > 0 || tap.persona == "transit", "{tap:?}");
    }
    let mut refusals: Vec<_> = found
        .iter()
        .filter(|(_, _, level)| level.is_none())
        .map(|(persona, answer, _)| (answer.as_str(), persona.as_str()))
        .collect();
    refusals.sort_unstable();
    let codes = [
        ("card_not_registered", "unregistered"),
        ("card_removed", "pulled-away"),
        ("certificate_expired", "expired"),
        (
            "certificate_same_name_other_authority",
            "same-name-other-authority",
        ),
        ("chip_mismatch", "clone-of-resident-1"),
        ("smartphone_not_accepted", "phone-android"),
        ("smartphone_not_accepted", "phone-iphone"),
        ("transit_card_not_accepted", "transit"),
    ];
    assert_eq!(refusals, codes);
}

#[test]
fn ctrl_c_in_the_middle_ends_everything_that_was_started() {
    let folders = folders();
    let mut command = demo(&folders);
    let watched = watch(command.stdout(Stdio::null()), |demo, line| {
        if line.ends_with("/ alone") {
            interrupt(demo);
        }
    });
    assert_eq!(watched.code, Some(130), "{:?}", watched.told);
    let last = watched.told.last().unwrap();
    assert!(last.contains("interrupted"), "{:?}", watched.told);
    assert_left_nothing(&folders);
}

/// A run that is over.
struct Watched {
    /// What it told, line by line.
    told: Vec<String>,
    /// Its exit code.
    code: Option<i32>,
}

/// Runs `command` to its end and has each line looked at as it comes.
fn watch(command: &mut Command, look: impl Fn(Pid, &str)) -> Watched {
    let mut child = command
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let pid = Pid::from_child(&child);
    let stderr = BufReader::new(child.stderr.take().unwrap());
    let told = stderr
        .lines()
        .map_while(Result::ok)
        .inspect(|line| look(pid, line))
        .collect();
    Watched {
        told,
        code: child.wait().unwrap().code(),
    }
}

/// Ctrl-C.
fn interrupt(demo: Pid) {
    kill_process(demo, Signal::INT).unwrap();
}

/// Neither temporary files nor a program that was started in them.
fn assert_left_nothing(folders: &Folders) {
    let left: Vec<_> = fs::read_dir(folders.temporary.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(left.is_empty(), "{left:?}");
    let temporary = folders.temporary.path().to_str().unwrap();
    let still: Vec<String> = fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| fs::read(entry.ok()?.path().join("cmdline")).ok())
        .map(|command| String::from_utf8_lossy(&command).replace('\0', " "))
        .filter(|command| command.contains(temporary))
        .collect();
    assert!(still.is_empty(), "{still:?}");
}
