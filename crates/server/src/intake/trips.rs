//! `POST /v1/trips`: signed trip records, each with its own answer.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use settlement::intake::Submission;
use wire::api::Trips;

use crate::AppState;
use crate::problem::Failure;
use crate::{body, terminal_auth};

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
