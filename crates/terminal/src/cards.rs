//! Where cards come from: the port between the agent and a reader.

use std::time::Duration;

use card::{PcscTransmit, Reader, ReaderError, Transmit};

/// A place that cards are put on. The real one is [`Reader`]; tests put cards
/// in software there.
pub trait CardSource {
    /// A card that lies there.
    type Card: Transmit;

    /// Waits for a card that was not handed out yet; none when `wait` passes
    /// without one.
    fn next_card(&mut self, wait: Duration) -> Result<Option<Self::Card>, ReaderError>;
}

impl CardSource for Reader {
    type Card = PcscTransmit;

    fn next_card(&mut self, wait: Duration) -> Result<Option<PcscTransmit>, ReaderError> {
        self.wait_for_card(wait)
    }
}

/// A taxi whose reader is broken: trips are recorded, taps are not possible.
#[derive(Clone, Copy, Debug)]
pub struct WithoutReader;

impl CardSource for WithoutReader {
    type Card = PcscTransmit;

    fn next_card(&mut self, _wait: Duration) -> Result<Option<PcscTransmit>, ReaderError> {
        Err(ReaderError::None)
    }
}
