//! Their side: zen-engine, and how it was given the rules.
//!
//! `maebashi.json` is a decision graph (JDM) of one node with five expressions,
//! the quickest of the forms that were tried: what each registrant can still use,
//! how many of them can use anything, and from that the claims. README.md says
//! what the other forms took.
//!
//! Wherever there was a choice, it was made in zen-engine's favour. The graph is
//! compiled. Inputs are its own values, made beforehand; days and times are
//! plain numbers, and what Maebashi does not look at is left out. `$nodes`, which
//! the graph does not use, is switched off. What cannot happen in the mix is not
//! in the graph (a claim of no yen, which takes no use). The answer is the subsidy
//! and the uses, for each registrant; ours also says what becomes of each claim,
//! and keeps what its sentences are made of.
//!
//! Deliberately absent: a loader, a trace, and a runtime; none is needed.

use std::sync::atomic::Ordering;

use anyhow::{Context as _, Result, anyhow};
use peers::mix::{MixedRider, MixedTrip};
use peers::outcome::{Given, Outcome};
use serde_json::{Value, json};
use zen_engine::model::GraphContent;
use zen_engine::{Decision, DecisionGraphResponse, Variable, ZEN_CONFIG};

/// Its version.
pub const VERSION: &str = zen_engine::ENGINE_VERSION;

const MODEL: &str = include_str!("maebashi.json");

/// The decision graph, compiled.
#[derive(Debug)]
pub struct Zen {
    decision: Decision,
}

impl Zen {
    /// Reads and compiles the graph.
    pub fn new() -> Result<Self> {
        ZEN_CONFIG.nodes_in_context.store(false, Ordering::Relaxed);
        let graph: GraphContent = serde_json::from_str(MODEL).context("maebashi.json")?;
        let mut decision = Decision::from(graph);
        decision.validate()?;
        decision.compile();
        Ok(Self { decision })
    }

    /// Brings a trip into its form.
    pub fn input(trip: &MixedTrip) -> Variable {
        json!({
            "date": trip.day.number(),
            "boarded_minute": trip.second / 60,
            "boarding_area": trip.boarding_area,
            "alighting_area": trip.alighting_area,
            "meter_yen": trip.meter_yen,
            "disability_discount": trip.disability_discount,
            "riders": trip.riders.iter().map(rider).collect::<Vec<_>>(),
        })
        .into()
    }

    /// Decides: the call that is timed. Cloning an input counts a reference.
    pub async fn decide(&self, input: &Variable) -> Result<DecisionGraphResponse> {
        let decided = self.decision.evaluate(input.clone()).await;
        decided.map_err(|error| anyhow!("zen-engine: {error}"))
    }

    /// What can be held against our side.
    pub fn outcome(answer: &DecisionGraphResponse) -> Result<Outcome> {
        let json = answer.result.to_value();
        let claims = json.get("claims").and_then(Value::as_array);
        let given = claims.into_iter().flatten().map(|claim| {
            Ok(Given {
                subsidy_yen: whole(claim, "subsidy_yen")?,
                uses: whole(claim, "uses")?.try_into()?,
            })
        });
        Ok(Outcome {
            subsidy_yen: whole(&json, "subsidy_yen")?,
            given: given.collect::<Result<_>>()?,
        })
    }
}

fn whole(json: &Value, key: &str) -> Result<i64> {
    let number = json.get(key).and_then(Value::as_i64);
    number.with_context(|| format!("zen-engine gave no whole {key}: {json}"))
}

fn rider(rider: &MixedRider) -> Value {
    json!({
        "grounds": rider.grounds,
        "registered_on": rider.registered_on.number(),
        "units": rider.units,
        "assurance": rider.assurance,
        "used_day": rider.used_day,
        "used_year": rider.used_year,
    })
}
