//! Serving until told to stop.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::{App, HttpServer};
use tokio::time::timeout;
use tokio::{join, select};

use crate::metrics::{self, Metrics};
use crate::{AppState, configure};

/// How long requests under way may take to finish. Longer than a connection is kept
/// open for a next request, so that stopping is clean.
const FINISH: Duration = Duration::from_secs(10);

/// Serves on `listener`, and the meters on theirs, until `shutdown` comes, then takes
/// no more requests, finishes those under way and returns. Runs on any tokio runtime;
/// the caller sees to signals.
///
/// What nobody waits for any more is finished first, since the workers look only at
/// their connections before they end. Each of the two takes ten seconds at most.
pub async fn run(
    state: AppState,
    listener: TcpListener,
    metrics: Option<Metrics>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let intake = Arc::clone(&state.intake);
    let settlement = Arc::clone(&state.settlement);
    let under_way = state.under_way.clone();
    let mut server =
        HttpServer::new(move || App::new().configure(|config| configure(config, state.clone())))
            .listen(listener)?
            .shutdown_timeout(FINISH.as_secs())
            .disable_signals()
            .run();
    let handle = server.handle();
    let stop = async {
        shutdown.await;
        handle.pause().await;
        if timeout(FINISH, under_way.none()).await.is_err() {
            tracing::warn!("requests are still under way, and may be cut off");
        }
        handle.stop(true).await;
    };
    let served = async {
        select! {
            outcome = &mut server => outcome,
            () = stop => server.await,
        }
    };
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
