//! Where the database is: given by its URL, or private to the data folder.
//!
//! The private one belongs to the process that started it: `mytaku serve`, or a
//! command for as long as it runs. Other commands on the same folder join it.
//! Two files beside it see to that: `database-url`, by which it is found, and
//! `database-users.lock`, which every joined process holds, so that the owner
//! stops the server after they have finished.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use local_postgres::{Cluster, Options};
use tokio_postgres::{Client, Config, NoTls};

use crate::files::{self, Prepared};

/// How long another process may take to start the private database, or to leave
/// it.
const WAIT_MAX: Duration = Duration::from_secs(30);

/// How long the service waits for a command to leave it.
const SERVICE_WAIT_MAX: Duration = Duration::from_secs(5);

/// How often one looks whether it has.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// A database that can be connected to, until this is dropped.
pub(crate) struct Database {
    config: Config,
    hold: Hold,
}

/// What keeps the database there.
enum Hold {
    /// Somebody else.
    Given,
    /// This process.
    Owned {
        cluster: Option<Cluster>,
        users: File,
    },
    /// Another process of ours, which waits for us.
    Joined { _user: File },
}

/// Whether another process's private database will do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Join {
    /// For a command.
    Allowed,
    /// For the service, which must not end with somebody else's.
    Never,
}

impl Database {
    /// The database at `url`.
    pub(crate) fn given(url: &str) -> anyhow::Result<Self> {
        let config = url.parse().context(
            "--database-urlを読み取れません / --database-url is neither a postgres:// URL nor key=value pairs",
        )?;
        Ok(Self {
            config,
            hold: Hold::Given,
        })
    }

    /// The private database in the folder `data`: started, or joined where
    /// another process has started it.
    pub(crate) async fn private(data: &Path, join: Join) -> anyhow::Result<Self> {
        files::make_folder(data)?;
        let began = Instant::now();
        let wait_max = match join {
            Join::Allowed => WAIT_MAX,
            Join::Never => SERVICE_WAIT_MAX,
        };
        loop {
            let in_use = match Cluster::start(&data.join("postgres"), &Options::default()) {
                Ok(cluster) => return Self::owned(data, cluster),
                Err(error @ local_postgres::Error::InUse(_)) => error,
                Err(error) => return Err(error).context(DOES_NOT_START),
            };
            if join == Join::Allowed
                && let Some(joined) = Self::joined(data).await?
            {
                return Ok(joined);
            }
            // The owner is on its way up or down.
            if began.elapsed() > wait_max {
                return Err(in_use).context(DOES_NOT_START);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    fn owned(data: &Path, cluster: Cluster) -> anyhow::Result<Self> {
        let url = cluster.url(local_postgres::DATABASE);
        Prepared::write(url_file(data), url.as_bytes())?.put()?;
        Ok(Self {
            config: url.parse()?,
            hold: Hold::Owned {
                cluster: Some(cluster),
                users: users_file(data)?,
            },
        })
    }

    /// The database that another process runs, if it takes connections.
    async fn joined(data: &Path) -> anyhow::Result<Option<Self>> {
        let user = users_file(data)?;
        if user.try_lock_shared().is_err() {
            return Ok(None);
        }
        let Ok(url) = fs::read_to_string(url_file(data)) else {
            return Ok(None);
        };
        let config: Config = url.parse()?;
        let answers = config.connect(NoTls).await.is_ok();
        Ok(answers.then_some(Self {
            config,
            hold: Hold::Joined { _user: user },
        }))
    }

    /// Whether it was started by this process, which then also migrates it.
    pub(crate) const fn is_owned(&self) -> bool {
        matches!(self.hold, Hold::Owned { .. })
    }

    /// Whether somebody else runs it.
    pub(crate) const fn is_given(&self) -> bool {
        matches!(self.hold, Hold::Given)
    }

    /// How one connects to work with it, and not to migrate it: to a private one by the
    /// name that owns nothing in it, to one that was given as one was told.
    pub(crate) fn login(&self) -> Config {
        let mut config = self.config.clone();
        if !self.is_given() {
            config.user(settlement::LOGIN);
        }
        config
    }

    /// A connection beside the pool, as whoever migrates it; its task ends with the client.
    pub(crate) async fn connect(&self) -> anyhow::Result<Client> {
        let (client, connection) = self.config.connect(NoTls).await.with_context(|| {
            let place = self.place();
            format!(
                "データベース({place})に接続できません。起動しているか、--database-urlが正しいか確かめてください / cannot connect to the database at {place}; is it running, and is --database-url right"
            )
        })?;
        tokio::spawn(connection);
        Ok(client)
    }

    /// Hosts and name, without user and password.
    fn place(&self) -> String {
        use tokio_postgres::config::Host;
        let hosts = self.config.get_hosts().iter().map(|host| match host {
            Host::Tcp(name) => name.clone(),
            Host::Unix(path) => path.display().to_string(),
        });
        let hosts: Vec<String> = hosts.collect();
        let ports: Vec<String> = self
            .config
            .get_ports()
            .iter()
            .map(ToString::to_string)
            .collect();
        let port = if ports.is_empty() {
            String::new()
        } else {
            format!(":{}", ports.join(","))
        };
        let name = self.config.get_dbname().unwrap_or_default();
        format!("{}{port} {name}", hosts.join(","))
    }
}

const DOES_NOT_START: &str =
    "専用のデータベースを起動できません / the private database does not start";

impl Drop for Database {
    fn drop(&mut self) {
        let Hold::Owned { cluster, users } = &mut self.hold else {
            return;
        };
        let began = Instant::now();
        while users.try_lock().is_err() {
            if began.elapsed() > WAIT_MAX {
                tracing::warn!("the private database stops although another command uses it");
                break;
            }
            thread::sleep(LOOK_EVERY);
        }
        if let Some(Err(error)) = cluster.take().map(Cluster::stop) {
            tracing::error!(%error, "the private database was not stopped");
        }
    }
}

fn url_file(data: &Path) -> PathBuf {
    data.join("database-url")
}

fn users_file(data: &Path) -> anyhow::Result<File> {
    let path = data.join("database-users.lock");
    File::options()
        .create(true)
        .append(true)
        .open(&path)
        .with_context(|| format!("{0}を開けません / cannot open {0}", path.display()))
}
