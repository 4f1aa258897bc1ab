//! Talking to a program over its pipes: a line there, a line back.

use std::io::{BufRead as _, BufReader, Write as _};
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
    lines: Receiver<String>,
}

impl Lines {
    /// Of the program `name`.
    pub fn of(name: &str, stdout: ChildStdout) -> Self {
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
            lines,
        }
    }

    /// The next line.
    pub fn next(&self) -> Result<String> {
        match self.lines.recv_timeout(ANSWER_WITHIN) {
            Ok(line) => Ok(line),
            Err(RecvTimeoutError::Timeout) => {
                bail!(
                    "{} said nothing for {ANSWER_WITHIN:?}; see its log",
                    self.program
                )
            }
            Err(RecvTimeoutError::Disconnected) => {
                bail!("{} has ended; see its log", self.program)
            }
        }
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
        let mut process = Process::start(name, command, &stage.log(name))?;
        let (stdin, stdout) = process.take_pipes()?;
        Ok(Self {
            process,
            stdin: Some(stdin),
            lines: Lines::of(name, stdout),
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
