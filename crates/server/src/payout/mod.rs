//! Payments that the bank was told to make. Making, checking, approving and exporting
//! a payout are the command line's.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use settlement::access::Permission;
use settlement::month::OfMonth;
use settlement::payout::{self, ExportedPayment};

use crate::app::Endpoint;
use crate::listed::Listed;
use crate::problem::Failure;
use crate::{AppState, bearer, query};

pub(crate) fn routes() -> Vec<Endpoint> {
    vec![Endpoint::get("/v1/payments", |route| route.to(list))]
}

/// `GET /v1/payments`
async fn list(state: Data<AppState>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let caller = bearer::authorise(&state, &request, Permission::StatementsRead).await?;
    let wanted: OfMonth = query::read(&request)?;
    let payments: Listed<ExportedPayment> =
        payout::list_payments(&state.settlement, &caller, &wanted)
            .await?
            .into();
    Ok(HttpResponse::Ok().json(payments))
}
