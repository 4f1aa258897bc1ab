//! A city in which every operation has something to succeed with: trips, a month that is
//! closed and paid, findings, terminals to be enrolled and revoked.
//!
//! What the command line and the service do is done by them, as in a real city. By SQL
//! is made only what would take a month of odd trips. Deliberately absent: how any of it
//! is named in a request (`examples.rs`), and who asks (`callers.rs`).

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use domain::Timestamp;
use fleet::city::{ADMIN, FINANCE};
use fleet::programs::{Programs, Service};
use fleet::taxi::SUBSIDY_YEN;
use fleet::{Chip, City, Connection, Request, Taxi};
use local_postgres::Cluster;
use serde_json::Value;
use tokio_postgres::Client;
use virtual_card::TestAuthority;
use wire::{Jws, SigningKey};

/// What time it is in the city, all the while: the month before is over, and a code of
/// a second factor stays good until it is used.
pub const NOW: &str = "2026-11-01T09:00:00+09:00";

/// The month before, which is closed and paid.
pub const MONTH: &str = "2026-10";

/// Ahead of that, and a day on which banks work.
const TRANSFER_DATE: &str = "2026-11-20";

/// A terminal to ask with, one to be revoked, one to be enrolled, one to change its key.
const TAXIS: usize = 4;

/// Of the key of [`TERMINAL`]: for this run's database only.
pub const SEED: [u8; 32] = [77; 32];

/// The terminal that asks.
pub const TERMINAL: &str = "t-1";

/// Findings: to be read, to be answered, to be decided, to be confirmed.
pub const FINDINGS: [&str; 4] = [
    "01912f6e-0000-7000-8000-000000000001",
    "01912f6e-0000-7000-8000-000000000002",
    "01912f6e-0000-7000-8000-000000000003",
    "01912f6e-0000-7000-8000-000000000004",
];

/// A decision on the last of them that waits for a second person.
pub const DECISION: &str = "01912f6e-0000-7000-8000-000000000005";

const CHECKER: &str = "finance-2";
const APPROVER: &str = "approver-1";

/// What there is.
pub struct Prepared {
    /// One for each of [`TAXIS`].
    pub taxis: Vec<Taxi>,
    /// Of all cards that are registered.
    pub chip: Chip,
    /// One of the trips of the month before.
    pub trip: String,
}

/// The programs, with the city's time and an authority whose cards are taken.
pub fn programs(folder: &Path, cluster: &Cluster, authority: &TestAuthority) -> Result<Programs> {
    let programs = Programs::find(folder, cluster)?;
    let clock = programs.write("clock", NOW)?;
    let anchors = programs.write("authority.pem", &authority.pem()?)?;
    Ok(programs
        .with_clock(Path::new(&clock))
        .with_test_cards(Path::new(&anchors)))
}

/// Sets everything up before the service is started.
pub async fn found(programs: &Programs, client: &Client) -> Result<Prepared> {
    let city = City::new(TAXIS, now()?);
    programs.found(&city)?;
    let chip = Chip::new()?;
    let taxis = city.settle(client, &chip).await?;
    Ok(Prepared {
        taxis,
        chip,
        trip: String::new(),
    })
}

/// Two rides of the month before, which is then closed and paid; afterwards the terminal
/// has the key by which it asks.
pub async fn live(
    programs: &Programs,
    client: &Client,
    service: &Service,
    prepared: &mut Prepared,
) -> Result<()> {
    ride(service, prepared).await?;
    let taken_in = client.query_one("SELECT min(trip::text) FROM trip", &[]);
    prepared.trip = taken_in.await?.get(0);
    leave_a_gap(service, prepared).await?;
    find(client).await?;
    close(programs)?;
    pay(programs)?;
    give_key(client).await
}

/// The city's time.
pub fn now() -> Result<Timestamp> {
    NOW.parse().context("the city's time")
}

/// And a false record, which is set aside.
async fn ride(service: &Service, prepared: &mut Prepared) -> Result<()> {
    let taxi = prepared.taxis.first_mut().context("no taxi")?;
    let (first, second) = (taxi.ride(&prepared.chip)?, taxi.ride(&prepared.chip)?);
    let forged = taxi.forge(&first)?;
    hand_in(service, taxi, &[first, second, forged]).await
}

