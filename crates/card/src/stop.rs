//! A flag that ends every wait of a reader, now and from then on.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Set once by a [`Canceller`](crate::Canceller), looked at by its reader.
#[derive(Default)]
pub(crate) struct Stop {
    set: AtomicBool,
    /// The context that may be waiting at this moment.
    context: Mutex<Option<pcsc::Context>>,
    rung: Condvar,
}

impl Stop {
    pub(crate) fn is_set(&self) -> bool {
        self.set.load(Ordering::SeqCst)
    }

    /// Sets the flag and wakes whoever waits.
    pub(crate) fn set(&self) {
        self.set.store(true, Ordering::SeqCst);
        let context = self.context.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(context) = context.as_ref()
            && let Err(error) = context.cancel()
        {
            // The flag is seen at the next slice all the same.
            tracing::debug!(%error, "could not wake the card reader");
        }
        self.rung.notify_all();
    }

    /// Names the context that [`Self::set`] has to wake.
    pub(crate) fn watch(&self, context: Option<pcsc::Context>) {
        *self.context.lock().unwrap_or_else(PoisonError::into_inner) = context;
    }

    /// Waits for `pause`, or shorter when the flag is set meanwhile.
    pub(crate) fn pause(&self, pause: Duration) {
        let context = self.context.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self
            .rung
            .wait_timeout_while(context, pause, |_context| !self.is_set());
        drop(waited);
    }
}
