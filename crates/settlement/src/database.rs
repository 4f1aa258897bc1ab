//! The one way into a transaction.

use std::time::{Duration, Instant};

use deadpool_postgres::Pool;
use domain::MunicipalityCode;

use crate::{Error, Result};

/// A transaction that acts as the service's role for one municipality.
pub type Transaction<'a> = deadpool_postgres::Transaction<'a>;

/// The pool of connections.
#[derive(Clone)]
pub struct Database {
    pool: Pool,
}

/// How often a transaction that lost against another one is tried.
const ATTEMPTS_MAX: u32 = 5;

/// The pause before the second attempt; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(5);

impl Database {
    /// Over a pool that the caller configured.
    pub const fn new(pool: Pool) -> Self {
        Self { pool }
    }

    /// Runs `work` in a transaction called `name` for `municipality`.
    ///
    /// The role and the tenant are set for this transaction only, so that a
    /// pooled connection carries neither over. `work` may run several times:
    /// after a serialization failure or a deadlock it is tried again from the
    /// start, so it must do nothing outside the transaction. Returns only after
    /// commit.
    pub async fn transaction<T>(
        &self,
        name: &'static str,
        municipality: MunicipalityCode,
        work: impl AsyncFn(&Transaction<'_>) -> Result<T>,
    ) -> Result<T> {
        let began = Instant::now();
        let mut pause = FIRST_PAUSE;
        let mut attempt = 1;
        loop {
            let outcome = self.attempt(municipality, &work).await;
            match &outcome {
                Err(error) if error.is_transient() && attempt < ATTEMPTS_MAX => {
                    tracing::debug!(transaction = name, attempt, "transaction is tried again");
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                    attempt += 1;
                }
                _ => {
                    tracing::debug!(
                        transaction = name,
                        attempt,
                        committed = outcome.is_ok(),
                        elapsed_us = began.elapsed().as_micros(),
                        "transaction ended"
                    );
                    return outcome;
                }
            }
        }
    }

    async fn attempt<T>(
        &self,
        municipality: MunicipalityCode,
        work: &impl AsyncFn(&Transaction<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut connection = self.pool.get().await.map_err(Error::Unreachable)?;
        let transaction = connection.transaction().await?;
        queries::queries::session::enter()
            .bind(&transaction, &municipality.as_str())
            .one()
            .await?;
        // Dropped without a commit, the transaction rolls back.
        let outcome = work(&transaction).await?;
        transaction.commit().await?;
        Ok(outcome)
    }
}
