//! Numbers that follow one another, as runs: what terminals number (records,
//! nonces) comes in runs, and a run is found in one look.

use std::collections::BTreeSet;

/// The runs of `numbers`, each its first and its last.
pub(crate) fn runs(numbers: &BTreeSet<i64>) -> Vec<(i64, i64)> {
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
