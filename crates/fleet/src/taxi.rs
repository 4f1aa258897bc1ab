//! One taxi: its terminal's key and chain, and its rides.

use anyhow::{Context as _, Result, ensure};
use domain::{Digest, Fare, TerminalId, Timestamp, Trip, TripId, Yen};
use uuid::Uuid;
use wire::api::TapCheck;
use wire::{
    ChipAnswer, Jws, Kind, NoncePool, Purpose, Shown, SigningKey, Tap, TerminalKeyId, TripRecord,
};

use crate::chip::Chip;
use crate::city::{self, City};

/// Rides of a taxi on one day, one every twenty minutes from eight o'clock.
pub const RIDES_A_DAY: usize = 30;

/// Days before today on which there are rides.
pub const RIDE_DAYS: usize = 120;

/// All rides of a taxi.
pub const RIDES: usize = RIDE_DAYS * RIDES_A_DAY;

const METER_YEN: i64 = 1_500;
/// Half of the meter.
pub const SUBSIDY_YEN: i64 = 750;

/// A taxi with an enrolled terminal.
#[derive(Debug)]
pub struct Taxi {
    city: City,
    number: usize,
    /// The name under which the service knows its key.
    pub id: TerminalKeyId,
    /// The terminal's key.
    pub key: SigningKey,
    pool: NoncePool,
    rides: usize,
    previous: Option<Digest>,
}

impl Taxi {
    pub(crate) fn new(
        city: City,
        number: usize,
        terminal: TerminalId,
        key: SigningKey,
        pool: NoncePool,
    ) -> Result<Self> {
        let municipality = city::municipality()?;
        Ok(Self {
            city,
            number,
            id: TerminalKeyId {
                municipality,
                terminal,
            },
            key,
            pool,
            rides: 0,
            previous: None,
        })
    }

    /// How many rides it has had.
    pub const fn rides(&self) -> usize {
        self.rides
    }

    /// Signs the next ride: one resident, a fare of 1,500 yen, half of it paid by
    /// the city. No ride overlaps another of its taxi or its resident.
    ///
    /// # Errors
    ///
    /// It has had all of its [`RIDES`].
    pub fn ride(&mut self, chip: &Chip) -> Result<Jws> {
        ensure!(
            self.rides < RIDES,
            "a taxi has no more than {RIDES} rides here: run for a shorter time"
        );
        let (day, slot) = (self.rides / RIDES_A_DAY, self.rides % RIDES_A_DAY);
        let boarded_at = self.boarded_at(day, slot)?;
        let trip_id = TripId::try_from(Uuid::now_v7())?;
        let resident = (self.number - 1) * RIDES_A_DAY + slot;
        let tap = self.tap(chip, (trip_id, boarded_at), resident)?;
        let record = self.record(trip_id, boarded_at, tap)?;
        let jws = self.sign(&record)?;
        self.rides += 1;
        self.previous = Some(jws.digest());
        Ok(jws)
    }

    /// Another record of the trip in `record`, as no honest terminal signs one.
    pub fn forge(&self, record: &Jws) -> Result<Jws> {
        let mut forged: TripRecord = record.verify(Kind::Trip, &self.key.public())?;
        forged.trip.companions = 1;
        self.sign(&forged)
    }

    /// Another trip in the place that `record` has in the chain.
    pub fn fork(&self, record: &Jws) -> Result<Jws> {
        let mut forked: TripRecord = record.verify(Kind::Trip, &self.key.public())?;
        forked.trip_id = TripId::try_from(Uuid::now_v7())?;
        self.sign(&forked)
    }

    /// Asks what a resident has used, by a tap before the next ride.
    pub fn check(&self, chip: &Chip, resident: usize) -> Result<TapCheck> {
        let trip_id = TripId::try_from(Uuid::now_v7())?;
        let boarded_at = self.boarded_at(0, RIDES_A_DAY)?;
        Ok(TapCheck {
            trip_id,
            boarded_at,
            tap: self.tap(chip, (trip_id, boarded_at), resident)?,
        })
    }

    /// Its residents, each with how many of the rides were theirs.
    pub fn residents(&self) -> impl Iterator<Item = (usize, usize)> {
        let (days, slots) = (self.rides / RIDES_A_DAY, self.rides % RIDES_A_DAY);
        let first = (self.number - 1) * RIDES_A_DAY;
        (0..RIDES_A_DAY).map(move |slot| (first + slot, days + usize::from(slot < slots)))
    }

    fn sign(&self, record: &TripRecord) -> Result<Jws> {
        let jws = self.key.sign(Kind::Trip, &self.id.to_string(), record)?;
        Ok(jws)
    }

    fn boarded_at(&self, day: usize, slot: usize) -> Result<Timestamp> {
        let date = self.city.days_ago(i64::try_from(day)? + 1);
        let minutes = 8 * 60 + 20 * slot;
        let text = format!("{date}T{:02}:{:02}:00+09:00", minutes / 60, minutes % 60);
        text.parse().context("a moment of boarding")
    }

    fn tap(
        &self,
        chip: &Chip,
        (trip, boarded_at): (TripId, Timestamp),
        resident: usize,
    ) -> Result<Tap> {
        let nonce = self.pool.first + u64::try_from(self.rides)?;
        let mut tap = Tap {
            at: boarded_at.plus_seconds(14 * 60),
            purpose: Purpose::Alight,
            fingerprint: city::fingerprint(resident),
            units: None,
            instrument: None,
            photo_checked: true,
            chip: Some(ChipAnswer {
                nonce,
                signature: Vec::new(),
            }),
            declared: None,
        };
        let challenge = tap
            .challenge(&self.pool, &self.id.terminal, trip)
            .context("the taxi has no nonces left")?;
        let signature = chip.answer(&challenge)?;
        tap.chip = Some(ChipAnswer { nonce, signature });
        Ok(tap)
    }

    fn record(&self, trip_id: TripId, boarded_at: Timestamp, tap: Tap) -> Result<TripRecord> {
        let area = self.id.municipality;
        Ok(TripRecord {
            trip_id,
            municipality: area,
            terminal: self.id.terminal.clone(),
            sequence: u64::try_from(self.rides)? + 1,
            previous: self.previous,
            vehicle: format!("v-{}", self.number).parse()?,
            driver: format!("d-{}", self.number).parse()?,
            trip: Trip {
                boarded_at,
                alighted_at: boarded_at.plus_seconds(15 * 60),
                boarding_area: area,
                alighting_area: area,
                distance_m: 5_200,
                fare: Fare::meter(Yen::new(METER_YEN)),
                companions: 0,
            },
            taps: vec![tap],
            shown: Shown {
                scheme: Some("maebashi".parse()?),
                version: Some("2024-04-01".to_owned()),
                claims_yen: vec![Yen::new(SUBSIDY_YEN)],
                subsidy_yen: Yen::new(SUBSIDY_YEN),
                passenger_pays_yen: Yen::new(METER_YEN - SUBSIDY_YEN),
                online: true,
            },
            signed_at: boarded_at.plus_seconds(15 * 60),
        })
    }
}
