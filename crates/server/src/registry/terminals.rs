//! `/v1/terminals`: what the city sees of its terminals, and shutting one out.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use domain::{TerminalId, Timestamp};
use serde::{Deserialize, Serialize};
use settlement::access::{Caller, Permission};
use settlement::registry::Revocation;
use settlement::{Settlement, registry};

use crate::AppState;
use crate::listed::Listed;
use crate::problem::{Failure, not_found};
use crate::{bearer, body};

/// The body of a revocation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RevocationInput {
    #[serde(default)]
    doubtful_from: Option<Timestamp>,
    reason: String,
}

/// `GET /v1/terminals`
pub(crate) async fn list(
    state: Data<AppState>,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    show(&state, &request, registry::list_terminals).await
}

/// `GET /v1/terminals/gaps`
pub(crate) async fn gaps(
    state: Data<AppState>,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    show(&state, &request, registry::list_gaps).await
}

/// `GET /v1/terminals/codes`
pub(crate) async fn codes(
    state: Data<AppState>,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    show(&state, &request, registry::list_codes).await
}

/// Whatever is listed of terminals.
async fn show<T: Serialize>(
    state: &AppState,
    request: &HttpRequest,
    list: impl AsyncFnOnce(&Settlement, &Caller) -> settlement::Result<Vec<T>>,
) -> Result<HttpResponse, Failure> {
    let caller = bearer::authorise(state, request, Permission::TerminalsRead).await?;
    let listed: Listed<T> = list(&state.settlement, &caller).await?.into();
    Ok(HttpResponse::Ok().json(listed))
}

/// `POST /v1/terminals/{terminal}/revocation`
pub(crate) async fn revoke(
    state: Data<AppState>,
    request: HttpRequest,
    terminal: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    let caller = bearer::authorise(&state, &request, Permission::TerminalsWrite).await?;
    let terminal: TerminalId = terminal
        .parse()
        .map_err(|_not_an_id| not_found(request.path()))?;
    let body = body::read(payload, body::SMALL).await?;
    let input: RevocationInput = body::json(&body)?;
    let revocation = Revocation {
        terminal,
        doubtful_from: input.doubtful_from,
        reason: input.reason,
    };
    let revoked = registry::revoke_terminal(&state.settlement, &caller, &revocation).await?;
    Ok(HttpResponse::Ok().json(revoked))
}
