//! The application: one factory, used by the service and by its tests.

use std::collections::BTreeMap;
use std::error::Error;
use std::io;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::{HttpRequest, Resource, Route, web};
use settlement::intake::Queue;
use settlement::{Database, Settlement};

use crate::own_task::{self, UnderWay};
use crate::problem::{Failure, method_not_allowed, not_found};
use crate::{access, health, intake, month, openapi, payout, registry, review, trace};

/// What every handler gets.
#[derive(Clone)]
pub struct AppState {
    pub(crate) settlement: Arc<Settlement>,
    pub(crate) intake: Arc<Queue>,
    pub(crate) is_ready: ReadyCheck,
    pub(crate) under_way: UnderWay,
}

/// Looks whether the service can work: the database answers and has the schema
/// of this build. Handed in, since what a schema must be is not for HTTP to know.
pub type ReadyCheck = Arc<dyn Fn() -> Readiness + Send + Sync>;

/// The outcome of a [`ReadyCheck`]: why not, if not.
pub type Readiness = Pin<Box<dyn Future<Output = Result<(), Box<dyn Error + Send + Sync>>>>>;

impl AppState {
    /// Over a settlement, and a way to tell whether it can work. Starts the queue of
    /// trips, which is written out over `intake` when the last clone is dropped.
    pub fn start(
        settlement: Arc<Settlement>,
        intake: Database,
        is_ready: ReadyCheck,
    ) -> io::Result<Self> {
        let intake = Arc::new(Queue::start(Arc::clone(&settlement), intake)?);
        Ok(Self {
            settlement,
            intake,
            is_ready,
            under_way: UnderWay::default(),
        })
    }
}

/// A route of the API.
pub(crate) struct Endpoint {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) route: Route,
}

impl Endpoint {
    pub(crate) fn get(path: &'static str, route: impl FnOnce(Route) -> Route) -> Self {
        Self {
            method: Method::GET,
            path,
            route: route(web::get()),
        }
    }

    pub(crate) fn delete(path: &'static str, route: impl FnOnce(Route) -> Route) -> Self {
        Self {
            method: Method::DELETE,
            path,
            route: route(web::delete()),
        }
    }

    pub(crate) fn post(path: &'static str, route: impl FnOnce(Route) -> Route) -> Self {
        Self {
            method: Method::POST,
            path,
            route: route(web::post()),
        }
    }
}

fn endpoints() -> Vec<Endpoint> {
    [
        health::routes(),
        openapi::routes(),
        access::routes(),
        registry::routes(),
        intake::routes(),
        review::routes(),
        month::routes(),
        payout::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Method and path of every route there is.
pub fn routes() -> Vec<(Method, &'static str)> {
    endpoints()
        .into_iter()
        .map(|endpoint| (endpoint.method, endpoint.path))
        .collect()
}

/// Puts every route into an `App`. What is not a route is answered with a
/// problem as well.
pub fn configure(config: &mut web::ServiceConfig, state: AppState) {
    let mut by_path: BTreeMap<&'static str, Vec<Endpoint>> = BTreeMap::new();
    for endpoint in endpoints() {
        by_path.entry(endpoint.path).or_default().push(endpoint);
    }
    // The last is the outermost: what is traced is all that a task does.
    let mut all = web::scope("")
        .wrap(from_fn(trace::trace))
        .wrap(from_fn(own_task::run));
    for (path, endpoints) in by_path {
        all = all.service(resource(path, endpoints));
    }
    config
        .app_data(web::Data::new(state.under_way.clone()))
        .app_data(web::Data::new(state))
        .service(all.default_service(web::to(unknown_route)));
}

fn resource(path: &str, endpoints: Vec<Endpoint>) -> Resource {
    let allowed = endpoints
        .iter()
        .map(|endpoint| endpoint.method.as_str())
        .collect::<Vec<_>>()
        .join(", ");
    endpoints
        .into_iter()
        .fold(web::resource(path), |resource, endpoint| {
            resource.route(endpoint.route)
        })
        .default_service(web::to(move |request: HttpRequest| {
            let refused = method_not_allowed(request.method(), &allowed);
            async move { Err::<&'static str, Failure>(refused) }
        }))
}

async fn unknown_route(request: HttpRequest) -> Result<&'static str, Failure> {
    Err(not_found(request.path()))
}
