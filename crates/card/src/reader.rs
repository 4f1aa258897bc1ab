//! Waiting for cards on one PC/SC reader.
//!
//! Everything blocks; give each reader a thread of its own. A reader outlives
//! pcscd: when that dies, waiting fails with
//! [`TransmitError::ServiceGone`](crate::TransmitError::ServiceGone) and works
//! again when it is back.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pcsc::{Context, Protocols, ReaderState, Scope, ShareMode, State};

use crate::PcscTransmit;
use crate::choose::choose;
use crate::error::{ReaderError, TransmitError};
use crate::pcsc_error::of_reader;
use crate::stop::Stop;
use crate::transmit::Lost;

/// How long one look at pcscd lasts at most. A cancellation that falls between
/// two looks is seen this much later.
const SLICE: Duration = Duration::from_millis(500);
/// pcscd looks at some readers only every 400 ms. A card that we found gone
/// while pcscd, this much later, still sees one: it is back, or another one is
/// there, and pcscd has missed the change.
const SETTLED: Duration = Duration::from_secs(1);
const BACK_OFF_MIN: Duration = Duration::from_millis(20);
const BACK_OFF_MAX: Duration = Duration::from_millis(500);
/// How often a reader that another program holds is asked for again.
const BUSY_TRIES: u32 = 5;

/// One card reader.
pub struct Reader {
    name_part: Option<String>,
    share_mode: ShareMode,
    stop: Arc<Stop>,
    link: Option<Link>,
    handled: Option<Handled>,
}

/// The card that was handed out last.
struct Handled {
    /// Which insertion it was, by pcscd's event counter.
    insertion: u32,
    /// Set when a transmission found it gone.
    lost: Arc<Lost>,
}

/// A living connection to pcscd and one reader of its.
struct Link {
    context: Context,
    state: ReaderState,
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
        let Some(link) = self.link.as_mut() else {
            return Err(TransmitError::ServiceGone.into());
        };
        match link
            .context
            .get_status_change(slice, std::slice::from_mut(&mut link.state))
        {
            Ok(()) => link.state.sync_current_state(),
            // Cancelled: whoever cancelled has set the flag before.
            Err(pcsc::Error::Timeout | pcsc::Error::Cancelled) => {}
            Err(error) => return Err(of_reader(error).into()),
        }
        let gone = State::UNKNOWN | State::UNAVAILABLE | State::IGNORE;
        if link.state.event_state().intersects(gone) {
            return Err(TransmitError::ReaderGone.into());
        }
        Ok(())
    }

    fn connect(&mut self) -> Result<(), ReaderError> {
        let context = Context::establish(Scope::User).map_err(of_reader)?;
        let names = match context.list_readers_owned() {
            Ok(names) => names,
            Err(pcsc::Error::NoReadersAvailable) => Vec::new(),
            Err(error) => return Err(of_reader(error).into()),
        };
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
        self.link = None;
        self.handled = None;
    }

    /// Connects to the card on the reader; `None` when it has gone meanwhile.
    fn connect_card(&self, handled: &Handled) -> Result<Option<PcscTransmit>, ReaderError> {
        let Some(link) = &self.link else {
            return Ok(None);
        };
        let mut back_off = BACK_OFF_MIN;
        for _try in 0..BUSY_TRIES {
            match link
                .context
                .connect(link.state.name(), self.share_mode, Protocols::ANY)
            {
                Ok(card) => {
                    let atr = link.state.atr().to_vec();
                    return Ok(Some(PcscTransmit::new(
                        card,
                        atr,
                        self.share_mode,
                        Arc::clone(&handled.lost),
                    )));
                }
                Err(pcsc::Error::SharingViolation) => {
                    self.stop.pause(back_off);
                    back_off = (back_off * 2).min(BACK_OFF_MAX);
                }
                Err(error) => match crate::pcsc_error::of_card(error) {
                    TransmitError::Removed | TransmitError::Reset => return Ok(None),
                    error => return Err(error.into()),
                },
            }
        }
        Err(TransmitError::Busy.into())
    }
}

impl Link {
    fn has_card(&self) -> bool {
        let state = self.state.event_state();
        state.contains(State::PRESENT) && !state.contains(State::MUTE)
    }

    /// A card is there that was not handed out yet.
    fn has_new_card(&self, handled: Option<&Handled>) -> bool {
        self.has_card()
            && handled.is_none_or(|handled| {
                let settled = |lost: &Instant| lost.elapsed() >= SETTLED;
                handled.insertion != self.state.event_count()
                    || handled.lost.get().is_some_and(settled)
            })
    }

    /// The card that was handed out is not there any more.
    fn has_lost(&self, handled: Option<&Handled>) -> bool {
        let is_same = |handled: &Handled| {
            handled.insertion == self.state.event_count() && handled.lost.get().is_none()
        };
        !self.has_card() || !handled.is_some_and(is_same)
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
