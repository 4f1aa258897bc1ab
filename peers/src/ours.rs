//! Our side: the crate `rules`, and the only file here that knows it.
//!
//! A trip of the mix becomes what `rules` takes, by way of the JSON that `mytaku
//! scheme decide` reads, and what comes out becomes what can be held against
//! zen-engine's. Deliberately absent: the sentences of a decision, which are made
//! when somebody reads them, and nobody here does.

use anyhow::{Result, ensure};
use domain::{Trip, Yen};
use rules::{DecideError, Rider, Scheme};
use serde_json::{Value, json};

use crate::mix::{Day, MixedRider, MixedTrip};
use crate::outcome::{Given, Outcome};

/// The version that is measured.
pub const VERSION: &str = "2024-04-01";

/// A trip in our types.
#[derive(Debug)]
pub struct Input {
    trip: Trip,
    riders: Vec<Rider>,
}

/// What deciding gives.
pub type Answer<'s> = rules::Outcome<'s>;

/// The scheme of Maebashi.
#[derive(Debug)]
pub struct Ours {
    scheme: Scheme,
}

impl Ours {
    /// Reads the scheme file, which works its examples.
    pub fn new() -> Result<Self> {
        let scheme = Scheme::parse("schemes/maebashi.toml", rules::shipped::MAEBASHI)?;
        for day in [Day::new(2026, 4, 1), Day::new(2027, 3, 28)] {
            let version = scheme.version_on(day.to_string().parse()?);
            let name = version.map(rules::Version::name);
            ensure!(name == Some(VERSION), "{day} is not in version {VERSION}");
        }
        Ok(Self { scheme })
    }

    /// Brings a trip into our form.
    pub fn input(trip: &MixedTrip) -> Result<Input> {
        let at = |second: u32| {
            let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
            format!("{}T{hour:02}:{minute:02}:{second:02}+09:00", trip.day)
        };
        let riders = trip.riders.iter().map(rider);
        Ok(Input {
            trip: serde_json::from_value(json!({
                "boarded_at": at(trip.second),
                "alighted_at": at(trip.second + 1_200),
                "boarding_area": trip.boarding_area,
                "alighting_area": trip.alighting_area,
                "distance_m": 5_200,
                "fare": {
                    "meter_yen": trip.meter_yen,
                    "disability_discount": trip.disability_discount,
                },
            }))?,
            riders: riders
                .map(serde_json::from_value)
                .collect::<Result<_, _>>()?,
        })
    }

    /// Decides: the call that is timed, and counted.
    pub fn decide(&self, input: &Input) -> Result<Answer<'_>, DecideError> {
        rules::decide(&self.scheme, &input.trip, &input.riders)
    }

    /// Whether anything is paid.
    pub fn pays(answer: &Answer<'_>) -> bool {
        answer.subsidy > Yen::ZERO
    }

    /// What can be held against the other side.
    pub fn outcome(answer: &Answer<'_>) -> Outcome {
        let given = answer.awards.iter().map(|award| Given {
            subsidy_yen: award.subsidy.get(),
            uses: award.units,
        });
        Outcome {
            subsidy_yen: answer.subsidy.get(),
            given: given.collect(),
        }
    }
}

fn rider(rider: &MixedRider) -> Value {
    json!({
        "id": format!("r{}", rider.id),
        "grounds": rider.grounds,
        "registered_on": rider.registered_on.to_string(),
        "units": rider.units,
        "assurance": rider.assurance,
        "used": {
            "day": rider.used_day,
            "month": rider.used_month,
            "fiscal_year": rider.used_year,
            "amount_yen": rider.used_year * 800,
        },
    })
}
