//! `POST /v1/registrants`: a resident and their card, from the city's desk.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use settlement::access::Permission;
use settlement::registry;
use wire::api::RegisterCard;

use crate::AppState;
use crate::problem::Failure;
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
