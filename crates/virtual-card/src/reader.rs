//! A virtual reader as a value: the host in a process of its own.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::control::{Answer, Request, ServiceState};

const BINARY: &str = "mytaku-virtual-card";

/// A private pcscd with one virtual reader, stopped when dropped.
///
/// Clients find it by the environment variable that [`Self::client_environment`]
/// gives; libpcsclite reads it once per process.
#[derive(Debug)]
pub struct VirtualReader {
    child: Child,
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    socket: PathBuf,
}

/// The reader could not be started or driven.
#[derive(Debug, thiserror::Error)]
pub enum VirtualReaderError {
    /// There is no binary to run.
    #[error("{BINARY} was not found beside {beside}; build it: cargo build -p virtual-card", beside = beside.display())]
    NoBinary {
        /// Where it was looked for.
        beside: PathBuf,
    },
    /// The process cannot be reached.
    #[error("the virtual reader's process failed: {0}")]
    Process(#[from] std::io::Error),
    /// It said why it cannot.
    #[error("the virtual reader: {0}")]
    Refused(String),
    /// It said something else.
    #[error("the virtual reader gave an unexpected answer")]
    Unexpected,
}

impl VirtualReader {
    /// Starts the host `binary` with its socket in `folder`, and waits until
    /// pcscd listens.
    pub fn start(binary: &Path, folder: &Path) -> Result<Self, VirtualReaderError> {
        let mut child = Command::new(binary)
            .arg("reader")
            .arg("--socket-dir")
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (Some(requests), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(VirtualReaderError::Unexpected);
        };
        let mut reader = Self {
            child,
            requests: Some(requests),
            answers: BufReader::new(answers),
            socket: PathBuf::new(),
        };
        match reader.answer() {
            Ok(Answer::Ready(socket)) => reader.socket = socket,
            Ok(_) => return Err(VirtualReaderError::Unexpected),
            Err(error) => return Err(reader.last_words().unwrap_or(error)),
        }
        Ok(reader)
    }

    /// Where cargo puts the host's binary: beside the running one, or one
    /// folder up from a test.
    pub fn find_binary() -> Result<PathBuf, VirtualReaderError> {
        let own = std::env::current_exe()?;
        own.ancestors()
            .skip(1)
            .take(2)
            .map(|folder| folder.join(BINARY))
            .find(|path| path.is_file())
            .ok_or(VirtualReaderError::NoBinary { beside: own })
    }

    /// pcscd's socket.
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// Name and value of the variable that leads PC/SC clients here.
    pub fn client_environment(&self) -> (&'static str, &OsStr) {
        ("PCSCLITE_CSOCK_NAME", self.socket.as_os_str())
    }

    /// Puts in the persona of this file, in place of whatever is there.
    /// Returns when vpcd has noticed it; clients hear of it within 400 ms.
    pub fn insert(&mut self, persona: &Path) -> Result<(), VirtualReaderError> {
        match self.ask(&Request::Insert(persona.to_owned()))? {
            Answer::Inserted(_) => Ok(()),
            _ => Err(VirtualReaderError::Unexpected),
        }
    }

    /// Pulls the card out, if there is one. Clients hear of it within 400 ms.
    pub fn remove(&mut self) -> Result<(), VirtualReaderError> {
        match self.ask(&Request::Remove(true))? {
            Answer::Removed(_) => Ok(()),
            _ => Err(VirtualReaderError::Unexpected),
        }
    }

    /// Stops, kills or starts pcscd under the clients' feet. A card stays in
    /// the reader and is there again when pcscd is.
    pub fn service(&mut self, state: ServiceState) -> Result<(), VirtualReaderError> {
        match self.ask(&Request::Service(state))? {
            Answer::Service(reached) if reached == state => Ok(()),
            _ => Err(VirtualReaderError::Unexpected),
        }
    }

    fn ask(&mut self, request: &Request) -> Result<Answer, VirtualReaderError> {
        let mut line = serde_json::to_vec(request).map_err(std::io::Error::from)?;
        line.push(b'\n');
        let requests = self
            .requests
            .as_mut()
            .ok_or(VirtualReaderError::Unexpected)?;
        requests.write_all(&line)?;
        match self.answer()? {
            Answer::Error(why) => Err(VirtualReaderError::Refused(why)),
            answer => Ok(answer),
        }
    }

    fn answer(&mut self) -> Result<Answer, VirtualReaderError> {
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        serde_json::from_str(&line).map_err(|_not_an_answer| VirtualReaderError::Unexpected)
    }

    /// What it said on its standard error before it ended.
    fn last_words(&mut self) -> Option<VirtualReaderError> {
        drop(self.requests.take());
        let mut words = String::new();
        self.child.stderr.take()?.read_to_string(&mut words).ok()?;
        let last = words.lines().last()?.trim_start_matches("error: ");
        Some(VirtualReaderError::Refused(last.to_owned()))
    }
}

/// The end of its standard input ends the host, and the host ends pcscd.
impl Drop for VirtualReader {
    fn drop(&mut self) {
        drop(self.requests.take());
        if let Err(error) = self.child.wait() {
            tracing::warn!(%error, "the virtual reader's process cannot be waited for");
        }
    }
}
