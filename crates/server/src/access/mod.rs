//! Sessions of people: logging in and out.

mod sessions;

use crate::app::Endpoint;

pub(crate) fn routes() -> Vec<Endpoint> {
    vec![
        Endpoint::post("/v1/session", |route| route.to(sessions::begin)),
        Endpoint::get("/v1/session", |route| route.to(sessions::show)),
        Endpoint::delete("/v1/session", |route| route.to(sessions::end)),
        Endpoint::delete("/v1/sessions", |route| route.to(sessions::end_all)),
    ]
}
