//! Programs that the stage has started, and their clean end.
//!
//! Each runs in a process group of its own, so that Ctrl-C reaches only us: we
//! then ask them to end, and whoever waits for one of them finds its pipes
//! closed. Signals are a matter of the whole process, and so is the list here.

use std::fs::File;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process};

/// A clean stop of service and database takes well below this.
const ENDS_WITHIN: Duration = Duration::from_secs(20);
const LOOK_EVERY: Duration = Duration::from_millis(3);

/// Those to be told when we are told to end.
static RUNNING: Mutex<Vec<Pid>> = Mutex::new(Vec::new());
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Whether we were told to end, by Ctrl-C or SIGTERM.
pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// From now on Ctrl-C and SIGTERM end what was started here instead of us;
/// `then` is called afterwards.
pub fn end_children_on_signal(then: impl Fn() + Send + 'static) -> Result<()> {
    ctrlc::set_handler(move || {
        INTERRUPTED.store(true, Ordering::SeqCst);
        for pid in running().iter() {
            // One that has just ended needs no signal.
            let _gone = kill_process(*pid, Signal::TERM);
        }
        then();
    })
    .context("cannot listen for Ctrl-C")
}

/// A program that runs until it is stopped, or dropped.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
}

impl Process {
    /// Starts `command` with pipes for its input and output; what it says on
    /// standard error is added to `log`.
    pub fn start(name: &str, command: &mut Command, log: &Path) -> Result<Self> {
        if interrupted() {
            bail!("interrupted before {name} was started");
        }
        let log = File::options()
            .create(true)
            .append(true)
            .open(log)
            .with_context(|| format!("cannot write the log {}", log.display()))?;
        let child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        running().push(Pid::from_child(&child));
        Ok(Self {
            name: name.to_owned(),
            child,
        })
    }

    /// What it is called in messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its pipes; taken once.
    pub fn take_pipes(&mut self) -> Result<(ChildStdin, ChildStdout)> {
        match (self.child.stdin.take(), self.child.stdout.take()) {
            (Some(stdin), Some(stdout)) => Ok((stdin, stdout)),
            _ => bail!("the pipes of {} were taken before", self.name),
        }
    }

    /// Asks it to end (SIGTERM) and waits for that.
    pub fn stop(&mut self) -> Result<ExitStatus> {
        self.signal(Signal::TERM)?;
        self.wait()
    }

    /// Ends it without a chance to tidy up (SIGKILL).
    pub fn kill(&mut self) -> Result<ExitStatus> {
        self.signal(Signal::KILL)?;
        self.wait()
    }

    /// Waits for it to end by itself; one that does not is killed.
    pub fn wait(&mut self) -> Result<ExitStatus> {
        let deadline = Instant::now() + ENDS_WITHIN;
        loop {
            if let Some(status) = self.ended()? {
                return Ok(status);
            }
            if Instant::now() > deadline {
                self.child.kill()?;
                self.child.wait()?;
                forget(&self.child);
                bail!("{} did not end within {ENDS_WITHIN:?}", self.name);
            }
            sleep(LOOK_EVERY);
        }
    }

    fn signal(&mut self, signal: Signal) -> Result<()> {
        // One that has ended has no number any more that would be its own.
        if self.ended()?.is_none() {
            kill_process(Pid::from_child(&self.child), signal)
                .with_context(|| format!("cannot signal {}", self.name))?;
        }
        Ok(())
    }

    fn ended(&mut self) -> Result<Option<ExitStatus>> {
        // Held while the process is reaped: its number may then be given anew.
        let mut running = running();
        let status = self
            .child
            .try_wait()
            .with_context(|| format!("cannot wait for {}", self.name))?;
        if status.is_some() {
            running.retain(|pid| *pid != Pid::from_child(&self.child));
        }
        Ok(status)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Nobody is left to be told.
        let _ended = self.stop();
    }
}

fn running() -> MutexGuard<'static, Vec<Pid>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn forget(child: &Child) {
    running().retain(|pid| *pid != Pid::from_child(child));
}
