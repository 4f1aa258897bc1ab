//! That both sides give the same, without which no figure is printed.
//! Deliberately absent: any measurement.

use anyhow::{Result, ensure};
use futures::executor::block_on;
use peers::mix::Mix;
use peers::ours::Ours;

use crate::zen::Zen;

/// The most trips that are compared.
const SAMPLE: u32 = 20_000;

/// What was compared and found the same.
#[derive(Clone, Copy, Debug)]
pub struct Agreed {
    /// How many trips.
    pub trips: u32,
    /// On how many of them something is paid.
    pub paying: u32,
}

/// Compares subsidy and uses of each registrant on the first trips of `seed`.
pub fn agree(ours: &Ours, zen: &Zen, seed: u64, size: u32) -> Result<Agreed> {
    let trips = size.min(SAMPLE);
    let mut paying = 0;
    for (trip, number) in Mix::new(seed).zip(1..=trips) {
        let answer = ours.decide(&Ours::input(&trip)?)?;
        let our_outcome = Ours::outcome(&answer);
        let their_outcome = Zen::outcome(&block_on(zen.decide(&Zen::input(&trip)))?)?;
        ensure!(
            our_outcome == their_outcome,
            "trip {number} of seed {seed} is decided differently:\n\
             {trip:#?}\nours: {our_outcome:?}\nzen-engine: {their_outcome:?}"
        );
        paying += u32::from(Ours::pays(&answer));
    }
    Ok(Agreed { trips, paying })
}
