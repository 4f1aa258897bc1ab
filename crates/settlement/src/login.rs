//! Who the service is to the database before any transaction takes its role.
//!
//! The second wall holds only if this user cannot step round it: a role that a
//! transaction took can be given back. Deliberately absent: making that user, which the
//! migrations do, and letting them in, which is for whoever runs `PostgreSQL`.

use queries::queries::session as sql;
use tokio_postgres::Client;

use crate::Result;

/// The user that the migrations make for the service: owner of nothing.
pub const LOGIN: &str = "mytaku_login";

/// What the user of a connection may do by themselves (接続利用者).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Login {
    /// Take the service's roles, and nothing else: as [`LOGIN`].
    Service,
    /// Whatever they like: they own the tables, or row-level security is not for them.
    AboveTheWalls,
    /// Not even the service's work; also before there is a schema.
    Stranger,
}

impl Login {
    /// Of whoever is connected by `client`.
    pub async fn of(client: &Client) -> Result<Self> {
        let login = sql::get_login().bind(client).one().await?;
        Ok(match login {
            sql::GetLogin {
                is_above_the_walls: true,
                ..
            } => Self::AboveTheWalls,
            sql::GetLogin {
                may_serve: true, ..
            } => Self::Service,
            sql::GetLogin { .. } => Self::Stranger,
        })
    }
}
