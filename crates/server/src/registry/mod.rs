//! Terminals, their bundles, and the city's desk.

mod bundle;
mod enrolment;
mod registrants;
mod terminals;

use crate::app::Endpoint;

pub(crate) fn routes() -> Vec<Endpoint> {
    vec![
        Endpoint::post("/v1/terminal/enrolment", |route| route.to(enrolment::enrol)),
        Endpoint::post("/v1/terminal/rotation", |route| route.to(enrolment::rotate)),
        Endpoint::get("/v1/terminal/bundle", |route| route.to(bundle::get)),
        Endpoint::get("/v1/terminals", |route| route.to(terminals::list)),
        Endpoint::get("/v1/terminals/gaps", |route| route.to(terminals::gaps)),
        Endpoint::get("/v1/terminals/codes", |route| route.to(terminals::codes)),
        Endpoint::post("/v1/terminals/{terminal}/revocation", |route| {
            route.to(terminals::revoke)
        }),
        Endpoint::post("/v1/registrants", |route| route.to(registrants::register)),
        Endpoint::get("/v1/registrants/{registrant}", |route| {
            route.to(registrants::show)
        }),
        Endpoint::post("/v1/registrants/{registrant}/standings", |route| {
            route.to(registrants::change_standing)
        }),
        Endpoint::post("/v1/registrants/{registrant}/grounds", |route| {
            route.to(registrants::change_ground)
        }),
        Endpoint::post("/v1/registrants/{registrant}/uses-before", |route| {
            route.to(registrants::change_uses_before)
        }),
        Endpoint::post("/v1/registrants/{registrant}/credential-states", |route| {
            route.to(registrants::change_own_credential)
        }),
        Endpoint::post("/v1/credentials/{fingerprint}/states", |route| {
            route.to(registrants::change_credential)
        }),
        Endpoint::post("/v1/credentials/{fingerprint}/owners", |route| {
            route.to(registrants::change_owner)
        }),
    ]
}
