//! Any text as a line of `mytaku scheme decide`, by every scheme that ships: it
//! is decided to the yen or refused, and never ends in a panic.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use rules::Scheme;
use rules::lines::{LineDecider, Request};

static SCHEMES: LazyLock<Vec<Scheme>> = LazyLock::new(|| {
    let parse = |(file, text): &(&str, &str)| Scheme::parse(file, text);
    let schemes = rules::shipped::ALL.iter().map(parse);
    schemes.collect::<Result<_, _>>().unwrap_or_default()
});

fuzz_target!(|line: &str| {
    let Ok(request) = serde_json::from_str::<Request>(line) else {
        return;
    };
    for scheme in SCHEMES.iter() {
        let mut decider = LineDecider::new([scheme]);
        if let Ok(answer) = decider.decide(&request) {
            let decision = answer.decision;
            let parts = [decision.subsidy, decision.passenger_pays, decision.discount];
            let sum: i64 = parts.iter().map(|part| part.get()).sum();
            let total = request.trip.fare.total().map(|total| total.get());
            assert_eq!(total, Ok(sum));
        }
    }
});
