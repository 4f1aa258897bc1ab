//! What a rule looks at, and what it finds. Pure.

use std::collections::BTreeMap;

use domain::{
    DriverId, Month, OperatorId, RegistrantId, ServiceDate, TerminalId, Timestamp, TripId,
    VehicleId,
};
use serde::{Deserialize, Serialize};
use wire::TripRecord;

use super::code::Code;

/// No trip is longer, as far as review looks at it: a meter that was left on for days must
/// not make every later trip odd, and what is near to a trip must be found by when it began.
pub(super) const LONGEST_TRIP_S: i64 = 12 * 3_600;

/// A trip as far as the rules at intake look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ride {
    /// Which trip.
    pub trip: TripId,
    /// Whose.
    pub operator: OperatorId,
    /// The taxi.
    pub vehicle: VehicleId,
    /// Who drove.
    pub driver: DriverId,
    /// By which terminal.
    pub terminal: TerminalId,
    /// Its place in the terminal's chain.
    pub sequence: u64,
    /// Meter on.
    pub boarded_at: Timestamp,
    /// Meter off.
    pub alighted_at: Timestamp,
    /// Claims: number of the tap, and whose.
    pub riders: Vec<(i16, RegistrantId)>,
}

impl Ride {
    /// Of a signed record, for its operator, with the claims on it.
    pub(crate) fn of(
        record: &TripRecord,
        operator: &OperatorId,
        riders: Vec<(i16, RegistrantId)>,
    ) -> Self {
        Self {
            trip: record.trip_id,
            operator: operator.clone(),
            vehicle: record.vehicle.clone(),
            driver: record.driver.clone(),
            terminal: record.terminal.clone(),
            sequence: record.sequence,
            boarded_at: record.trip.boarded_at,
            alighted_at: record.trip.alighted_at,
            riders,
        }
    }

    /// The day it counts for.
    pub fn date(&self) -> ServiceDate {
        ServiceDate::of(self.boarded_at)
    }

    /// The tap of a registrant.
    pub fn ordinal_of(&self, registrant: &RegistrantId) -> Option<i16> {
        self.riders
            .iter()
            .find(|(_ordinal, id)| id == registrant)
            .map(|(ordinal, _id)| *ordinal)
    }

    /// Meter off, or the longest that a trip takes.
    pub fn ended_at(&self) -> Timestamp {
        end_of(self.boarded_at, self.alighted_at)
    }

    /// For how many seconds both were under way; less than 0 is the time between.
    pub fn seconds_at_once(&self, other: &Self) -> i64 {
        let begin = self.boarded_at.max(other.boarded_at);
        let end = self.ended_at().min(other.ended_at());
        end.seconds_since(begin)
    }
}

/// Meter off, or the longest that a trip takes.
pub(super) fn end_of(boarded_at: Timestamp, alighted_at: Timestamp) -> Timestamp {
    alighted_at.min(boarded_at.plus_seconds(LONGEST_TRIP_S))
}

/// The rows that made a finding, for a person to see why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The trips.
    pub trips: Vec<TripId>,
    /// What was counted.
    pub numbers: BTreeMap<String, i64>,
}

impl Evidence {
    pub(super) fn new(
        trips: impl IntoIterator<Item = TripId>,
        numbers: impl IntoIterator<Item = (&'static str, i64)>,
    ) -> Self {
        Self {
            trips: trips.into_iter().collect(),
            numbers: numbers
                .into_iter()
                .map(|(name, number)| (name.to_owned(), number))
                .collect(),
        }
    }
}

/// A finding, not yet written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Why.
    pub code: Code,
    /// Whose trips.
    pub operator: OperatorId,
    /// Of which month.
    pub month: Month,
    /// On which trip; none: on many together.
    pub trip: Option<TripId>,
    /// On which tap of it; none: on all.
    pub ordinal: Option<i16>,
    /// Against what it was found; the same is not found twice.
    pub subject: String,
    /// What made it.
    pub evidence: Evidence,
}

impl Found {
    /// On the trip `ride`, or on one tap of it.
    pub(super) fn on(
        code: Code,
        ride: &Ride,
        ordinal: Option<i16>,
        subject: impl Into<String>,
        evidence: Evidence,
    ) -> Self {
        Self {
            code,
            operator: ride.operator.clone(),
            month: ride.date().month(),
            trip: Some(ride.trip),
            ordinal,
            subject: subject.into(),
            evidence,
        }
    }
}
