//! The operator's word, the clerk's decision, and the second person's.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use domain::Remark;
use serde::Deserialize;
use serde_json::json;
use settlement::access::Permission;
use settlement::review::{self, Ruling};

use crate::AppState;
use crate::problem::Failure;
use crate::{bearer, body, query};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReplyInput {
    remark: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DecisionInput {
    outcome: Ruling,
    remark: String,
}

/// `POST /v1/review/findings/{finding}/replies`
pub(crate) async fn reply(
    state: Data<AppState>,
    request: HttpRequest,
    finding: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    let caller = bearer::authorise(&state, &request, Permission::ReviewReply).await?;
    let finding = query::number(&finding)?;
    let body = body::read(payload, body::SMALL).await?;
    let input: ReplyInput = body::json(&body)?;
    let remark = remark(&input.remark)?;
    review::reply(&state.settlement, &caller, (finding, &remark)).await?;
    Ok(HttpResponse::Ok().json(json!({ "finding": finding })))
}

/// `POST /v1/review/findings/{finding}/decisions`
pub(crate) async fn decide(
    state: Data<AppState>,
    request: HttpRequest,
    finding: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    let caller = bearer::authorise(&state, &request, Permission::ReviewDecide).await?;
    let finding = query::number(&finding)?;
    let body = body::read(payload, body::SMALL).await?;
    let input: DecisionInput = body::json(&body)?;
    let (what, remark) = ((finding, input.outcome), remark(&input.remark)?);
    let decided = review::decide(&state.settlement, &caller, what, &remark).await?;
    Ok(HttpResponse::Ok().json(decided))
}

/// `POST /v1/review/findings/{finding}/decisions/{decision}/confirmation`
pub(crate) async fn confirm(
    state: Data<AppState>,
    request: HttpRequest,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Failure> {
    let caller = bearer::authorise(&state, &request, Permission::ReviewDecide).await?;
    let (finding, decision) = path.into_inner();
    let (finding, decision) = (query::number(&finding)?, query::number(&decision)?);
    review::confirm(&state.settlement, &caller, (finding, decision)).await?;
    Ok(HttpResponse::Ok().json(json!({ "decision": decision })))
}

fn remark(typed: &str) -> settlement::Result<Remark> {
    Ok(Remark::new(typed)?)
}
