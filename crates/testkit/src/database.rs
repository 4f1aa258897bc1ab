//! A database that one test has for itself.

use std::thread;

use deadpool_postgres::{ClientWrapper, Hook, HookError, Manager, Pool, Runtime};
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

use crate::server::{Server, connect};
use crate::{Error, template};

/// A new, migrated, empty database; dropping it drops the database.
///
/// Its [pool](Self::pool) connects as the service does: as `mytaku_login`, who can take the
/// service's roles and nothing else. [`connect`](Self::connect) is for its owner, a
/// superuser, for whom no wall holds.
#[derive(Debug)]
pub struct TestDatabase {
    name: String,
    server: Server,
    pool: Pool,
}

impl TestDatabase {
    /// A database; fails the test if there can be none.
    #[expect(clippy::panic, reason = "this is how a test fails")]
    pub async fn new() -> Self {
        match Self::try_new().await {
            Ok(database) => database,
            Err(error) => panic!("{}", with_causes(&error)),
        }
    }

    /// As [`TestDatabase::new`], for tests that are not run by the test
    /// harness.
    pub async fn try_new() -> Result<Self, Error> {
        let server = Server::find()?;
        let client = server.connect().await?;
        let template = template::ensure(&server, &client).await?;
        let name = format!("test_{}", Uuid::now_v7().simple());
        client
            .batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}"))
            .await?;
        let pool = pool(&server.url(&name))?;
        Ok(Self { name, server, pool })
    }

    /// How its owner reaches it.
    pub fn url(&self) -> String {
        self.server.url(&self.name)
    }

    /// The service's connections to it; clones share them.
    pub fn pool(&self) -> Pool {
        self.pool.clone()
    }

    /// A connection of its owner.
    pub async fn connect(&self) -> Result<Client, Error> {
        connect(&self.url()).await
    }
}

impl Drop for TestDatabase {
    /// Cuts its connections and drops the database. If that fails, it goes
    /// with the cluster.
    fn drop(&mut self) {
        let server = self.server.clone();
        let statement = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        // A test's own runtime cannot be waited for from within it.
        let dropping = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            runtime.block_on(async {
                let client = server.connect().await.map_err(std::io::Error::other)?;
                let dropped = client.batch_execute(&statement).await;
                dropped.map_err(std::io::Error::other)
            })
        });
        let _left_to_the_cluster = dropping.join();
    }
}

fn pool(url: &str) -> Result<Pool, Error> {
    const CONNECTIONS: usize = 16;
    let manager = Manager::new(url.parse()?, NoTls);
    // Not by connecting as that user: a server that somebody else runs may ask for a
    // password, and only the superuser's is known here.
    let become_the_service = Hook::async_fn(|client: &mut ClientWrapper, _metrics| {
        Box::pin(async move {
            client
                .batch_execute("SET SESSION AUTHORIZATION mytaku_login")
                .await
                .map_err(HookError::Backend)
        })
    });
    let pool = Pool::builder(manager)
        .max_size(CONNECTIONS)
        .post_create(become_the_service)
        .runtime(Runtime::Tokio1)
        .build()?;
    Ok(pool)
}

fn with_causes(error: &dyn std::error::Error) -> String {
    std::iter::successors(Some(error), |error| error.source())
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}
