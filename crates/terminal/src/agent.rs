//! One taxi: from meter on, over taps and fare, to a signed record.
//!
//! Nothing here waits for the network but a tap, and that only for seconds; the
//! records travel in `upload`. One command at a time: a taxi has one trip.

pub mod answers;
mod declare;
mod error;
mod fare;
mod open_trip;
mod status;

use std::sync::Arc;
use std::time::Duration;

use crate::cards::CardSource;
use crate::database::DatabaseError;
use crate::outbox::Stored;
use crate::reasons;
use crate::tap::{Reading, TapRequest, Verdict};
use crate::terminal::Terminal;
use crate::upload::Upload;
use answers::{FareDecided, TapEnded, TripNamed};
use domain::{
    DriverId, Fare, MunicipalityCode, Reason, ServiceDate, Timestamp, Trip, TripId, VehicleId,
};

pub use declare::Declaration;
pub use error::AgentError;
pub use open_trip::{DecidedFare, OpenTrip};

/// The agent of one taxi, with the place where cards are put.
pub struct Agent<C> {
    terminal: Arc<Terminal>,
    upload: Arc<Upload>,
    cards: C,
    trip: Option<OpenTrip>,
}

/// Meter on.
#[derive(Clone, Debug)]
pub struct Board {
    /// The taxi; none: the one the terminal is fitted in.
    pub vehicle: Option<VehicleId>,
    /// Who drives.
    pub driver: DriverId,
    /// When; none: now.
    pub at: Option<Timestamp>,
    /// Where.
    pub area: MunicipalityCode,
}

/// A card is to be tapped.
#[derive(Clone, Debug)]
pub struct TapWanted {
    /// Uses or tickets offered, at least 1.
    pub units: Option<u32>,
    /// Which kind of ticket.
    pub instrument: Option<String>,
    /// Whether the driver compared the photo.
    pub photo_checked: bool,
    /// How long to wait for a card.
    pub wait: Duration,
}

/// Meter off.
#[derive(Clone, Debug)]
pub struct Alight {
    /// When; none: now.
    pub at: Option<Timestamp>,
    /// Where.
    pub area: MunicipalityCode,
    /// How far, in metres.
    pub distance_m: u32,
    /// What it cost.
    pub fare: Fare,
    /// People aboard who are not registrants.
    pub companions: u8,
}

/// How a tap ended and what to show.
pub type TapOutcome = (TapKind, TapEnded);

/// The three ways a tap ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TapKind {
    /// It counts.
    Accepted,
    /// The card may not be used.
    Refused,
    /// It could not be judged: try again.
    Error,
}

impl<C: CardSource> Agent<C> {
    /// The agent of `terminal`, in the middle of the trip that was under way
    /// when it last stopped, if there was one.
    pub fn new(
        terminal: Arc<Terminal>,
        upload: Arc<Upload>,
        cards: C,
    ) -> Result<Self, DatabaseError> {
        let trip = open_trip::load(&terminal.database)?;
        Ok(Self {
            terminal,
            upload,
            cards,
            trip,
        })
    }

    /// Meter on: names the trip.
    pub fn board(&mut self, board: Board) -> Result<TripNamed, AgentError> {
        if let Some(trip) = &self.trip {
            return Err(AgentError::TripUnderWay(trip.trip_id));
        }
        let now = self.terminal.now()?;
        let trip_id = new_trip_id(now)?;
        self.keep(Some(OpenTrip {
            trip_id,
            vehicle: board.vehicle.unwrap_or_else(|| self.vehicle()),
            driver: board.driver,
            boarded_at: board.at.unwrap_or(now),
            boarding_area: board.area,
            taps: Vec::new(),
            meter_off: false,
            fare: None,
        }));
        Ok(TripNamed { trip_id })
    }

    /// Waits for a card and reads it. An accepted tap belongs to the trip; a
    /// fare that was decided before it has to be decided anew.
    pub fn tap(&mut self, wanted: TapWanted) -> Result<TapOutcome, AgentError> {
        let trip = self.trip.as_ref().ok_or(AgentError::NoTrip)?;
        if let Some(reason) = not_a_kind(wanted.instrument.as_deref()) {
            return Ok((TapKind::Error, TapEnded::unread(reason)));
        }
        let request = TapRequest {
            trip_id: trip.trip_id,
            boarded_at: trip.boarded_at,
            purpose: trip.purpose(),
            units: wanted.units,
            instrument: wanted.instrument,
            photo_checked: wanted.photo_checked,
            taken: &trip.cards(),
        };
        // Before the passenger holds a card to the reader, not while they do.
        self.terminal.bundle_for_tap(self.terminal.now()?)?;
        let card = match self.cards.next_card(wanted.wait) {
            Ok(Some(card)) => card,
            Ok(None) => return Ok((TapKind::Error, TapEnded::unread(reasons::no_card()))),
            Err(error) => return Ok((TapKind::Error, TapEnded::unread(error.reason()))),
        };
        let reading = self.terminal.read_tap(card, &request);
        let (kind, ended) = self.take(reading);
        tracing::info!(
            code = ended.reason.code,
            online = ended.online,
            apdus = ended.apdus,
            ms = ended.ms,
            "a card was tapped"
        );
        Ok((kind, ended))
    }

