//! Worked examples: a trip and what must come of it, written in the scheme
//! file by the people who answer for the rule.

use chrono::NaiveTime;
use domain::{Assurance, Fare, MunicipalityCode, RegistrantId, ServiceDate, Trip, Yen};

use crate::{Note, Outcome, Rider, Used};

/// One `[[version.example]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// What it shows, in the file's words.
    pub name: String,
    /// The service date.
    pub on: ServiceDate,
    /// Time of boarding, in Japan.
    pub boarded: NaiveTime,
    /// Minutes aboard.
    pub minutes: u32,
    /// Municipality of boarding.
    pub boarding_area: MunicipalityCode,
    /// Municipality of alighting.
    pub alighting_area: MunicipalityCode,
    /// Distance in metres.
    pub distance_m: u32,
    /// What the ride cost.
    pub fare: Fare,
    /// People aboard who are not registrants.
    pub companions: u8,
    /// The registrants, in the order of their taps.
    pub registrants: Vec<ExampleRider>,
    /// What must come of it.
    pub expect: Expected,
}

/// A registrant of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleRider {
    /// As the register has them.
    pub grounds: Vec<String>,
    /// First day of the registration.
    pub registered_on: ServiceDate,
    /// Uses or tickets offered.
    pub units: Option<u32>,
    /// Kind of ticket offered.
    pub instrument: Option<String>,
    /// What the tap proves.
    pub assurance: Assurance,
    /// For a trip without a tap: when the subsidy was asked for.
    pub refund_requested_on: Option<ServiceDate>,
    /// Used before.
    pub used: Used,
}

/// What must come of an example; what is absent is not compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Over all registrants.
    pub subsidy: Yen,
    /// By all passengers together.
    pub passenger_pays: Yen,
    /// The disability discount.
    pub discount: Option<Yen>,
    /// Each registrant's part, in order.
    pub claims: Option<Vec<Yen>>,
    /// Each registrant's count for the fiscal year after the trip, in order.
    pub then_used: Option<Vec<u32>>,
    /// Codes that must be among the reasons.
    pub reasons: Vec<String>,
}

/// Where an example and the rules part.
pub(crate) struct Difference {
    /// The key of the expectation.
    pub(crate) what: &'static str,
    pub(crate) expected: String,
    pub(crate) got: String,
}

impl Example {
    /// The trip it describes; none when its moment is not in the calendar.
    pub fn trip(&self) -> Option<Trip> {
        let boarded_at = self.on.at(self.boarded)?;
        Some(Trip {
            boarded_at,
            alighted_at: boarded_at.plus_seconds(i64::from(self.minutes) * 60),
            boarding_area: self.boarding_area,
            alighting_area: self.alighting_area,
            distance_m: self.distance_m,
            fare: self.fare,
            companions: self.companions,
        })
    }

    /// The registrants aboard, named `r1`, `r2`, … in order.
    pub fn riders(&self) -> Vec<Rider> {
        self.registrants
            .iter()
            .zip(1_u32..)
            .filter_map(|(rider, number)| {
                Some(Rider {
                    id: RegistrantId::new(format!("r{number}")).ok()?,
                    grounds: rider.grounds.iter().collect(),
                    registered_on: rider.registered_on,
                    units: rider.units,
                    instrument: rider.instrument.clone(),
                    assurance: rider.assurance,
                    used: rider.used,
                    refund_requested_on: rider.refund_requested_on,
                })
            })
            .collect()
    }

    /// Where `outcome` differs from what is expected; empty when the example
    /// comes out.
    pub(crate) fn differences(&self, outcome: &Outcome<'_>) -> Vec<Difference> {
        let expect = &self.expect;
        let mut differences = Vec::new();
        let mut compare = |what, expected: String, got: String| {
            if expected != got {
                differences.push(Difference {
                    what,
                    expected,
                    got,
                });
            }
        };
        let yen = |amount: Yen| amount.get().to_string();
        compare("subsidy_yen", yen(expect.subsidy), yen(outcome.subsidy));
        compare(
            "passenger_pays_yen",
            yen(expect.passenger_pays),
            yen(outcome.passenger_pays),
        );
        if let Some(discount) = expect.discount {
            compare("discount_yen", yen(discount), yen(outcome.discount));
        }
        if let Some(claims) = &expect.claims {
            let got = outcome.awards.iter().map(|award| award.subsidy.get());
            let expected = claims.iter().map(|claim| claim.get());
            compare("claims_yen", list(expected), list(got));
        }
        if let Some(used) = &expect.then_used {
            let before = self
                .registrants
                .iter()
                .map(|rider| rider.used.all.fiscal_year.uses);
            let units = outcome.awards.iter().map(|award| award.units);
            let got = before
                .zip(units)
                .map(|(used, units)| used.saturating_add(units));
            compare("then_used", list(used), list(got));
        }
        let mut codes: Vec<&str> = Vec::new();
        for code in outcome.all_notes().iter().map(Note::code) {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        for code in &expect.reasons {
            if !codes.contains(&code.as_str()) {
                compare("reasons", code.clone(), codes.join(", "));
            }
        }
        differences
    }
}

fn list(items: impl IntoIterator<Item = impl ToString>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    format!("[{}]", items.join(", "))
}
