//! What the benchmarks beside others share: the trips, and our own side.
//!
//! Deliberately absent: the others. They are development dependencies, known to
//! the benchmarks in `benches/` only, so that `count-allocations` is built
//! without them.

pub mod mix;
pub mod ours;
pub mod outcome;
