//! Which records are taken in, and what they are answered. Pure.
//!
//! Records are answered in the order in which they came; each sees the ones
//! before it, so that a batch is no different from its records sent one by one.

use std::collections::HashSet;

use domain::{Digest, Month, OperatorId, Reason, Timestamp};
use wire::api::{TripAnswer, TripStatus};

use super::known::{Known, Link};
use super::not_taken_in;
use super::read::ReadRecord;
use super::tap::not_eligible;
use crate::decision::{Assessment, Counters, NotAuthorised, PublishedSchemes, Register, assess};
use crate::register::batch::Registered;
use crate::review::{Arriving, Movement, Ride};

/// A batch under way, and what is known so far: of before, and of the records
/// answered already.
pub(super) struct Intake<'a> {
    known: Known,
    published: &'a PublishedSchemes,
    register: Register,
    uses: Counters,
    now: Timestamp,
    outcome: Outcome<'a>,
}

/// What is to be written.
#[derive(Default)]
pub(super) struct Outcome<'a> {
    pub(super) admitted: Vec<Admitted<'a>>,
    pub(super) set_aside: Vec<SetAside<'a>>,
}

/// A record that is taken in.
pub(super) struct Admitted<'a> {
    pub(super) read: &'a ReadRecord,
    pub(super) operator: OperatorId,
    pub(super) booked_month: Month,
    pub(super) scheme_digest: Digest,
    pub(super) assessment: Assessment,
    pub(super) answer: TripAnswer,
}

impl Admitted<'_> {
    /// As review looks at it.
    pub(super) fn arriving(&mut self) -> Arriving<'_> {
        let riders = self.assessment.claims.iter();
        let riders = riders.map(|claim| (claim.ordinal, claim.claim.registrant.clone()));
        let ride = Ride::of(&self.read.record, &self.operator, riders.collect());
        Arriving {
            ride,
            movement: Movement::of(&self.read.record),
            assessment: &mut self.assessment,
        }
    }
}

/// A record that is kept, but not taken in.
pub(super) struct SetAside<'a> {
    pub(super) read: &'a ReadRecord,
    pub(super) status: TripStatus,
    pub(super) code: String,
}

/// Why a record is set aside.
struct Objection {
    status: TripStatus,
    reason: Reason,
}

fn rejected(reason: Reason) -> Objection {
    Objection {
        status: TripStatus::Rejected,
        reason,
    }
}

fn conflict(reason: Reason) -> Objection {
    Objection {
        status: TripStatus::Conflict,
        reason,
    }
}

impl<'a> Intake<'a> {
    /// For records received `now`.
    pub(super) fn new(
        now: Timestamp,
        known: Known,
        published: &'a PublishedSchemes,
        registered: Registered,
    ) -> Self {
        Self {
            known,
            published,
            register: registered.register,
            uses: registered.uses,
            now,
            outcome: Outcome::default(),
        }
    }

