//! How far a long command is: one line on stderr that is written over, and only
//! where a person looks at it.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

/// How often the line changes.
const EVERY: Duration = Duration::from_millis(200);

/// The line; it is gone when this is dropped.
pub(super) struct Progress {
    /// None where nobody looks.
    next: Option<Instant>,
    is_shown: bool,
}

impl Progress {
    /// What is over before `first_after` needs no line.
    pub(super) fn new(first_after: Duration) -> Self {
        let next = io::stderr()
            .is_terminal()
            .then(|| Instant::now() + first_after);
        Self {
            next,
            is_shown: false,
        }
    }

    /// Shows `line` if it is time to.
    pub(super) fn tell(&mut self, line: impl FnOnce() -> String) {
        let now = Instant::now();
        if self.next.is_some_and(|next| next <= now) {
            self.next = Some(now + EVERY);
            self.is_shown = true;
            write(&line());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.is_shown {
            write("");
        }
    }
}

/// In place of what stands there. A line that cannot be shown is no loss.
fn write(line: &str) {
    let mut stderr = io::stderr().lock();
    let _shown = write!(stderr, "\r\x1b[K{line}").and_then(|()| stderr.flush());
}
