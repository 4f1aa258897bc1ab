//! What a script leaves open: how long a journey takes, and how far it goes.
//!
//! No amount may depend on it, which is why a run with another seed must come
//! to the same yen.

/// `SplitMix64` (Steele, Lea and Flood, 2014): small, and the same everywhere.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// The same seed gives the same numbers.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number from `least` to `most`, both included.
    pub fn between(&mut self, least: u32, most: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        let choices = u64::from(most.saturating_sub(least)) + 1;
        least.saturating_add(u32::try_from(mixed % choices).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_in_their_range_and_follow_the_seed() {
        let numbers = |seed| {
            let mut chance = Chance::new(seed);
            (0..100).map(|_| chance.between(8, 35)).collect::<Vec<_>>()
        };
        assert!(numbers(1).iter().all(|number| (8..=35).contains(number)));
        assert_eq!(numbers(1), numbers(1));
        assert_ne!(numbers(1), numbers(2));
    }
}
