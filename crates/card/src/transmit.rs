//! The port to a card, and the one that leads to a real reader.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use crate::error::TransmitError;
use crate::pcsc_error;
use crate::pcsc_thread::PcscThread;

/// Carries commands to a card and answers back. A port to the outside: the
/// real one is [`PcscTransmit`]; tests carry to a card in software.
pub trait Transmit {
    /// Sends one short command APDU and returns the answer with its status
    /// word. Fewer than two bytes count as [`TransmitError::Removed`].
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransmitError>;

    /// The card's answer to reset, empty when unknown.
    fn atr(&self) -> &[u8] {
        &[]
    }
}

impl<T: Transmit + ?Sized> Transmit for &mut T {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransmitError> {
        (**self).transmit(command)
    }

    fn atr(&self) -> &[u8] {
        (**self).atr()
    }
}

/// A card that lies on a PC/SC reader. Let go when dropped.
///
/// An answer is waited for at most five seconds, or as long as
/// [`Reader::answering_within`](crate::Reader::answering_within) says; then it
/// is [`TransmitError::NoAnswer`], and so is every answer from then on.
pub struct PcscTransmit {
    thread: PcscThread,
    /// None once an answer was not waited for any longer.
    held: Option<Held>,
    atr: Vec<u8>,
    lost: Arc<Lost>,
}

/// When a card was found to have left or to be out of reach, if it was.
pub(crate) type Lost = OnceLock<Instant>;

impl PcscTransmit {
    pub(crate) const fn new(thread: PcscThread, held: Held, atr: Vec<u8>, lost: Arc<Lost>) -> Self {
        Self {
            thread,
            held: Some(held),
            atr,
            lost,
        }
    }

    fn transmit_in_time(&mut self, command: &[u8]) -> Result<Vec<u8>, TransmitError> {
        let mut held = self.held.take().ok_or(TransmitError::NoAnswer)?;
        // It may be a PIN's.
        let command = Zeroizing::new(command.to_vec());
        let (held, answer) = self.thread.ask(Duration::ZERO, move || {
            let answer = held.transmit(&command);
            (held, answer)
        })?;
        self.held = Some(held);
        answer
    }
}

impl Transmit for PcscTransmit {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransmitError> {
        let answer = self.transmit_in_time(command);
        if let Err(TransmitError::Removed | TransmitError::NoAnswer) = answer {
            self.lost.get_or_init(Instant::now);
        }
        answer
    }

    fn atr(&self) -> &[u8] {
        &self.atr
    }
}

/// Letting go can block, too.
impl Drop for PcscTransmit {
    fn drop(&mut self) {
        if let Some(held) = self.held.take()
            && let Err(error) = self.thread.ask(Duration::ZERO, move || drop(held))
        {
            tracing::debug!(code = error.code(), "the card is let go later");
        }
    }
}

impl fmt::Debug for PcscTransmit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PcscTransmit").finish_non_exhaustive()
    }
}

/// The connection to a card. Everything it does can block: only for the
/// reader's thread.
pub(crate) struct Held {
    card: Option<pcsc::Card>,
    share_mode: pcsc::ShareMode,
}

impl Held {
    pub(crate) const fn new(card: pcsc::Card, share_mode: pcsc::ShareMode) -> Self {
        Self {
            card: Some(card),
            share_mode,
        }
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransmitError> {
        let card = self.card.as_mut().ok_or(TransmitError::Removed)?;
        let mut buffer = [0; pcsc::MAX_BUFFER_SIZE];
        match card.transmit(command, &mut buffer) {
            // A card that is leaving can look like a success without bytes.
            Ok(answer) if answer.len() < 2 => Err(TransmitError::Removed),
            Ok(answer) => Ok(answer.to_vec()),
            Err(pcsc::Error::ResetCard) => Err(Self::heal(card, self.share_mode)),
            Err(error) => Err(pcsc_error::of_card(error)),
        }
    }

    /// After another program's reset the handle answers only that, until it is
    /// connected again.
    fn heal(card: &mut pcsc::Card, share_mode: pcsc::ShareMode) -> TransmitError {
        let healed = card.reconnect(
            share_mode,
            pcsc::Protocols::ANY,
            pcsc::Disposition::LeaveCard,
        );
        match healed {
            Ok(()) => TransmitError::Reset,
            Err(error) => pcsc_error::of_card(error),
        }
    }
}

/// A verified PIN outlives the connection and would serve the next program, so
/// an exclusive session ends by taking the card's power away.
impl Drop for Held {
    fn drop(&mut self) {
        let disposition = match self.share_mode {
            pcsc::ShareMode::Exclusive => pcsc::Disposition::UnpowerCard,
            _ => pcsc::Disposition::LeaveCard,
        };
        if let Some(card) = self.card.take()
            && let Err((card, _gone)) = card.disconnect(disposition)
        {
            // Its own drop would try again, and that is all that can be done.
            drop(card);
        }
    }
}
