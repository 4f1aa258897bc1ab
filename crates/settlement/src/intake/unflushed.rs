//! Batches that are committed and not yet on disk (永続化待ち).
//!
//! Waiting for the disk takes as long as writing a small batch, and needs nobody. So a
//! batch commits without it and leaves the municipality to the next one; both are on disk
//! after one wait, and only then is anybody answered.
//!
//! Deliberately absent: trust that the server that waits is the one that committed. If it
//! crashed in between, what it had committed is gone, and it knows nothing of it. So the
//! wait looks whether a row of each batch is still there; if not, nobody is answered, and
//! terminals send again.

use domain::MunicipalityCode;
use wire::api::{TripAnswer, TripStatus};

use crate::database::{Witness, WitnessRow};
use crate::{Database, Result};

/// What came of a batch, which a crash may still take back. Nobody may be told.
pub(super) struct Unflushed<T> {
    came_of_it: T,
    witnesses: Vec<Witness>,
}

impl<T> Unflushed<T> {
    pub(super) const fn new(came_of_it: T, witnesses: Vec<Witness>) -> Self {
        Self {
            came_of_it,
            witnesses,
        }
    }

    /// The same, with something beside it.
    pub(super) fn map<U>(self, change: impl FnOnce(T) -> U) -> Unflushed<U> {
        Unflushed::new(change(self.came_of_it), self.witnesses)
    }
}

/// By which rows one sees that a batch is still there, whose records were given `answers`.
///
/// A row that the batch wrote stands for all that it wrote and saw. If it wrote none,
/// it is what it saw that must be there.
pub(super) fn witnesses<'a>(
    municipality: MunicipalityCode,
    answers: impl Iterator<Item = &'a TripAnswer> + Clone,
) -> Vec<Witness> {
    let witness = |answer: &TripAnswer| {
        let row = match answer.status {
            TripStatus::Created | TripStatus::Duplicate => WitnessRow::Trip(answer.trip_id?),
            TripStatus::Conflict | TripStatus::Rejected => WitnessRow::SetAside(answer.record),
        };
        Some(Witness { municipality, row })
    };
    let mut written = answers
        .clone()
        .filter(|answer| answer.status == TripStatus::Created);
    match written.next() {
        Some(created) => witness(created).into_iter().collect(),
        None => answers.filter_map(witness).collect(),
    }
}

/// Waits until `batches` are on disk. Those that a crash has taken back are left out.
pub(super) async fn flush<T>(database: &Database, batches: Vec<Unflushed<T>>) -> Result<Vec<T>> {
    let (came_of_them, witnesses): (Vec<T>, Vec<_>) = batches
        .into_iter()
        .map(|batch| (batch.came_of_it, batch.witnesses))
        .unzip();
    let counts: Vec<usize> = witnesses.iter().map(Vec::len).collect();
    let witnesses: Vec<Witness> = witnesses.into_iter().flatten().collect();
    if witnesses.is_empty() {
        return Ok(came_of_them);
    }
    let mut there = database.flush(&witnesses).await?.into_iter();
    Ok(came_of_them
        .into_iter()
        .zip(counts)
        .filter_map(|(came_of_it, count)| {
            let missing = there.by_ref().take(count).filter(|there| !there).count();
            if missing > 0 {
                tracing::error!(
                    "a batch was lost in a crash before it was on disk; its terminals send it again"
                );
            }
            (missing == 0).then_some(came_of_it)
        })
        .collect())
}
