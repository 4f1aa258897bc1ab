//! The folder that everything plays in, and where the programs are.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, thread};

use anyhow::{Context as _, Result, bail};
use domain::Timestamp;
use tempfile::TempDir;

/// The terminal's and the service's logs hold what a reader of a failed run
/// wants to know.
const LOG_LEVEL: &str = "info";

/// A folder of its own below the system's temporary one, with a clock that all
/// programs share. Removed in the end, unless a test failed in it.
#[derive(Debug)]
pub struct Stage {
    folder: Option<TempDir>,
    path: PathBuf,
    logs: PathBuf,
    binaries: PathBuf,
}

impl Stage {
    /// A new stage at the moment `at`, with its logs in a folder of its own.
    pub fn new(at: Timestamp) -> Result<Self> {
        Self::build(at, None)
    }

    /// The same with its logs in `logs`, where they stay.
    pub fn with_logs(at: Timestamp, logs: &Path) -> Result<Self> {
        Self::build(at, Some(logs))
    }

    fn build(at: Timestamp, logs: Option<&Path>) -> Result<Self> {
        // Others may pass but not look: the database's own user must reach its
        // folder. The name is short, since sockets lie below.
        let folder = tempfile::Builder::new()
            .prefix("mytaku-")
            .permissions(Permissions::from_mode(0o711))
            .tempdir()
            .context("cannot make a folder for temporary files")?;
        let path = folder.path().to_owned();
        let logs = logs.map_or_else(|| path.join("logs"), Path::to_owned);
        fs::create_dir_all(&logs)
            .with_context(|| format!("cannot make the folder {}", logs.display()))?;
        let stage = Self {
            folder: Some(folder),
            path,
            logs,
            binaries: find_binaries()?,
        };
        stage.set_clock(at)?;
        Ok(stage)
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.path
    }

    /// A path below it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The log of the program called `name`.
    pub fn log(&self, name: &str) -> PathBuf {
        self.logs.join(format!("{name}.log"))
    }

    /// The same, emptied of what an earlier run left.
    pub fn new_log(&self, name: &str) -> Result<PathBuf> {
        let log = self.log(name);
        File::create(&log).with_context(|| format!("cannot write the log {}", log.display()))?;
        Ok(log)
    }

    /// The clock that all programs read.
    pub fn clock_file(&self) -> PathBuf {
        self.path("clock")
    }

    /// Sets the clock for everybody.
    pub fn set_clock(&self, at: Timestamp) -> Result<()> {
        Ok(clock::set(&self.clock_file(), at)?)
    }

    /// The path of one of the workspace's programs.
    pub fn binary(&self, name: &str) -> Result<PathBuf> {
        let path = self.binaries.join(name);
        if !path.is_file() {
            bail!(
                "{name} is not in {}; build it first: cargo build --workspace --bins",
                self.binaries.display()
            );
        }
        Ok(path)
    }

    /// A command that runs one of the workspace's programs, untouched by the
    /// settings of whoever runs us.
    pub fn program(&self, name: &str) -> Result<Command> {
        let mut command = Command::new(self.binary(name)?);
        let ours = |name: &str| {
            ["MYTAKU_", "PG", "PCSC"]
                .iter()
                .any(|p| name.starts_with(p))
        };
        for (name, _value) in env::vars_os() {
            if name.to_str().is_some_and(ours) {
                command.env_remove(name);
            }
        }
        command.env_remove("DATABASE_URL");
        command
            .current_dir(&self.path)
            .env("RUST_LOG", LOG_LEVEL)
            .env("NO_COLOR", "1");
        Ok(command)
    }
}

/// Runs `command` to its end and gives all that it printed.
pub fn run(command: &mut Command) -> Result<Output> {
    let shown = command.get_program().to_string_lossy().into_owned();
    command
        .output()
        .with_context(|| format!("cannot run {shown}"))
}

/// A test that failed leaves its folder behind to be looked at.
impl Drop for Stage {
    fn drop(&mut self) {
        if thread::panicking()
            && let Some(folder) = self.folder.take()
        {
            let _path = folder.keep();
        }
    }
}

/// Beside the running program, or one folder up from a test.
fn find_binaries() -> Result<PathBuf> {
    let own = env::current_exe().context("cannot find our own program")?;
    let folder = own.parent().context("our own program is in no folder")?;
    Ok(match folder.file_name() {
        Some(name) if name == "deps" => folder.parent().unwrap_or(folder).to_owned(),
        _ => folder.to_owned(),
    })
}
