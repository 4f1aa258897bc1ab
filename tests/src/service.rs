//! The settlement service: `mytaku serve`, and `mytaku`'s commands beside it.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::city;
use crate::conversation::Lines;
use crate::process::Process;
use crate::stage::{Stage, run};

const NAME: &str = "mytaku";
const READY: &str = "listening on ";
const METRICS: &str = "metrics on ";

/// A service with a private database in a folder of the stage. Stopped when
/// dropped.
#[derive(Debug)]
pub struct Service<'a> {
    stage: &'a Stage,
    anchors: PathBuf,
    running: Option<Running>,
    /// The address of the first start, kept over restarts: terminals know it.
    address: String,
    /// What terminals pass on their way to it, if anything.
    front: Option<Front>,
}

/// A server with TLS before the service.
#[derive(Debug)]
struct Front {
    url: String,
    authority: PathBuf,
}

#[derive(Debug)]
struct Running {
    process: Process,
    metrics: String,
    _lines: Lines,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

#[derive(Deserialize)]
struct Token {
    token: String,
}

impl<'a> Service<'a> {
    /// Starts it on a free port. It trusts the authorities in `anchors`, test
    /// cards included.
    pub fn start(stage: &'a Stage, anchors: &Path) -> Result<Self> {
        stage.new_log(NAME)?;
        let mut service = Self {
            stage,
            anchors: anchors.to_owned(),
            running: None,
            address: "127.0.0.1:0".to_owned(),
            front: None,
        };
        service.restart()?;
        Ok(service)
    }

    /// Starts it again, after [`stop`](Self::stop) or [`kill`](Self::kill), at
    /// the same address.
    pub fn restart(&mut self) -> Result<()> {
        let mut command =
            self.command(["serve", "--allow-test-cards", "--listen", &self.address])?;
        command.args(["--metrics", "127.0.0.1:0"]);
        command.arg("--trust-anchors").arg(&self.anchors);
        let log = self.stage.log(NAME);
        let mut process = Process::start(NAME, &mut command, &log)?;
        let (_stdin, stdout) = process.take_pipes()?;
        let lines = Lines::of(NAME, stdout, &log);
        let url = told(&lines, READY)?;
        let metrics = told(&lines, METRICS)?;
        let address = url.strip_prefix("http://");
        let address =
            address.with_context(|| format!("mytaku serve listens on {url}, not on http://"))?;
        address.clone_into(&mut self.address);
        self.running = Some(Running {
            process,
            metrics,
            _lines: lines,
        });
        Ok(())
    }

    /// Stops it cleanly (SIGTERM), its database with it.
    pub fn stop(&mut self) -> Result<()> {
        let mut running = self.running.take().context("the service does not run")?;
        let status = running.process.stop()?;
        if !status.success() {
            bail!("mytaku serve ended with {status} on SIGTERM; see its log");
        }
        Ok(())
    }

    /// Kills it (SIGKILL) in whatever it is doing.
    pub fn kill(&mut self) -> Result<()> {
        let mut running = self.running.take().context("the service does not run")?;
        running.process.kill()?;
        Ok(())
    }

    /// Where it listens: `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on terminals and the desk come by way of the server at `url`, which
    /// has its certificate from the `authority` in a file.
    pub fn stand_behind(&mut self, url: String, authority: PathBuf) {
        self.front = Some(Front { url, authority });
    }

    /// How `mytaku-terminal` reaches it: its arguments for that.
    pub fn door(&self) -> Vec<OsString> {
        match &self.front {
            None => vec!["--service".into(), self.url().into()],
            Some(front) => vec![
                "--service".into(),
                (&front.url).into(),
                "--ca-file".into(),
                (&front.authority).into(),
            ],
        }
    }

    /// Where its meters are read.
    pub fn metrics_url(&self) -> Result<&str> {
        let running = self.running.as_ref().context("the service does not run")?;
        Ok(&running.metrics)
    }

    /// The folder of its data, the private database included.
    pub fn data(&self) -> PathBuf {
        self.stage.path("service")
    }

    /// `mytaku` with `arguments` and the settings of this service.
    pub fn command(
        &self,
        arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    ) -> Result<Command> {
        let mut command = self.stage.program(NAME)?;
        command
            .args(arguments)
            .arg("--data")
            .arg(self.data())
            .arg("--clock-file")
            .arg(self.stage.clock_file())
            .env("MYTAKU_MUNICIPALITY", city::MUNICIPALITY);
        Ok(command)
    }

    /// Runs `mytaku` with `arguments` and reads the JSON that it prints last.
    pub fn ask<T: DeserializeOwned>(
        &self,
        arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    ) -> Result<T> {
        let mut command = self.command(arguments)?;
        let text = succeed(command.arg("--json"))?;
        last_json(&text)
            .with_context(|| format!("{} printed no such JSON: {text}", shown(&command)))
    }

    /// Sets the city up: registry and scheme.
    pub fn set_up_city(&self) -> Result<()> {
        let registry = self.stage.path("registry.toml");
        fs::write(&registry, city::REGISTRY).context("cannot write the registry file")?;
        let scheme = self.stage.path("maebashi.toml");
        fs::write(&scheme, rules::shipped::MAEBASHI).context("cannot write the scheme file")?;
        succeed(self.command(["import", "registry"])?.arg(&registry))?;
        let mut publish = self.command(["scheme", "publish", "--by", city::ADMIN])?;
        succeed(publish.arg(&scheme))?;
        Ok(())
    }

    /// A one-time code by which `terminal` enrols.
    pub fn terminal_code(&self, terminal: &str) -> Result<String> {
        let code: Code = self.ask(["terminal", "code", terminal, "--by", city::CLERK])?;
        Ok(code.code)
    }

    /// A token for `user` to call the API with.
    pub fn token(&self, user: &str) -> Result<String> {
        let token: Token = self.ask(["token", "create", user])?;
        Ok(token.token)
    }
}

/// What the service says behind `words`, once it does.
fn told(lines: &Lines, words: &str) -> Result<String> {
    loop {
        let line = lines.next()?;
        if let Some(told) = line.strip_prefix(words) {
            return Ok(told.trim().to_owned());
        }
    }
}

/// What `command` printed; an error with its last words if it fails.
fn succeed(command: &mut Command) -> Result<String> {
    let output = run(command)?;
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        let last = errors.lines().last().unwrap_or("without a word");
        bail!("{} failed: {last}", shown(command));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The command as one would type it, without folders.
fn shown(command: &Command) -> String {
    let arguments = command.get_args().map(|argument| {
        Path::new(argument)
            .file_name()
            .map_or_else(|| argument.to_string_lossy(), |name| name.to_string_lossy())
    });
    std::iter::once(NAME.into())
        .chain(arguments)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The object that begins on the last line that begins with `{`.
fn last_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    let begins_line = |at: usize| {
        text.get(..at)
            .is_some_and(|before| before.is_empty() || before.ends_with('\n'))
    };
    let start = text
        .match_indices('{')
        .map(|(at, _)| at)
        .rfind(|at| begins_line(*at))
        .unwrap_or_default();
    Ok(serde_json::from_str(text.get(start..).unwrap_or_default())?)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn the_json_that_is_printed_last_is_read() {
        let read = |text| last_json::<Value>(text).unwrap();
        assert_eq!(read("{\"a\":1}\n"), json!({"a": 1}));
        assert_eq!(
            read("table { }\n{\"a\":\n {\"b\":1}}\n"),
            json!({"a": {"b": 1}})
        );
    }
}
