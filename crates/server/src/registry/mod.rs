//! Terminals, their bundles, and the city's desk.

mod bundle;
mod enrolment;
mod registrants;

use crate::app::Endpoint;

pub(crate) fn routes() -> Vec<Endpoint> {
    vec![
        Endpoint::post("/v1/terminal/enrolment", |route| route.to(enrolment::enrol)),
        Endpoint::get("/v1/terminal/bundle", |route| route.to(bundle::get)),
        Endpoint::post("/v1/registrants", |route| route.to(registrants::register)),
    ]
}
