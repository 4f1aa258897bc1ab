//! How long to wait before trying again: twice as long each time, up to a
//! bound, and never in step with other taxis.

use std::time::Duration;

/// The pauses between tries that fail.
#[derive(Clone, Debug)]
pub struct Backoff {
    first: Duration,
    most: Duration,
    next: Duration,
}

impl Backoff {
    /// From `first`, doubling, up to `most`.
    pub const fn new(first: Duration, most: Duration) -> Self {
        Self {
            first,
            most,
            next: first,
        }
    }

    /// The next pause: up to a quarter shorter than the doubling says, by
    /// `random`, so that taxis that lost the service together do not come back
    /// together.
    pub fn pause(&mut self, random: u8) -> Duration {
        let full = self.next;
        self.next = full.saturating_mul(2).min(self.most);
        full.saturating_sub(full / 4 * u32::from(random) / u32::from(u8::MAX))
    }

    /// After a success.
    pub const fn reset(&mut self) {
        self.next = self.first;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_bound_and_begin_anew_after_a_success() {
        let seconds = Duration::from_secs;
        let mut backoff = Backoff::new(seconds(1), seconds(5));
        let pauses: Vec<_> = (0..5).map(|_| backoff.pause(0)).collect();
        assert_eq!(pauses, [1, 2, 4, 5, 5].map(seconds));
        backoff.reset();
        assert_eq!(backoff.pause(0), seconds(1));
    }

    #[test]
    fn chance_shortens_a_pause_by_a_quarter_at_most() {
        for random in 0..=u8::MAX {
            let pause = Backoff::new(Duration::from_secs(4), Duration::from_secs(4)).pause(random);
            assert!((Duration::from_secs(3)..=Duration::from_secs(4)).contains(&pause));
        }
    }
}
