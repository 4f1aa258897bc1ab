//! A private pcscd with a virtual reader for each test.

#![allow(
    dead_code,
    reason = "every test binary uses its own part of what is common"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use domain::Timestamp;
use tempfile::TempDir;
use virtual_card::{Persona, TestAuthority, VirtualReader};

const BINARY: &str = env!("CARGO_BIN_EXE_mytaku-virtual-card");

pub fn at() -> Timestamp {
    "2026-11-02T09:00:00+09:00".parse().unwrap()
}

/// A reader and a folder for its cards, gone when dropped.
pub struct Bench {
    pub reader: VirtualReader,
    pub folder: TempDir,
}

impl Bench {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let reader = VirtualReader::start(Path::new(BINARY), folder.path())
            .unwrap_or_else(|error| panic!("{error}"));
        Self { reader, folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts `persona` into the reader.
    pub fn insert(&mut self, persona: &Persona) {
        let path = self.path(&format!("{}.json", persona.name));
        persona.save(&path).unwrap();
        self.reader.insert(&path).unwrap();
    }

    /// A program that speaks PC/SC, led to this reader.
    pub fn client(&self, program: &str) -> Command {
        let (name, value) = self.reader.client_environment();
        let mut command = Command::new(program);
        command.env(name, value).env("HOME", self.folder.path());
        command
    }
}

/// A fresh authority and one resident's card.
pub fn resident() -> (TestAuthority, Persona) {
    let authority = TestAuthority::rsa(at()).unwrap();
    let persona = Persona::resident("resident", &authority, at()).unwrap();
    (authority, persona)
}

/// Runs `test` with a bench to which this very process is a PC/SC client.
///
/// libpcsclite takes its socket from the environment, which a running program
/// cannot safely change; so the test named `name` runs itself again, with the
/// environment set.
pub fn as_client(name: &str, test: impl FnOnce(&mut Bench)) {
    const SOCKET: &str = "PCSCLITE_CSOCK_NAME";
    const INSIDE: &str = "MYTAKU_TEST_INSIDE";
    if std::env::var_os(INSIDE).is_some() {
        let socket = PathBuf::from(std::env::var_os(SOCKET).unwrap());
        let reader = VirtualReader::start(Path::new(BINARY), socket.parent().unwrap())
            .unwrap_or_else(|error| panic!("{error}"));
        let folder = tempfile::tempdir().unwrap();
        return test(&mut Bench { reader, folder });
    }
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(SOCKET, folder.path().join("pcscd.comm"))
        .env(INSIDE, "1")
        .output()
        .unwrap();
    println!("{}", String::from_utf8_lossy(&output.stdout));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
}
