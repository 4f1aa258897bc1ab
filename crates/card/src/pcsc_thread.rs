//! The one thread from which a reader's PC/SC calls are made.
//!
//! Calls block for as long as another program holds a transaction, or for ever
//! when a reader hangs; `SCardCancel` wakes none of them but the waiting for a
//! card. So nobody but this thread makes a call, and who wants one made waits
//! for the answer only for so long.
//!
//! Deliberately absent: more threads. While a call is stuck a new one would get
//! stuck too.

use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::Duration;

use crate::error::TransmitError;

/// How long an answer may take. The slowest command, an RSA signature, takes a
/// card about 0.6 s, and a reader up to 1.6 s to notice that the card has left.
/// The rest is for another program that reads the card just then; longer than
/// this a passenger should not have to hold it for nothing.
pub(crate) const ANSWER_LIMIT: Duration = Duration::from_secs(5);

type Job = Box<dyn FnOnce() + Send>;

/// A way to the thread. It ends after the last of its ways is gone.
#[derive(Clone)]
pub(crate) struct PcscThread {
    jobs: Sender<Job>,
    limit: Duration,
}

impl PcscThread {
    pub(crate) fn start() -> Result<Self, TransmitError> {
        let (jobs, to_do) = mpsc::channel::<Job>();
        thread::Builder::new()
            .name("pcsc".to_owned())
            .spawn(move || to_do.into_iter().for_each(|job| job()))
            .map_err(|error| TransmitError::Failed(error.to_string()))?;
        Ok(Self {
            jobs,
            limit: ANSWER_LIMIT,
        })
    }

    pub(crate) const fn set_limit(&mut self, limit: Duration) {
        self.limit = limit;
    }

    /// Has the thread make `call`, which may by its nature last as long as
    /// `lasting`, and waits for the answer.
    ///
    /// What `call` owns comes back only within its answer. When nobody waits
    /// any more, it is dropped on the thread: at once if the call has not been
    /// made yet (it never will be), otherwise as soon as it returns.
    pub(crate) fn ask<A: Send + 'static>(
        &self,
        lasting: Duration,
        call: impl FnOnce() -> A + Send + 'static,
    ) -> Result<A, TransmitError> {
        // Without a buffer an answer is either taken or stays on the thread.
        let (reply, answer) = mpsc::sync_channel(0);
        let asking = Arc::new(());
        let asked = Arc::downgrade(&asking);
        let job: Job = Box::new(move || {
            if asked.strong_count() > 0
                && let Err(unwanted) = reply.send(call())
            {
                drop(unwanted);
                tracing::info!("the card reader answered, too late");
            }
        });
        self.jobs.send(job).map_err(|_ended| ended())?;
        answer
            .recv_timeout(self.limit.saturating_add(lasting))
            .map_err(|missing| match missing {
                mpsc::RecvTimeoutError::Timeout => TransmitError::NoAnswer,
                mpsc::RecvTimeoutError::Disconnected => ended(),
            })
    }
}

fn ended() -> TransmitError {
    TransmitError::Failed("the reader's thread has ended".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::Receiver;
    use std::thread::ThreadId;

    const SOON: Duration = Duration::from_secs(20);

    /// Tells on which thread it was dropped.
    struct Handle(Sender<ThreadId>);

    impl Drop for Handle {
        fn drop(&mut self) {
            self.0.send(thread::current().id()).ok();
        }
    }

    /// A thread stuck in a call with a handle, what frees it, and where the
    /// handle was dropped.
    fn stuck() -> (PcscThread, Sender<()>, Receiver<ThreadId>) {
        let mut pcsc = PcscThread::start().unwrap();
        pcsc.set_limit(Duration::from_millis(20));
        let (free, freed) = mpsc::channel::<()>();
        let (dropped, dropped_on) = mpsc::channel();
        let handle = Handle(dropped);
        let answer = pcsc.ask(Duration::ZERO, move || {
            freed.recv().ok();
            handle
        });
        assert_eq!(answer.err(), Some(TransmitError::NoAnswer));
        (pcsc, free, dropped_on)
    }

    #[test]
    fn a_late_answer_is_dropped_on_the_thread_and_the_next_call_works() {
        let (mut pcsc, free, dropped_on) = stuck();
        assert!(dropped_on.try_recv().is_err(), "before the call returned");
        free.send(()).unwrap();
        pcsc.set_limit(SOON);
        let thread = pcsc.ask(Duration::ZERO, || thread::current().id()).unwrap();
        assert_eq!(dropped_on.recv_timeout(SOON), Ok(thread));
        assert_ne!(thread, thread::current().id());
    }

    #[test]
    fn a_call_that_nobody_waits_for_any_more_is_not_made() {
        let (mut pcsc, free, _dropped_on) = stuck();
        let (made, was_made) = mpsc::channel();
        let (dropped, dropped_on) = mpsc::channel();
        let handle = Handle(dropped);
        let answer = pcsc.ask(Duration::ZERO, move || {
            made.send(()).ok();
            handle
        });
        assert_eq!(answer.err(), Some(TransmitError::NoAnswer));
        free.send(()).unwrap();
        pcsc.set_limit(SOON);
        let thread = pcsc.ask(Duration::ZERO, || thread::current().id()).unwrap();
        assert_eq!(dropped_on.recv_timeout(SOON), Ok(thread));
        assert!(was_made.try_recv().is_err());
    }
}
