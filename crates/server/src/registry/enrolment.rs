//! `POST /v1/terminal/enrolment` and `/v1/terminal/rotation`: a terminal's next key.

use actix_web::HttpResponse;
use actix_web::web::{Data, Payload};
use settlement::registry;
use wire::api::{EnrolmentRequest, RotationRequest};

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

/// Nobody to authorise either: both keys sign what is in the body. Signing the
/// request as well would need the very key that may have changed already, where
/// the answer got lost.
pub(crate) async fn rotate(
    state: Data<AppState>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    let body = body::read(payload, body::SMALL).await?;
    let request: RotationRequest = body::json(&body)?;
    let enrolled = registry::rotate(&state.settlement, &request).await?;
    Ok(HttpResponse::Ok().json(enrolled))
}
