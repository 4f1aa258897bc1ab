//! What held when, as it was known when. Pure.
//!
//! The one pattern of everything dated in the registry: rows that say what holds
//! from a day (or a moment) on, and when they were entered. Rows are only ever
//! added. Deliberately absent: what it is that holds, and what follows from it.

use domain::Timestamp;

/// Rows about one thing, in the order in which they were entered for each day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History<When, What> {
    rows: Vec<Row<When, What>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Row<When, What> {
    from: When,
    entered_at: Timestamp,
    what: What,
}

impl<When, What> Default for History<When, What> {
    fn default() -> Self {
        Self { rows: Vec::new() }
    }
}

impl<When: Ord + Copy, What> History<When, What> {
    /// Adds a row that was entered after all that are there.
    pub fn enter(&mut self, from: When, entered_at: Timestamp, what: What) {
        let after = self.rows.partition_point(|row| row.from <= from);
        self.rows.insert(
            after,
            Row {
                from,
                entered_at,
                what,
            },
        );
    }

    /// What held at `when`, as far as it was known at `known_at`: of the rows that
    /// begin by then the latest, and of those from the same day the one entered last.
    pub fn as_of(&self, when: When, known_at: Timestamp) -> Option<&What> {
        let mut begun = self.begun(when).iter().rev();
        let held = begun.find(|row| row.entered_at <= known_at);
        held.map(|row| &row.what)
    }

    /// What holds at `when` by all that is known.
    pub fn at(&self, when: When) -> Option<&What> {
        self.begun(when).last().map(|row| &row.what)
    }

    /// The rows that begin by then, those that go before others last.
    fn begun(&self, when: When) -> &[Row<When, What>] {
        let begun = self.rows.partition_point(|row| row.from <= when);
        self.rows.get(..begun).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Entered = (u8, u8);

    fn at(second: u8) -> Timestamp {
        let epoch: Timestamp = "2026-10-01T00:00:00+09:00".parse().unwrap();
        epoch.plus_seconds(second.into())
    }

    /// Rows as `(from, what)`, each entered a second after the one before.
    fn history(rows: &[Entered]) -> History<u8, u8> {
        let mut history = History::default();
        for (second, (from, what)) in (0..).zip(rows) {
            history.enter(*from, at(second), *what);
        }
        history
    }

    fn rows() -> impl Strategy<Value = Vec<Entered>> {
        prop::collection::vec((0_u8..12, any::<u8>()), 0..12)
    }

    proptest! {
        #[test]
        fn it_is_the_last_entered_of_the_latest_begun(rows in rows(), when in 0_u8..14, known in 0_u8..14) {
            let expected = rows
                .iter()
                .enumerate()
                .filter(|(second, (from, _))| *second <= known.into() && *from <= when)
                .max_by_key(|(second, (from, _))| (*from, *second))
                .map(|(_, (_, what))| what);
            let history = history(&rows);
            prop_assert_eq!(history.as_of(when, at(known)), expected);
        }

        #[test]
        fn what_is_entered_later_leaves_what_was_known_before(rows in rows(), later in rows(), when in 0_u8..14) {
            let known = u8::try_from(rows.len()).unwrap();
            prop_assume!(known > 0);
            let all: Vec<Entered> = rows.iter().chain(&later).copied().collect();
            let (before, after) = (history(&rows), history(&all));
            prop_assert_eq!(
                before.as_of(when, at(known - 1)),
                after.as_of(when, at(known - 1))
            );
        }

        #[test]
        fn by_now_everything_is_known_that_was_entered(rows in rows(), when in 0_u8..14) {
            let history = history(&rows);
            prop_assert_eq!(history.at(when), history.as_of(when, at(200)));
        }

        #[test]
        fn a_change_touches_only_the_days_until_the_next(rows in rows(), change in (0_u8..12, any::<u8>()), when in 0_u8..14) {
            let next = rows.iter().map(|(from, _)| *from).filter(|from| *from > change.0).min();
            let touched = when >= change.0 && next.is_none_or(|next| when < next);
            let changed: Vec<Entered> = rows.iter().copied().chain([change]).collect();
            let (before, after) = (history(&rows), history(&changed));
            let expected = if touched { Some(&change.1) } else { before.as_of(when, at(200)) };
            prop_assert_eq!(after.as_of(when, at(200)), expected);
        }
    }
}
