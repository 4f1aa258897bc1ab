//! The door for people and programs: a token, of a session or of a program, and
//! whether it may be used for this.

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;
use settlement::access::{Caller, Permission, find_caller};

use crate::AppState;
use crate::problem::Failure;

/// The caller of a request with `Authorization: Bearer TOKEN`, who has
/// `permission`. Asked before a body is read, so that nobody else makes the
/// service read much; the use case asks again.
pub(crate) async fn authorise(
    state: &AppState,
    request: &HttpRequest,
    permission: Permission,
) -> Result<Caller, Failure> {
    let caller = authenticate(state, request).await?;
    // Nothing is begun, so nothing goes into the trail; the log says whose try it was.
    if let Err(refused) = caller.require(permission) {
        tracing::info!(by = %caller.who, through = %caller.through, %permission, "not allowed");
        return Err(refused.into());
    }
    Ok(caller)
}

/// The caller, whatever they may do.
pub(crate) async fn authenticate(
    state: &AppState,
    request: &HttpRequest,
) -> Result<Caller, Failure> {
    let token = request
        .headers()
        .get(AUTHORIZATION)
        .and_then(|header| header.to_str().ok())
        .and_then(|header| header.strip_prefix("Bearer "))
        .ok_or_else(|| {
            Failure::unauthenticated(
                "token_missing",
                "アクセストークンがありません。",
                "Bring a token (Authorization: Bearer …); mytaku token create makes one.",
            )
        })?;
    Ok(find_caller(&state.settlement, token.trim()).await?)
}
