//! Numbers that follow one another, as runs: what terminals number (records,
//! nonces) comes in runs, and a run is found in one look.

use std::collections::{BTreeMap, BTreeSet};

use domain::TerminalId;

/// Numbers that something of each terminal has, as they come up.
#[derive(Default)]
pub(crate) struct Numbers<'t>(BTreeMap<&'t TerminalId, BTreeSet<i64>>);

/// Runs of numbers, as the columns by which a query looks for them.
pub(crate) struct Runs<'t> {
    pub(crate) terminals: Vec<&'t str>,
    /// The first number of each.
    pub(crate) firsts: Vec<i64>,
    /// The last number of each.
    pub(crate) lasts: Vec<i64>,
}

impl<'t> Numbers<'t> {
    pub(crate) fn add(&mut self, terminal: &'t TerminalId, numbers: impl IntoIterator<Item = i64>) {
        self.0.entry(terminal).or_default().extend(numbers);
    }

    pub(crate) fn runs(&self) -> Runs<'t> {
        let mut all = Runs {
            terminals: Vec::new(),
            firsts: Vec::new(),
            lasts: Vec::new(),
        };
        for (terminal, numbers) in &self.0 {
            for (first, last) in runs(numbers) {
                all.terminals.push(terminal.as_str());
                all.firsts.push(first);
                all.lasts.push(last);
            }
        }
        all
    }
}

/// The runs of `numbers`, each its first and its last.
fn runs(numbers: &BTreeSet<i64>) -> Vec<(i64, i64)> {
    let mut runs: Vec<(i64, i64)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_first, last)) if last.checked_add(1) == Some(*number) => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_is_one_run() {
        let of = |numbers: &[i64]| runs(&numbers.iter().copied().collect());
        assert_eq!(of(&[]), []);
        assert_eq!(of(&[5, 3, 4, 4]), [(3, 5)]);
        assert_eq!(of(&[0, 2, 3, 7]), [(0, 0), (2, 3), (7, 7)]);
        assert_eq!(of(&[i64::MAX, i64::MAX - 1]), [(i64::MAX - 1, i64::MAX)]);
    }
}
