//! Waiting for cards on one PC/SC reader.
//!
//! Waiting blocks the caller, but never longer than asked for plus the time an
//! answer may take: PC/SC's own calls are made on a thread of the reader's. A
//! reader outlives pcscd: when that dies, waiting fails with
//! [`TransmitError::ServiceGone`](crate::TransmitError::ServiceGone) and works
//! again when it is back. So it outlives whoever keeps the reader for himself,
//! with [`TransmitError::NoAnswer`](crate::TransmitError::NoAnswer).

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pcsc::{Protocols, ReaderState, ShareMode, State};

use crate::PcscTransmit;
use crate::choose::choose;
use crate::error::{ReaderError, TransmitError};
use crate::link::{Handled, Link, list_readers};
use crate::pcsc_error::of_card;
use crate::pcsc_thread::PcscThread;
use crate::stop::Stop;
use crate::transmit::Held;

/// How long one look at pcscd lasts at most. A cancellation that falls between
/// two looks is seen this much later.
const SLICE: Duration = Duration::from_millis(500);
const BACK_OFF_MIN: Duration = Duration::from_millis(20);
const BACK_OFF_MAX: Duration = Duration::from_millis(500);
/// How often a reader that another program holds is asked for again.
const BUSY_TRIES: u32 = 5;

/// One card reader.
pub struct Reader {
    name_part: Option<String>,
    share_mode: ShareMode,
    stop: Arc<Stop>,
    thread: PcscThread,
    /// None while away, or with a call that was not answered in time.
    link: Option<Link>,
    handled: Option<Handled>,
}

/// Ends the waiting of a [`Reader`] from another thread, for good.
#[derive(Clone)]
pub struct Canceller(Arc<Stop>);

impl Canceller {
    /// Every wait of the reader, now and later, ends with
    /// [`ReaderError::Cancelled`].
    pub fn cancel(&self) {
        self.0.set();
    }
}

impl Reader {
    /// The reader with `name_part` in its name; of several slots of one device
    /// the contactless one (PICC). Fails at once when pcscd or the reader is
    /// not there.
    pub fn open(name_part: Option<&str>) -> Result<Self, ReaderError> {
        let mut reader = Self {
            name_part: name_part.map(str::to_owned),
            share_mode: ShareMode::Shared,
            stop: Arc::default(),
            thread: PcscThread::start()?,
            link: None,
            handled: None,
        };
        reader.connect()?;
        Ok(reader)
    }

    /// The same reader, for the desk: no other program can use a card while it
    /// is being read, and the card loses its power (and a verified PIN)
    /// afterwards.
    #[must_use]
    pub fn exclusive(mut self) -> Self {
        self.share_mode = ShareMode::Exclusive;
        self
    }

    /// The same reader, with another limit than five seconds for each answer of
    /// pcscd and of a card.
    #[must_use]
    pub const fn answering_within(mut self, limit: Duration) -> Self {
        self.thread.set_limit(limit);
        self
    }

    /// The full name of the reader, as long as it is there.
    pub fn name(&self) -> Option<String> {
        let link = self.link.as_ref()?;
        Some(link.state.name().to_string_lossy().into_owned())
    }

    /// A handle that ends the waiting.
    pub fn canceller(&self) -> Canceller {
        Canceller(Arc::clone(&self.stop))
    }

    /// Waits for a card that was not handed out yet: one that is put on, or
    /// was already there. `None` when `timeout` has passed without one. While
    /// pcscd or the reader is away it keeps trying until `timeout` and then
    /// says so; a card that lies there when they are back is handed out again.
    pub fn wait_for_card(
        &mut self,
        timeout: Duration,
    ) -> Result<Option<PcscTransmit>, ReaderError> {
        let deadline = deadline(timeout);
        loop {
            let Some(link) = self.look(deadline, Link::has_new_card)? else {
                return Ok(None);
            };
            let handled = Handled {
                insertion: link.state.event_count(),
                lost: Arc::default(),
            };
            let connected = self.connect_card(&handled)?;
            self.handled = Some(handled);
            if connected.is_some() {
                return Ok(connected);
            }
            // Gone again before we could connect: wait for the next.
        }
    }

    /// Waits until the card that was handed out last is gone. `false` when it
    /// is still there after `timeout`.
    pub fn wait_for_removal(&mut self, timeout: Duration) -> Result<bool, ReaderError> {
        let deadline = deadline(timeout);
        let gone = self.look(deadline, Link::has_lost)?;
        Ok(gone.is_some())
    }

