//! `docker-compose.yml` and `Dockerfile` say what they should. Nothing is
//! pulled or started.
#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn compose() -> Value {
    let text = fs::read_to_string(root().join("docker-compose.yml")).unwrap();
    serde_saphyr::from_str(&text).unwrap()
}

/// `docker compose`, or the older `docker-compose`, if there is one.
fn compose_tool() -> Option<Command> {
    let candidates = [("docker", ["compose"].as_slice()), ("docker-compose", &[])];
    candidates.into_iter().find_map(|(program, arguments)| {
        let command = || {
            let mut command = Command::new(program);
            command.args(arguments).current_dir(root());
            command
        };
        let output = command().arg("version").output().ok()?;
        output.status.success().then(command)
    })
}

#[test]
fn a_compose_tool_reads_the_file() {
    // Without one, the tests below still parse it and look into it.
    let Some(mut tool) = compose_tool() else {
        assert!(compose().is_object());
        return;
    };
    let output = tool.args(["config", "--quiet"]).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn every_service_that_stays_is_watched_and_comes_back() {
    for name in ["database", "mytaku"] {
        let service = &compose()["services"][name];
        assert!(service["healthcheck"]["test"].is_array(), "{name}");
        assert_eq!(service["restart"], "unless-stopped", "{name}");
        // Docker's own ten seconds would cut off what is under way.
        assert_eq!(service["stop_grace_period"], "1m", "{name}");
    }
}

#[test]
fn the_service_starts_after_the_schema_is_up_to_date() {
    let services = &compose()["services"];
    let waits =
        |service: &str, other: &str| services[service]["depends_on"][other]["condition"].clone();
    assert_eq!(waits("migrate", "database"), "service_healthy");
    assert_eq!(waits("mytaku", "migrate"), "service_completed_successfully");
    // In the same database: migrate as its owner, the service as who owns nothing.
    let url = |service: &str| services[service]["environment"]["DATABASE_URL"].clone();
    let owner = url("migrate").as_str().unwrap().to_owned();
    let login = owner.replace("user=mytaku ", "user=mytaku_login ");
    assert_ne!(login, owner);
    assert_eq!(url("mytaku"), login);
}

#[test]
fn no_secret_stands_in_the_file_and_the_database_is_on_no_network() {
    let text = fs::read_to_string(root().join("docker-compose.yml")).unwrap();
    assert!(!text.to_uppercase().contains("PASSWORD:"));
    let database = &compose()["services"]["database"];
    assert_eq!(
        database["command"],
        serde_json::json!(["-c", "listen_addresses="])
    );
    assert!(database.get("ports").is_none());
}

#[test]
fn every_volume_is_declared() {
    let compose = compose();
    for (name, service) in compose["services"].as_object().unwrap() {
        for volume in service["volumes"].as_array().unwrap() {
            let volume = volume.as_str().unwrap().split(':').next().unwrap();
            assert!(compose["volumes"].get(volume).is_some(), "{name}: {volume}");
        }
    }
}

#[test]
fn the_image_runs_as_an_unprivileged_user_and_what_it_copies_is_there() {
    let text = fs::read_to_string(root().join("Dockerfile")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines
            .iter()
            .filter(|line| line.starts_with("FROM "))
            .count(),
        2
    );
    assert!(lines.contains(&"USER mytaku"));
    for line in lines
        .iter()
        .filter(|line| line.starts_with("COPY ") && !line.contains("--from"))
    {
        let words: Vec<&str> = line.split(' ').collect();
        for source in &words[1..words.len() - 1] {
            assert!(root().join(source).exists(), "{line}");
        }
    }
}
