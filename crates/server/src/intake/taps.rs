//! `POST /v1/taps`: what the service knows of a tapped card.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use settlement::intake;
use wire::api::TapCheck;

use crate::AppState;
use crate::problem::Failure;
use crate::{body, terminal_auth};

pub(crate) async fn check(
    state: Data<AppState>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    let (terminal, body) =
        terminal_auth::authenticate(&state, &request, payload, body::SMALL).await?;
    let check: TapCheck = body::json(&body)?;
    let answer = intake::check_tap(&state.settlement, &terminal, &check).await?;
    Ok(HttpResponse::Ok().json(answer))
}
