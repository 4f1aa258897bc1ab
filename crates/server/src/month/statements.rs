//! `/v1/statements` and `/v1/claims`: what an operator is owed, trip by trip.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use domain::{Month, OperatorId};
use settlement::access::Permission;
use settlement::month::{self, ClaimFilter, CountedStatement, OfMonth, Statement, StatementHead};

use crate::AppState;
use crate::listed::Listed;
use crate::problem::{Failure, not_found};
use crate::{bearer, query};

/// `GET /v1/claims`
pub(crate) async fn claims(
    state: Data<AppState>,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let caller = bearer::authorise(&state, &request, Permission::StatementsRead).await?;
    let filter: ClaimFilter = query::read(&request)?;
    let page = month::list_claims(&state.settlement, &caller, &filter).await?;
    Ok(HttpResponse::Ok().json(page))
}

/// `GET /v1/statements`
pub(crate) async fn list(
    state: Data<AppState>,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let caller = bearer::authorise(&state, &request, Permission::StatementsRead).await?;
    let wanted: OfMonth = query::read(&request)?;
    let statements: Listed<StatementHead> =
        month::list_statements(&state.settlement, &caller, &wanted)
            .await?
            .into();
    Ok(HttpResponse::Ok().json(statements))
}

/// `GET /v1/statements/{month}/{operator}`
pub(crate) async fn show(
    state: Data<AppState>,
    request: HttpRequest,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Failure> {
    let statement = CountedStatement::from(read(&state, &request, &path).await?);
    Ok(HttpResponse::Ok().json(statement))
}

/// `GET /v1/statements/{month}/{operator}/csv`
pub(crate) async fn csv(
    state: Data<AppState>,
    request: HttpRequest,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Failure> {
    let statement = read(&state, &request, &path).await?;
    let name = format!("statement-{}-{}.csv", statement.month, statement.operator);
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .body(month::statement_csv(&statement)?))
}

async fn read(
    state: &AppState,
    request: &HttpRequest,
    path: &(String, String),
) -> Result<Statement, Failure> {
    let caller = bearer::authorise(state, request, Permission::StatementsRead).await?;
    let (month, operator): (Month, OperatorId) = match (path.0.parse(), path.1.parse()) {
        (Ok(month), Ok(operator)) => (month, operator),
        _ => return Err(not_found("/v1/statements/…")),
    };
    Ok(month::statement(&state.settlement, &caller, (month, &operator)).await?)
}
