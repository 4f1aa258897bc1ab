//! Transactions by name, and the pools of connections.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::{seconds, whole};

/// How a transaction ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionOutcome {
    /// It was committed.
    Committed,
    /// What was asked cannot be: the caller is told why.
    Refused,
    /// It failed by a fault.
    Failed,
}

impl TransactionOutcome {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Committed => "committed",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Ended {
    transaction: &'static str,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Named {
    transaction: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfPool {
    pool: &'static str,
}

/// How a pool of connections stands.
#[derive(Clone, Copy, Debug)]
pub struct Pool {
    /// What it is for.
    pub name: &'static str,
    /// The most connections it may have.
    pub most: usize,
    /// Those it has.
    pub open: usize,
    /// Those of them that nobody uses.
    pub idle: usize,
    /// Callers that wait for one.
    pub waiting: usize,
}

/// The database, seen from the service.
#[derive(Debug)]
pub struct DatabaseMeters {
    transactions: Family<Ended, Counter>,
    retried: Family<Named, Counter>,
    duration: Family<Named, Histogram>,
    most: Family<OfPool, Gauge>,
    open: Family<OfPool, Gauge>,
    idle: Family<OfPool, Gauge>,
    waiting: Family<OfPool, Gauge>,
}

impl Default for DatabaseMeters {
    fn default() -> Self {
        Self {
            transactions: Family::default(),
            retried: Family::default(),
            duration: Family::new_with_constructor(seconds),
            most: Family::default(),
            open: Family::default(),
            idle: Family::default(),
            waiting: Family::default(),
        }
    }
}

impl DatabaseMeters {
    /// The transaction called `transaction` ended, after all its attempts.
    pub fn ended(&self, transaction: &'static str, outcome: TransactionOutcome, took: Duration) {
        let outcome = outcome.as_str();
        self.transactions
            .get_or_create(&Ended {
                transaction,
                outcome,
            })
            .inc();
        self.duration
            .get_or_create(&Named { transaction })
            .observe(took.as_secs_f64());
    }

    /// It lost against another one and is tried again.
    pub fn retried(&self, transaction: &'static str) {
        self.retried.get_or_create(&Named { transaction }).inc();
    }

    /// How a pool stands now.
    pub fn pool(&self, pool: Pool) {
        let name = OfPool { pool: pool.name };
        self.most.get_or_create(&name).set(whole(pool.most));
        self.open.get_or_create(&name).set(whole(pool.open));
        self.idle.get_or_create(&name).set(whole(pool.idle));
        self.waiting.get_or_create(&name).set(whole(pool.waiting));
    }

    pub(crate) fn register(&self, registry: &mut Registry) {
        registry.register(
            "transactions",
            "Transactions by name and outcome: committed, refused (the caller was told why), failed",
            self.transactions.clone(),
        );
        registry.register(
            "transaction_retries",
            "Attempts that lost against another transaction",
            self.retried.clone(),
        );
        registry.register_with_unit(
            "transaction_duration",
            "Of a transaction with all its attempts and its wait for a connection",
            Unit::Seconds,
            self.duration.clone(),
        );
        let pools = registry.sub_registry_with_prefix("pool");
        pools.register(
            "connections_max",
            "The most connections of a pool",
            self.most.clone(),
        );
        pools.register("connections", "Connections of a pool", self.open.clone());
        pools.register(
            "connections_idle",
            "Connections that nobody uses",
            self.idle.clone(),
        );
        pools.register(
            "waiting",
            "Callers that wait for a connection",
            self.waiting.clone(),
        );
    }
}
