//! The city's desk: a resident and their cards, shown and changed.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use domain::{Digest, RegistrantId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use settlement::access::{Caller, Permission};
use settlement::{Settlement, registry};
use wire::api::RegisterCard;

use crate::AppState;
use crate::problem::{Failure, not_found};
use crate::{bearer, body};

pub(crate) async fn register(
    state: Data<AppState>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    let caller = bearer::authorise(&state, &request, Permission::RegistryWrite).await?;
    let body = body::read(payload, body::SMALL).await?;
    let input: RegisterCard = body::json(&body)?;
    let card = registry::register_card(&state.settlement, &caller, &input).await?;
    Ok(HttpResponse::Ok().json(card))
}

pub(crate) async fn show(
    state: Data<AppState>,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let caller = bearer::authorise(&state, &request, Permission::RegistryRead).await?;
    let id = registrant(&id)?;
    let detail = registry::show_registrant(&state.settlement, &caller, &id).await?;
    Ok(HttpResponse::Ok().json(detail))
}

pub(crate) async fn change_standing(
    state: Data<AppState>,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    change(&state, &request, (&id, payload), registry::change_standing).await
}

pub(crate) async fn change_ground(
    state: Data<AppState>,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    change(&state, &request, (&id, payload), registry::change_ground).await
}

pub(crate) async fn change_uses_before(
    state: Data<AppState>,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    let enter = registry::change_uses_before;
    change(&state, &request, (&id, payload), enter).await
}

pub(crate) async fn change_own_credential(
    state: Data<AppState>,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    let enter = registry::change_own_credential;
    change(&state, &request, (&id, payload), enter).await
}

/// Whatever is changed of a registrant, by the body that says it.
async fn change<T: DeserializeOwned, C: Serialize>(
    state: &AppState,
    request: &HttpRequest,
    (id, payload): (&str, Payload),
    enter: impl AsyncFnOnce(&Settlement, &Caller, &RegistrantId, &T) -> settlement::Result<C>,
) -> Result<HttpResponse, Failure> {
    let caller = bearer::authorise(state, request, Permission::RegistryWrite).await?;
    let id = registrant(id)?;
    let body = body::read(payload, body::SMALL).await?;
    let wanted: T = body::json(&body)?;
    let changed = enter(&state.settlement, &caller, &id, &wanted).await?;
    Ok(HttpResponse::Ok().json(changed))
}

pub(crate) async fn change_credential(
    state: Data<AppState>,
    request: HttpRequest,
    fingerprint: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    let enter = registry::change_credential;
    of_card(&state, &request, (&fingerprint, payload), enter).await
}

pub(crate) async fn change_owner(
    state: Data<AppState>,
    request: HttpRequest,
    fingerprint: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    let enter = registry::change_owner;
    of_card(&state, &request, (&fingerprint, payload), enter).await
}

/// Whatever is changed of a card, by the body that says it.
async fn of_card<T: DeserializeOwned, C: Serialize>(
    state: &AppState,
    request: &HttpRequest,
    (fingerprint, payload): (&str, Payload),
    enter: impl AsyncFnOnce(&Settlement, &Caller, Digest, &T) -> settlement::Result<C>,
) -> Result<HttpResponse, Failure> {
    let caller = bearer::authorise(state, request, Permission::RegistryWrite).await?;
    let fingerprint: Digest = fingerprint
        .parse()
        .map_err(|_not_one| not_found("/v1/credentials/…"))?;
    let body = body::read(payload, body::SMALL).await?;
    let wanted: T = body::json(&body)?;
    let changed = enter(&state.settlement, &caller, fingerprint, &wanted).await?;
    Ok(HttpResponse::Ok().json(changed))
}

/// What is no number of a registrant is not repeated: it may be a person's own.
fn registrant(text: &str) -> Result<RegistrantId, Failure> {
    text.parse()
        .map_err(|_not_one| not_found("/v1/registrants/…"))
}
