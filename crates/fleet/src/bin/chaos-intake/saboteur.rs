//! Kills the service and PostgreSQL, and starts them again.
//!
//! On a thread of its own, as starting either is waited for. Always SIGKILL:
//! nobody can finish anything.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};
use std::{fs, io};

use anyhow::{Context as _, Result};
use fleet::programs::{Programs, Service};
use local_postgres::{Cluster, Options};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use rustix::process::{Pid, Signal, kill_process};
use serde::Serialize;

use crate::network::Network;

/// How long all is well between kills, at most.
const CALM_MS: std::ops::Range<u64> = 100..1_000;

/// How long what was killed stays away, at most.
const AWAY_MS: std::ops::Range<u64> = 0..400;

/// A database that was killed recovers well within this.
const SERVICE_STARTS_WITHIN: Duration = Duration::from_mins(1);

/// What is killed, in turn.
const TURNS: [Kill; 5] = [
    Kill::Service,
    Kill::Postgres,
    Kill::Postmaster,
    Kill::Both,
    Kill::Backend,
];

#[derive(Clone, Copy)]
enum Kill {
    Service,
    /// All processes at once.
    Postgres,
    /// The main process alone: the others live a little longer.
    Postmaster,
    /// One of the others: the main process ends all and recovers by itself.
    Backend,
    /// The service and all of PostgreSQL.
    Both,
}

/// How many there were.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Kills {
    pub of_service: usize,
    pub of_postgres: usize,
}

/// The service and its database.
pub struct World {
    programs: Programs,
    folder: PathBuf,
    options: Options,
    network: Arc<Network>,
    // The service ends before its database.
    service: Option<Service>,
    cluster: Option<Cluster>,
}

impl World {
    /// With the service on `cluster`, which lives in `folder`.
    pub fn start(
        programs: &Programs,
        (folder, options): (&Path, &Options),
        cluster: Cluster,
        network: &Arc<Network>,
    ) -> Result<Self> {
        let mut world = Self {
            programs: programs.clone(),
            folder: folder.to_owned(),
            options: options.clone(),
            network: Arc::clone(network),
            service: None,
            cluster: Some(cluster),
        };
        world.restore()?;
        Ok(world)
    }

    /// Starts what does not run.
    fn restore(&mut self) -> Result<()> {
        if self.cluster.is_none() {
            self.cluster = Some(Cluster::start(&self.folder, &self.options)?);
        }
        if self.service.is_none() {
            let service = self.start_service()?;
            self.network.lead_to(service.address);
            self.service = Some(service);
        }
        Ok(())
    }

    /// As often as it takes: its database may be recovering.
    fn start_service(&self) -> Result<Service> {
        let until = Instant::now() + SERVICE_STARTS_WITHIN;
        loop {
            match self.programs.serve("127.0.0.1:0") {
                Err(_not_yet) if Instant::now() < until => sleep(Duration::from_millis(50)),
                other => return other.context("the service does not start again"),
            }
        }
    }

    fn kill_service(&mut self) -> Result<()> {
        match self.service.take() {
            Some(mut service) => service.kill(),
            None => Ok(()),
        }
    }

    fn postmaster(&self) -> Result<Pid> {
        let pid = self.cluster.as_ref().and_then(Cluster::pid);
        let pid = pid.and_then(|pid| Pid::from_raw(pid.cast_signed()));
        pid.context("PostgreSQL has no main process")
    }

    /// The main process first: it would start others in place of those that died.
    fn kill_postgres(&mut self) -> Result<()> {
        let postmaster = self.postmaster()?;
        let backends = children(postmaster)?;
        kill(postmaster)?;
        for backend in backends {
            kill(backend)?;
        }
        self.cluster = None;
        Ok(())
    }

    fn kill_postmaster(&mut self) -> Result<()> {
        kill(self.postmaster()?)?;
        self.cluster = None;
        Ok(())
    }

    fn kill_backend(&self, chance: &mut StdRng) -> Result<()> {
        let backends = children(self.postmaster()?)?;
        let chosen = chance.random_range(0..backends.len().max(1));
        backends
            .get(chosen)
            .map_or(Ok(()), |backend| kill(*backend))
    }
}

/// Kills one after the other until `until`; everything runs again afterwards.
pub fn sabotage(mut world: World, seed: u64, until: Instant) -> Result<(World, Kills)> {
    let mut chance = StdRng::seed_from_u64(seed);
    let mut kills = Kills::default();
    for turn in TURNS.into_iter().cycle() {
        sleep(Duration::from_millis(chance.random_range(CALM_MS)));
        if Instant::now() >= until {
            break;
        }
        match turn {
            Kill::Service => world.kill_service()?,
            Kill::Postgres => world.kill_postgres()?,
            Kill::Postmaster => world.kill_postmaster()?,
            Kill::Backend => world.kill_backend(&mut chance)?,
            Kill::Both => {
                world.kill_postgres()?;
                world.kill_service()?;
            }
        }
        kills.of_service += usize::from(matches!(turn, Kill::Service | Kill::Both));
        kills.of_postgres += usize::from(!matches!(turn, Kill::Service));
        sleep(Duration::from_millis(chance.random_range(AWAY_MS)));
        world.restore()?;
    }
    Ok((world, kills))
}

fn kill(process: Pid) -> Result<()> {
    match kill_process(process, Signal::KILL) {
        // It has ended by itself.
        Ok(()) | Err(rustix::io::Errno::SRCH) => Ok(()),
        Err(errno) => Err(io::Error::from(errno)).context("cannot kill a process of PostgreSQL"),
    }
}

/// The processes that `parent` has started.
fn children(parent: Pid) -> Result<Vec<Pid>> {
    let mut children = Vec::new();
    for entry in fs::read_dir("/proc")? {
        let entry = entry?;
        let name = entry.file_name();
        let pid = name.to_str().and_then(|name| name.parse().ok());
        let Some(pid) = pid.and_then(Pid::from_raw) else {
            continue;
        };
        // A process may end while one looks.
        let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        // Field 4 of proc(5); the second, in brackets, may hold blanks.
        let after_name = stat.rsplit_once(')').map_or("", |(_name, rest)| rest);
        let of = after_name.split_whitespace().nth(1);
        if of.and_then(|of| of.parse().ok()).and_then(Pid::from_raw) == Some(parent) {
            children.push(pid);
        }
    }
    Ok(children)
}
