//! Serving until told to stop.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;

use actix_web::{App, HttpServer};
use tokio::{join, select};

use crate::metrics::{self, Metrics};
use crate::{AppState, configure};

/// How long requests under way may take to finish, in seconds. Longer than a
/// connection is kept open for a next request, so that stopping is clean.
const FINISH_S: u64 = 10;

/// Serves on `listener`, and the meters on theirs, until `shutdown` comes, then takes
/// no more requests, finishes those under way and returns. Runs on any tokio runtime;
/// the caller sees to signals.
pub async fn run(
    state: AppState,
    listener: TcpListener,
    metrics: Option<Metrics>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let intake = Arc::clone(&state.intake);
    let settlement = Arc::clone(&state.settlement);
    let served =
        HttpServer::new(move || App::new().configure(|config| configure(config, state.clone())))
            .listen(listener)?
            .shutdown_timeout(FINISH_S)
            .shutdown_signal(shutdown)
            .run();
    match metrics {
        None => served.await?,
        Some(metrics) => {
            let metrics = metrics::server(metrics)?;
            let handle = metrics.handle();
            let served = async {
                let outcome = select! {
                    outcome = served => outcome,
                    never = metrics::read_books(settlement) => match never {},
                };
                handle.stop(false).await;
                outcome
            };
            let (served, metrics) = join!(served, metrics);
            served.and(metrics)?;
        }
    }
    // Nobody is answered any more, but what was read is still written.
    if let Some(intake) = Arc::into_inner(intake) {
        intake.close().await;
    }
    Ok(())
}
