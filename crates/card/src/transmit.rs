//! The port to a card, and the one that leads to a real reader.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use crate::error::TransmitError;
use crate::pcsc_error;

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
pub struct PcscTransmit {
    card: Option<pcsc::Card>,
    atr: Vec<u8>,
    share_mode: pcsc::ShareMode,
    lost: Arc<Lost>,
}

/// When a card was found to have left, if it has.
pub(crate) type Lost = OnceLock<Instant>;

impl PcscTransmit {
    pub(crate) const fn new(
        card: pcsc::Card,
        atr: Vec<u8>,
        share_mode: pcsc::ShareMode,
        lost: Arc<Lost>,
    ) -> Self {
        Self {
            card: Some(card),
            atr,
            share_mode,
            lost,
        }
    }

    fn transmit_once(&mut self, command: &[u8]) -> Result<Vec<u8>, TransmitError> {
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

impl Transmit for PcscTransmit {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransmitError> {
        let answer = self.transmit_once(command);
        if answer == Err(TransmitError::Removed) {
            self.lost.get_or_init(Instant::now);
        }
        answer
    }

    fn atr(&self) -> &[u8] {
        &self.atr
    }
}

/// A verified PIN outlives the connection and would serve the next program, so
/// an exclusive session ends by taking the card's power away.
impl Drop for PcscTransmit {
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

impl fmt::Debug for PcscTransmit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PcscTransmit")
            .field("share_mode", &self.share_mode)
            .finish_non_exhaustive()
    }
}
