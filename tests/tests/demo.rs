//! `mytaku-demo`, from outside: what it prints, what it leaves, how it ends.

use std::fs::{self, Permissions};
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use end_to_end::settle::BankFile;
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
    let output = demo(&folders)
        .args(["--json", "--seed", "7"])
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let text = String::from_utf8(output.stdout).unwrap();
    let (report, json) = text.trim_end().rsplit_once('\n').unwrap();
    let summary: Summary = serde_json::from_str(json).unwrap();

    check_json_form(json);
    check_trips(&summary);
    check_taps(&summary);
    check_statement_files(&summary, folders.out.path());
    check_bank_file(&summary);
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

fn check_statement_files(summary: &Summary, out: &Path) {
    assert_eq!(summary.statements.len(), 2);
    for statement in &summary.statements {
        let file = |ending| {
            let name = format!(
                "statement-{}-{}.{ending}",
                statement.month, statement.operator
            );
            fs::read(out.join(name)).unwrap()
        };
        let json: serde_json::Value = serde_json::from_slice(&file("json")).unwrap();
        assert_eq!(json["operator"], *statement.operator);
        assert_eq!(json["month"], *statement.month);
        assert_eq!(json["total_yen"], statement.total_yen);
        let lines = json["lines"].as_array().unwrap();
        assert_eq!(lines.len(), statement.lines);
        let amounts: Vec<i64> = lines
            .iter()
            .map(|line| line["amount_yen"].as_i64().unwrap())
            .collect();
        assert_eq!(amounts.iter().sum::<i64>(), statement.total_yen);
        check_csv(&file("csv"), &amounts);
    }
}

/// As a spreadsheet in Japan wants it: a byte order mark and CRLF.
fn check_csv(bytes: &[u8], amounts: &[i64]) {
    let text = std::str::from_utf8(bytes).unwrap();
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let column = reader
        .headers()
        .unwrap()
        .iter()
        .position(|title| title.contains("助成額") || title == "amount_yen")
        .expect("a column of amounts");
    let found: Vec<i64> = reader
        .records()
        .map(|record| record.unwrap()[column].parse().unwrap())
        .collect();
    assert_eq!(found, amounts);
}

/// Read by a crate that others wrote, and held against the statements field by
/// field.
fn check_bank_file(summary: &Summary) {
    let BankFile {
        path,
        records,
        total_yen,
        sha256,
    } = &summary.zengin;
    let bytes = fs::read(path).unwrap();
    assert_eq!(domain::Digest::of(&bytes).to_string(), *sha256);
    assert_eq!(*total_yen, SUBSIDY_YEN);
    assert_eq!(*records, 5, "header, two payments, trailer, end");
    assert_eq!(bytes.len(), records * 122, "120 bytes and CRLF each");

    let file = zengin_fmt::parse_general_transfer(&bytes).unwrap();
    let header = &file.header;
    assert_eq!(header.kind_code, 21);
    assert_eq!(header.code_division, zengin_fmt::CodeDivision::Jis);
    assert_eq!(header.remitter_code, "0000010201");
    assert_eq!(header.remitter_name, "ﾏｴﾊﾞｼｼ");
    assert_eq!(header.transfer_date, "1120");
    assert_eq!((&*header.bank_code, &*header.branch_code), ("9900", "001"));
    assert_eq!((&*header.bank_name, &*header.branch_name), ("", ""));
    assert_eq!(header.account_type.to_string(), "1");
    assert_eq!(header.account_number, "0012345");

    let accounts = [
        ("op-1", "9900", "118", "1", "7654321", "ﾐﾎﾝﾀｸｼ-(ｶ"),
        ("op-2", "9901", "020", "2", "0024680", "ﾕ)ｼｹﾝｺｳﾂｳ"),
    ];
    assert_eq!(file.details.len(), accounts.len());
    for (detail, (operator, bank, branch, kind, number, name)) in file.details.iter().zip(accounts)
    {
        let owed = summary
            .statements
            .iter()
            .find(|one| one.operator == operator);
        assert_eq!(i64::try_from(detail.amount), Ok(owed.unwrap().total_yen));
        assert_eq!((&*detail.bank_code, &*detail.branch_code), (bank, branch));
        assert_eq!((&*detail.bank_name, &*detail.branch_name), ("", ""));
        assert_eq!(detail.clearing_house_number, "0000");
        assert_eq!(detail.account_type.to_string(), kind);
        assert_eq!(detail.account_number, number);
        assert_eq!(detail.recipient_name, name);
        assert_eq!(detail.new_code, "0");
        assert_eq!(detail.transfer_designated_type, "7");
        assert_eq!(detail.identification, "Y");
        assert!(detail.edi_info.contains("202610"), "{}", detail.edi_info);
    }
    assert_eq!(
        usize::try_from(file.trailer.total_count),
        Ok(accounts.len())
    );
    assert_eq!(i64::try_from(file.trailer.total_amount), Ok(SUBSIDY_YEN));
}

#[test]
fn ctrl_c_in_the_middle_ends_everything_that_was_started() {
    let folders = folders();
    let mut command = demo(&folders);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let stderr = BufReader::new(child.stderr.take().unwrap());
    let mut told = Vec::new();
    for line in stderr.lines().map_while(Result::ok) {
        if line.contains("two share") {
            kill_process(Pid::from_child(&child), Signal::INT).unwrap();
        }
        told.push(line);
    }
    let status = child.wait().unwrap();
    assert_eq!(status.code(), Some(130), "{told:?}");
    assert!(told.last().unwrap().contains("interrupted"), "{told:?}");
    assert_left_nothing(&folders);
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
