//! A decision that pays up to four registrants allocates nothing.
//!
//! One test in a program of its own: the allocator counts for all threads.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

use std::alloc::System;

use rules::lines::Request;
use rules::{Rider, Scheme, Used};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn request(meter: i64, boarded_at: &str) -> Request {
    let line = format!(
        r#"{{"id":"t","boarded_at":"{boarded_at}","alighted_at":"{boarded_at}",
            "boarding_area":"102016","alighting_area":"102016","distance_m":5200,
            "fare":{{"meter_yen":{meter},"base_yen":600,"disability_discount":true}}}}"#
    );
    serde_json::from_str(&line).unwrap()
}

/// So many registrants, each with the first ground of `scheme`.
fn riders(scheme: &Scheme, count: usize) -> Vec<Rider> {
    let version = scheme.versions().last().unwrap();
    let ground = &version.rules().eligibility.grounds.first().unwrap().id;
    let rider = |number: usize| Rider {
        id: format!("r{number}").parse().unwrap(),
        grounds: [ground].into_iter().collect(),
        registered_on: version.from(),
        units: None,
        instrument: None,
        assurance: domain::Assurance::A1,
        used: Used::default(),
        refund_requested_on: None,
    };
    (0..count).map(rider).collect()
}

#[test]
fn a_decision_that_pays_allocates_nothing() {
    let mut paying = 0;
    for (file, text) in rules::shipped::ALL {
        let scheme = Scheme::parse(file, text).unwrap();
        let from = scheme.versions().last().unwrap().from();
        let boarded_at = format!("{from}T10:00:00+09:00");
        for count in 1..=4 {
            let riders = riders(&scheme, count);
            for meter in [40, 700, 1_500, 1_801, 4_000, 9_000] {
                let trip = request(meter, &boarded_at).trip;
                let region = Region::new(ALLOCATOR);
                let outcome = rules::decide(&scheme, &trip, &riders).unwrap();
                let change = region.change();
                paying += usize::from(outcome.subsidy.get() > 0);
                let made = change.allocations + change.reallocations;
                assert_eq!(made, 0, "{file}: {count} aboard, {meter} yen");
            }
        }
    }
    assert!(paying > 50, "only {paying} of the decisions pay");
}
