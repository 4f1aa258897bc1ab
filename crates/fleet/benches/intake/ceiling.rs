//! The ceiling: plain batches of the rows that are written by hand, and nothing
//! else. Two hundred trips a transaction: two inserts from arrays and one update
//! of the counters.

use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::task::JoinSet;
use tokio_postgres::Client;
use uuid::Uuid;

use crate::{connect, measure};

/// Trips a transaction.
const TOGETHER: usize = 200;

/// Connections that are tried; the best counts.
const CONNECTIONS: [usize; 2] = [1, 2];

/// Trips a second.
pub async fn measure(url: &str, client: &Client, seconds: u32) -> Result<f64> {
    client.batch_execute("CHECKPOINT").await?;
    let mut best = 0.0_f64;
    for connections in CONNECTIONS {
        let until = Instant::now() + Duration::from_secs(seconds.into());
        let mut writers = JoinSet::new();
        let began = Instant::now();
        for number in 0..connections {
            let client = connect(url).await?;
            writers.spawn(write(client, number, until));
        }
        let mut trips = 0;
        while let Some(written) = writers.join_next().await {
            trips += written??;
        }
        best = best.max(measure::rate(trips, began.elapsed()));
    }
    Ok(best)
}

/// Batches until `until`; how many trips that were. Each connection has its own
/// registrants, so that none waits for another.
async fn write(mut client: Client, number: usize, until: Instant) -> Result<usize> {
    let trip = client.prepare(TRIPS).await?;
    let claim = client.prepare(CLAIMS).await?;
    let count = client.prepare(COUNTERS).await?;
    let row = client
        .query_one("SELECT record, answer::text FROM trip LIMIT 1", &[])
        .await?;
    let (record, answer): (String, String) = (row.try_get(0)?, row.try_get(1)?);
    let records = vec![record; TOGETHER];
    let answers = vec![answer; TOGETHER];
    // A terminal of its own, so that no sequence number is used twice.
    let terminal = format!("ceiling-{}", Uuid::now_v7());
    let mut trips = 0;
    while Instant::now() < until {
        let ids: Vec<Uuid> = (0..TOGETHER).map(|_trip| Uuid::now_v7()).collect();
        let sequences: Vec<i64> = (0..TOGETHER)
            .map(|place| i64::try_from(trips + place + 1).unwrap_or(i64::MAX))
            .collect();
        let registrants: Vec<String> = (0..TOGETHER)
            .map(|place| format!("R-{:06}", (trips + place) % 3_000 + number * 3_000))
            .collect();
        let tx = client.transaction().await?;
        tx.execute(&trip, &[&ids, &terminal, &sequences, &records, &answers])
            .await?;
        tx.execute(&claim, &[&ids, &registrants]).await?;
        tx.execute(&count, &[&registrants]).await?;
        tx.commit().await?;
        trips += TOGETHER;
    }
    Ok(trips)
}

const TRIPS: &str = "INSERT INTO hand_trip (municipality, trip, terminal, sequence, record,
    record_digest, operator, vehicle, driver, boarded_at, alighted_at, service_date, booked_month,
    boarding_area, alighting_area, distance_m, fare_yen, answer, received_at)
SELECT '102016', trip, $2, sequence, record, sha256('x'), 'op-1', 'v-1', 'd-1', now(), now(),
    current_date, date_trunc('month', current_date), '102016', '102016', 3000, 1500,
    answer::json, now()
FROM unnest($1::uuid[], $3::bigint[], $4::text[], $5::text[])
    AS t (trip, sequence, record, answer)";

const CLAIMS: &str = r#"INSERT INTO hand_claim (municipality, trip, ordinal, registrant, scheme,
    scheme_digest, scheme_version, operator, service_date, booked_month, units, treatment,
    decided_yen, shown_yen, payable_yen, reasons)
SELECT '102016', trip, 1, registrant, 'maebashi', sha256('x'), '2024-04-01', 'op-1',
    current_date, date_trunc('month', current_date), 1, 'pay', 750, 750, 750,
    '[{"code":"half_fare","ja":"運賃の半額です。","en":"Half of the fare."}]'
FROM unnest($1::uuid[], $2::text[]) AS t (trip, registrant)"#;

const COUNTERS: &str = "UPDATE hand_counter
SET uses = hand_counter.uses + t.uses, amount_yen = hand_counter.amount_yen + 750 * t.uses
FROM (SELECT registrant, count(*)::integer AS uses FROM unnest($1::text[]) AS r (registrant)
    GROUP BY registrant ORDER BY registrant) AS t
WHERE municipality = '102016' AND fiscal_year = 2026 AND hand_counter.registrant = t.registrant";
