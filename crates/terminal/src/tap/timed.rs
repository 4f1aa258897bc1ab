//! How much of a tap is the card's own time.

use std::time::{Duration, Instant};

use card::{Transmit, TransmitError};

/// A transport that counts the time it takes.
pub(super) struct Timed<T> {
    inner: T,
    spent: Duration,
}

impl<T> Timed<T> {
    pub(super) const fn new(inner: T) -> Self {
        Self {
            inner,
            spent: Duration::ZERO,
        }
    }

    pub(super) const fn spent(&self) -> Duration {
        self.spent
    }
}

impl<T: Transmit> Transmit for Timed<T> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransmitError> {
        let begun = Instant::now();
        let answer = self.inner.transmit(command);
        self.spent += begun.elapsed();
        answer
    }

    fn atr(&self) -> &[u8] {
        self.inner.atr()
    }
}
