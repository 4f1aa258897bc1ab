//! Makes the data folder, so that it appears whole or not at all.

use std::fs::{self, File};
use std::io::Write;
use std::process::{Output, Stdio};

use crate::account::Account;
use crate::binaries::Binaries;
use crate::folder::Folder;
use crate::server::last_lines;
use crate::{DATABASE, Error, USER};

/// Makes the data folder unless there is one. What a killed run left half
/// finished is removed first.
///
/// UTF-8 with the C locale: the same order and the same messages on every
/// machine. Data checksums are on. `durable` waits for the disk.
pub(crate) fn ensure(folder: &Folder, binaries: &Binaries, durable: bool) -> Result<(), Error> {
    let data = folder.data();
    if data.exists() {
        return Ok(());
    }
    let unfinished = folder.unfinished_data();
    if unfinished.exists() {
        tracing::warn!("removing a half-finished cluster");
        fs::remove_dir_all(&unfinished).map_err(Error::io("remove", &unfinished))?;
    }
    tracing::info!(major = binaries.major(), "making a PostgreSQL cluster");

    let account = folder.account();
    run_initdb(folder, binaries, account, durable)?;
    create_database(folder, binaries, account)?;
    fs::rename(&unfinished, &data).map_err(Error::io("rename", &unfinished))?;
    File::open(folder.path())
        .and_then(|folder| folder.sync_all())
        .map_err(Error::io("write", folder.path()))
}

fn run_initdb(
    folder: &Folder,
    binaries: &Binaries,
    account: &Account,
    durable: bool,
) -> Result<(), Error> {
    let program = binaries.program("initdb");
    let mut command = account.command(&program, folder.path());
    command
        .args(["--encoding=UTF8", "--locale=C", "--data-checksums"])
        // The socket's folder is the lock: only its owner and root pass it.
        .args(["--auth-local=trust", "--auth-host=reject"])
        .arg(format!("--username={USER}"))
        .arg("--pgdata")
        .arg(folder.unfinished_data())
        .stdin(Stdio::null());
    if !durable {
        command.arg("--no-sync");
    }
    let output = command.output().map_err(Error::io("run", &program))?;
    successful(folder, &output)
}

/// Adds [`DATABASE`] in single-user mode: the server package need not bring a
/// client.
fn create_database(folder: &Folder, binaries: &Binaries, account: &Account) -> Result<(), Error> {
    let program = binaries.program("postgres");
    let mut child = account
        .command(&program, folder.path())
        .args(["--single", "-j", "-c", "exit_on_error=on", "-D"])
        .arg(folder.unfinished_data())
        .arg("postgres")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(Error::io("run", &program))?;
    if let Some(mut stdin) = child.stdin.take() {
        // With -j a statement ends at an empty line.
        stdin
            .write_all(format!("CREATE DATABASE {DATABASE};\n\n").as_bytes())
            .map_err(Error::io("write to", &program))?;
    }
    let output = child
        .wait_with_output()
        .map_err(Error::io("run", &program))?;
    successful(folder, &output)
}

fn successful(folder: &Folder, output: &Output) -> Result<(), Error> {
    if output.status.success() {
        return Ok(());
    }
    Err(Error::Initdb {
        folder: folder.path().to_owned(),
        message: last_lines(&String::from_utf8_lossy(&output.stderr)),
    })
}
