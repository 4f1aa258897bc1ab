//! After the last day: from closing the month to the bank's file and the audit.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use domain::Digest;
use serde::{Deserialize, Serialize};

use crate::city::{self, APPROVER, CLERK, FINANCE, MONTH};
use crate::service::Service;
use crate::stage::Stage;
use crate::story;

/// The month is over in Japan.
const CLOSED_AT: &str = "2026-11-01T09:00:00+09:00";

/// An operator's statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Whose.
    pub operator: String,
    /// Its name, for people.
    #[serde(default, skip_serializing)]
    pub name: String,
    /// For which month.
    pub month: String,
    /// Lines, one for each passenger who is subsidised.
    pub lines: usize,
    /// What the operator is owed.
    pub total_yen: i64,
}

/// A closed month.
#[derive(Clone, Debug, Deserialize)]
pub struct Closed {
    /// What seals it.
    pub digest: String,
    /// Trips in it.
    pub trips: usize,
    /// Claims on them, paid or not.
    pub claims: usize,
    /// Claims that closing decided otherwise than intake.
    pub adjustments: usize,
    /// One for each operator.
    pub statements: Vec<Statement>,
    /// Their sum.
    pub total_yen: i64,
}

/// A statement as a file: JSON or CSV.
#[derive(Clone, Debug, Deserialize)]
pub struct StatementFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its length.
    pub bytes: u64,
    /// Its digest.
    pub sha256: String,
    /// Lines in it.
    pub lines: usize,
    /// Their sum.
    pub total_yen: i64,
}

#[derive(Deserialize)]
struct Exported {
    files: Vec<StatementFile>,
}

/// A statement's file, as far as its money goes.
#[derive(Deserialize)]
struct StatementDocument {
    lines: Vec<StatementLine>,
}

#[derive(Deserialize)]
struct StatementLine {
    amount_yen: i64,
}

#[derive(Deserialize)]
struct Batch {
    state: String,
    total_yen: i64,
    content_digest: String,
}

/// The bank's file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its records, header, trailer and end included.
    pub records: usize,
    /// What it pays.
    pub total_yen: i64,
    /// Its digest.
    pub sha256: String,
}

/// What the audit says.
#[derive(Clone, Debug, Deserialize)]
pub struct Audit {
    /// The digest recomputed.
    pub digest: String,
    /// The digest it was sealed with.
    pub sealed_digest: String,
    /// Whether everything agrees.
    pub matches: bool,
    /// Claims recomputed.
    pub claims: usize,
    /// What is owed for them.
    pub total_yen: i64,
    /// The money as the database sees it.
    pub tie_out: TieOut,
}

/// The money of a month as the database sees it, in yen.
#[derive(Clone, Debug, Deserialize)]
pub struct TieOut {
    /// Claims with their adjustments.
    pub claims_yen: i64,
    /// Transfers to the operators' accounts.
    pub ledger_yen: i64,
    /// Statement lines.
    pub lines_yen: i64,
    /// Statement totals.
    pub statements_yen: i64,
    /// Payments of the batch.
    pub payments_yen: i64,
    /// Transfers to the bank.
    pub paid_yen: i64,
}

/// Closes the month.
pub fn close(stage: &Stage, service: &Service<'_>) -> Result<Closed> {
    stage.set_clock(CLOSED_AT.parse()?)?;
    let closed: Closed = service.ask(["month", "close", MONTH, "--by", FINANCE])?;
    for (number, taxi) in city::TAXIS.iter().enumerate() {
        let expected = story::statement(number);
        let is_expected = |one: &Statement| {
            one.operator == taxi.operator
                && one.month == MONTH
                && (one.lines, one.total_yen) == expected
        };
        ensure!(
            closed.statements.iter().any(is_expected),
            "expected {} lines of {} yen for {}, found {:?}",
            expected.0,
            expected.1,
            taxi.operator,
            closed.statements
        );
    }
    let trips = story::rides().count();
    ensure!(
        closed.trips == trips && closed.adjustments == 0,
        "{} trips with {} adjustments, expected {trips} with none",
        closed.trips,
        closed.adjustments
    );
    Ok(closed)
}

