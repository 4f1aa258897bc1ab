//! Whether a request is a terminal's own.
//!
//! Checked in this order, and the first that fails is told:
//!
//! | check | code |
//! |---|---|
//! | there is a signed statement of ours, naming a terminal | `terminal_signature_missing`, `terminal_signature_invalid` |
//! | the terminal is enrolled | `unknown_terminal` |
//! | its key signed the statement | `terminal_signature_invalid` |
//! | the statement is of this method and path | `request_differs_from_signed` |
//! | the terminal's clock is right | `clock_off`, with the service's time |
//! | the body fits | `body_too_large` |
//! | the statement is of this body | `request_differs_from_signed` |
//!
//! Nothing is parsed of a body before all of them have passed. There is no
//! memory of requests seen: see [`SignedRequest`] for why a replay is harmless.

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;
use actix_web::web::{Bytes, Payload};
use domain::{Digest, Timestamp};
use meters::{ClockOutcome, meters};
use settlement::registry::{EnrolledTerminal, find_terminal, look_again, recall_terminal};
use wire::{CLOCK_TOLERANCE_S, Jws, SignedRequest, TerminalKeyId};

use crate::AppState;
use crate::body;
use crate::problem::Failure;

/// How far a clock may be off, in seconds, before that is logged: further than a
/// request takes on a bad day.
const CLOCK_DRIFT_S: u64 = 60;

/// The terminal that signed the request, and the request's body of at most
/// `limit` bytes.
pub(crate) async fn authenticate(
    state: &AppState,
    request: &HttpRequest,
    payload: Payload,
    limit: usize,
) -> Result<(EnrolledTerminal, Bytes), Failure> {
    let statement = statement(request)?;
    let terminal = find_terminal(&state.settlement, &signer(&statement)?).await?;
    let signed = signed_by(&statement, &terminal)?;
    let body = signed_body(state, request, &signed, payload, limit).await?;
    Ok((terminal, body))
}

/// The same, with the terminal as it was last seen: for intake, which looks again
/// before it takes anything in.
pub(crate) async fn authenticate_recalled(
    state: &AppState,
    request: &HttpRequest,
    payload: Payload,
    limit: usize,
) -> Result<(EnrolledTerminal, Bytes), Failure> {
    let statement = statement(request)?;
    let id = signer(&statement)?;
    let mut terminal = recall_terminal(&state.settlement, &id).await?;
    let signed = match signed_by(&statement, &terminal) {
        Ok(signed) => signed,
        // It may have another key by now.
        Err(_other_key) => {
            terminal = look_again(&state.settlement, &id).await?;
            signed_by(&statement, &terminal)?
        }
    };
    let body = signed_body(state, request, &signed, payload, limit).await?;
    Ok((terminal, body))
}

fn signed_by(statement: &Jws, terminal: &EnrolledTerminal) -> Result<SignedRequest, Failure> {
    SignedRequest::verify(statement, &terminal.key)
        .map_err(|error| signature_invalid(&error.to_string()))
}

/// The body of at most `limit` bytes, once the statement fits the request.
async fn signed_body(
    state: &AppState,
    request: &HttpRequest,
    signed: &SignedRequest,
    payload: Payload,
    limit: usize,
) -> Result<Bytes, Failure> {
    let same_place = signed.method == request.method().as_str() && signed.path == request.path();
    if !same_place {
        return Err(differs());
    }
    check_clock(signed.at, state.settlement.now()?)?;
    // Only now: nobody but an enrolled terminal makes the service read much.
    let body = body::read(payload, limit).await?;
    if signed.body != Digest::of(&body) {
        return Err(differs());
    }
    Ok(body)
}

fn statement(request: &HttpRequest) -> Result<Jws, Failure> {
    request
        .headers()
        .get(AUTHORIZATION)
        .and_then(|header| header.to_str().ok())
        .and_then(SignedRequest::jws_in)
        .ok_or_else(|| {
            Failure::unauthenticated(
                "terminal_signature_missing",
                "端末の署名がありません。",
                format!(
                    "This is for terminals: sign the request (Authorization: {} …).",
                    SignedRequest::SCHEME
                ),
            )
        })
}

fn signer(statement: &Jws) -> Result<TerminalKeyId, Failure> {
    let id = statement
        .key_id()
        .map_err(|error| signature_invalid(&error.to_string()))?;
    id.parse::<TerminalKeyId>()
        .map_err(|error| signature_invalid(&error.to_string()))
}

fn check_clock(terminal: Timestamp, service: Timestamp) -> Result<(), Failure> {
    let off = terminal.seconds_since(service);
    if off.unsigned_abs() <= CLOCK_TOLERANCE_S.unsigned_abs() {
        if off.unsigned_abs() > CLOCK_DRIFT_S {
            tracing::warn!(off_s = off, "a terminal's clock drifts");
            meters().terminals.clock_off(ClockOutcome::Tolerated);
        }
        return Ok(());
    }
    meters().terminals.clock_off(ClockOutcome::Refused);
    Err(Failure::unauthenticated(
        "clock_off",
        format!(
            "端末の時計({terminal})がサービスの時刻({service})とずれています。時計を合わせてください。"
        ),
        format!(
            "The terminal's clock says {terminal}, the service's {service}; set the terminal's clock."
        ),
    ))
}

fn signature_invalid(problem: &str) -> Failure {
    Failure::unauthenticated(
        "terminal_signature_invalid",
        "端末の署名が正しくありません。",
        format!("The signature of the request cannot be trusted: {problem}."),
    )
}

fn differs() -> Failure {
    Failure::unauthenticated(
        "request_differs_from_signed",
        "要求が署名された内容と異なります。",
        "Method, path or body is not what was signed; sign the request as it is sent.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_may_be_five_minutes_off_either_way_and_is_told_the_time() {
        let service: Timestamp = "2026-10-05T10:00:00+09:00".parse().unwrap();
        for off in [-CLOCK_TOLERANCE_S, 0, CLOCK_TOLERANCE_S] {
            assert!(check_clock(service.plus_seconds(off), service).is_ok());
        }
        for off in [-CLOCK_TOLERANCE_S - 1, CLOCK_TOLERANCE_S + 1] {
            let refused = check_clock(service.plus_seconds(off), service).unwrap_err();
            let told = refused.to_string();
            assert!(told.starts_with("clock_off"), "{told}");
            assert!(told.contains(&service.to_string()), "{told}");
        }
    }
}
