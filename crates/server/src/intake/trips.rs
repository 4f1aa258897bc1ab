//! `/v1/trips`: signed trip records, each with its own answer, and what became of one.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use domain::TripId;
use settlement::access::Permission;
use settlement::intake::{self, Submission};
use wire::api::Trips;

use crate::AppState;
use crate::problem::{Failure, not_found};
use crate::{bearer, body, terminal_auth};

/// `POST /v1/trips`
///
/// Always 200 once the batch is kept: what became of a record stands in its
/// answer.
pub(crate) async fn take_in(
    state: Data<AppState>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    let (terminal, body) =
        terminal_auth::authenticate_recalled(&state, &request, payload, body::TRIPS).await?;
    let trips: Trips = body::json(&body)?;
    let submission = Submission::read(&terminal, &trips)?;
    let answer = state.intake.take_in(submission).await?;
    Ok(HttpResponse::Ok().json(answer))
}

/// `GET /v1/trips/{trip}`
pub(crate) async fn show(
    state: Data<AppState>,
    request: HttpRequest,
    trip: Path<String>,
) -> Result<HttpResponse, Failure> {
    let caller = bearer::authorise(&state, &request, Permission::ReviewRead).await?;
    // What is no number names nothing that there is, and is not repeated.
    let trip: TripId = trip
        .parse()
        .map_err(|_no_number| not_found("/v1/trips/…"))?;
    let shown = intake::show_trip(&state.settlement, &caller, trip).await?;
    Ok(HttpResponse::Ok().json(shown))
}
