//! `GET /v1/terminal/bundle`: what a terminal works by without a network.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use settlement::registry;

use crate::AppState;
use crate::problem::Failure;
use crate::{body, terminal_auth};

/// The media type of a signed text (RFC 7515, section 9.2.1).
const JOSE: &str = "application/jose";

pub(crate) async fn get(
    state: Data<AppState>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    let (terminal, _no_body) =
        terminal_auth::authenticate(&state, &request, payload, body::SMALL).await?;
    let bundle = registry::make_bundle(&state.settlement, &terminal).await?;
    Ok(HttpResponse::Ok()
        .content_type(JOSE)
        .body(bundle.as_str().to_owned()))
}
