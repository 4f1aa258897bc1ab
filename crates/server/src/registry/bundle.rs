//! `GET /v1/terminal/bundle`: what a terminal works by without a network.

use actix_web::http::header::{CACHE_CONTROL, ETAG, HeaderMap, IF_NONE_MATCH};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use domain::Digest;
use settlement::registry;
use wire::SERVICE_TIME;

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
    let at_hand = at_hand(request.headers());
    let answer = registry::find_bundle(&state.settlement, &terminal, &at_hand).await?;
    let time = state.settlement.now()?.to_string();
    let with_headers = |mut response: HttpResponseBuilder| {
        response.insert_header((ETAG, format!("\"{}\"", answer.content)));
        // It holds nonces: nobody on the way may keep it.
        response.insert_header((CACHE_CONTROL, "private, no-cache"));
        response.insert_header((SERVICE_TIME, time.as_str()));
        response
    };
    Ok(match answer.bundle {
        None => with_headers(HttpResponse::NotModified()).finish(),
        Some(bundle) => with_headers(HttpResponse::Ok())
            .content_type(JOSE)
            .body(bundle.as_str().to_owned()),
    })
}

/// The contents that the terminal says it has. What is no digest is none of ours.
fn at_hand(headers: &HeaderMap) -> Vec<Digest> {
    headers
        .get_all(IF_NONE_MATCH)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|tag| {
            tag.trim()
                .trim_start_matches("W/")
                .trim_matches('"')
                .parse()
                .ok()
        })
        .collect()
}