    /// What came of the records answered so far.
    pub(super) fn into_outcome(self) -> Outcome<'a> {
        self.outcome
    }

    /// Answers one record.
    pub(super) fn answer(&mut self, read: &'a ReadRecord) -> TripAnswer {
        let trip_id = read.record.trip_id;
        if let Some((digest, first_answer)) = self.known.trips.get(&trip_id)
            && *digest == read.digest
        {
            return TripAnswer {
                status: TripStatus::Duplicate,
                ..first_answer.clone()
            };
        }
        match self.admit(read) {
            Ok(admitted) => {
                let answer = admitted.answer.clone();
                self.remember(read, &answer);
                self.outcome.admitted.push(admitted);
                answer
            }
            Err(Objection { status, reason }) => {
                let code = reason.code.clone();
                self.outcome.set_aside.push(SetAside { read, status, code });
                not_taken_in(read.digest, Some(trip_id), status, reason)
            }
        }
    }

    /// For the records that come after this one.
    fn remember(&mut self, read: &ReadRecord, answer: &TripAnswer) {
        let record = &read.record;
        let known = &mut self.known;
        known
            .trips
            .insert(record.trip_id, (read.digest, answer.clone()));
        let link = Link {
            digest: read.digest,
            previous: record.previous,
        };
        let chain = known.chains.entry(record.terminal.clone()).or_default();
        chain.insert(record.sequence, link);
    }

    fn admit(&mut self, read: &'a ReadRecord) -> Result<Admitted<'a>, Objection> {
        self.check_conflicts(read)?;
        if let Some(fault) = &read.fault {
            return Err(rejected(fault.clone()));
        }
        if read.record.trip.alighted_at > self.now.plus_seconds(wire::CLOCK_TOLERANCE_S) {
            return Err(rejected(in_the_future()));
        }
        let record = &read.record;
        let assessment_date = domain::ServiceDate::of(record.trip.boarded_at);
        let booked_month = self
            .known
            .booking
            .month(assessment_date)
            .ok_or_else(|| rejected(before_first_month()))?;
        let operator = self.authorised_operator(read)?;
        let published = self
            .published
            .in_force_at(self.now)
            .ok_or_else(|| rejected(no_scheme()))?;
        let assessment = assess(
            &published.scheme,
            &self.register,
            &self.uses,
            record,
            self.now,
        )
        .map_err(|error| rejected(undecidable(&error.to_string())))?;
        assessment
            .count_into(&mut self.uses)
            .map_err(|error| rejected(undecidable(&error.to_string())))?;
        self.use_nonces(read, &assessment);
        let answer = TripAnswer {
            record: read.digest,
            trip_id: Some(record.trip_id),
            status: TripStatus::Created,
            reason: None,
            decision: Some(without_registrants(&assessment)),
        };
        Ok(Admitted {
            read,
            operator,
            booked_month,
            scheme_digest: published.scheme.digest(),
            assessment,
            answer,
        })
    }

    /// The same trip or the same place in the chain, with other content.
    fn check_conflicts(&self, read: &ReadRecord) -> Result<(), Objection> {
        let record = &read.record;
        if self.known.trips.contains_key(&record.trip_id) {
            return Err(conflict(Reason::new(
                "trip_already_recorded_otherwise",
                "同じ乗車の、内容の異なる記録がすでに届いています。",
                "This trip was taken in before with other content; both records are kept.",
            )));
        }
        let chain = self.known.chains.get(&record.terminal);
        let at = |number: Option<u64>| chain.and_then(|chain| chain.get(&number?));
        if at(Some(record.sequence)).is_some() {
            return Err(conflict(Reason::new(
                "sequence_already_taken",
                "同じ通し番号の記録がすでに届いています。",
                "Another trip of this terminal has this sequence number.",
            )));
        }
        let broken_before = match at(record.sequence.checked_sub(1)) {
            Some(before) => record.previous != Some(before.digest),
            None => record.sequence == 1 && record.previous.is_some(),
        };
        let broken_after = at(record.sequence.checked_add(1))
            .is_some_and(|after| after.previous != Some(read.digest));
        let broken = broken_before || broken_after;
        if broken {
            return Err(conflict(Reason::new(
                "chain_broken",
                "端末の記録のつながりが合いません。",
                "The record does not fit between the terminal's records before and after it.",
            )));
        }
        Ok(())
    }

    fn authorised_operator(&self, read: &ReadRecord) -> Result<OperatorId, Objection> {
        let record = &read.record;
        let operator = self.known.fleet.operator_of(record, self.now);
        operator.map_err(|why| {
            rejected(match why {
                NotAuthorised::Vehicle => not_authorised(
                    "vehicle_not_authorised",
                    ("車両", "vehicle"),
                    &record.vehicle,
                ),
                NotAuthorised::Driver => not_authorised(
                    "driver_not_authorised",
                    ("乗務員", "driver"),
                    &record.driver,
                ),
                NotAuthorised::Operator => not_taking_part(),
            })
        })
    }

    fn use_nonces(&mut self, read: &ReadRecord, assessment: &Assessment) {
        let used: HashSet<u64> = assessment.taps.iter().filter_map(|tap| tap.nonce).collect();
        self.register.used_nonces.extend(
            used.into_iter()
                .map(|nonce| (read.record.terminal.clone(), nonce)),
        );
    }
}

/// The decision as a taxi may see it: registrants by the number of their tap, and
/// no ground on which somebody is not eligible.
fn without_registrants(assessment: &Assessment) -> rules::Decision {
    let mut decision = assessment.decision.clone();
    for (claim, assessed) in decision.claims.iter_mut().zip(&assessment.claims) {
        if let Ok(place) = format!("rider-{}", assessed.ordinal).parse() {
            claim.registrant = place;
        }
    }
    for (claim, place) in &assessment.naming_a_ground {
        let reasons = match claim {
            None => Some(&mut decision.reasons),
            Some(index) => decision
                .claims
                .get_mut(*index)
                .map(|claim| &mut claim.reasons),
        };
        if let Some(reason) = reasons.and_then(|reasons| reasons.get_mut(*place)) {
            *reason = not_eligible();
        }
    }
    decision
}

fn not_authorised(code: &str, (ja, en): (&str, &str), id: &dyn std::fmt::Display) -> Reason {
    Reason::new(
        code,
        format!("{ja}{id}はこの事業者のものとして登録されていません。"),
        format!("The {en} {id} is not registered with this operator."),
    )
}

fn not_taking_part() -> Reason {
    Reason::new(
        "operator_not_authorised",
        "乗車日に、事業者の許可または市との協定が有効ではありません。",
        "The operator has no licence or no contract with the city on the day of the trip.",
    )
}

fn in_the_future() -> Reason {
    Reason::new(
        "in_the_future",
        "降車時刻が未来です。端末の時計を確認してください。",
        "The trip ends in the future; check the terminal's clock.",
    )
}

fn before_first_month() -> Reason {
    Reason::new(
        "before_first_month",
        "運用開始前の乗車です。",
        "The trip is before the first month that is settled here.",
    )
}

fn no_scheme() -> Reason {
    Reason::new(
        "no_scheme",
        "助成の規則が公開されていません。",
        "No scheme is published for this municipality.",
    )
}

fn undecidable(problem: &str) -> Reason {
    Reason::new(
        "not_decidable",
        "この乗車は判定できません。",
        format!("The rules cannot decide this trip: {problem}."),
    )
}
