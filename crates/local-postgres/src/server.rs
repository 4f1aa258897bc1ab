//! The server process: start it, see that it is ready, clear what a killed
//! run left.

use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use std::{fs, io};

use rustix::process::Pid;

use crate::binaries::Binaries;
use crate::folder::Folder;
use crate::wait::{end_server, ended_within};
use crate::{Error, Options, initdb};

/// What the server writes to, in its folder.
const LOG: &str = "server.log";

/// Crash recovery of a trial's data is done in seconds.
const READY_WITHIN: Duration = Duration::from_mins(2);

/// How long orphaned backends may take to notice that their main process died.
const ORPHANS_END_WITHIN: Duration = Duration::from_secs(30);

/// Brings up the server of a folder that the caller holds: clears what a
/// killed run left, makes the data if there is none, waits until connections
/// are taken.
pub(crate) fn bring_up(folder: &Folder, options: &Options) -> Result<Child, Error> {
    clear_remains(folder)?;
    let binaries = Binaries::find(folder.path(), folder.data_major().as_deref())?;
    initdb::ensure(folder, &binaries, options.is_durable())?;
    launch(folder, &binaries, options)
}

/// True if the folder's server is running and takes connections.
pub(crate) fn is_ready(folder: &Folder) -> bool {
    reported(folder).is_some_and(|report| report.ready && processes(folder).contains(&report.pid))
}

/// The end of a log, on one line, for a message.
pub(crate) fn last_lines(text: &str) -> String {
    const LINES: usize = 5;
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let tail = lines.len().saturating_sub(LINES);
    lines.into_iter().skip(tail).collect::<Vec<_>>().join(" | ")
}

fn launch(folder: &Folder, binaries: &Binaries, options: &Options) -> Result<Child, Error> {
    let log = folder.open(LOG)?;
    let log_before = log.metadata().map_or(0, |metadata| metadata.len());
    let errors = log.try_clone().map_err(Error::io("open", folder.path()))?;
    let program = binaries.program("postgres");
    let mut command = folder.account().command(&program, folder.path());
    command
        .arg("-D")
        .arg(folder.data())
        .args(settings(folder, options))
        .stdin(Stdio::null())
        .stdout(log)
        .stderr(errors);
    let mut child = command.spawn().map_err(Error::io("run", &program))?;

    match wait_until_ready(folder, &child, log_before) {
        Ok(()) => {
            tracing::info!(major = binaries.major(), "PostgreSQL is ready");
            Ok(child)
        }
        Err(error) => {
            // It may have ended already; what counts is the first error.
            let _ended = child.kill();
            let _reaped = child.wait();
            Err(error)
        }
    }
}

fn settings(folder: &Folder, options: &Options) -> Vec<String> {
    // Quoted, as it is a list of folders.
    let socket = folder
        .socket_folder()
        .to_string_lossy()
        .replace('"', "\"\"");
    let fixed = [
        ("listen_addresses", String::new()),
        ("unix_socket_directories", format!("\"{socket}\"")),
        ("unix_socket_permissions", "0700".to_owned()),
        ("port", "5432".to_owned()),
        // Also in the title of every process of this server.
        ("cluster_name", folder.id().to_owned()),
        ("timezone", "UTC".to_owned()),
        ("log_timezone", "UTC".to_owned()),
    ];
    fixed
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .chain(options.settings())
        .flat_map(|(name, value)| ["-c".to_owned(), format!("{name}={value}")])
        .collect()
}

/// The server tells its progress in `postmaster.pid`; its end wakes us at once.
fn wait_until_ready(folder: &Folder, child: &Child, log_before: u64) -> Result<(), Error> {
    const LOOK_EVERY: Duration = Duration::from_millis(10);
    let pid = Pid::from_child(child);
    let deadline = Instant::now() + READY_WITHIN;
    while Instant::now() < deadline {
        if reported(folder).is_some_and(|report| report.ready && report.pid == pid) {
            return Ok(());
        }
        if ended_within(pid, LOOK_EVERY).map_err(Error::io("watch", folder.path()))? {
            break;
        }
    }
    Err(Error::NotReady {
        folder: folder.path().to_owned(),
        message: last_lines(&written_since(&folder.path().join(LOG), log_before)),
    })
}

