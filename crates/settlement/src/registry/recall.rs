//! Terminals as they were last seen.
//!
//! Every request with trips names its terminal, and to look each up would cost
//! more than the trips. So the last look is remembered; intake looks again at all
//! terminals of a batch, in the transaction that writes it, and what has changed
//! is refused there and forgotten here. Nothing else may rely on it.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use queries::queries::registry as sql;
use wire::TerminalKeyId;

use super::terminal::{EnrolledTerminal, find_terminal};
use crate::{Result, Settlement, Transaction};

/// Terminals by key id.
#[derive(Default)]
pub(crate) struct SeenTerminals(RwLock<HashMap<TerminalKeyId, EnrolledTerminal>>);

impl SeenTerminals {
    fn get(&self, id: &TerminalKeyId) -> Option<EnrolledTerminal> {
        let seen = self.0.read().unwrap_or_else(PoisonError::into_inner);
        seen.get(id).cloned()
    }

    fn remember(&self, terminal: &EnrolledTerminal) {
        let mut seen = self.0.write().unwrap_or_else(PoisonError::into_inner);
        seen.insert(terminal.id.clone(), terminal.clone());
    }

    fn forget(&self, id: &TerminalKeyId) {
        let mut seen = self.0.write().unwrap_or_else(PoisonError::into_inner);
        seen.remove(id);
    }
}

/// The terminal of a key id as it was last seen; looked up when it never was.
pub async fn recall_terminal(
    settlement: &Settlement,
    id: &TerminalKeyId,
) -> Result<EnrolledTerminal> {
    if let Some(terminal) = settlement.terminals.get(id) {
        return Ok(terminal);
    }
    look_again(settlement, id).await
}

/// The terminal of a key id as it is now, for what was recalled does not fit.
pub async fn look_again(settlement: &Settlement, id: &TerminalKeyId) -> Result<EnrolledTerminal> {
    let terminal = find_terminal(settlement, id).await?;
    settlement.terminals.remember(&terminal);
    Ok(terminal)
}

/// How many keys a terminal has, and how many of them are revoked.
fn key_counts(terminal: &EnrolledTerminal) -> (i64, i64) {
    let count = |keys: usize| i64::try_from(keys).unwrap_or(i64::MAX);
    let earlier = &terminal.earlier_keys;
    let revoked = earlier.iter().filter(|key| key.revoked).count();
    (count(earlier.len() + 1), count(revoked))
}

/// For each of `terminals`, whether its keys are still what was recalled. One that is
/// not is forgotten. All are of one municipality.
pub(crate) async fn still_as_recalled(
    settlement: &Settlement,
    tx: &Transaction<'_>,
    terminals: &[&EnrolledTerminal],
) -> Result<Vec<bool>> {
    let Some(first) = terminals.first() else {
        return Ok(Vec::new());
    };
    let names: Vec<&str> = terminals
        .iter()
        .map(|terminal| terminal.id.terminal.as_str())
        .collect();
    let now: HashMap<String, (i64, i64)> = sql::count_terminal_keys()
        .bind(tx, &names, &first.id.municipality.as_str())
        .all()
        .await?
        .into_iter()
        .map(|row| (row.terminal, (row.keys, row.revoked)))
        .collect();
    Ok(terminals
        .iter()
        .map(|terminal| {
            let same = now.get(terminal.id.terminal.as_str()) == Some(&key_counts(terminal));
            if !same {
                settlement.terminals.forget(&terminal.id);
            }
            same
        })
        .collect())
}
