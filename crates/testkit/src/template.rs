//! The migrated database that every test's database is a copy of.

use tokio_postgres::Client;

use crate::Error;
use crate::server::{Server, connect};

/// Makes the template unless it is there, and gives its name.
///
/// The name holds the digest of the migrations, so that a changed migration
/// never meets an old template. It is built under another name and renamed
/// when it is complete.
pub(crate) async fn ensure(server: &Server, client: &Client) -> Result<String, Error> {
    let digest: String = schema::digest().to_string().chars().take(16).collect();
    let name = format!("template_{digest}");
    if exists(client, &name).await? {
        return Ok(name);
    }
    // The lock goes with the connection, even if this process is killed.
    client
        .execute("SELECT pg_advisory_lock(hashtext($1))", &[&name])
        .await?;
    if !exists(client, &name).await? {
        build(server, client, &digest, &name).await?;
    }
    client
        .execute("SELECT pg_advisory_unlock(hashtext($1))", &[&name])
        .await?;
    Ok(name)
}

async fn exists(client: &Client, name: &str) -> Result<bool, Error> {
    let row = client
        .query_one(
            "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1) AS there",
            &[&name],
        )
        .await?;
    Ok(row.try_get("there")?)
}

async fn build(server: &Server, client: &Client, digest: &str, name: &str) -> Result<(), Error> {
    let unfinished = format!("unfinished_{digest}");
    client
        .batch_execute(&format!(
            "DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)"
        ))
        .await?;
    client
        .batch_execute(&format!("CREATE DATABASE {unfinished} TEMPLATE template0"))
        .await?;
    let mut inside = connect(&server.url(&unfinished)).await?;
    schema::migrate(&mut inside).await?;
    // From now on nobody may connect, and whoever is there must go: a
    // database with a session can be neither renamed nor copied.
    client
        .batch_execute(&format!(
            "ALTER DATABASE {unfinished} ALLOW_CONNECTIONS false"
        ))
        .await?;
    client
        .execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = $1",
            &[&unfinished],
        )
        .await?;
    client
        .batch_execute(&format!("ALTER DATABASE {unfinished} RENAME TO {name}"))
        .await?;
    Ok(())
}
