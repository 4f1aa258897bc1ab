//! A pcscd of our own.
//!
//! Started inside the private namespaces of [`crate::namespace`], so that it
//! neither meets another pcscd nor sees a real reader.

use std::fs::File;
use std::io;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process, set_parent_process_death_signal};

/// What to install on Debian and Ubuntu.
pub(crate) const PACKAGES: &str = "apt-get install pcscd vsmartcard-vpcd";
const PCSCD: &str = "/usr/sbin/pcscd";
const VPCD_CONFIGURATION: &str = "/etc/reader.conf.d/vpcd";
/// Written by pcscd: its socket and its number.
const OWN_FILES: [&str; 2] = ["pcscd.comm", "pcscd.pid"];
const LOG: &str = "pcscd.log";

const UP_WITHIN: Duration = Duration::from_secs(10);
/// With a client attached it was seen to take 1.8 s.
const DOWN_WITHIN: Duration = Duration::from_secs(10);
const LOOK_EVERY: Duration = Duration::from_millis(2);

/// One pcscd, running or not.
pub(crate) struct Pcscd {
    directory: PathBuf,
    /// Our own binary, which becomes pcscd.
    binary: PathBuf,
    child: Option<Child>,
}

/// That pcscd and its driver are installed.
pub(crate) fn check_installed() -> Result<()> {
    for (path, what) in [(PCSCD, "pcscd"), (VPCD_CONFIGURATION, "the vpcd driver")] {
        if !Path::new(path).exists() {
            bail!("{what} is not installed ({path} is missing); run: {PACKAGES}");
        }
    }
    Ok(())
}

impl Pcscd {
    /// A pcscd that keeps its files in `directory`, not started yet.
    pub(crate) fn new(directory: &Path) -> Result<Self> {
        Ok(Self {
            directory: directory.to_owned(),
            binary: std::env::current_exe().context("cannot find our own binary")?,
            child: None,
        })
    }

    /// Starts it and waits until it listens.
    pub(crate) fn start(&mut self) -> Result<()> {
        if self.child.is_some() {
            return Ok(());
        }
        self.remove_files();
        let log = self.directory.join(LOG);
        let output =
            File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        let errors = output.try_clone().context("cannot share pcscd's log")?;
        let child = Command::new(&self.binary)
            .arg("become-pcscd")
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .spawn()
            .context("cannot start pcscd")?;
        self.child = Some(child);
        self.wait_until_up()
    }

    /// Stops it, with SIGTERM or the hard way, and waits until it is gone.
    pub(crate) fn stop(&mut self, signal: Signal) -> Result<()> {
        let Some(mut child) = self.child.take() else {
            return Ok(());
        };
        if let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw)
            && child.try_wait()?.is_none()
        {
            kill_process(pid, signal).context("cannot stop pcscd")?;
        }
        let deadline = Instant::now() + DOWN_WITHIN;
        while child.try_wait()?.is_none() {
            if Instant::now() > deadline {
                child.kill().context("cannot kill pcscd")?;
                child.wait()?;
                break;
            }
            std::thread::sleep(LOOK_EVERY);
        }
        Ok(())
    }

    fn wait_until_up(&mut self) -> Result<()> {
        let socket = self.directory.join("pcscd.comm");
        let deadline = Instant::now() + UP_WITHIN;
        loop {
            if UnixStream::connect(&socket).is_ok() {
                return Ok(());
            }
            if let Some(child) = &mut self.child
                && let Some(status) = child.try_wait()?
            {
                self.child = None;
                bail!("pcscd ended at once ({status}): {}", self.last_words());
            }
            if Instant::now() > deadline {
                bail!(
                    "pcscd does not listen on {}: {}",
                    socket.display(),
                    self.last_words()
                );
            }
            std::thread::sleep(LOOK_EVERY);
        }
    }

    fn last_words(&self) -> String {
        let log = std::fs::read_to_string(self.directory.join(LOG)).unwrap_or_default();
        log.lines().last().unwrap_or("it said nothing").to_owned()
    }

    /// A pcscd that was killed leaves files that would stop the next.
    fn remove_files(&self) {
        for name in OWN_FILES.into_iter().chain([LOG]) {
            match std::fs::remove_file(self.directory.join(name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    tracing::warn!(%error, name, "cannot remove a file of pcscd's");
                }
                _ => {}
            }
        }
    }
}

impl Drop for Pcscd {
    fn drop(&mut self) {
        if let Err(error) = self.stop(Signal::TERM) {
            tracing::warn!(error = format!("{error:#}"), "pcscd did not stop");
        }
        self.remove_files();
    }
}

/// Turns this process into a pcscd that ends with the process that started
/// it, even when that is killed.
pub fn become_pcscd() -> Result<()> {
    set_parent_process_death_signal(Some(Signal::TERM)).context("prctl failed")?;
    let help = Command::new(PCSCD)
        .arg("--help")
        .output()
        .with_context(|| format!("cannot run {PCSCD}; run: {PACKAGES}"))?;
    let mut command = Command::new(PCSCD);
    command.arg("--foreground");
    // Newer versions ask polkit, which knows nobody in here.
    if String::from_utf8_lossy(&help.stdout).contains("--disable-polkit") {
        command.arg("--disable-polkit");
    }
    Err(command.exec()).context("cannot become pcscd")
}
