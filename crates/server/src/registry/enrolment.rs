//! `POST /v1/terminal/enrolment`: a new terminal's key, against a one-time code.

use actix_web::HttpResponse;
use actix_web::web::{Data, Payload};
use settlement::registry;
use wire::api::EnrolmentRequest;

use crate::AppState;
use crate::body;
use crate::problem::Failure;

/// Nobody to authorise: the code in the body is the permission.
pub(crate) async fn enrol(
    state: Data<AppState>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    let body = body::read(payload, body::SMALL).await?;
    let request: EnrolmentRequest = body::json(&body)?;
    let enrolled = registry::enrol(&state.settlement, &request).await?;
    Ok(HttpResponse::Ok().json(enrolled))
}