fn written_since(log: &Path, length: u64) -> String {
    let bytes = fs::read(log).unwrap_or_default();
    let start = usize::try_from(length).unwrap_or(usize::MAX);
    String::from_utf8_lossy(bytes.get(start..).unwrap_or_default()).into_owned()
}

/// After a killed run: ends a server that lives on without us, waits for
/// backends without a server, and removes lock files whose process number now
/// belongs to some other process, or to a dead one that nobody reaps (both are
/// common in containers).
fn clear_remains(folder: &Folder) -> Result<(), Error> {
    let left = processes(folder);
    if let Some(report) = reported(folder).filter(|report| left.contains(&report.pid)) {
        tracing::warn!("stopping a PostgreSQL that a killed run left behind");
        end_server(report.pid, folder.path())?;
    }
    for pid in processes(folder) {
        let ended = ended_within(pid, ORPHANS_END_WITHIN);
        if !ended.map_err(Error::io("watch", folder.path()))? {
            return Err(Error::DoesNotStop {
                folder: folder.path().to_owned(),
                pid: pid.as_raw_nonzero().get(),
            });
        }
    }
    for stale in [
        folder.data().join("postmaster.pid"),
        folder.socket_folder().join(".s.PGSQL.5432.lock"),
    ] {
        match fs::remove_file(&stale) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(Error::io("remove", &stale)(error));
            }
            _removed_or_never_there => (),
        }
    }
    Ok(())
}

/// What the server says of itself in `postmaster.pid`.
struct Report {
    pid: Pid,
    ready: bool,
}

fn reported(folder: &Folder) -> Option<Report> {
    // Line 1 is the process, line 8 its state (miscadmin.h, LOCK_FILE_LINE_*).
    let text = fs::read_to_string(folder.data().join("postmaster.pid")).ok()?;
    let mut lines = text.lines();
    Some(Report {
        pid: Pid::from_raw(lines.next()?.trim().parse().ok()?)?,
        ready: lines.nth(6).is_some_and(|state| state.trim() == "ready"),
    })
}

/// Every process of the folder's server, known by the cluster's name in its
/// command line or title. (The working directory would tell too, but root in
/// a container may not read that of another user's process.)
fn processes(folder: &Folder) -> Vec<Pid> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter_map(|entry| {
            let pid = Pid::from_raw(entry.file_name().to_str()?.parse().ok()?)?;
            let command_line = fs::read(entry.path().join("cmdline")).ok()?;
            belongs(&String::from_utf8_lossy(&command_line), folder.id()).then_some(pid)
        })
        .collect()
}

fn belongs(command_line: &str, id: &str) -> bool {
    let main = format!("cluster_name={id}");
    let child = format!("postgres: {id}: ");
    command_line.starts_with(&child) || command_line.split('\0').any(|argument| argument == main)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processes_are_told_by_the_whole_name() {
        assert!(belongs(
            "postgres: mytaku-1-2: checkpointer \0",
            "mytaku-1-2"
        ));
        assert!(belongs(
            "/bin/postgres\0-c\0cluster_name=mytaku-1-2\0",
            "mytaku-1-2"
        ));
        assert!(!belongs(
            "postgres: mytaku-1-23: checkpointer \0",
            "mytaku-1-2"
        ));
        assert!(!belongs(
            "vi\0notes on cluster_name=mytaku-1-2\0",
            "mytaku-1-2"
        ));
    }

    #[test]
    fn the_end_of_a_log_fits_on_a_line() {
        assert_eq!(last_lines("a\nb\n\nc\nd\ne\nf\n"), "b | c | d | e | f");
        assert_eq!(last_lines(""), "");
    }
}
