//! The city's desk: a resident and their cards, shown and changed.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use domain::{Digest, RegistrantId};
use settlement::access::Permission;
use settlement::registry;
use wire::api::{
    ChangeCredential, ChangeGround, ChangeOwnCredential, ChangeStanding, RegisterCard,
};

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
    let caller = bearer::authorise(&state, &request, Permission::RegistryWrite).await?;
    let id = registrant(&id)?;
    let body = body::read(payload, body::SMALL).await?;
    let change: ChangeStanding = body::json(&body)?;
    let changed = registry::change_standing(&state.settlement, &caller, &id, &change).await?;
    Ok(HttpResponse::Ok().json(changed))
}

pub(crate) async fn change_ground(
    state: Data<AppState>,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    let caller = bearer::authorise(&state, &request, Permission::RegistryWrite).await?;
    let id = registrant(&id)?;
    let body = body::read(payload, body::SMALL).await?;
    let change: ChangeGround = body::json(&body)?;
    let changed = registry::change_ground(&state.settlement, &caller, &id, &change).await?;
    Ok(HttpResponse::Ok().json(changed))
}

pub(crate) async fn change_own_credential(
    state: Data<AppState>,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    let caller = bearer::authorise(&state, &request, Permission::RegistryWrite).await?;
    let id = registrant(&id)?;
    let body = body::read(payload, body::SMALL).await?;
    let change: ChangeOwnCredential = body::json(&body)?;
    let changed = registry::change_own_credential(&state.settlement, &caller, &id, &change).await?;
    Ok(HttpResponse::Ok().json(changed))
}

pub(crate) async fn change_credential(
    state: Data<AppState>,
    request: HttpRequest,
    fingerprint: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    let caller = bearer::authorise(&state, &request, Permission::RegistryWrite).await?;
    let fingerprint: Digest = fingerprint
        .parse()
        .map_err(|_not_one| not_found("/v1/credentials/…"))?;
    let body = body::read(payload, body::SMALL).await?;
    let change: ChangeCredential = body::json(&body)?;
    let changed =
        registry::change_credential(&state.settlement, &caller, fingerprint, &change).await?;
    Ok(HttpResponse::Ok().json(changed))
}

/// What is no number of a registrant is not repeated: it may be a person's own.
fn registrant(text: &str) -> Result<RegistrantId, Failure> {
    text.parse()
        .map_err(|_not_one| not_found("/v1/registrants/…"))
}
