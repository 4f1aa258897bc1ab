//! The words between a reader's host and whoever drives it: JSON lines.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// What the host is asked to do, one object a line on its standard input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// Puts in the persona of this file, in place of whatever is there.
    Insert(PathBuf),
    /// Pulls the card out, if there is one.
    Remove(bool),
    /// Stops or starts pcscd under the clients' feet.
    Service(ServiceState),
    /// Ends the host, as the end of its standard input does.
    Quit(bool),
}

/// Whether pcscd runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceState {
    /// It runs.
    Started,
    /// It was stopped, cleanly.
    Stopped,
    /// It was killed, leaving its files behind.
    Killed,
}

/// What the host says when something is done, one object a line on its
/// standard output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// pcscd listens on this socket; said once, first.
    Ready(PathBuf),
    /// The persona of this name is in the reader and vpcd has noticed it.
    Inserted(String),
    /// No card is in the reader. pcscd may take 400 ms to notice.
    Removed(bool),
    /// pcscd is in this state.
    Service(ServiceState),
    /// The host has stopped pcscd and ends.
    Quit(bool),
    /// It could not be done, in one line.
    Error(String),
}