/// Writes the statements of all operators to `out`.
pub fn export_statements(service: &Service<'_>, out: &Path) -> Result<Vec<StatementFile>> {
    let mut export = ["export", "statements", MONTH, "--out"]
        .map(PathBuf::from)
        .to_vec();
    export.push(out.to_owned());
    let exported: Exported = service.ask(export)?;
    ensure!(
        exported.files.len() == 2 * city::TAXIS.len(),
        "{} statement files, expected JSON and CSV for each operator",
        exported.files.len()
    );
    for file in &exported.files {
        let bytes = read(&file.path)?;
        ensure!(
            Digest::of(&bytes).to_string() == file.sha256
                && u64::try_from(bytes.len()) == Ok(file.bytes),
            "{} is not what was exported",
            file.path.display()
        );
    }
    Ok(exported.files)
}

/// One person makes the batch, another checks it, a third approves it; then the
/// bank's file is written to `out`.
pub fn pay(stage: &Stage, service: &Service<'_>, out: &Path) -> Result<BankFile> {
    stage.set_clock("2026-11-02T09:00:00+09:00".parse()?)?;
    let date = city::TRANSFER_DATE;
    let made: Batch = service.ask([
        "payout",
        "make",
        MONTH,
        "--transfer-date",
        date,
        "--by",
        CLERK,
    ])?;
    ensure!(
        made.state == "draft",
        "the batch is {}, expected draft",
        made.state
    );
    let hands = [
        ("check", FINANCE, "checked"),
        ("approve", APPROVER, "approved"),
    ];
    for (step, by, state) in hands {
        let digest = &made.content_digest;
        let batch: Batch = service.ask(["payout", step, MONTH, "--by", by, "--digest", digest])?;
        ensure!(
            batch.state == state,
            "the batch is {}, expected {state}",
            batch.state
        );
    }
    let path = out.join(format!("zengin-{MONTH}.txt"));
    let mut export = ["payout", "export", MONTH, "--by", FINANCE, "--out"]
        .map(PathBuf::from)
        .to_vec();
    export.push(path.clone());
    let file: BankFile = service.ask(&export)?;
    let bytes = read(&path)?;
    let mode = fs::metadata(&path)?.permissions().mode() & 0o777;
    ensure!(mode == 0o600, "others may read the bank's file ({mode:o})");
    let again: BankFile = service.ask(&export)?;
    ensure!(
        again == file && read(&path)? == bytes,
        "exporting the bank's file twice gave two files"
    );
    ensure!(
        file.sha256 == Digest::of(&bytes).to_string() && file.total_yen == made.total_yen,
        "the bank's file is not what was approved"
    );
    Ok(file)
}

/// Has everything recomputed from the stored records.
pub fn audit(service: &Service<'_>, closed: &Closed) -> Result<Audit> {
    let audit: Audit = service.ask(["audit", "month", MONTH])?;
    ensure!(
        audit.matches && audit.digest == closed.digest && audit.sealed_digest == closed.digest,
        "the audit does not arrive at the sealed digest"
    );
    ensure!(
        audit.claims == closed.claims && audit.total_yen == closed.total_yen,
        "the audit counts {} claims of {} yen, closing counted {} of {}",
        audit.claims,
        audit.total_yen,
        closed.claims,
        closed.total_yen
    );
    Ok(audit)
}

/// The largest difference between the same money in claims, ledger, statement
/// files, payments and the trailer of the bank's file, in yen.
pub fn tie_out(audit: &Audit, statements: &[StatementFile], bank: &BankFile) -> Result<i64> {
    let file = zengin::read(&read(&bank.path)?)
        .with_context(|| format!("{} is not a file for a bank", bank.path.display()))?;
    let sums = [
        audit.tie_out.claims_yen,
        audit.tie_out.ledger_yen,
        audit.tie_out.lines_yen,
        audit.tie_out.statements_yen,
        audit.tie_out.payments_yen,
        audit.tie_out.paid_yen,
        sum_of_statement_files(statements)?,
        file.total.get(),
    ];
    let most = sums.iter().max().context("no sums")?;
    let least = sums.iter().min().context("no sums")?;
    Ok(most - least)
}

/// Read line by line, whatever the totals in them say.
fn sum_of_statement_files(files: &[StatementFile]) -> Result<i64> {
    let is_json = |file: &&StatementFile| file.path.extension().is_some_and(|end| end == "json");
    files
        .iter()
        .filter(is_json)
        .map(|file| {
            let document: StatementDocument = serde_json::from_slice(&read(&file.path)?)
                .with_context(|| format!("{} is not a statement", file.path.display()))?;
            Ok(document
                .lines
                .iter()
                .map(|line| line.amount_yen)
                .sum::<i64>())
        })
        .sum()
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}
