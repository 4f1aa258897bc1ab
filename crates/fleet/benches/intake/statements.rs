//! Where PostgreSQL's time goes, statement by statement: for finding out, not for
//! figures, as the counting itself costs.

use std::fmt::Write as _;

use anyhow::Result;
use tokio_postgres::Client;

/// Statements that are shown, those first that take the most.
const SHOWN: i64 = 40;

/// Begins to count anew.
pub async fn reset(client: &Client) -> Result<()> {
    client
        .batch_execute(
            "CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
             SELECT pg_stat_statements_reset();",
        )
        .await?;
    Ok(())
}

/// Planning and execution of each statement since, in microseconds a trip.
pub async fn table(client: &Client, trips: usize) -> Result<String> {
    let trips = f64::from(u32::try_from(trips)?);
    let rows = client
        .query(
            "SELECT calls, (total_plan_time * 1000)::float8 AS plan,
                (total_exec_time * 1000)::float8 AS exec, wal_bytes::float8 AS wal,
                left(regexp_replace(query, '\\s+', ' ', 'g'), 90) AS query
            FROM pg_stat_statements ORDER BY total_plan_time + total_exec_time DESC LIMIT $1",
            &[&SHOWN],
        )
        .await?;
    let mut text = format!(
        "{:>8} {:>9} {:>9} {:>8}  statement\n",
        "calls", "plan us", "exec us", "WAL B"
    );
    for row in rows {
        let calls: i64 = row.try_get("calls")?;
        let each = |name| anyhow::Ok(row.try_get::<_, f64>(name)? / trips);
        let (plan, exec, wal) = (each("plan")?, each("exec")?, each("wal")?);
        let query: String = row.try_get("query")?;
        // Writing to a String does not fail.
        let _ = writeln!(
            text,
            "{calls:>8} {plan:>9.2} {exec:>9.2} {wal:>8.0}  {query}"
        );
    }
    Ok(text)
}
