//! What the play came to, as the one JSON object that `--json` prints.

use serde::{Deserialize, Serialize};

use crate::play::Played;
use crate::settle::{Audit, BankFile, Closed, Statement};
use crate::taxi::Delivered;

/// Everything that programs want to know of a run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Summary {
    /// Records of trips.
    pub trips: Trips,
    /// Claims, those of 0 yen included.
    pub claims: usize,
    /// What the city pays.
    pub subsidy_yen: i64,
    /// One for each operator.
    pub statements: Vec<Statement>,
    /// The bank's file.
    pub zengin: BankFile,
    /// What the audit recomputed.
    pub audit: Audited,
    /// The largest difference between claims, ledger, statements, payments and
    /// the trailer of the bank's file.
    pub tie_out_yen: i64,
    /// Every tap, in order.
    pub taps: Vec<TapLine>,
}

/// Records of trips, each time they were sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trips {
    /// Sent.
    pub posted: u64,
    /// Taken in.
    pub accepted: u64,
    /// Taken in before.
    pub duplicate: u64,
    /// Not taken in, or kept against another record of the same trip.
    pub rejected: u64,
}

/// What the audit arrived at.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Audited {
    /// The month's digest.
    pub digest: String,
    /// Whether everything agrees with what was sealed.
    pub matches: bool,
}

/// One tap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TapLine {
    /// Which card.
    pub persona: String,
    /// The code of the answer.
    pub outcome: String,
    /// What the evidence proves; none when the card does not count.
    pub level: Option<String>,
    /// Commands that the card was sent.
    pub apdus: u32,
    /// Milliseconds from the card lying there to the answer.
    pub ms: u64,
}

impl Summary {
    /// Puts it together.
    pub fn new(
        (delivered, played): (&Delivered, &[Played]),
        closed: &Closed,
        zengin: BankFile,
        (audit, tie_out_yen): (&Audit, i64),
    ) -> Self {
        Self {
            trips: Trips {
                posted: delivered.posted,
                accepted: delivered.created,
                duplicate: delivered.duplicate,
                rejected: delivered.rejected + delivered.conflict,
            },
            claims: audit.claims,
            subsidy_yen: closed.total_yen,
            statements: closed.statements.clone(),
            zengin,
            audit: Audited {
                digest: audit.digest.clone(),
                matches: audit.matches,
            },
            tie_out_yen,
            taps: played
                .iter()
                .flat_map(|scene| &scene.taps)
                .map(|tap| TapLine {
                    persona: tap.persona.to_owned(),
                    outcome: tap.answer.reason.code.clone(),
                    level: tap.answer.assurance.clone(),
                    apdus: tap.answer.apdus,
                    ms: tap.answer.ms,
                })
                .collect(),
        }
    }
}
