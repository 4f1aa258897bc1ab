//! Reading a request's body: whole, bounded, and as JSON.

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Payload};
use serde::de::DeserializeOwned;

use crate::problem::Failure;

/// Largest body of most routes, in bytes.
pub(crate) const SMALL: usize = 64 << 10;

/// Largest body of `/v1/trips`, in bytes: 500 records of 16 KiB.
pub(crate) const TRIPS: usize = 8 << 20;

/// The whole body, of at most `limit` bytes.
pub(crate) async fn read(payload: Payload, limit: usize) -> Result<Bytes, Failure> {
    match payload.to_bytes_limited(limit).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(_cut_off)) => Err(Failure::new(
            StatusCode::BAD_REQUEST,
            "body_incomplete",
            "本文が途中で切れています。もう一度送信してください。",
            "The body ended too early; send the request again.",
        )),
        Err(_too_large) => Err(Failure::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "body_too_large",
            format!("本文は{limit}バイトまでです。分けて送信してください。"),
            format!("A body here has at most {limit} bytes; send less at a time."),
        )),
    }
}

/// The body as what the route takes.
pub(crate) fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    serde_json::from_slice(body).map_err(|error| {
        Failure::new(
            StatusCode::BAD_REQUEST,
            "body_invalid",
            format!(
                "本文の{}行{}文字目が仕様と異なります。",
                error.line(),
                error.column()
            ),
            format!(
                "The body is not what this route takes: {}.",
                unless_a_persons(&error)
            ),
        )
    })
}

/// What is wrong with what was sent, which is often repeated in it; but never with
/// what may be somebody's individual number.
pub(crate) fn unless_a_persons(error: &dyn std::fmt::Display) -> String {
    let text = error.to_string();
    if domain::holds_individual_number(&text) {
        "it holds twelve digits in the form of an individual number, which must never be sent here"
            .into()
    } else {
        // The English words of a problem; what was typed may be in any script.
        text.replace(|it: char| !it.is_ascii(), "…")
    }
}
