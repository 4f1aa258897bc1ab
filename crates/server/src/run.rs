//! Serving until told to stop.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;

use actix_web::{App, HttpServer};

use crate::{AppState, configure};

/// How long requests under way may take to finish, in seconds. Longer than a
/// connection is kept open for a next request, so that stopping is clean.
const FINISH_S: u64 = 10;

/// Serves on `listener` until `shutdown` comes, then takes no more requests,
/// finishes those under way and returns. Runs on any tokio runtime; the caller
/// sees to signals.
pub async fn run(
    state: AppState,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let intake = Arc::clone(&state.intake);
    HttpServer::new(move || App::new().configure(|config| configure(config, state.clone())))
        .listen(listener)?
        .shutdown_timeout(FINISH_S)
        .shutdown_signal(shutdown)
        .run()
        .await?;
    // Nobody is answered any more, but what was read is still written.
    if let Some(intake) = Arc::into_inner(intake) {
        intake.close().await;
    }
    Ok(())
}
