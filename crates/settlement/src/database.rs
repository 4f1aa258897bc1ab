//! The one way into a transaction.

use std::time::{Duration, Instant};

use deadpool_postgres::Pool;
use domain::{Digest, MunicipalityCode, OperatorId, TripId};
use meters::{TransactionOutcome, meters};

use crate::{Error, Result};

/// A transaction that acts as the service for one [`Scope`].
pub type Transaction<'a> = deadpool_postgres::Transaction<'a>;

/// The pool of connections.
#[derive(Clone)]
pub struct Database {
    pool: Pool,
}

/// What a transaction may see (範囲): held by the database's row-level security,
/// even against a query that forgot to say whose rows it wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of one municipality.
    Municipality(MunicipalityCode),
    /// Of one operator in it, what operators may read.
    Operator(MunicipalityCode, OperatorId),
}

impl From<MunicipalityCode> for Scope {
    fn from(municipality: MunicipalityCode) -> Self {
        Self::Municipality(municipality)
    }
}

impl Scope {
    /// The database's role, and its settings for municipality and operator.
    fn settings(&self) -> [&str; 3] {
        match self {
            Self::Municipality(municipality) => ["mytaku_service", municipality.as_str(), ""],
            Self::Operator(municipality, operator) => {
                ["mytaku_operator", municipality.as_str(), operator.as_str()]
            }
        }
    }
}

/// How a transaction begins.
struct Entrance {
    scope: Scope,
    waits: Waits,
}

impl Entrance {
    const fn new(scope: Scope, waits: Waits) -> Self {
        Self { scope, waits }
    }
}

/// What a transaction's commit waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Waits {
    ForDisk,
    ForNothing,
}

/// A row by which one sees whether its transaction is still there (証拠行).
pub(crate) struct Witness {
    pub(crate) municipality: MunicipalityCode,
    pub(crate) row: WitnessRow,
}

/// Where a [`Witness`] is.
pub(crate) enum WitnessRow {
    /// A trip that was taken in.
    Trip(TripId),
    /// A record that was set aside, by its digest.
    SetAside(Digest),
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

