//! A cluster of one process: it keeps its data, recovers, and stays private.
#![cfg(test)]

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use local_postgres::{Cluster, DATABASE, Error, Options};
use rustix::process::{Pid, Signal, geteuid, kill_process};

/// Runs `sql` and gives the first column of the last row.
fn query(url: &str, sql: &str) -> Option<String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls)
            .await
            .unwrap();
        let connection = tokio::spawn(connection);
        let rows = client.simple_query(sql).await.unwrap();
        drop(client);
        connection.await.unwrap().unwrap();
        rows.into_iter()
            .filter_map(|message| match message {
                tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
                _ => None,
            })
            .next_back()
    })
}

fn start(folder: &Path) -> Cluster {
    Cluster::start(folder, &Options::throwaway()).unwrap()
}

fn kill(cluster: &Cluster) {
    let pid = i32::try_from(cluster.pid().unwrap()).unwrap();
    kill_process(Pid::from_raw(pid).unwrap(), Signal::KILL).unwrap();
}

#[test]
fn data_stays_from_start_to_start() {
    let folder = tempfile::tempdir().unwrap();
    let cluster = Cluster::start(folder.path(), &Options::default()).unwrap();
    let url = cluster.url(DATABASE);
    query(
        &url,
        "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('前橋')",
    );
    cluster.stop().unwrap();
    assert!(!folder.path().join("data/postmaster.pid").exists());

    let again = start(folder.path());
    assert_eq!(
        query(&again.url(DATABASE), "SELECT word FROM kept").unwrap(),
        "前橋"
    );
}

#[test]
fn a_new_cluster_is_deterministic_and_checks_its_pages() {
    let folder = tempfile::tempdir().unwrap();
    let cluster = start(folder.path());
    let url = cluster.url(DATABASE);
    let show = |setting: &str| query(&url, &format!("SHOW {setting}")).unwrap();
    assert_eq!(show("server_encoding"), "UTF8");
    assert_eq!(show("lc_collate"), "C");
    assert_eq!(show("timezone"), "UTC");
    assert_eq!(show("data_checksums"), "on");
    assert_eq!(show("listen_addresses"), "");
}

#[test]
fn it_is_private_to_its_user_and_drops_root() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cluster");
    let cluster = start(&path);
    let owner = fs::metadata(&path).unwrap();
    assert_eq!(owner.mode() & 0o777, 0o700);
    let server = fs::metadata(format!("/proc/{}", cluster.pid().unwrap())).unwrap();
    assert_eq!(server.uid(), owner.uid());
    if geteuid().is_root() {
        assert_ne!(server.uid(), 0);
    } else {
        assert_eq!(server.uid(), geteuid().as_raw());
    }
    let own_group = rustix::process::getpgid(None).unwrap();
    let pid = Pid::from_raw(i32::try_from(cluster.pid().unwrap()).unwrap());
    assert_ne!(rustix::process::getpgid(pid).unwrap(), own_group);
}

#[test]
fn a_second_owner_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let _cluster = start(folder.path());
    let second = Cluster::start(folder.path(), &Options::throwaway());
    assert!(matches!(second, Err(Error::InUse(_))), "{second:?}");
}

#[test]
fn a_killed_server_is_recovered() {
    let folder = tempfile::tempdir().unwrap();
    let cluster = start(folder.path());
    query(
        &cluster.url(DATABASE),
        "CREATE TABLE kept AS SELECT 7 AS number",
    );
    kill(&cluster);
    drop(cluster);
    assert!(folder.path().join("data/postmaster.pid").exists());

    let again = start(folder.path());
    assert_eq!(
        query(&again.url(DATABASE), "SELECT number FROM kept").unwrap(),
        "7"
    );
}

#[test]
fn a_server_whose_owner_was_killed_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let cluster = start(folder.path());
    let orphan = cluster.pid().unwrap();
    query(
        &cluster.url(DATABASE),
        "CREATE TABLE kept AS SELECT 7 AS number",
    );
    // What kill -9 of the owner leaves: the server runs, the lock is free.
    std::mem::forget(cluster);
    release_locks_below(folder.path());

    let again = start(folder.path());
    assert_ne!(again.pid().unwrap(), orphan);
    assert_eq!(
        query(&again.url(DATABASE), "SELECT number FROM kept").unwrap(),
        "7"
    );
}

/// A forgotten lock is held by this very process until its file is closed;
/// another file in its place has no lock.
fn release_locks_below(folder: &Path) {
    let lock = folder.join("owner.lock");
    fs::remove_file(&lock).unwrap();
    fs::write(&lock, "").unwrap();
}

#[test]
fn a_process_number_that_was_given_to_another_does_not_block() {
    let folder = tempfile::tempdir().unwrap();
    start(folder.path()).stop().unwrap();
    let data = folder.path().join("data");
    let stale = format!("{}\n{}\n", std::process::id(), data.display());
    fs::write(data.join("postmaster.pid"), stale).unwrap();
    start(folder.path()).stop().unwrap();
}

#[test]
fn a_half_finished_initdb_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("data.new")).unwrap();
    fs::write(folder.path().join("data.new/PG_VERSION"), "15\n").unwrap();
    fs::write(folder.path().join("owner.lock"), "").unwrap();
    let cluster = start(folder.path());
    assert_eq!(query(&cluster.url(DATABASE), "SELECT 1").unwrap(), "1");
    assert!(!folder.path().join("data.new").exists());
}

#[test]
fn a_long_path_gets_a_short_socket() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder
        .path()
        .join("長い, 'quoted'".repeat(4))
        .join("x".repeat(60));
    let cluster = start(&path);
    assert!(!path.join(".s.PGSQL.5432").exists());
    assert_eq!(query(&cluster.url(DATABASE), "SELECT 1").unwrap(), "1");
}

#[test]
fn an_unusual_path_is_quoted_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let cluster = start(&folder.path().join(r#"a, "b" 'c'"#));
    assert_eq!(query(&cluster.url(DATABASE), "SELECT 1").unwrap(), "1");
}

#[test]
fn data_of_a_major_version_that_is_not_installed_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("data")).unwrap();
    fs::write(folder.path().join("data/PG_VERSION"), "9.6\n").unwrap();
    fs::write(folder.path().join("owner.lock"), "").unwrap();
    let refused = Cluster::start(folder.path(), &Options::throwaway());
    assert!(
        matches!(&refused, Err(Error::OtherMajor { data, .. }) if data == "9.6"),
        "{refused:?}"
    );
}

#[test]
fn a_server_that_cannot_start_shows_the_end_of_its_log() {
    let folder = tempfile::tempdir().unwrap();
    let refused = Cluster::start(
        folder.path(),
        &Options::default().with("no_such_setting", "1"),
    );
    let message = refused.unwrap_err().to_string();
    assert!(message.contains("no_such_setting"), "{message}");
}