    /// Meter off: decides who pays what. May be repeated with other figures
    /// until the trip is finished.
    pub fn alight(&mut self, alight: &Alight) -> Result<FareDecided, AgentError> {
        let mut trip = self.trip.clone().ok_or(AgentError::NoTrip)?;
        let journey = Trip {
            boarded_at: trip.boarded_at,
            alighted_at: match alight.at {
                Some(at) => at,
                None => self.terminal.now()?,
            },
            boarding_area: trip.boarding_area,
            alighting_area: alight.area,
            distance_m: alight.distance_m,
            fare: alight.fare,
            companions: alight.companions,
        };
        let loaded = self.terminal.bundles.current();
        let mut at_risk = self.terminal.outbox.exposure()?.at_risk_yen;
        let fare = fare::decide(loaded.as_deref(), journey, &trip.taps, at_risk)?;
        if !fare.shown.online {
            at_risk = at_risk.checked_add(fare.shown.subsidy_yen)?;
        }
        let decided = FareDecided::new(&fare, at_risk);
        trip.meter_off = true;
        trip.fare = Some(fare);
        self.keep(Some(trip));
        Ok(decided)
    }

    /// Signs the trip and stores it. When this fails the trip is still under
    /// way, and finishing can be repeated.
    pub fn finish(&mut self) -> Result<Stored, AgentError> {
        let trip = self.trip.as_ref().ok_or(AgentError::NoTrip)?;
        let fare = trip.fare.as_ref().ok_or(AgentError::FareNotDecided)?;
        let signed_at = self.terminal.now()?;
        let identity = &self.terminal.identity;
        let stored = self.terminal.outbox.append(
            trip.trip_id,
            (&identity.key(), &identity.key_id()),
            |place| trip.record(fare, identity, place, signed_at),
        )?;
        self.remember_uses(trip, fare);
        self.trip = None;
        self.upload.wake();
        Ok(stored)
    }

    /// Drops the trip under way: the passenger did not ride after all.
    pub fn cancel(&mut self) -> Result<TripNamed, AgentError> {
        let trip_id = self.trip.as_ref().ok_or(AgentError::NoTrip)?.trip_id;
        self.keep(None);
        Ok(TripNamed { trip_id })
    }

    /// Counts this trip for the next tap of its cards without a network. Only a
    /// help: a trip does not fail by it.
    fn remember_uses(&self, trip: &OpenTrip, fare: &DecidedFare) {
        let on = ServiceDate::of(trip.boarded_at);
        let Some(decision) = &fare.decision else {
            return;
        };
        match fare::used_after(decision, &trip.taps) {
            Ok(after) => {
                for (tap, used) in trip.taps.iter().zip(after) {
                    self.terminal.remember(tap, on, used);
                }
            }
            Err(error) => tracing::warn!(%error, "a trip's uses were not remembered"),
        }
    }

    /// By the bundle, which follows the city's latest word.
    fn vehicle(&self) -> VehicleId {
        match self.terminal.bundles.current() {
            Some(loaded) => loaded.bundle.assignment.vehicle.clone(),
            None => self.terminal.identity.enrolled.assignment.vehicle.clone(),
        }
    }
}

impl<C> Agent<C> {
    fn take(&mut self, reading: Reading) -> TapOutcome {
        let (kind, reason, accepted) = match reading.verdict {
            Verdict::Accepted(tap) => {
                let reason = if tap.tap.declared.is_some() {
                    reasons::number_accepted(tap.online)
                } else {
                    reasons::accepted(tap.online)
                };
                (TapKind::Accepted, reason, Some(tap))
            }
            Verdict::Refused(reason) => (TapKind::Refused, reason, None),
            Verdict::Failed(reason) => (TapKind::Error, reason, None),
        };
        let ended = TapEnded {
            reason,
            assurance: accepted.as_ref().map(|tap| tap.assurance),
            online: accepted.as_ref().is_some_and(|tap| tap.online),
            apdus: reading.apdus,
            ms: reading.total.as_millis(),
            own_ms: reading.own.as_millis(),
        };
        if let (Some(tap), Some(mut trip)) = (accepted, self.trip.clone()) {
            trip.taps.push(*tap);
            trip.fare = None;
            self.keep(Some(trip));
        }
        (kind, ended)
    }

    fn keep(&mut self, trip: Option<OpenTrip>) {
        open_trip::keep(&self.terminal.database, trip.as_ref());
        self.trip = trip;
    }
}

/// Why what was typed as a kind of ticket is none. It would be signed, and what is signed
/// stays.
fn not_a_kind(typed: Option<&str>) -> Option<Reason> {
    let is_a_persons = domain::holds_individual_number(typed.unwrap_or_default());
    is_a_persons.then(reasons::individual_number)
}

/// A UUID of version 7 at the terminal's clock.
fn new_trip_id(now: Timestamp) -> Result<TripId, AgentError> {
    let utc = now.to_utc();
    let seconds = u64::try_from(utc.timestamp()).unwrap_or_default();
    let at = uuid::Timestamp::from_unix(uuid::NoContext, seconds, utc.timestamp_subsec_nanos());
    Ok(uuid::Uuid::new_v7(at).try_into()?)
}
