//! Delivering records: in order, in bounded batches, until each is answered.
//!
//! A record leaves the waiting line only by the service's own answer to it.
//! Sending one twice does no harm: the service takes each in once. One delivery
//! runs at a time, whoever asked for it.

mod background;
mod backoff;

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::Reason;
use wire::Jws;
use wire::api::{TRIPS_MAX, Trips};

use crate::database::DatabaseError;
use crate::outbox::{Counts, Noted};
use crate::reasons;
use crate::service::ServiceError;
use crate::terminal::Terminal;

pub use background::Background;
pub use backoff::Backoff;

/// How large a request may become, so that no server on the way refuses it.
const BATCH_BYTES: usize = 1 << 20;

/// The delivery of one terminal's records.
pub struct Upload {
    terminal: Arc<Terminal>,
    /// Delivered since somebody last asked; held while delivering.
    delivered: Mutex<Counts>,
    signal: Mutex<Signal>,
    rung: Condvar,
}

#[derive(Clone, Copy, Default)]
struct Signal {
    wake: bool,
    stop: bool,
}

/// Records still wait.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// No time for the request.
    #[error(transparent)]
    Clock(#[from] clock::Error),
    /// The service did not take the batch.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// The service answered, but not for the records it was sent.
    #[error(
        "the service did not answer for every record it was sent; they are kept and sent again"
    )]
    Unanswered,
    /// Records cannot be read, or answers not be written down.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl UploadError {
    /// For the driver's screen.
    pub fn reason(&self) -> Reason {
        match self {
            Self::Service(error) => error.reason(),
            Self::Unanswered => Reason::new(
                "records_unanswered",
                "サービスが一部の乗車に応答しませんでした。自動的に再送します。",
                self.to_string(),
            ),
            Self::Clock(error) => reasons::internal("clock", error),
            Self::Database(error) => reasons::internal("outbox", error),
        }
    }
}

impl Upload {
    /// For the records of `terminal`.
    pub fn new(terminal: Arc<Terminal>) -> Self {
        Self {
            terminal,
            delivered: Mutex::default(),
            signal: Mutex::default(),
            rung: Condvar::new(),
        }
    }

    /// Sends everything that waits. What was answered before an error stays
    /// answered.
    pub fn deliver(&self) -> Result<(), UploadError> {
        let mut delivered = lock(&self.delivered);
        loop {
            let batch = self.terminal.outbox.waiting(TRIPS_MAX, BATCH_BYTES)?;
            let Some(oldest) = batch.first().map(Jws::digest) else {
                return Ok(());
            };
            delivered.add(self.post(batch)?);
            let next = self.terminal.outbox.waiting(1, BATCH_BYTES)?;
            if next.first().map(Jws::digest) == Some(oldest) {
                return Err(UploadError::Unanswered);
            }
        }
    }

    /// Sends the last `count` records, at most [`TRIPS_MAX`], in one batch,
    /// whether they were acknowledged or not: the service may have been
    /// restored from a backup that lacks them.
    pub fn resend(&self, count: usize) -> Result<Counts, UploadError> {
        let _one_at_a_time = lock(&self.delivered);
        let batch = self.terminal.outbox.last(count.min(TRIPS_MAX))?;
        if batch.is_empty() {
            return Ok(Counts::default());
        }
        self.post(batch)
    }

    /// What was delivered since the last call, by whomever.
    pub fn take_counts(&self) -> Counts {
        std::mem::take(&mut *lock(&self.delivered))
    }

    fn post(&self, records: Vec<Jws>) -> Result<Counts, UploadError> {
        let service = self.terminal.service(self.terminal.now()?);
        let answer = service.send_trips(&Trips { records })?;
        let Noted {
            counts,
            not_taken_in,
        } = self.terminal.outbox.note(&answer.answers)?;
        for trip_id in not_taken_in {
            tracing::error!(
                ?trip_id,
                "the service did not take in a trip; see: mytaku-terminal outbox"
            );
        }
        Ok(counts)
    }

    /// Asks the background thread to deliver now; does not wait for it.
    pub fn wake(&self) {
        lock(&self.signal).wake = true;
        self.rung.notify_all();
    }

    fn stop(&self) {
        lock(&self.signal).stop = true;
        self.rung.notify_all();
    }

    /// Waits until woken, stopped, or `pause` has passed; whether to go on.
    fn pause(&self, pause: Duration) -> bool {
        let signal = lock(&self.signal);
        let (mut signal, _timed_out) = self
            .rung
            .wait_timeout_while(signal, pause, |signal| !signal.wake && !signal.stop)
            .unwrap_or_else(PoisonError::into_inner);
        signal.wake = false;
        !signal.stop
    }
}

/// What a panicking thread left behind is sound: counts and flags.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
