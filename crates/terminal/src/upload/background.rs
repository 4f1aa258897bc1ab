//! The thread that delivers by itself and keeps the bundle fresh.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::{Backoff, Upload};
use crate::reasons::chain;

/// How often a fresh bundle is fetched while all goes well.
const REFRESH: Duration = Duration::from_mins(10);
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(5);

/// A running upload thread; it ends after this is dropped. It is not waited
/// for: whatever it is doing can be broken off at any moment.
pub struct Background(Arc<Upload>);

impl Background {
    /// Starts the thread: it delivers and fetches the bundle at once, then
    /// whenever it is woken, with growing pauses while the service is away.
    pub fn start(upload: Arc<Upload>) -> std::io::Result<Self> {
        Self::start_with(upload, Backoff::new(FIRST_PAUSE, LONGEST_PAUSE))
    }

    /// The same with other pauses, for tests.
    pub fn start_with(upload: Arc<Upload>, backoff: Backoff) -> std::io::Result<Self> {
        let shared = Arc::clone(&upload);
        thread::Builder::new()
            .name("upload".into())
            .spawn(move || run(&shared, backoff))?;
        Ok(Self(upload))
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.0.stop();
    }
}

fn run(upload: &Upload, mut backoff: Backoff) {
    let mut refreshed: Option<Instant> = None;
    loop {
        let well = deliver(upload) & refresh(upload, &mut refreshed);
        let pause = if well {
            backoff.reset();
            REFRESH
        } else {
            let mut random = [0];
            // Without randomness the pause is merely in step with others.
            let _unjittered = getrandom::fill(&mut random);
            backoff.pause(random[0])
        };
        if !upload.pause(pause) {
            return;
        }
    }
}

fn deliver(upload: &Upload) -> bool {
    match upload.deliver() {
        Ok(()) => true,
        Err(error) => {
            tracing::warn!(error = chain(&error), "trips wait for the service");
            false
        }
    }
}

/// Fetches a bundle when the last one is due for renewal.
fn refresh(upload: &Upload, refreshed: &mut Option<Instant>) -> bool {
    if refreshed.is_some_and(|at| at.elapsed() < REFRESH) {
        return true;
    }
    match upload.terminal.refresh_bundle() {
        Ok(()) => {
            *refreshed = Some(Instant::now());
            true
        }
        Err(error) => {
            tracing::warn!(error = chain(&error), "the bundle could not be renewed");
            false
        }
    }
}