/// A record of another terminal comes in, and the one before it never does.
async fn leave_a_gap(service: &Service, prepared: &mut Prepared) -> Result<()> {
    let taxi = prepared.taxis.last_mut().context("no taxi")?;
    let (_lost, there) = (taxi.ride(&prepared.chip)?, taxi.ride(&prepared.chip)?);
    hand_in(service, taxi, &[there]).await
}

async fn hand_in(service: &Service, taxi: &Taxi, records: &[Jws]) -> Result<()> {
    let request = Request::trips(taxi, records, now()?)?;
    let mut connection = Connection::open(service.address).await?;
    let answer = connection.send(request.bytes()).await?;
    let said = String::from_utf8_lossy(&answer.body);
    ensure!(answer.status == 200, "rides are not taken in: {said}");
    Ok(())
}

/// Findings as the looking at many trips would make them: about the month, but for the
/// last, which is about a trip, so that it is about money.
async fn find(client: &Client) -> Result<()> {
    let [.., confirmed] = FINDINGS;
    for (subject, finding) in ('a'..).zip(FINDINGS) {
        client
            .execute(
                "INSERT INTO finding VALUES ('102016', $1::text::uuid, 'burst', 'op-1',
                    '2026-10-01', CASE WHEN $2 THEN (SELECT trip FROM trip LIMIT 1) END, NULL,
                    $3, 'pay_and_sample', '{\"trips\": [], \"numbers\": {}}', 'd',
                    $4::text::timestamptz)",
                &[
                    &finding,
                    &(finding == confirmed),
                    &subject.to_string(),
                    &NOW,
                ],
            )
            .await?;
    }
    client
        .execute(
            "INSERT INTO review_decision VALUES ('102016', $1::text::uuid, $2::text::uuid, 'pay',
                '運行記録と一致', $3, 0, $4, $5::text::timestamptz)",
            &[&DECISION, &confirmed, &SUBSIDY_YEN, &FINANCE, &NOW],
        )
        .await?;
    Ok(())
}

fn close(programs: &Programs) -> Result<()> {
    let city = City::new(TAXIS, now()?);
    for month in city.months() {
        programs.run(&["month", "close", &month.to_string(), "--by", FINANCE])?;
    }
    Ok(())
}

/// Through the hands of three people.
fn pay(programs: &Programs) -> Result<()> {
    for (user, role) in [(CHECKER, "finance"), (APPROVER, "approver")] {
        programs.run(&["user", "add", user, "--role", role, "--by", ADMIN])?;
    }
    let made = programs.run(&[
        "payout",
        "make",
        MONTH,
        "--transfer-date",
        TRANSFER_DATE,
        "--by",
        FINANCE,
        "--json",
    ])?;
    let digest = field(&made, "content_digest")?;
    for (pass, by) in [("check", CHECKER), ("approve", APPROVER)] {
        programs.run(&["payout", pass, MONTH, "--by", by, "--digest", &digest])?;
    }
    let file = programs.write("bank.dat", "")?;
    programs.run(&["payout", "export", MONTH, "--by", CHECKER, "--out", &file])?;
    Ok(())
}

/// The key that the requests are signed with, as if the terminal had changed its own.
async fn give_key(client: &Client) -> Result<()> {
    let public = SigningKey::from_seed(&SEED).public();
    client
        .execute(
            "INSERT INTO terminal_key (municipality, terminal, number, public_key, enrolled_at)
             VALUES ('102016', $1, 2, $2, $3::text::timestamptz)",
            &[&TERMINAL, &public.as_bytes().as_slice(), &NOW],
        )
        .await?;
    Ok(())
}

/// A text in the object that a command printed.
pub fn field(printed: &str, name: &str) -> Result<String> {
    let printed: Value = serde_json::from_str(printed.trim())?;
    let text = printed.get(name).and_then(Value::as_str);
    let text = text.with_context(|| format!("no {name} was printed"))?;
    Ok(text.to_owned())
}
