//! Counts what one decision of ours allocates.
//!
//! A program of its own, which the benchmark runs: an allocator that counts is
//! slower, and would cost zen-engine, which allocates much, more than us.
//! Deliberately absent: any measurement of time.
//!
//! `count-allocations SEED SIZE` prints how many allocations there were, and in
//! how many decisions. Only decisions that pay are looked at: they are what a
//! taxi waits for, and go all the way through the rules.
#![expect(clippy::print_stdout, reason = "its answer")]

use std::alloc::System;
use std::env;

use anyhow::{Context as _, Result};
use peers::mix::Mix;
use peers::ours::Ours;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let mut next = || {
        arguments
            .next()
            .context("usage: count-allocations SEED SIZE")
    };
    let (seed, size): (u64, usize) = (next()?.parse()?, next()?.parse()?);

    let ours = Ours::new()?;
    let (mut allocations, mut decisions) = (0, 0_u32);
    for trip in Mix::new(seed).take(size) {
        let input = Ours::input(&trip)?;
        let region = Region::new(ALLOCATOR);
        let answer = ours.decide(&input)?;
        let change = region.change();
        if Ours::pays(&answer) {
            allocations += change.allocations + change.reallocations;
            decisions += 1;
        }
    }
    println!("{allocations} {decisions}");
    Ok(())
}
