//! The service that ships, over HTTP.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use fleet::programs::{Service, now};
use fleet::{Chip, Connection, Request, Taxi};
use serde::Serialize;
use tokio::task::JoinSet;
use tokio_postgres::Client;
use wire::Jws;
use wire::api::{TripStatus, TripsAnswer};

use crate::measure::{cpu_s, percentile_ms, rate, rss_mb, wal_bytes};
use crate::{Arguments, statements};

/// Trips in a request of a terminal that was without a network.
const SYNC: usize = 50;

/// Taxis that go first and are not measured.
pub const WARMING: usize = 64;

/// Trips a second of the open loop.
const SCHEDULED_A_SECOND: u32 = 500;

/// What was found of ours.
#[derive(Debug)]
pub struct Ours {
    /// By number of terminals that send one trip a request.
    pub online: BTreeMap<usize, Online>,
    pub sync_trips_per_s: f64,
    pub p99_ms_at_500: f64,
    pub rss_mb: f64,
    pub cpu_s_per_1000: f64,
    pub wal_bytes_per_trip: f64,
}

/// Terminals that send one trip a request, each the next when the last is answered.
#[derive(Debug, Serialize)]
pub struct Online {
    pub trips_per_s: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
}

/// A phase: how many trips in what time, and each request's.
struct Phase {
    trips: usize,
    took: Duration,
    requests: Vec<Duration>,
}

/// All phases, one after the other.
pub async fn measure(
    service: &Service,
    postgres: u32,
    client: &Client,
    taxis: Vec<Taxi>,
    chip: &Chip,
    arguments: &Arguments,
) -> Result<Ours> {
    let seconds = arguments.seconds;
    let mut taxis = taxis.into_iter();
    let mut take = |count: usize| taxis.by_ref().take(count).collect::<Vec<_>>();
    let size = usize::try_from(seconds)?;
    // A first morning, and what PostgreSQL does by itself within a minute of it:
    // tables without statistics are looked up in the wrong way.
    let requests = prepare(take(WARMING), chip, 40, 10)?;
    closed_loop(service, requests).await?;
    client.batch_execute("ANALYZE").await?;
    let mut online = BTreeMap::new();
    let mut cost = (0.0, 0.0);
    for (terminals, trips) in [(1, 300 * size), (8, 150 * size), (64, 40 * size)] {
        let requests = prepare(take(terminals), chip, trips, 1)?;
        if arguments.statements {
            statements::reset(client).await?;
        }
        let (cpu, wal) = (total_cpu(service, postgres)?, wal_bytes(client).await?);
        let phase = closed_loop(service, requests).await?;
        let count = f64::from(u32::try_from(phase.trips)?);
        let wal = i32::try_from(wal_bytes(client).await? - wal)?;
        cost = (
            (total_cpu(service, postgres)? - cpu) / count * 1_000.0,
            f64::from(wal) / count,
        );
        if arguments.statements {
            println!("{terminals} terminals, one trip a request:");
            println!("{}", statements::table(client, phase.trips).await?);
        }
        let one = Online {
            trips_per_s: rate(phase.trips, phase.took),
            p50_ms: percentile_ms(&phase.requests, 0.5),
            p99_ms: percentile_ms(&phase.requests, 0.99),
        };
        online.insert(terminals, one);
    }
    let requests = prepare(take(64), chip, 100 * size, SYNC)?;
    let sync = closed_loop(service, requests).await?;
    let each = usize::try_from(SCHEDULED_A_SECOND)? * size / 64;
    let requests = prepare(take(64), chip, each, 1)?;
    let scheduled = open_loop(service, requests).await?;
    Ok(Ours {
        online,
        sync_trips_per_s: rate(sync.trips, sync.took),
        p99_ms_at_500: percentile_ms(&scheduled.requests, 0.99),
        rss_mb: rss_mb(service.pid())?,
        cpu_s_per_1000: cost.0,
        wal_bytes_per_trip: cost.1,
    })
}

fn total_cpu(service: &Service, postgres: u32) -> Result<f64> {
    Ok(cpu_s(service.pid())? + cpu_s(postgres)?)
}

