//! Requests: how many, how answered, how long they took.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::seconds;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    operation: &'static str,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Operation {
    operation: &'static str,
}

/// Requests by operation.
#[derive(Debug)]
pub struct HttpMeters {
    requests: Family<Answered, Counter>,
    duration: Family<Operation, Histogram>,
}

impl Default for HttpMeters {
    fn default() -> Self {
        Self {
            requests: Family::default(),
            duration: Family::new_with_constructor(seconds),
        }
    }
}

impl HttpMeters {
    /// A request to `operation` was answered with `status`, so long after its head
    /// had come.
    pub fn answered(&self, operation: &'static str, status: u16, took: Duration) {
        self.requests
            .get_or_create(&Answered { operation, status })
            .inc();
        self.duration
            .get_or_create(&Operation { operation })
            .observe(took.as_secs_f64());
    }

    pub(crate) fn register(&self, registry: &mut Registry) {
        registry.register(
            "requests",
            "Requests by operation (as in /openapi.json; none: no such) and HTTP status",
            self.requests.clone(),
        );
        registry.register_with_unit(
            "request_duration",
            "From a request's head to its answer, by operation",
            Unit::Seconds,
            self.duration.clone(),
        );
    }
}
