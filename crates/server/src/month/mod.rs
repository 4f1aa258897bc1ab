//! Statements of closed months, and claims of any: for the city, and for the operator
//! whose they are. Closing is the command line's.

mod statements;

use crate::app::Endpoint;

pub(crate) fn routes() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/v1/claims", |route| route.to(statements::claims)),
        Endpoint::get("/v1/statements", |route| route.to(statements::list)),
        Endpoint::get("/v1/statements/{month}/{operator}", |route| {
            route.to(statements::show)
        }),
        Endpoint::get("/v1/statements/{month}/{operator}/csv", |route| {
            route.to(statements::csv)
        }),
    ]
}
