//! A cluster shared by processes: one server, gone when nobody uses it.
#![cfg(test)]

use std::fs;
use std::path::Path;
use std::thread;

use local_postgres::{Cluster, Error, Options, SharedCluster};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open};

fn server(folder: &Path) -> i32 {
    let text = fs::read_to_string(folder.join("data/postmaster.pid")).unwrap();
    text.lines().next().unwrap().parse().unwrap()
}

/// Ends the server at once; its watcher then finds nothing left to end.
fn end(folder: &Path) {
    kill_process(Pid::from_raw(server(folder)).unwrap(), Signal::QUIT).unwrap();
}

#[test]
fn all_who_join_at_once_share_one_server() {
    let folder = tempfile::tempdir().unwrap();
    let joined: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| SharedCluster::join(folder.path()).unwrap()))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    let first = server(folder.path());
    drop(joined);
    // Nobody is left, yet the next one soon after finds it running.
    let _again = SharedCluster::join(folder.path()).unwrap();
    assert_eq!(server(folder.path()), first);

    let owner = Cluster::start(folder.path(), &Options::throwaway());
    assert!(matches!(owner, Err(Error::InUse(_))), "{owner:?}");
    end(folder.path());
}

#[test]
fn a_shared_server_that_was_killed_is_started_again() {
    let folder = tempfile::tempdir().unwrap();
    let _first = SharedCluster::join(folder.path()).unwrap();
    let killed = server(folder.path());
    let pid = Pid::from_raw(killed).unwrap();
    let process = pidfd_open(pid, PidfdFlags::empty()).unwrap();
    kill_process(pid, Signal::KILL).unwrap();
    poll(&mut [PollFd::new(&process, PollFlags::IN)], None).unwrap();
    let _second = SharedCluster::join(folder.path()).unwrap();
    assert_ne!(server(folder.path()), killed);
    end(folder.path());
}
