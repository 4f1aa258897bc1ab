//! What looks odd, what the operator says to it, and what the city decides.

mod decisions;
mod findings;

use crate::app::Endpoint;

pub(crate) fn routes() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/v1/review/reasons", |route| route.to(findings::reasons)),
        Endpoint::get("/v1/review/findings", |route| route.to(findings::list)),
        Endpoint::get("/v1/review/findings/{finding}", |route| {
            route.to(findings::show)
        }),
        Endpoint::get("/v1/review/records", |route| route.to(findings::set_aside)),
        Endpoint::post("/v1/review/findings/{finding}/replies", |route| {
            route.to(decisions::reply)
        }),
        Endpoint::post("/v1/review/findings/{finding}/decisions", |route| {
            route.to(decisions::decide)
        }),
        Endpoint::post(
            "/v1/review/findings/{finding}/decisions/{decision}/confirmation",
            |route| route.to(decisions::confirm),
        ),
    ]
}
