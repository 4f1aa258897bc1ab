//! What pcscd says of one reader, and whether its card was handed out before.
//!
//! Its calls block: they are made from the reader's thread only.

use std::ffi::CString;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pcsc::{Context, ReaderState, Scope, State};

use crate::error::TransmitError;
use crate::pcsc_error::of_reader;
use crate::transmit::Lost;

/// pcscd looks at some readers only every 400 ms. A card that we found gone
/// while pcscd, this much later, still sees one: it is back, or another one is
/// there, and pcscd has missed the change.
const SETTLED: Duration = Duration::from_secs(1);

/// The card that was handed out last.
pub(crate) struct Handled {
    /// Which insertion it was, by pcscd's event counter.
    pub(crate) insertion: u32,
    /// Set when a transmission found it gone or got no answer.
    pub(crate) lost: Arc<Lost>,
}

/// A living connection to pcscd and one reader of its.
pub(crate) struct Link {
    pub(crate) context: Context,
    pub(crate) state: ReaderState,
}

/// A new connection to pcscd and the readers it has.
pub(crate) fn list_readers() -> Result<(Context, Vec<CString>), TransmitError> {
    let context = Context::establish(Scope::User).map_err(of_reader)?;
    match context.list_readers_owned() {
        Ok(names) => Ok((context, names)),
        Err(pcsc::Error::NoReadersAvailable) => Ok((context, Vec::new())),
        Err(error) => Err(of_reader(error)),
    }
}

impl Link {
    /// Lets pcscd report the state of the reader, at the latest after `slice`.
    pub(crate) fn look(&mut self, slice: Duration) -> Result<(), TransmitError> {
        match self
            .context
            .get_status_change(slice, std::slice::from_mut(&mut self.state))
        {
            Ok(()) => self.state.sync_current_state(),
            // Cancelled: whoever cancelled has set the flag before.
            Err(pcsc::Error::Timeout | pcsc::Error::Cancelled) => {}
            Err(error) => return Err(of_reader(error)),
        }
        let gone = State::UNKNOWN | State::UNAVAILABLE | State::IGNORE;
        if self.state.event_state().intersects(gone) {
            return Err(TransmitError::ReaderGone);
        }
        Ok(())
    }

    fn has_card(&self) -> bool {
        let state = self.state.event_state();
        state.contains(State::PRESENT) && !state.contains(State::MUTE)
    }

    /// A card is there that was not handed out yet.
    pub(crate) fn has_new_card(&self, handled: Option<&Handled>) -> bool {
        self.has_card()
            && handled.is_none_or(|handled| {
                let settled = |lost: &Instant| lost.elapsed() >= SETTLED;
                handled.insertion != self.state.event_count()
                    || handled.lost.get().is_some_and(settled)
            })
    }

    /// The card that was handed out is not there any more.
    pub(crate) fn has_lost(&self, handled: Option<&Handled>) -> bool {
        let is_same = |handled: &Handled| {
            handled.insertion == self.state.event_count() && handled.lost.get().is_none()
        };
        !self.has_card() || !handled.is_some_and(is_same)
    }
}
