//! How the books of each municipality stand: read from the database now and then.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};

use crate::whole;

/// What happens to the money of a finding until somebody decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treatment {
    /// It is paid, and looked at.
    PayAndSample,
    /// It waits.
    Hold,
    /// It is not paid.
    Refuse,
}

impl Treatment {
    const fn as_str(self) -> &'static str {
        match self {
            Self::PayAndSample => "pay_and_sample",
            Self::Hold => "hold",
            Self::Refuse => "refuse",
        }
    }
}

/// The books of one municipality, in numbers that name nobody. Moments are seconds
/// since 1970; absent: there is none.
#[derive(Clone, Debug)]
pub struct Books {
    /// Whose, by its code of six digits.
    pub municipality: String,
    /// When a month was last closed.
    pub last_closing_at: Option<i64>,
    /// Months that are over and not closed.
    pub months_to_close: usize,
    /// When a trip was last taken in.
    pub last_trip_at: Option<i64>,
    /// Terminals with records missing for less than a day.
    pub gaps_waiting: usize,
    /// Terminals with records missing for longer.
    pub gaps_missed: usize,
    /// Findings that nobody has decided.
    pub findings: Vec<(Treatment, usize)>,
    /// Records that were not taken in, and are kept.
    pub set_aside: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Of {
    municipality: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Gaps {
    municipality: String,
    state: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Findings {
    municipality: String,
    treatment: &'static str,
}

/// The books of all municipalities.
#[derive(Debug, Default)]
pub struct BooksMeters {
    last_closing: Family<Of, Gauge>,
    months_to_close: Family<Of, Gauge>,
    last_trip: Family<Of, Gauge>,
    gaps: Family<Gaps, Gauge>,
    findings: Family<Findings, Gauge>,
    set_aside: Family<Of, Gauge>,
    read: Gauge,
    /// Readings that failed.
    pub read_failures: Counter,
}

impl BooksMeters {
    /// What was read of one municipality.
    pub fn show(&self, books: &Books) {
        let municipality = books.municipality.clone();
        let of = Of { municipality };
        if let Some(at) = books.last_closing_at {
            self.last_closing.get_or_create(&of).set(at);
        }
        if let Some(at) = books.last_trip_at {
            self.last_trip.get_or_create(&of).set(at);
        }
        self.months_to_close
            .get_or_create(&of)
            .set(whole(books.months_to_close));
        self.set_aside
            .get_or_create(&of)
            .set(whole(books.set_aside));
        for (state, terminals) in [
            ("waiting", books.gaps_waiting),
            ("missed", books.gaps_missed),
        ] {
            let municipality = books.municipality.clone();
            let gaps = Gaps {
                municipality,
                state,
            };
            self.gaps.get_or_create(&gaps).set(whole(terminals));
        }
        for (treatment, count) in &books.findings {
            let findings = Findings {
                municipality: books.municipality.clone(),
                treatment: treatment.as_str(),
            };
            self.findings.get_or_create(&findings).set(whole(*count));
        }
    }

    /// All municipalities were read, at this second since 1970.
    pub fn read_at(&self, second: i64) {
        self.read.set(second);
    }

    pub(crate) fn register(&self, registry: &mut Registry) {
        registry.register_with_unit(
            "last_closing_timestamp",
            "When a month was last closed",
            Unit::Seconds,
            self.last_closing.clone(),
        );
        registry.register(
            "months_to_close",
            "Months that are over and not closed",
            self.months_to_close.clone(),
        );
        registry.register_with_unit(
            "last_trip_timestamp",
            "When a trip was last taken in",
            Unit::Seconds,
            self.last_trip.clone(),
        );
        registry.register(
            "terminals_with_gaps",
            "Terminals with missing records: waiting (for less than a day) or missed",
            self.gaps.clone(),
        );
        registry.register(
            "findings_open",
            "Findings that nobody has decided, by what happens to the money until then",
            self.findings.clone(),
        );
        registry.register(
            "records_set_aside",
            "Records that were not taken in, and are kept",
            self.set_aside.clone(),
        );
        registry.register_with_unit(
            "read_timestamp",
            "When the books were last read",
            Unit::Seconds,
            self.read.clone(),
        );
        registry.register(
            "read_failures",
            "Readings of the books that failed",
            self.read_failures.clone(),
        );
    }
}
