//! The time of both sides, in one run on one thread.
//!
//! They take turns: a thousand trips are made up and brought into both forms,
//! then one side decides them, then the other; who goes first alternates. That is
//! gone through in three rounds, and of each thousand the shortest time of the
//! three counts. Time is the thread's processor time. So neither a busy machine
//! nor one that speeds up or slows down decides, and a side with longer turns is
//! not interrupted at its own cost.
//!
//! Whoever decides anew sees its trips for the first time, save for having made
//! its input: a small input stays in a cache, a large one does not. An answer is
//! dropped within the time, an input is not. Both sides use the system's
//! allocator.

use std::hint::black_box;
use std::time::Duration;

use anyhow::Result;
use futures::executor::block_on;
use peers::mix::{Mix, MixedTrip};
use peers::ours::Ours;
use rustix::time::{ClockId, clock_gettime};

use crate::zen::Zen;

/// Trips in one turn.
pub const TURN: u16 = 1_000;
/// How often all trips are gone through.
pub const ROUNDS: usize = 3;

/// The time for all trips.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// Ours.
    pub ours: Duration,
    /// zen-engine's.
    pub zen: Duration,
}

impl Times {
    const MAX: Self = Self {
        ours: Duration::MAX,
        zen: Duration::MAX,
    };

    fn shortest(self, other: Self) -> Self {
        Self {
            ours: self.ours.min(other.ours),
            zen: self.zen.min(other.zen),
        }
    }
}

/// Decides the first `size` trips of `seed`.
pub fn measure(ours: &Ours, zen: &Zen, seed: u64, size: u32) -> Result<Times> {
    let size = usize::try_from(size)?;
    let mut shortest = vec![Times::MAX; size.div_ceil(TURN.into())];
    for round in 0..ROUNDS {
        let mut trips = Mix::new(seed).take(size);
        for (turn, shortest) in shortest.iter_mut().enumerate() {
            let trips: Vec<MixedTrip> = trips.by_ref().take(TURN.into()).collect();
            let ours_first = (round + turn) % 2 == 0;
            *shortest = shortest.shortest(take_turns(ours, zen, &trips, ours_first)?);
        }
    }
    Ok(Times {
        ours: shortest.iter().map(|times| times.ours).sum(),
        zen: shortest.iter().map(|times| times.zen).sum(),
    })
}

fn take_turns(ours: &Ours, zen: &Zen, trips: &[MixedTrip], ours_first: bool) -> Result<Times> {
    let our_inputs: Vec<_> = trips.iter().map(Ours::input).collect::<Result<_>>()?;
    let their_inputs: Vec<_> = trips.iter().map(Zen::input).collect();
    let our_turn = || {
        timed(|| {
            for input in &our_inputs {
                black_box(ours.decide(input)?);
            }
            Ok(())
        })
    };
    let their_turn = || {
        // One executor for the whole turn: what a call would cost by itself is
        // not zen-engine's.
        timed(|| {
            block_on(async {
                for input in &their_inputs {
                    black_box(zen.decide(input).await?);
                }
                Ok(())
            })
        })
    };
    // Fields are worked out in the order in which they stand here.
    Ok(if ours_first {
        Times {
            ours: our_turn()?,
            zen: their_turn()?,
        }
    } else {
        Times {
            zen: their_turn()?,
            ours: our_turn()?,
        }
    })
}

fn timed(work: impl FnOnce() -> Result<()>) -> Result<Duration> {
    let begun = processor_time()?;
    work()?;
    Ok(processor_time()?.saturating_sub(begun))
}

/// What this thread has had of a processor.
fn processor_time() -> Result<Duration> {
    Ok(Duration::try_from(clock_gettime(ClockId::ThreadCPUTime))?)
}