    /// Runs `work` in a transaction called `name` within `scope`.
    ///
    /// Role, municipality and operator are set for this transaction only, so that a
    /// pooled connection carries none over. `work` may run several times:
    /// after a serialization failure or a deadlock it is tried again from the
    /// start, so it must do nothing outside the transaction. Returns only after
    /// commit.
    pub async fn transaction<T>(
        &self,
        name: &'static str,
        scope: impl Into<Scope>,
        work: impl AsyncFn(&Transaction<'_>) -> Result<T>,
    ) -> Result<T> {
        let entrance = Entrance::new(scope.into(), Waits::ForDisk);
        self.try_again(name, &entrance, work).await
    }

    /// [`Self::transaction`], but its commit does not wait for the disk: everybody sees
    /// what was written, and a crash may take it back. For who then looks with
    /// [`Self::flush`], before anybody is told.
    pub(crate) async fn transaction_unflushed<T>(
        &self,
        name: &'static str,
        scope: impl Into<Scope>,
        work: impl AsyncFn(&Transaction<'_>) -> Result<T>,
    ) -> Result<T> {
        let entrance = Entrance::new(scope.into(), Waits::ForNothing);
        self.try_again(name, &entrance, work).await
    }

    async fn try_again<T>(
        &self,
        name: &'static str,
        entrance: &Entrance,
        work: impl AsyncFn(&Transaction<'_>) -> Result<T>,
    ) -> Result<T> {
        let began = Instant::now();
        let mut pause = FIRST_PAUSE;
        let mut attempt = 1;
        loop {
            let outcome = self.attempt(entrance, &work).await;
            match &outcome {
                Err(error) if error.is_transient() && attempt < ATTEMPTS_MAX => {
                    tracing::debug!(transaction = name, attempt, "transaction is tried again");
                    meters().database.retried(name);
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
                    let ended = match &outcome {
                        Ok(_) => TransactionOutcome::Committed,
                        Err(Error::Refused(_)) => TransactionOutcome::Refused,
                        Err(_) => TransactionOutcome::Failed,
                    };
                    meters().database.ended(name, ended, began.elapsed());
                    return outcome;
                }
            }
        }
    }

    /// Runs `work` as [`Self::transaction`] does, and takes it back: what it would
    /// come to, and nothing of it kept.
    pub async fn rehearsal<T>(
        &self,
        municipality: MunicipalityCode,
        work: impl AsyncFn(&Transaction<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut connection = self.pool.get().await.map_err(Error::Unreachable)?;
        let entrance = Entrance::new(municipality.into(), Waits::ForDisk);
        let transaction = enter(&mut connection, &entrance).await?;
        let outcome = work(&transaction).await?;
        transaction.rollback().await?;
        Ok(outcome)
    }

    /// Every municipality there is, by its code alone: a transaction sees one. For what
    /// the service as a whole tells.
    pub async fn municipalities(&self) -> Result<Vec<MunicipalityCode>> {
        let connection = self.pool.get().await.map_err(Error::Unreachable)?;
        queries::queries::session::get_municipalities()
            .bind(&connection)
            .all()
            .await?
            .iter()
            .map(|code| {
                code.parse()
                    .map_err(|error| Error::damaged("municipality code", error))
            })
            .collect()
    }

    /// Waits until all that was committed so far is on disk; for each of `witnesses`,
    /// whether it is there.
    ///
    /// Both in one statement: what that has seen was committed before it on the same
    /// server, whatever happened to the server before.
    pub(crate) async fn flush(&self, witnesses: &[Witness]) -> Result<Vec<bool>> {
        let municipalities: Vec<&str> = witnesses
            .iter()
            .map(|witness| witness.municipality.as_str())
            .collect();
        let (trips, digests): (Vec<_>, Vec<_>) = witnesses
            .iter()
            .map(|witness| match &witness.row {
                WitnessRow::Trip(trip) => (Some(trip.as_uuid()), None),
                WitnessRow::SetAside(digest) => (None, Some(digest.as_bytes().as_slice())),
            })
            .unzip();
        let connection = self.pool.get().await.map_err(Error::Unreachable)?;
        let there = queries::queries::session::flush()
            .bind(&connection, &municipalities, &trips, &digests)
            .one()
            .await?;
        Ok((1..)
            .zip(witnesses)
            .map(|(place, _witness)| there.contains(&place))
            .collect())
    }

    /// [`Self::rehearsal`] where nothing is to be kept, else [`Self::transaction`].
    pub async fn keep_unless<T>(
        &self,
        dry_run: bool,
        (name, municipality): (&'static str, MunicipalityCode),
        work: impl AsyncFn(&Transaction<'_>) -> Result<T>,
    ) -> Result<T> {
        if dry_run {
            self.rehearsal(municipality, work).await
        } else {
            self.transaction(name, municipality, work).await
        }
    }

    async fn attempt<T>(
        &self,
        entrance: &Entrance,
        work: &impl AsyncFn(&Transaction<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut connection = self.pool.get().await.map_err(Error::Unreachable)?;
        let transaction = enter(&mut connection, entrance).await?;
        // Dropped without a commit, the transaction rolls back.
        let outcome = work(&transaction).await?;
        transaction.commit().await?;
        Ok(outcome)
    }
}

async fn enter<'c>(
    connection: &'c mut deadpool_postgres::Object,
    entrance: &Entrance,
) -> Result<Transaction<'c>> {
    let transaction = connection.transaction().await?;
    let [role, municipality, operator] = entrance.scope.settings();
    let waits = entrance.waits == Waits::ForDisk;
    queries::queries::session::enter()
        .bind(&transaction, &role, &municipality, &operator, &waits)
        .one()
        .await?;
    Ok(transaction)
}
