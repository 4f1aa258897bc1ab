//! Afterwards: what the database, the service and the commands say, held against
//! what the taxis know.
//!
//! Every ride here is one resident's, and worth the same, so that what must be in
//! the books follows from the rides alone.

use std::collections::{BTreeMap, HashSet};
use std::time::Instant;

use anyhow::{Context as _, Result};
use domain::Digest;
use fleet::City;
use fleet::city::{self, FINANCE};
use fleet::programs::Programs;
use fleet::taxi::SUBSIDY_YEN;
use serde::Deserialize;
use tokio_postgres::Client;

use crate::PEACE_MAX;
use crate::terminal::Terminal;

/// What was found.
#[derive(Debug, Default)]
pub struct Checked {
    pub acknowledged: usize,
    /// Acknowledged, but not there, now or at some time before.
    pub lost: usize,
    /// Rows too many: of trips, taps, claims, transfers.
    pub doubled: i64,
    pub conflicts_kept: usize,
    pub ledger_sum: i64,
    pub audit_matches: bool,
    /// Whatever else is not as it must be, in words.
    pub problems: Vec<String>,
}

impl Checked {
    fn expect<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, found: &T, expected: &T) {
        if found != expected {
            let problem = format!("{what}: {found:?}, expected {expected:?}");
            self.problems.push(problem);
        }
    }
}

/// Checks everything, closes the months that are over, and audits them.
pub async fn check(
    client: &Client,
    programs: &Programs,
    city: &City,
    mut terminals: Vec<Terminal>,
) -> Result<Checked> {
    let mut checked = Checked::default();
    // Before anything is sent again: what is not there now is lost.
    let lost = trips(client, &terminals, &mut checked).await?;
    set_aside(client, &terminals, &mut checked).await?;
    let until = Instant::now() + PEACE_MAX;
    for terminal in &mut terminals {
        terminal.repeat(until).await?;
    }
    checked.doubled = doubled(client).await?;
    claims(client, &terminals, &mut checked).await?;
    used(&mut terminals, &mut checked).await?;
    ledger(client, &mut checked).await?;
    months(programs, city, &terminals, &mut checked)?;
    let mut gone = lost;
    for terminal in terminals {
        checked.acknowledged += terminal.acknowledged.len();
        gone.extend(terminal.forgotten);
        checked.problems.extend(terminal.problems);
    }
    checked.lost = gone.len();
    Ok(checked)
}

/// Every true record is there as it was signed, and no other. Those acknowledged
/// that are not.
async fn trips(
    client: &Client,
    terminals: &[Terminal],
    checked: &mut Checked,
) -> Result<HashSet<Digest>> {
    let rows = client.query("SELECT record FROM trip", &[]).await?;
    let mut found = HashSet::with_capacity(rows.len());
    for row in rows {
        let record: &str = row.try_get(0)?;
        found.insert(Digest::of(record));
    }
    let all = terminals.iter().flat_map(|terminal| &terminal.signed);
    let signed: HashSet<Digest> = all.map(wire::Jws::digest).collect();
    let invented = found.difference(&signed).count();
    checked.expect("trips that no taxi had", &invented, &0);
    let waiting: usize = terminals
        .iter()
        .map(|terminal| terminal.waiting().count())
        .sum();
    checked.expect("records that could not be delivered", &waiting, &0);
    let acknowledged = terminals.iter().flat_map(|terminal| &terminal.acknowledged);
    let lost = acknowledged.filter(|record| !found.contains(record));
    Ok(lost.copied().collect())
}

/// Every conflict that a taxi was told of is kept, and nothing but false records.
async fn set_aside(client: &Client, terminals: &[Terminal], checked: &mut Checked) -> Result<()> {
    let rows = client
        .query("SELECT record, status FROM record_set_aside", &[])
        .await?;
    let mut kept = HashSet::with_capacity(rows.len());
    for row in rows {
        let (record, status): (&str, &str) = (row.try_get(0)?, row.try_get(1)?);
        checked.expect("a record that is set aside", &status, &"conflict");
        kept.insert(Digest::of(record));
    }
    let forged: HashSet<Digest> = terminals
        .iter()
        .flat_map(|terminal| terminal.forged.keys().copied())
        .collect();
    let told = terminals.iter().flat_map(|terminal| &terminal.conflicts);
    let not_kept = told.filter(|record| !kept.contains(record)).count();
    checked.expect("conflicts that were not kept", &not_kept, &0);
    let not_false = kept.difference(&forged).count();
    checked.expect("true records that were set aside", &not_false, &0);
    checked.conflicts_kept = kept.intersection(&forged).count();
    Ok(())
}

