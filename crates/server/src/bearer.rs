//! Who of the city is calling, by the token they bring.

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;
use settlement::registry::{Caller, find_caller};

use crate::AppState;
use crate::problem::Failure;

/// The caller of a request with `Authorization: Bearer TOKEN`. What they may do
/// is settlement's to say.
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
                "This is for the city: bring a token (Authorization: Bearer …); mytaku token create makes one.",
            )
        })?;
    Ok(find_caller(&state.settlement, token.trim()).await?)
}
