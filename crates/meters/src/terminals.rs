//! What terminals do wrong, all of them together: which one it was is in the log.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

/// What was done about a clock that is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockOutcome {
    /// Taken in, and logged.
    Tolerated,
    /// Refused.
    Refused,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

/// Terminals, seen from the service.
#[derive(Debug, Default)]
pub struct TerminalMeters {
    clocks_off: Family<Outcome, Counter>,
}

impl TerminalMeters {
    /// A request came from a terminal whose clock is off.
    pub fn clock_off(&self, outcome: ClockOutcome) {
        let outcome = match outcome {
            ClockOutcome::Tolerated => "tolerated",
            ClockOutcome::Refused => "refused",
        };
        self.clocks_off.get_or_create(&Outcome { outcome }).inc();
    }

    pub(crate) fn register(&self, registry: &mut Registry) {
        registry.register(
            "clock_off",
            "Requests of terminals whose clock is more than 60 s off: tolerated, or refused beyond 300 s",
            self.clocks_off.clone(),
        );
    }
}
