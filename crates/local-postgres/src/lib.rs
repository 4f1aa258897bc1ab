//! A private PostgreSQL cluster in a folder, run from the installed server's
//! own binaries: for a trial (`mytaku serve` without a database URL), the
//! demonstration, the tests and the code generator.
//!
//! [`Cluster`] belongs to one process and stops with it. [`SharedCluster`]
//! is joined by many processes and stops soon after the last has left.
//!
//! Only the user who runs it, and root, can connect: a unix socket in a
//! folder of mode 0700, and no TCP at all. `PostgreSQL` refuses to run as root,
//! so as root its processes run as `postgres`, or else `nobody`, and the
//! folder is handed to that user.
//!
//! Deliberately absent: downloading a server, upgrading data between major
//! versions, a database client, and anything one would run a city on; there
//! the operator's own PostgreSQL serves.

mod account;
mod binaries;
mod cluster;
mod error;
mod folder;
mod initdb;
mod server;
mod shared;
mod wait;

pub use cluster::{Cluster, Options};
pub use error::Error;
pub use shared::SharedCluster;

/// The database that every new cluster has, owned by [`USER`].
pub const DATABASE: &str = "mytaku";

/// The superuser of the cluster; it has no password, the socket's folder is
/// its lock.
pub const USER: &str = "mytaku";

/// The oldest major version that is accepted: what Debian 12 ships.
pub const OLDEST_MAJOR: u32 = 15;
