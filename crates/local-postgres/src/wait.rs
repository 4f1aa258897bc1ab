//! Waits for a process to end, by an event of the kernel.

use std::io;
use std::path::Path;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open};

use crate::Error;

/// True if the process ended, or had already ended, within `limit`. A child
/// counts as ended before it is reaped.
pub(crate) fn ended_within(pid: Pid, limit: Duration) -> io::Result<bool> {
    let process = match pidfd_open(pid, PidfdFlags::empty()) {
        Err(rustix::io::Errno::SRCH) => return Ok(true),
        other => other?,
    };
    let timeout = Timespec::try_from(limit).map_err(io::Error::other)?;
    let mut watched = [PollFd::new(&process, PollFlags::IN)];
    match poll(&mut watched, Some(&timeout)) {
        // A signal for us: the caller looks again.
        Err(rustix::io::Errno::INTR) => Ok(false),
        ready => Ok(ready? > 0),
    }
}

/// Ends a server's main process: first in order (`SIGINT`, fast shutdown:
/// sessions are cut, what is committed is kept and written out), then at once
/// (`SIGQUIT`; the next start replays the log). `folder` is for the message.
pub(crate) fn end_server(pid: Pid, folder: &Path) -> Result<(), Error> {
    const PATIENCE: [(Signal, Duration); 2] = [
        (Signal::INT, Duration::from_mins(1)),
        (Signal::QUIT, Duration::from_secs(10)),
    ];
    for (signal, limit) in PATIENCE {
        match kill_process(pid, signal) {
            Err(rustix::io::Errno::SRCH) => return Ok(()),
            sent => sent.map_err(|errno| Error::io("stop the server in", folder)(errno.into()))?,
        }
        if ended_within(pid, limit).map_err(Error::io("wait for the server in", folder))? {
            return Ok(());
        }
    }
    Err(Error::DoesNotStop {
        folder: folder.to_owned(),
        pid: pid.as_raw_nonzero().get(),
    })
}
