//! The trip record: what a terminal signs of one trip.
//!
//! It is stored verbatim and is all that the audit starts from. Its sequence
//! number and its predecessor's digest chain a terminal's records, so that none
//! can be invented, changed or dropped unseen. Deliberately absent: name,
//! serial, certificate; a card is its fingerprint. A registrant's number is in it
//! only where one was typed because no card was read.

use domain::{
    Digest, DriverId, MunicipalityCode, SchemeId, TerminalId, Timestamp, Trip, TripId, VehicleId,
    Yen,
};
use serde::{Deserialize, Serialize};

use crate::{Challenge, Declared, NoncePool, Purpose};

/// One trip as the terminal knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TripRecord {
    /// Names the trip for ever; made and stored before anything is sent.
    pub trip_id: TripId,
    /// The tenant it is addressed to.
    pub municipality: MunicipalityCode,
    /// Whose key signs it.
    pub terminal: TerminalId,
    /// 1, 2, 3, … of this terminal, without a gap.
    pub sequence: u64,
    /// Digest of the JWS with the sequence number before; none for the first.
    pub previous: Option<Digest>,
    /// The taxi.
    pub vehicle: VehicleId,
    /// Who drove, by the operator's number.
    pub driver: DriverId,
    /// The journey and its fare.
    pub trip: Trip,
    /// Cards tapped, in order. None: the trip went without a subsidy.
    pub taps: Vec<Tap>,
    /// What the passenger was told.
    pub shown: Shown,
    /// The terminal's clock when it signed.
    pub signed_at: Timestamp,
}

/// One reading of a card (タッチ) with its evidence, or a number typed in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tap {
    /// The terminal's clock at the tap.
    pub at: Timestamp,
    /// Boarding or alighting.
    pub purpose: Purpose,
    /// Fingerprint of the certificate read, or [`Declared::fingerprint`].
    pub fingerprint: Digest,
    /// How many uses or tickets the passenger offers; absent: as many as the
    /// rule allows; 0: none, so that nothing is paid for this registrant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub units: Option<u32>,
    /// Which kind of ticket, where a scheme has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instrument: Option<String>,
    /// Whether the driver compared the photo on the card with the passenger.
    pub photo_checked: bool,
    /// What the chip answered, if it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chip: Option<ChipAnswer>,
    /// The number that was typed because no card was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared: Option<Declared>,
}

/// A chip's answer to a [`Challenge`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChipAnswer {
    /// Number of the nonce in the terminal's pool.
    pub nonce: u64,
    /// The chip's signature.
    #[serde(with = "hex::serde")]
    pub signature: Vec<u8>,
}

impl std::fmt::Debug for ChipAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ChipAnswer")
            .field("nonce", &self.nonce)
            .finish_non_exhaustive()
    }
}

impl Tap {
    /// Whether it does not contradict itself: where a number was declared, it is that
    /// number's fingerprint and no chip has answered.
    pub fn is_consistent(&self) -> bool {
        self.declared.as_ref().is_none_or(|declared| {
            self.chip.is_none() && self.fingerprint == declared.fingerprint()
        })
    }

    /// The challenge that the chip must have answered, if it answered one and
    /// `pool` holds its nonce.
    pub fn challenge<'a>(
        &self,
        pool: &NoncePool,
        terminal: &'a TerminalId,
        trip: TripId,
    ) -> Option<Challenge<'a>> {
        Some(Challenge {
            nonce: pool.nonce(self.chip.as_ref()?.nonce)?,
            terminal,
            trip,
            purpose: self.purpose,
            fingerprint: self.fingerprint,
            at: self.at,
        })
    }
}

/// What the terminal showed the passenger, by its own decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// By which scheme, if one was decided by.
    pub scheme: Option<SchemeId>,
    /// By which of its versions.
    pub version: Option<String>,
    /// Subsidy of each tap, in the order of [`TripRecord::taps`].
    pub claims_yen: Vec<Yen>,
    /// What the city pays together.
    pub subsidy_yen: Yen,
    /// What the passengers pay together.
    pub passenger_pays_yen: Yen,
    /// Whether the service had answered for every tap before the fare was shown.
    pub online: bool,
}