    /// Looks at the reader until it `is_so`, or until `deadline`.
    fn look(
        &mut self,
        deadline: Instant,
        is_so: fn(&Link, Option<&Handled>) -> bool,
    ) -> Result<Option<&Link>, ReaderError> {
        let mut back_off = BACK_OFF_MIN;
        loop {
            if self.stop.is_set() {
                return Err(ReaderError::Cancelled);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            match self.look_once(left.min(SLICE)) {
                Ok(()) => {
                    back_off = BACK_OFF_MIN;
                    if self
                        .link
                        .as_ref()
                        .is_some_and(|link| is_so(link, self.handled.as_ref()))
                    {
                        return Ok(self.link.as_ref());
                    }
                    if left.is_zero() {
                        return Ok(None);
                    }
                }
                Err(error) => {
                    self.disconnect();
                    if left.is_zero() {
                        return Err(error);
                    }
                    tracing::debug!(code = error.code(), "the card reader is away");
                    self.stop.pause(back_off.min(left));
                    back_off = (back_off * 2).min(BACK_OFF_MAX);
                }
            }
        }
    }

    /// Lets pcscd report the state of the reader, at the latest after `slice`.
    fn look_once(&mut self, slice: Duration) -> Result<(), ReaderError> {
        if self.link.is_none() {
            self.connect()?;
        }
        let Some(mut link) = self.link.take() else {
            return Err(TransmitError::ServiceGone.into());
        };
        let (link, looked) = self.thread.ask(slice, move || {
            let looked = link.look(slice);
            (link, looked)
        })?;
        self.link = Some(link);
        Ok(looked?)
    }

    fn connect(&mut self) -> Result<(), ReaderError> {
        let (context, names) = self.thread.ask(Duration::ZERO, list_readers)??;
        let name = choose(&names, self.name_part.as_deref())?;
        tracing::debug!(reader = %name.to_string_lossy(), "card reader found");
        self.stop.watch(Some(context.clone()));
        self.link = Some(Link {
            context,
            state: ReaderState::new(name, State::UNAWARE),
        });
        Ok(())
    }

    /// A context does not survive pcscd, whatever it says of itself; nor do
    /// the counters of its readers.
    fn disconnect(&mut self) {
        self.stop.watch(None);
        self.handled = None;
        if let Some(link) = self.link.take()
            && let Err(error) = self.thread.ask(Duration::ZERO, move || drop(link))
        {
            tracing::debug!(code = error.code(), "the card reader is let go later");
        }
    }

    /// Connects to the card on the reader; `None` when it has gone meanwhile.
    fn connect_card(&self, handled: &Handled) -> Result<Option<PcscTransmit>, ReaderError> {
        let Some(link) = &self.link else {
            return Ok(None);
        };
        let mut back_off = BACK_OFF_MIN;
        for _try in 0..BUSY_TRIES {
            let (context, name) = (link.context.clone(), link.state.name().to_owned());
            let share_mode = self.share_mode;
            let connected = self.thread.ask(Duration::ZERO, move || {
                let card = context.connect(&name, share_mode, Protocols::ANY)?;
                Ok(Held::new(card, share_mode))
            })?;
            match connected {
                Ok(held) => {
                    return Ok(Some(PcscTransmit::new(
                        self.thread.clone(),
                        held,
                        link.state.atr().to_vec(),
                        Arc::clone(&handled.lost),
                    )));
                }
                Err(pcsc::Error::SharingViolation) => {
                    self.stop.pause(back_off);
                    back_off = (back_off * 2).min(BACK_OFF_MAX);
                }
                Err(error) => match of_card(error) {
                    TransmitError::Removed | TransmitError::Reset => return Ok(None),
                    error => return Err(error.into()),
                },
            }
        }
        Err(TransmitError::Busy.into())
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.disconnect();
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("name", &self.name())
            .field("share_mode", &self.share_mode)
            .finish_non_exhaustive()
    }
}

/// The moment when `timeout` has passed; one that overflows the clock is as
/// good as a year.
fn deadline(timeout: Duration) -> Instant {
    const A_YEAR: Duration = Duration::from_hours(365 * 24);
    let now = Instant::now();
    now.checked_add(timeout).unwrap_or(now + A_YEAR)
}
