//! The programs that ship, as processes: `mytaku serve` on a database that is
//! somebody else's, and the commands beside it.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail, ensure};
use domain::Timestamp;
use local_postgres::{Cluster, DATABASE};
use tokio_postgres::{Client, NoTls};

use crate::city::{self, City};

const READY: &str = "listening on http://";

/// As whom the service connects.
const LOGIN: &str = "mytaku_login";

/// Where `mytaku` is and what all its calls share.
#[derive(Clone, Debug)]
pub struct Programs {
    mytaku: PathBuf,
    folder: PathBuf,
    /// For `mytaku migrate`.
    owner_url: String,
    /// For everything else.
    database_url: String,
    clock_file: Option<PathBuf>,
    trust_anchors: Option<PathBuf>,
}

impl Programs {
    /// `mytaku` beside the program that runs, its data in `folder`, on the database of
    /// `cluster`.
    pub fn find(folder: &Path, cluster: &Cluster) -> Result<Self> {
        let this = std::env::current_exe().context("where this program is")?;
        // target/release/deps/intake-… or target/debug/chaos-intake
        let mytaku = this
            .ancestors()
            .skip(1)
            .take(2)
            .map(|folder| folder.join("mytaku"))
            .find(|path| path.is_file())
            .context("mytaku is not built: cargo build --release --package mytaku")?;
        Ok(Self {
            mytaku,
            folder: folder.to_owned(),
            owner_url: cluster.url(DATABASE),
            database_url: cluster.url_as(LOGIN, DATABASE),
            clock_file: None,
            trust_anchors: None,
        })
    }

    /// The same, with the time that `clock_file` says.
    #[must_use]
    pub fn with_clock(mut self, clock_file: &Path) -> Self {
        self.clock_file = Some(clock_file.to_owned());
        self
    }

    /// The same, taking the cards of the test authority whose certificate is in
    /// `trust_anchors`.
    #[must_use]
    pub fn with_test_cards(mut self, trust_anchors: &Path) -> Self {
        self.trust_anchors = Some(trust_anchors.to_owned());
        self
    }

    fn command(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        self.command_at(&self.database_url, arguments)
    }

    fn command_at(
        &self,
        url: &str,
        arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    ) -> Command {
        let mut command = Command::new(&self.mytaku);
        command
            .args(arguments)
            .args(["--database-url", url, "--data"])
            .arg(self.folder.join("service"))
            .env("MYTAKU_MUNICIPALITY", "102016");
        if let Some(file) = &self.clock_file {
            command.arg("--clock-file").arg(file);
        }
        command
    }

    /// What a command prints; fails with its last words.
    pub fn run(&self, arguments: &[&str]) -> Result<String> {
        self.run_on(arguments, "")
    }

    /// What a command prints that reads `input`; fails with its last words.
    pub fn run_on(&self, arguments: &[&str], input: &str) -> Result<String> {
        finish(self.command(arguments), arguments, input)
    }

    /// Brings the database to this build's schema, as its owner.
    fn migrate(&self) -> Result<()> {
        let migrate = ["migrate"];
        finish(self.command_at(&self.owner_url, migrate), &migrate, "")?;
        Ok(())
    }

    /// Brings the database to this build's schema, with the city's registry and
    /// rules.
    pub fn found(&self, city: &City) -> Result<()> {
        let registry = self.write("registry.toml", &city.registry())?;
        let scheme = self.write("maebashi.toml", rules::shipped::MAEBASHI)?;
        self.migrate()?;
        self.run(&["import", "registry", &registry])?;
        self.run(&["scheme", "publish", &scheme, "--by", city::ADMIN])?;
        Ok(())
    }

    /// Writes a file beside the service's data; its path.
    pub fn write(&self, name: &str, text: &str) -> Result<String> {
        let path = self.folder.join(name);
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        let path = path.to_str().context("a folder's name is not UTF-8")?;
        Ok(path.to_owned())
    }

    /// The last line of the service's log.
    pub fn last_words(&self) -> String {
        let log = fs::read_to_string(self.folder.join("service.log")).unwrap_or_default();
        log.lines().last().unwrap_or("nothing").to_owned()
    }

    /// Starts the service at `address` (port 0: a free one).
    pub fn serve(&self, address: &str) -> Result<Service> {
        let log = self.folder.join("service.log");
        let log = File::options().create(true).append(true).open(&log)?;
        let mut command = self.command(["serve", "--listen", address]);
        if let Some(anchors) = &self.trust_anchors {
            command
                .arg("--allow-test-cards")
                .arg("--trust-anchors")
                .arg(anchors);
        }
        let mut process = command
            .env("RUST_LOG", "warn")
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .context("cannot run mytaku serve")?;
        let stdout = process.stdout.take().context("no pipe")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let listening = line.trim().strip_prefix(READY);
        ensure!(
            listening.is_some(),
            "mytaku serve did not start: {}",
            line.trim()
        );
        let address = listening.unwrap_or_default().parse()?;
        Ok(Service { process, address })
    }
}

/// What `command` prints that reads `input`; fails with its last words.
fn finish(mut command: Command, arguments: &[&str], input: &str) -> Result<String> {
    let mut process = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot run mytaku")?;
    // Dropped after it, so that the command sees the end. One that ends without
    // reading says itself why.
    if let Some(mut stdin) = process.stdin.take() {
        let _unread = stdin.write_all(input.as_bytes());
    }
    let output = process.wait_with_output().context("cannot run mytaku")?;
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        bail!("mytaku {}: {}", arguments.join(" "), errors.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A running service; killed when dropped.
#[derive(Debug)]
pub struct Service {
    process: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Service {
    /// Its process.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// SIGKILL, in whatever it is doing.
    pub fn kill(&mut self) -> Result<()> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended already.
        let _gone = self.kill();
    }
}

/// A connection of its own to the database of `url`.
pub async fn connect(url: &str) -> Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// What time it is, in whole seconds.
pub fn now() -> Result<Timestamp> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let epoch: Timestamp = "1970-01-01T00:00:00+00:00".parse()?;
    Ok(epoch.plus_seconds(i64::try_from(now.as_secs())?))
}
