//! A span and a count for every request: its id, what was asked, what became of it and
//! how long it took. Paths are logged as patterns, bodies and headers never.

use std::time::Instant;

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use meters::meters;
use tracing::field::Empty;
use tracing::{Instrument as _, Span};
use uuid::Uuid;

use crate::openapi;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Longest id that is taken over from a caller, in bytes.
const ID_MAX: usize = 64;

pub(crate) async fn trace<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let began = Instant::now();
    let id = request_id(request.headers());
    let span = tracing::info_span!(
        "request",
        request_id = %id,
        method = %request.method(),
        route = Empty,
        status = Empty,
        elapsed_ms = Empty,
    );
    async {
        let mut response = next.call(request).await?;
        let route = response.request().match_pattern();
        let span = Span::current();
        span.record("route", route.as_deref().unwrap_or("unknown"));
        span.record("status", response.status().as_u16());
        span.record("elapsed_ms", began.elapsed().as_millis());
        let asked = response.request();
        let operation = openapi::operation(asked.method(), route.as_deref());
        meters()
            .http
            .answered(operation, response.status().as_u16(), began.elapsed());
        tracing::info!("request answered");
        // An id is visible ASCII, so it is a header value.
        if let Ok(value) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(REQUEST_ID, value);
        }
        Ok(response)
    }
    .instrument(span.clone())
    .await
}

/// The caller's own id, if it brings a plain one, or else a new one.
fn request_id(headers: &HeaderMap) -> String {
    headers
        .get(REQUEST_ID)
        .and_then(|value| value.to_str().ok())
        .filter(|id| is_plain(id))
        .map_or_else(|| Uuid::now_v7().to_string(), ToOwned::to_owned)
}

/// What can stand in a log as it is.
fn is_plain(id: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    (1..=ID_MAX).contains(&id.len()) && id.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_ids_are_taken_over() {
        assert!(is_plain("0192f0c1-0000-7000-8000-000000000001"));
        for id in ["", "a b", "a\nb", "<script>", "番号", &"x".repeat(65)] {
            assert!(!is_plain(id), "{id}");
        }
    }
}
