//! What tests share: a real `PostgreSQL`, and a migrated database for each test.
//!
//! ```no_run
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! let database = testkit::TestDatabase::new().await;
//! let client = database.pool().get().await.unwrap();
//! # }
//! ```
//!
//! The server is private to the user and shared by all test processes
//! ([`local_postgres::SharedCluster`]): the first test starts it, and it is
//! gone some seconds after the last. To use another server, name it in
//! [`SERVER_VARIABLE`]. A test that cannot have its database fails; it never
//! passes for want of one.
//!
//! Deliberately absent: fixtures of the domain (each crate's tests make their
//! own) and mocks.

mod database;
mod server;
mod template;

pub use database::TestDatabase;
pub use server::SERVER_VARIABLE;

/// Why a test got no database.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The shared cluster did not start.
    #[error("the tests' own PostgreSQL did not start; cargo xtask test installs what is missing")]
    Cluster(#[from] local_postgres::Error),
    /// [`SERVER_VARIABLE`] is set to something else than key=value pairs.
    #[error(
        "{SERVER_VARIABLE} must be key=value pairs without a database, \
         such as: host=/run/postgresql user=postgres"
    )]
    Variable,
    /// The server refused.
    #[error("the tests' PostgreSQL refused; if {SERVER_VARIABLE} is set, is that server usable?")]
    Database(#[from] tokio_postgres::Error),
    /// The migrations do not apply.
    #[error("the template database could not be migrated")]
    Schema(#[from] schema::Error),
    /// The pool could not be made.
    #[error("no connection pool")]
    Pool(#[from] deadpool_postgres::BuildError),
}
