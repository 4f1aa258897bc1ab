//! What was found and decided of trips, and what it comes to at a moment. Pure but
//! for the reading.
//!
//! Findings and decisions are inputs with the moment they came; the outcome of a
//! claim is a function of them and of what the rules say. Intake, closing and the
//! audit use this one function, which is why they agree.

use std::collections::HashMap;

use domain::{Month, MunicipalityCode, Timestamp, TripId};
use queries::queries::review as sql;
use rules::Treatment;

use super::code::Code;
use super::found::Found;
use super::parameters::{Consequence, Parameters};
use crate::decision::{AssessedClaim, Verdict};
use crate::{Error, Result, Transaction};

/// What a person decided (審査決定).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ruling {
    /// Pay what the rules give.
    Pay,
    /// Do not pay, and do not count the uses.
    Reject,
}

impl Ruling {
    /// As in SQL and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pay => "pay",
            Self::Reject => "reject",
        }
    }

    pub(super) fn parse(text: &str) -> Result<Self> {
        match text {
            "pay" => Ok(Self::Pay),
            "reject" => Ok(Self::Reject),
            other => Err(Error::damaged("outcome of a decision", other)),
        }
    }
}

/// A finding on a trip and the decisions in force on it, in order of time.
#[derive(Clone, Debug)]
pub struct OnTrip {
    /// Why.
    pub code: Code,
    /// On which tap; none: on all.
    pub ordinal: Option<i16>,
    /// Until somebody decides.
    pub consequence: Consequence,
    /// Since when it is known.
    pub found_at: Timestamp,
    /// Since when, and what.
    pub decided: Vec<(Timestamp, Ruling)>,
}

/// Findings by trip.
#[derive(Clone, Debug, Default)]
pub struct Reviewed(HashMap<TripId, Vec<OnTrip>>);

impl Reviewed {
    /// Adds a finding on a trip.
    pub fn add(&mut self, trip: TripId, finding: OnTrip) {
        self.0.entry(trip).or_default().push(finding);
    }

    /// Findings of which none is decided.
    pub(super) fn fresh(parameters: &Parameters, found: &[Found], now: Timestamp) -> Self {
        let mut reviewed = Self::default();
        for one in found {
            if let Some(trip) = one.trip {
                let finding = OnTrip {
                    code: one.code,
                    ordinal: one.ordinal,
                    consequence: parameters.consequence(one.code),
                    found_at: now,
                    decided: Vec::new(),
                };
                reviewed.add(trip, finding);
            }
        }
        reviewed
    }

    /// What is known at `known_at` of the claim by tap `ordinal` of `trip`.
    pub fn verdict(&self, trip: TripId, ordinal: i16, known_at: Timestamp) -> Verdict {
        let mut verdict = Verdict::default();
        let on_claim = self.0.get(&trip).into_iter().flatten().filter(|finding| {
            finding.found_at <= known_at && finding.ordinal.is_none_or(|tap| tap == ordinal)
        });
        for finding in on_claim {
            let decided = finding
                .decided
                .iter()
                .rev()
                .find(|(since, _)| *since <= known_at);
            let treatment = match decided.map(|(_since, ruling)| ruling) {
                Some(Ruling::Pay) => {
                    verdict.released |= finding.code == Code::HeldByScheme;
                    continue;
                }
                Some(Ruling::Reject) => Treatment::Refuse,
                None => finding.consequence.into(),
            };
            match (treatment, verdict.worse) {
                (Treatment::Refuse, _) | (Treatment::Hold, None) => verdict.worse = Some(treatment),
                _ => {}
            }
            if treatment != Treatment::PayAndSample {
                verdict.reasons.push(finding.code.reason());
            }
        }
        verdict
    }

    /// Puts each claim of a trip under what is known of it at `known_at`.
    pub fn apply(&self, trip: TripId, claims: &mut [AssessedClaim], known_at: Timestamp) {
        if self.0.contains_key(&trip) {
            for claim in claims {
                claim.put_under(&self.verdict(trip, claim.ordinal, known_at));
            }
        }
    }
}

/// What was found and decided of trips booked until `month`.
pub(crate) async fn reviewed(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    month: Month,
) -> Result<Reviewed> {
    let rows = sql::get_findings_until()
        .bind(tx, &municipality.as_str(), &month.first_day())
        .all()
        .await?;
    // A row a decision, those of a finding together.
    let mut reviewed = Reviewed::default();
    let mut last = None;
    for row in rows {
        let Some(trip) = row.trip else { continue };
        let damaged = |error: &dyn std::fmt::Display| {
            Error::damaged(format!("finding {}", row.finding), error)
        };
        let trip = TripId::try_from(trip).map_err(|error| damaged(&error))?;
        if last != Some(row.finding) {
            let finding = OnTrip {
                code: row.code.parse().map_err(|error| damaged(&error))?,
                ordinal: row.ordinal,
                consequence: Consequence::parse(&row.treatment)?,
                found_at: row.found_at.into(),
                decided: Vec::new(),
            };
            reviewed.add(trip, finding);
            last = Some(row.finding);
        }
        if let (Some(outcome), Some(since)) = (&row.outcome, row.in_force_at)
            && let Some(finding) = reviewed.0.get_mut(&trip).and_then(|all| all.last_mut())
        {
            finding
                .decided
                .push((since.into(), Ruling::parse(outcome)?));
        }
    }
    Ok(reviewed)
}

#[cfg(test)]
mod tests {
    use super::super::rules::example::trip;
    use super::*;

    fn at(minute: u32) -> Timestamp {
        format!("2026-10-05T10:{minute:02}:00+09:00")
            .parse()
            .unwrap()
    }

    fn finding(code: Code, consequence: Consequence, decided: &[(u32, Ruling)]) -> OnTrip {
        OnTrip {
            code,
            ordinal: None,
            consequence,
            found_at: at(10),
            decided: decided
                .iter()
                .map(|(minute, ruling)| (at(*minute), *ruling))
                .collect(),
        }
    }

    #[test]
    fn what_is_known_at_a_moment_counts_and_nothing_later() {
        let mut reviewed = Reviewed::default();
        let decided = [(20, Ruling::Reject), (30, Ruling::Pay)];
        reviewed.add(
            trip(1),
            finding(Code::VehicleOverlap, Consequence::Hold, &decided),
        );
        let worse = |minute| reviewed.verdict(trip(1), 1, at(minute)).worse;
        assert_eq!(worse(9), None);
        assert_eq!(worse(10), Some(Treatment::Hold));
        assert_eq!(worse(20), Some(Treatment::Refuse));
        assert_eq!(worse(30), None);
    }

    #[test]
    fn the_worst_of_several_counts() {
        let mut reviewed = Reviewed::default();
        reviewed.add(trip(1), finding(Code::StagedTrip, Consequence::Hold, &[]));
        let rejected = [(20, Ruling::Reject)];
        reviewed.add(
            trip(1),
            finding(Code::VehicleOverlap, Consequence::Hold, &rejected),
        );
        reviewed.add(
            trip(1),
            finding(Code::Burst, Consequence::PayAndSample, &[]),
        );
        let verdict = reviewed.verdict(trip(1), 1, at(30));
        assert_eq!(verdict.worse, Some(Treatment::Refuse));
        let codes: Vec<_> = verdict
            .reasons
            .iter()
            .map(|reason| reason.code.as_str())
            .collect();
        assert_eq!(codes, ["staged_trip", "vehicle_overlap"]);
    }
}
