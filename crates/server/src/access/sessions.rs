//! `/v1/session`: a person's session begins, is looked at and ends.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;
use settlement::access::{self, Login, Who};

use crate::AppState;
use crate::problem::Failure;
use crate::{bearer, body};

/// Nobody to authorise: password and code in the body are the permission.
pub(crate) async fn begin(
    state: Data<AppState>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    let body = body::read(payload, body::SMALL).await?;
    let login: Login = body::json(&body)?;
    let session = access::begin_session(&state.settlement, &login).await?;
    Ok(HttpResponse::Ok().json(session))
}

pub(crate) async fn show(
    state: Data<AppState>,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let caller = bearer::authenticate(&state, &request).await?;
    caller.session()?;
    let role = match &caller.who {
        Who::User { role, .. } => Some(*role),
        Who::Operator(_) | Who::Terminal(_) | Who::Setup => None,
    };
    Ok(HttpResponse::Ok().json(json!({
        "municipality": caller.municipality, "user": caller.user()?, "role": role,
    })))
}

pub(crate) async fn end(
    state: Data<AppState>,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    end_those(&state, &request, false).await
}

/// All of the caller's user.
pub(crate) async fn end_all(
    state: Data<AppState>,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    end_those(&state, &request, true).await
}

async fn end_those(
    state: &AppState,
    request: &HttpRequest,
    all: bool,
) -> Result<HttpResponse, Failure> {
    let caller = bearer::authenticate(state, request).await?;
    let ended = access::end_session(&state.settlement, &caller, all).await?;
    Ok(HttpResponse::Ok().json(json!({ "ended": ended })))
}
