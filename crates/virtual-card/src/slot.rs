//! The slot of the virtual reader: a card in it, or none.

use std::net::{Ipv4Addr, Shutdown, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::card::VirtualCard;
use crate::vpcd;

/// Where vpcd's first slot listens.
const PORT: u16 = 35_963;
/// Between attempts to reach a pcscd that is away.
const BACK_OFF: Duration = Duration::from_millis(50);
/// pcscd looks for cards every 400 ms.
const SEEN_WITHIN: Duration = Duration::from_secs(5);

/// The one slot.
#[derive(Default)]
pub(crate) struct Slot {
    inserted: Option<Inserted>,
}

struct Inserted {
    shared: Arc<Shared>,
    thread: JoinHandle<()>,
}

#[derive(Default)]
struct Shared {
    leaving: AtomicBool,
    stream: Mutex<Option<TcpStream>>,
}

impl Slot {
    /// Puts `card` in, whatever was there before, and waits until vpcd has
    /// noticed it. `false` when it did not.
    pub(crate) fn insert(&mut self, card: VirtualCard) -> bool {
        self.remove();
        let shared = Arc::new(Shared::default());
        let (seen, noticed) = channel();
        let thread = std::thread::spawn({
            let shared = Arc::clone(&shared);
            move || hold(card, &shared, &seen)
        });
        self.inserted = Some(Inserted { shared, thread });
        wait(&noticed)
    }

    /// Pulls the card out, if there is one.
    pub(crate) fn remove(&mut self) {
        let Some(Inserted { shared, thread }) = self.inserted.take() else {
            return;
        };
        shared.leave();
        if thread.join().is_err() {
            tracing::error!("the thread of a virtual card panicked");
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.remove();
    }
}

fn wait(noticed: &Receiver<()>) -> bool {
    match noticed.recv_timeout(SEEN_WITHIN) {
        Ok(()) => true,
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => false,
    }
}

/// Keeps `card` in the slot until it is pulled out or away, through restarts
/// of pcscd.
fn hold(mut card: VirtualCard, shared: &Shared, seen: &Sender<()>) {
    while !shared.leaving.load(Ordering::SeqCst) && !card.is_removed() {
        let Ok(stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, PORT)) else {
            std::thread::sleep(BACK_OFF);
            continue;
        };
        if let Err(error) = shared.serve(&stream, &mut card, seen) {
            tracing::debug!(%error, "vpcd closed the connection");
        }
        card.power();
    }
}

impl Shared {
    fn serve(
        &self,
        stream: &TcpStream,
        card: &mut VirtualCard,
        seen: &Sender<()>,
    ) -> std::io::Result<()> {
        *self.stream.lock().unwrap_or_else(PoisonError::into_inner) = Some(stream.try_clone()?);
        // Pulled out between connecting and being known here.
        if self.leaving.load(Ordering::SeqCst) {
            return Ok(());
        }
        vpcd::serve(stream, card, seen)
    }

    fn leave(&self) {
        self.leaving.store(true, Ordering::SeqCst);
        let stream = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(stream) = stream.as_ref()
            && let Err(error) = stream.shutdown(Shutdown::Both)
        {
            tracing::debug!(%error, "vpcd was gone already");
        }
    }
}
