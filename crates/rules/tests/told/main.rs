//! Schemes as people are told them: facts, the citizens' page, and what changes
//! from one version to another; over every file that ships and every shape.
//! Here is what both rooms share.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in its helpers too"
)]

mod changes;
mod page;

use std::fs;
use std::path::Path;

use rules::Scheme;
use rules::facts::{Fact, facts};

fn scheme(name: &str, text: &str) -> Scheme {
    Scheme::parse(name, text).unwrap_or_else(|errors| panic!("{errors}"))
}

fn maebashi() -> Scheme {
    scheme("maebashi.toml", rules::shipped::MAEBASHI)
}

/// Every file that ships and every shape.
fn schemes() -> Vec<Scheme> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shapes");
    let shapes = fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        scheme(
            &path.display().to_string(),
            &fs::read_to_string(&path).unwrap(),
        )
    });
    let shipped = rules::shipped::ALL
        .iter()
        .map(|(name, text)| scheme(name, text));
    shipped.chain(shapes).collect()
}

fn each_version(look: impl Fn(&Scheme, &rules::Version, &[Fact])) {
    for scheme in schemes() {
        for version in scheme.versions() {
            look(&scheme, version, &facts(version, scheme.municipality()));
        }
    }
}

/// A scheme of one ground that is open at any time, with changes.
fn plain(changes: &[(&str, &str)]) -> Scheme {
    let mut text = r#"
[scheme]
id = "plain"
name = "見本"
name_en = "Plain"

[[version]]
from = 2026-04-01
[version.eligibility]
grounds = [{ id = "age75", ja = "75歳以上", en = "75 or older" }]
[version.fare]
counts = ["meter"]
[[version.amount]]
id = "a"
ja = "半額"
en = "half"
steps = [{ share = "50%", rounding = { unit_yen = 10, direction = "down" } }]
[version.sharing]
aboard = "who_can_claim"
shortfall = "equal"
[[version.limit]]
period = "day"
most = 2
counts = "trips"
[version.assurance]
A0 = "refuse"
A1 = "hold"
A2 = "pay"
A3 = "pay"
[version.refund]
within_days = 14
treatment = "pay"
[version.offline]
over_limit_borne_by = "city"
[version.settlement]
closes = "end_of_month"
pay_within_days = 30
city_part = "grant"
[[version.example]]
name = "EXAMPLE"
on = 2026-04-03
boarded = 22:00:00
meter_yen = 1000
registrants = [{}]
expect = { subsidy_yen = 500, passenger_pays_yen = 500 }
"#
    .to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    scheme("plain.toml", &text)
}
