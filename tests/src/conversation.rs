//! Talking to a program over its pipes: a line there, a line back.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, ChildStdout, Command};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::process::Process;
use crate::stage::Stage;

/// Longer than any command takes, a tap that waits for its card included.
const ANSWER_WITHIN: Duration = Duration::from_secs(40);

/// What a program writes, line by line, read as it comes so that it never
/// blocks.
#[derive(Debug)]
pub struct Lines {
    program: String,
    log: PathBuf,
    read: Receiver<String>,
}

impl Lines {
    /// Of the program `name`, which tells its troubles in `log`.
    pub fn of(name: &str, stdout: ChildStdout, log: &Path) -> Self {
        let (sender, lines) = channel();
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self {
            program: name.to_owned(),
            log: log.to_owned(),
            read: lines,
        }
    }

    /// The next line.
    pub fn next(&self) -> Result<String> {
        match self.read.recv_timeout(ANSWER_WITHIN) {
            Ok(line) => Ok(line),
            Err(RecvTimeoutError::Timeout) => {
                bail!(
                    "{} said nothing for {ANSWER_WITHIN:?}; see its log",
                    self.program
                )
            }
            Err(RecvTimeoutError::Disconnected) => {
                bail!("{} has ended: {}", self.program, self.last_words())
            }
        }
    }

    fn last_words(&self) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        log.lines().last().unwrap_or("it said nothing").to_owned()
    }
}

/// A program that answers each line of JSON with one.
#[derive(Debug)]
pub struct Conversation {
    process: Process,
    stdin: Option<ChildStdin>,
    lines: Lines,
}

impl Conversation {
    /// Starts `command`, whose log is called `name`.
    pub fn start(stage: &Stage, name: &str, command: &mut Command) -> Result<Self> {
        let log = stage.new_log(name)?;
        let mut process = Process::start(name, command, &log)?;
        let (stdin, stdout) = process.take_pipes()?;
        Ok(Self {
            process,
            stdin: Some(stdin),
            lines: Lines::of(name, stdout, &log),
        })
    }

    /// Says `command` and reads the answer.
    pub fn ask<T: DeserializeOwned>(&mut self, command: &impl Serialize) -> Result<T> {
        self.say(command)?;
        let line = self.lines.next()?;
        serde_json::from_str(&line)
            .with_context(|| format!("{} answered something else: {line}", self.process.name()))
    }

    fn say(&mut self, command: &impl Serialize) -> Result<()> {
        let mut line = serde_json::to_vec(command).context("a command is not JSON")?;
        line.push(b'\n');
        let stdin = self.stdin.as_mut().context("the conversation is over")?;
        stdin
            .write_all(&line)
            .and_then(|()| stdin.flush())
            .with_context(|| format!("{} does not listen; see its log", self.process.name()))
    }

    /// Ends the input, on which the program ends by itself.
    pub fn end(mut self) -> Result<()> {
        drop(self.stdin.take());
        let status = self.process.wait()?;
        if !status.success() {
            bail!("{} ended with {status}; see its log", self.process.name());
        }
        Ok(())
    }
}
