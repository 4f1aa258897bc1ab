//! Brings a database to the schema this build needs.
//!
//! The steps in `migrations/` are embedded at compile time. They go forward
//! only: each runs once, in its own transaction, and is remembered with the
//! SHA-256 of its text in `public.schema_migration`, so that a step that was
//! edited after it landed, or that came from elsewhere, is refused rather
//! than guessed about.
//!
//! Deliberately absent: going back (a mistake is mended by a further step) and
//! anything that knows what the tables mean.

mod error;
mod ledger;
mod step;

use tokio_postgres::Client;

pub use error::Error;
pub use step::{Step, shipped};

use ledger::{Landed, next_step};

/// The digest of all shipped steps: databases with the same one have the same
/// schema.
pub fn digest() -> domain::Digest {
    ledger::digest(shipped())
}

/// What [`migrate`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The steps that were applied now, such as `0002_registry`, in order.
    pub applied: Vec<String>,
    /// The number of the last step, old or new; 0 if there is none.
    pub version: u32,
}

/// Applies the steps that are missing. Several processes may do so at once;
/// each step is applied by one of them.
pub async fn migrate(client: &mut Client) -> Result<Report, Error> {
    migrate_to(client, shipped()).await
}

/// As [`migrate`], with other steps than the shipped ones.
pub async fn migrate_to(client: &mut Client, steps: &[Step]) -> Result<Report, Error> {
    let mut applied = Vec::new();
    while let Some(step) = apply_next(client, steps).await? {
        tracing::info!(step = step.number, name = step.name, "applied a migration");
        applied.push(step.to_string());
    }
    Ok(Report {
        applied,
        version: steps.last().map_or(0, |step| step.number),
    })
}

/// Succeeds if the database has exactly the shipped steps. For a server at
/// its start: it does not migrate by itself, as the person who runs it decides
/// when.
pub async fn check(client: &Client) -> Result<(), Error> {
    check_against(client, shipped()).await
}

/// As [`check`], with other steps than the shipped ones.
pub async fn check_against(client: &Client, steps: &[Step]) -> Result<(), Error> {
    let landed = ledger::read(client).await?;
    match next_step(&landed, steps)? {
        None => Ok(()),
        Some(next) => Err(Error::Behind {
            at: landed.last().map_or(0, |step| step.number),
            next: next.to_string(),
        }),
    }
}

/// Applies the first step the database does not have, if any.
async fn apply_next<'steps>(
    client: &mut Client,
    steps: &'steps [Step],
) -> Result<Option<&'steps Step>, Error> {
    let transaction = client.transaction().await?;
    ledger::lock(&transaction).await?;
    let landed = ledger::read(&transaction).await?;
    let Some(step) = next_step(&landed, steps)? else {
        return Ok(None);
    };
    transaction
        .batch_execute(step.sql)
        .await
        .map_err(|source| Error::step(step, source))?;
    ledger::record(&transaction, &Landed::from(step)).await?;
    transaction.commit().await?;
    Ok(Some(step))
}
