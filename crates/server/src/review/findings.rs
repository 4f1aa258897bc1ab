//! The work queue, as the city or an operator sees it.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use settlement::access::Permission;
use settlement::review::{self, Filter, SetAsideRecord};

use crate::AppState;
use crate::listed::Listed;
use crate::problem::Failure;
use crate::{bearer, query};

/// `GET /v1/review/reasons`
pub(crate) async fn reasons(
    state: Data<AppState>,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let caller = bearer::authorise(&state, &request, Permission::ReviewRead).await?;
    let reasons = review::reasons(&state.settlement, &caller).await?;
    Ok(HttpResponse::Ok().json(reasons))
}

/// `GET /v1/review/findings`
pub(crate) async fn list(
    state: Data<AppState>,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let caller = bearer::authorise(&state, &request, Permission::ReviewRead).await?;
    let filter: Filter = query::read(&request)?;
    let page = review::queue(&state.settlement, &caller, &filter).await?;
    Ok(HttpResponse::Ok().json(page))
}

/// `GET /v1/review/findings/{finding}`
pub(crate) async fn show(
    state: Data<AppState>,
    request: HttpRequest,
    finding: Path<String>,
) -> Result<HttpResponse, Failure> {
    let caller = bearer::authorise(&state, &request, Permission::ReviewRead).await?;
    let finding = query::number(&finding)?;
    let case = review::show(&state.settlement, &caller, finding).await?;
    Ok(HttpResponse::Ok().json(case))
}

/// `GET /v1/review/records`
pub(crate) async fn set_aside(
    state: Data<AppState>,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let caller = bearer::authorise(&state, &request, Permission::ReviewRead).await?;
    let records: Listed<SetAsideRecord> =
        review::set_aside(&state.settlement, &caller).await?.into();
    Ok(HttpResponse::Ok().json(records))
}
