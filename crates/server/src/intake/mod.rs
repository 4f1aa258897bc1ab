//! Taps while the passenger is in the car, the trips that follow, and a trip as it was
//! taken in.

mod taps;
mod trips;

use crate::app::Endpoint;

pub(crate) fn routes() -> Vec<Endpoint> {
    vec![
        Endpoint::post("/v1/taps", |route| route.to(taps::check)),
        Endpoint::post("/v1/trips", |route| route.to(trips::take_in)),
        Endpoint::get("/v1/trips/{trip}", |route| route.to(trips::show)),
    ]
}
