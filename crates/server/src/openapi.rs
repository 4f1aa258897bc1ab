//! The description of the API, checked in beside this crate. A test holds it
//! against the routes there are, in both directions.

use std::collections::HashMap;
use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::Method;
use actix_web::http::header::ContentType;
use serde::Deserialize;

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

/// What the description calls `method` on the route with this pattern.
pub(crate) fn operation(method: &Method, route: Option<&str>) -> &'static str {
    route
        .and_then(|route| OPERATIONS.get(route))
        .and_then(|methods| methods.get(method.as_str()))
        .copied()
        .unwrap_or("none")
}

/// By the pattern of the route, then by method in capitals.
type Operations = HashMap<&'static str, HashMap<String, &'static str>>;

static OPERATIONS: LazyLock<Operations> = LazyLock::new(|| {
    // A test sees to it that the document can be read.
    let Ok(described) = serde_json::from_str::<Described>(DOCUMENT) else {
        return Operations::default();
    };
    let paths = described.paths.into_iter().map(|(path, methods)| {
        let named = methods
            .into_iter()
            .map(|(method, operation)| (method.to_uppercase(), operation.operation_id));
        (path, named.collect())
    });
    paths.collect()
});

#[derive(Deserialize)]
struct Described {
    #[serde(borrow)]
    paths: HashMap<&'static str, HashMap<&'static str, Operation>>,
}

#[derive(Deserialize)]
struct Operation {
    #[serde(rename = "operationId")]
    operation_id: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_has_the_name_that_the_description_gives_it() {
        let mut names: Vec<_> = crate::routes()
            .iter()
            .map(|(method, path)| operation(method, Some(path)))
            .collect();
        assert!(names.contains(&"takeInTrips"));
        assert!(!names.contains(&"none"));
        let routes = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), routes);
        for unknown in [None, Some("/v2/trips")] {
            assert_eq!(operation(&Method::POST, unknown), "none");
        }
        assert_eq!(operation(&Method::PUT, Some("/v1/trips")), "none");
    }
}