/// Rows beyond one of each kind for a record. Keys forbid most of it; they are
/// part of what is tried.
async fn doubled(client: &Client) -> Result<i64> {
    let row = client
        .query_one(
            "SELECT (SELECT count(*) - count(DISTINCT record) FROM trip)
                + (SELECT count(*) - count(DISTINCT (terminal, sequence)) FROM trip)
                + (SELECT count(*) - count(DISTINCT trip) FROM tap)
                + (SELECT count(*) - count(DISTINCT trip) FROM claim)
                + (SELECT count(*) - count(DISTINCT trip) FROM transfer)",
            &[],
        )
        .await?;
    Ok(row.try_get(0)?)
}

/// What each resident was given is what each rode.
async fn claims(client: &Client, terminals: &[Terminal], checked: &mut Checked) -> Result<()> {
    let rows = client
        .query(
            "SELECT registrant, sum(units)::bigint, sum(payable_yen)::bigint FROM claim GROUP BY registrant",
            &[],
        )
        .await?;
    let mut found = BTreeMap::new();
    for row in rows {
        let (registrant, uses, yen): (String, i64, i64) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        found.insert(registrant, (uses, yen));
    }
    for (resident, rides) in residents(terminals) {
        let rides = i64::try_from(rides)?;
        let claimed = found
            .remove(&city::registrant(resident))
            .unwrap_or_default();
        let expected = (rides, rides * SUBSIDY_YEN);
        checked.expect("uses and yen claimed", &claimed, &expected);
    }
    checked.expect("claims of others", &found.len(), &0);
    Ok(())
}

/// The service counts for each resident what each rode.
async fn used(terminals: &mut [Terminal], checked: &mut Checked) -> Result<()> {
    for terminal in terminals {
        let residents: Vec<(usize, usize)> = terminal.taxi.residents().collect();
        for (resident, rides) in residents {
            let used = terminal.used(resident).await?;
            let expected = (u32::try_from(rides)?, i64::try_from(rides)? * SUBSIDY_YEN);
            checked.expect("uses and yen counted", &used, &expected);
        }
    }
    Ok(())
}

fn residents(terminals: &[Terminal]) -> impl Iterator<Item = (usize, usize)> {
    terminals
        .iter()
        .flat_map(|terminal| terminal.taxi.residents())
}

/// All accounts together come to nothing, and what is owed to the operators is
/// what was claimed.
async fn ledger(client: &Client, checked: &mut Checked) -> Result<()> {
    let row = client
        .query_one(
            "WITH booked AS (
                SELECT credit AS account, amount_yen AS yen FROM transfer
                UNION ALL SELECT debit, -amount_yen FROM transfer),
            balance AS (
                SELECT kind, coalesce(sum(yen), 0) AS yen
                FROM account LEFT JOIN booked USING (account) GROUP BY account, kind)
            SELECT coalesce(sum(yen), 0)::bigint,
                coalesce(sum(yen) FILTER (WHERE kind = 'operator'), 0)::bigint,
                (SELECT coalesce(sum(payable_yen), 0) FROM claim)::bigint
            FROM balance",
            &[],
        )
        .await?;
    checked.ledger_sum = row.try_get(0)?;
    let (owed, claimed): (i64, i64) = (row.try_get(1)?, row.try_get(2)?);
    checked.expect("owed to operators in the ledger", &owed, &claimed);
    Ok(())
}

#[derive(Deserialize)]
struct Closed {
    trips: usize,
    claims: usize,
    adjustments: usize,
    total_yen: i64,
}

#[derive(Deserialize)]
struct Audit {
    matches: bool,
    claims: usize,
    total_yen: i64,
}

/// Closes the months that are over by the command line, and audits them.
fn months(
    programs: &Programs,
    city: &City,
    terminals: &[Terminal],
    checked: &mut Checked,
) -> Result<()> {
    let mut audits = Vec::new();
    let mut trips = 0;
    for month in city.months() {
        let name = month.to_string();
        let close = ["month", "close", &name, "--by", FINANCE, "--json"];
        let closed: Closed = read(&programs.run(&close)?)?;
        let yen = i64::try_from(closed.trips)? * SUBSIDY_YEN;
        checked.expect("claims of a closed month", &closed.claims, &closed.trips);
        checked.expect("adjustments of a closed month", &closed.adjustments, &0);
        checked.expect("yen of a closed month", &closed.total_yen, &yen);
        let audit: Audit = read(&programs.run(&["audit", "month", &name, "--json"])?)?;
        audits.push(audit.matches && audit.claims == closed.claims && audit.total_yen == yen);
        trips += closed.trips;
    }
    let rides = terminals.iter().map(|terminal| terminal.taxi.rides()).sum();
    checked.expect("trips of all closed months", &trips, &rides);
    checked.audit_matches = !audits.is_empty() && audits.iter().all(|matches| *matches);
    Ok(())
}

fn read<'de, T: Deserialize<'de>>(output: &'de str) -> Result<T> {
    serde_json::from_str(output.trim()).context("what the command printed is not what it says")
}
