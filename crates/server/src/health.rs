//! For whoever runs the service: is it up, can it work.

use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::AppState;
use crate::app::Endpoint;
use crate::problem::{Failure, unavailable};

pub(crate) fn routes() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/healthz", |route| route.to(is_up)),
        Endpoint::get("/readyz", |route| route.to(is_ready)),
    ]
}

/// The process answers; says nothing of the database.
async fn is_up() -> HttpResponse {
    HttpResponse::Ok().json(json!({"status": "up"}))
}

/// The database answers and has the schema that this build needs, and trips are
/// taken in.
async fn is_ready(state: web::Data<AppState>) -> Result<HttpResponse, Failure> {
    if !state.intake.is_running() {
        return Err(unavailable(&settlement::Error::Unavailable));
    }
    (state.is_ready)()
        .await
        .map_err(|error| unavailable(&*error))?;
    Ok(HttpResponse::Ok().json(json!({"status": "ready"})))
}
