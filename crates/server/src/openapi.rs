//! The description of the API, checked in beside this crate. A test holds it
//! against the routes there are, in both directions.

use actix_web::HttpResponse;
use actix_web::http::header::ContentType;

use crate::app::Endpoint;

/// `OpenAPI` 3.1.
pub const DOCUMENT: &str = include_str!("../openapi.json");

pub(crate) fn routes() -> Vec<Endpoint> {
    vec![Endpoint::get("/openapi.json", |route| route.to(document))]
}

async fn document() -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::json())
        .body(DOCUMENT)
}
