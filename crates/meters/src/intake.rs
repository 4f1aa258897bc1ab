//! Trips on their way in: what became of records, how they wait, how they are written.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::{seconds, whole};

/// What became of a record, as its answer says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordOutcome {
    /// Taken in.
    Created,
    /// Taken in before.
    Duplicate,
    /// Another record of a trip that was taken in.
    Conflict,
    /// Set aside.
    Rejected,
}

impl RecordOutcome {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Duplicate => "duplicate",
            Self::Conflict => "conflict",
            Self::Rejected => "rejected",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

/// Group commit, seen from outside.
#[derive(Debug)]
pub struct IntakeMeters {
    records: Family<Outcome, Counter>,
    /// Requests that were refused because too much waited.
    pub refused_busy: Counter,
    waiting: Gauge,
    wait: Histogram,
    batch_records: Histogram,
    batch_duration: Histogram,
}

impl Default for IntakeMeters {
    fn default() -> Self {
        Self {
            records: Family::default(),
            refused_busy: Counter::default(),
            waiting: Gauge::default(),
            wait: seconds(),
            batch_records: Histogram::new([1.0, 2.0, 5.0, 10.0, 25.0, 50.0, 100.0, 256.0, 500.0]),
            batch_duration: seconds(),
        }
    }
}

impl IntakeMeters {
    /// So many records got this answer.
    pub fn answered(&self, outcome: RecordOutcome, records: usize) {
        let records = u64::try_from(records).unwrap_or(u64::MAX);
        let outcome = outcome.as_str();
        self.records
            .get_or_create(&Outcome { outcome })
            .inc_by(records);
    }

    /// So many records wait or are being written.
    pub fn waiting(&self, records: usize) {
        self.waiting.set(whole(records));
    }

    /// A request's batch begins to be written, so long after the request came.
    pub fn waited(&self, wait: Duration) {
        self.wait.observe(wait.as_secs_f64());
    }

    /// A batch was written, or not, and answered.
    pub fn wrote(&self, records: usize, took: Duration) {
        let records = u32::try_from(records).unwrap_or(u32::MAX);
        self.batch_records.observe(f64::from(records));
        self.batch_duration.observe(took.as_secs_f64());
    }

    pub(crate) fn register(&self, registry: &mut Registry) {
        registry.register(
            "records",
            "Trip records by what became of them",
            self.records.clone(),
        );
        registry.register(
            "refused_busy",
            "Requests answered 429 because too much waited",
            self.refused_busy.clone(),
        );
        registry.register(
            "waiting_records",
            "Records that wait or are being written; 4096 at most",
            self.waiting.clone(),
        );
        registry.register_with_unit(
            "wait",
            "From a request's arrival to the start of its batch",
            Unit::Seconds,
            self.wait.clone(),
        );
        registry.register(
            "batch_records",
            "Records of a batch",
            self.batch_records.clone(),
        );
        registry.register_with_unit(
            "batch_duration",
            "From a batch's start to its commit",
            Unit::Seconds,
            self.batch_duration.clone(),
        );
    }
}
