//! What came of it, for people and for programs.

use std::fmt::Write as _;

use serde::Serialize;

use crate::books::Checked;
use crate::network::Faults;
use crate::saboteur::Kills;

/// Problems that are told one by one; the rest are counted.
const TOLD_MAX: usize = 20;

/// The counts of a run.
#[derive(Debug, Serialize)]
pub struct Report {
    seed: u64,
    kills: Kills,
    faults: Faults,
    acknowledged: usize,
    lost: usize,
    doubled: i64,
    conflicts_kept: usize,
    ledger_sum: i64,
    audit_matches: bool,
    problems: Vec<String>,
}

impl Report {
    /// Of what was done and what was found.
    pub fn new(seed: u64, kills: Kills, faults: Faults, checked: Checked) -> Self {
        Self {
            seed,
            kills,
            faults,
            acknowledged: checked.acknowledged,
            lost: checked.lost,
            doubled: checked.doubled,
            conflicts_kept: checked.conflicts_kept,
            ledger_sum: checked.ledger_sum,
            audit_matches: checked.audit_matches,
            problems: checked.problems,
        }
    }

    /// Whether all is as it must be. What was not tried was not shown, be it a single kind
    /// of fault: a network that never drops anything would go unnoticed among the others.
    pub fn is_good(&self) -> bool {
        let killed = self.kills.of_service > 0 && self.kills.of_postgres > 0;
        let disturbed = self.faults.values().all(|count| *count > 0);
        let tried = killed && disturbed && self.acknowledged > 0;
        let balanced = self.lost == 0 && self.doubled == 0 && self.ledger_sum == 0;
        tried && balanced && self.audit_matches && self.problems.is_empty()
    }

    /// One JSON object.
    pub fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }

    /// For people.
    pub fn table(&self) -> String {
        let faults: usize = self.faults.values().sum();
        let kinds: Vec<String> = self
            .faults
            .iter()
            .map(|(name, count)| format!("{count} {name}"))
            .collect();
        let mut text = String::new();
        let mut line = |label: &str, value: &dyn std::fmt::Display| {
            // Writing to a String does not fail.
            let _ = writeln!(text, "{label:<36} {value}");
        };
        line("seed", &self.seed);
        line("kills of the service", &self.kills.of_service);
        line("kills of PostgreSQL", &self.kills.of_postgres);
        line("faults of the network", &faults);
        line("  of these", &kinds.join(", "));
        line("trips acknowledged", &self.acknowledged);
        line("lost", &self.lost);
        line("doubled", &self.doubled);
        line("conflicts kept", &self.conflicts_kept);
        line("sum of the ledger, yen", &self.ledger_sum);
        line("audit recomputes", &self.audit_matches);
        for problem in self.problems.iter().take(TOLD_MAX) {
            line("PROBLEM", problem);
        }
        if self.problems.len() > TOLD_MAX {
            line("PROBLEMS more", &(self.problems.len() - TOLD_MAX));
        }
        text
    }
}
