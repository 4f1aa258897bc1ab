//! `GET /metrics`, on an address of its own: for the operator of the service and
//! nobody else.
//!
//! It has no login, so it is not among the routes of the API: what is let through to
//! those does not lead here, and whoever may reach this address is for the network to
//! say. Deliberately absent: what is counted (`meters`) and where; a request here
//! waits for no database, and is answered while there is none.

use std::convert::Infallible;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::http::StatusCode;
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse, HttpServer};
use meters::meters;
use settlement::{Settlement, health};
use tokio::time::sleep;

use crate::problem::{Failure, not_found};

/// How often the books are read: counting them looks at every trip.
const BOOKS_EVERY: Duration = Duration::from_mins(5);

/// Where the meters are read, and whose connections they show.
pub struct Metrics {
    /// Where `GET /metrics` is answered.
    pub listener: TcpListener,
    /// Pools of connections to the database, by what they are for.
    pub pools: Vec<(&'static str, deadpool_postgres::Pool)>,
}

type Pools = Vec<(&'static str, deadpool_postgres::Pool)>;

/// The server, to be run; it ends by its handle only.
pub(crate) fn server(metrics: Metrics) -> io::Result<Server> {
    let pools = metrics.pools;
    let server = HttpServer::new(move || {
        App::new()
            .app_data(Data::new(pools.clone()))
            .route("/metrics", web::get().to(read))
            .default_service(web::to(nothing_else))
    });
    Ok(server
        .listen(metrics.listener)?
        .workers(1)
        .disable_signals()
        .run())
}

/// Reads the books now and then, for ever.
pub(crate) async fn read_books(settlement: Arc<Settlement>) -> Infallible {
    loop {
        if let Err(error) = health::show(&settlement).await {
            tracing::warn!(%error, "the books cannot be read for the meters");
        }
        sleep(BOOKS_EVERY).await;
    }
}

async fn read(pools: Data<Pools>) -> Result<HttpResponse, Failure> {
    for (name, pool) in pools.iter() {
        meters().database.pool(standing(name, &pool.status()));
    }
    let text = meters::exposition().map_err(|_no_room| unreadable())?;
    Ok(HttpResponse::Ok()
        .content_type(meters::MEDIA_TYPE)
        .body(text))
}

fn standing(name: &'static str, status: &deadpool_postgres::Status) -> meters::Pool {
    meters::Pool {
        name,
        most: status.max_size,
        open: status.size,
        idle: status.available,
        waiting: status.waiting,
    }
}

async fn nothing_else() -> Result<&'static str, Failure> {
    Err(not_found("/…"))
}

fn unreadable() -> Failure {
    Failure::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "internal",
        "計測値を読み出せません。",
        "The meters cannot be read.",
    )
}
