//! What stands in a request's address: filters, and numbers of rows.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::Query;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::body::unless_a_persons;
use crate::problem::{Failure, not_found};

/// The query as what the route takes.
pub(crate) fn read<T: DeserializeOwned>(request: &HttpRequest) -> Result<T, Failure> {
    let read = Query::<T>::from_query(request.query_string());
    read.map(Query::into_inner).map_err(|error| {
        Failure::new(
            StatusCode::BAD_REQUEST,
            "query_invalid",
            "絞り込みの条件が仕様と異なります。",
            format!(
                "The query is not what this route takes: {}.",
                unless_a_persons(&error)
            ),
        )
    })
}

/// The number of a row. What is none names nothing that there is, and is not repeated.
pub(crate) fn number(text: &str) -> Result<Uuid, Failure> {
    text.parse().map_err(|_no_number| not_found("/v1/review/…"))
}
