//! The trip under way, on disk at each step, so that a restart in the middle of
//! a ride loses no tap.

use domain::{Digest, DriverId, MunicipalityCode, Timestamp, Trip, TripId, VehicleId};
use rules::Decision;
use rusqlite::OptionalExtension as _;
use serde::{Deserialize, Serialize};
use wire::{Purpose, Shown, Tap, TripRecord};

use crate::database::{Database, DatabaseError};
use crate::identity::Identity;
use crate::outbox::Place;
use crate::tap::AcceptedTap;

/// A trip from meter on until its record is signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenTrip {
    /// Its name for ever.
    pub trip_id: TripId,
    /// The taxi.
    pub vehicle: VehicleId,
    /// Who drives.
    pub driver: DriverId,
    /// Meter on.
    pub boarded_at: Timestamp,
    /// Where.
    pub boarding_area: MunicipalityCode,
    /// Cards tapped and accepted, in order.
    pub taps: Vec<AcceptedTap>,
    /// Whether the meter was stopped: a tap is then one on alighting.
    pub meter_off: bool,
    /// The fare as it was decided and shown; none until then, or when a card
    /// was tapped since.
    pub fare: Option<DecidedFare>,
}

/// What was decided and shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DecidedFare {
    /// The whole trip.
    pub trip: Trip,
    /// What the rules said; none when no scheme was in force.
    pub decision: Option<Decision>,
    /// What the passenger was told.
    pub shown: Shown,
    /// Whether the subsidy was withheld, since this terminal has given all that
    /// it may without the service.
    #[serde(default)]
    pub withheld: bool,
}

impl OpenTrip {
    /// Fingerprints of the cards tapped and the numbers declared.
    pub fn cards(&self) -> Vec<Digest> {
        self.taps.iter().map(|tap| tap.tap.fingerprint).collect()
    }

    /// What a tap is for that is made now.
    pub(super) const fn purpose(&self) -> Purpose {
        if self.meter_off {
            Purpose::Alight
        } else {
            Purpose::Board
        }
    }

    /// The record to sign at `place`.
    pub(super) fn record(
        &self,
        fare: &DecidedFare,
        identity: &Identity,
        place: Place,
        signed_at: Timestamp,
    ) -> TripRecord {
        TripRecord {
            trip_id: self.trip_id,
            municipality: identity.enrolled.municipality,
            terminal: identity.enrolled.terminal.clone(),
            sequence: place.sequence,
            previous: place.previous,
            vehicle: self.vehicle.clone(),
            driver: self.driver.clone(),
            trip: fare.trip,
            taps: self.taps.iter().map(|tap| fare.signed(tap)).collect(),
            shown: fare.shown.clone(),
            signed_at,
        }
    }
}

impl DecidedFare {
    /// The tap as it is signed. Where the subsidy was withheld the passenger gives
    /// no use, so that the service takes none either.
    fn signed(&self, tap: &AcceptedTap) -> Tap {
        let mut signed = tap.tap.clone();
        if self.withheld {
            signed.units = Some(0);
        }
        signed
    }
}

/// The trip that was under way when the terminal stopped.
pub(super) fn load(database: &Database) -> Result<Option<OpenTrip>, DatabaseError> {
    let state: Option<String> = database.read(|connection| {
        connection
            .query_row("SELECT state FROM open_trip", [], |row| row.get(0))
            .optional()
            .map_err(DatabaseError::from)
    })?;
    state
        .map(|state| serde_json::from_str(&state))
        .transpose()
        .map_err(|_not_ours| DatabaseError::Damaged {
            what: "the trip under way cannot be read".into(),
        })
}

/// Keeps `trip` as the one under way; none: there is none any more. Only a help
/// after a restart, so that a full disk does not stop the meter.
pub(super) fn keep(database: &Database, trip: Option<&OpenTrip>) {
    let kept = database.write(|transaction| {
        match trip.map(serde_json::to_string).transpose() {
            Ok(Some(state)) => transaction.execute(
                "INSERT OR REPLACE INTO open_trip (id, state) VALUES (1, ?1)",
                [state],
            ),
            Ok(None) => transaction.execute("DELETE FROM open_trip", []),
            Err(error) => Err(rusqlite::Error::ToSqlConversionFailure(error.into())),
        }
        .map_err(DatabaseError::from)
    });
    if let Err(error) = kept {
        tracing::warn!(%error, "the trip under way is in memory only");
    }
}