/// Each taxi's requests, of `together` trips, in its order.
fn prepare(
    mut taxis: Vec<Taxi>,
    chip: &Chip,
    trips: usize,
    together: usize,
) -> Result<Vec<Vec<Request>>> {
    let rides = std::thread::scope(|scope| {
        let half = taxis.len().div_ceil(2);
        let workers: Vec<_> = taxis
            .chunks_mut(half.max(1))
            .map(|taxis| scope.spawn(move || sign(taxis, chip, trips)))
            .collect();
        let mut rides = Vec::new();
        for worker in workers {
            let signed = worker.join().ok().context("a signer ended by a fault")??;
            rides.extend(signed);
        }
        anyhow::Ok(rides)
    })?;
    // Now: a request is good for five minutes.
    let at = now()?;
    taxis
        .iter()
        .zip(rides)
        .map(|(taxi, rides)| {
            rides
                .chunks(together)
                .map(|rides| Request::trips(taxi, rides, at))
                .collect()
        })
        .collect()
}

fn sign(taxis: &mut [Taxi], chip: &Chip, trips: usize) -> Result<Vec<Vec<Jws>>> {
    taxis
        .iter_mut()
        .map(|taxi| (0..trips).map(|_ride| taxi.ride(chip)).collect())
        .collect()
}

/// Every terminal sends its next request when its last one is answered.
async fn closed_loop(service: &Service, requests: Vec<Vec<Request>>) -> Result<Phase> {
    let mut terminals = JoinSet::new();
    let mut trips = 0;
    let mut connections = Vec::new();
    for requests in requests {
        trips += requests.iter().map(Request::records).sum::<usize>();
        connections.push((Connection::open(service.address).await?, requests));
    }
    let began = Instant::now();
    for (mut connection, requests) in connections {
        terminals.spawn(async move {
            let mut times = Vec::with_capacity(requests.len());
            for request in requests {
                let sent = Instant::now();
                send(&mut connection, &request).await?;
                times.push(sent.elapsed());
            }
            anyhow::Ok(times)
        });
    }
    let requests = collect(terminals).await?;
    Ok(Phase {
        trips,
        took: began.elapsed(),
        requests,
    })
}

/// Every request has its moment, whether or not those before are answered: the
/// time that counts begins then.
async fn open_loop(service: &Service, requests: Vec<Vec<Request>>) -> Result<Phase> {
    let mut terminals = JoinSet::new();
    let trips = requests.iter().flatten().map(Request::records).sum();
    let count = u32::try_from(requests.len())?;
    let began = Instant::now() + Duration::from_millis(200);
    for (number, requests) in (0_u32..).zip(requests) {
        let mut connection = Connection::open(service.address).await?;
        terminals.spawn(async move {
            let mut times = Vec::with_capacity(requests.len());
            for (turn, request) in (0_u32..).zip(requests) {
                let place = turn * count + number;
                let due = began + Duration::from_secs(1) * place / SCHEDULED_A_SECOND;
                tokio::time::sleep_until(due.into()).await;
                send(&mut connection, &request).await?;
                times.push(due.elapsed());
            }
            anyhow::Ok(times)
        });
    }
    let requests = collect(terminals).await?;
    Ok(Phase {
        trips,
        took: began.elapsed(),
        requests,
    })
}

async fn collect(mut terminals: JoinSet<Result<Vec<Duration>>>) -> Result<Vec<Duration>> {
    let mut times = Vec::new();
    while let Some(terminal) = terminals.join_next().await {
        times.extend(terminal??);
    }
    times.sort_unstable();
    Ok(times)
}

/// Every trip must be taken in, or there is no figure.
async fn send(connection: &mut Connection, request: &Request) -> Result<()> {
    let answer = connection.send(request.bytes()).await?;
    let text = || String::from_utf8_lossy(&answer.body).into_owned();
    ensure!(answer.status == 200, "{}: {}", answer.status, text());
    let read: TripsAnswer = serde_json::from_slice(&answer.body)?;
    let created = |status| status == TripStatus::Created;
    ensure!(
        read.answers.len() == request.records()
            && read.answers.iter().all(|answer| created(answer.status)),
        "not taken in: {}",
        text()
    );
    Ok(())
}
