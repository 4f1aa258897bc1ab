//! A terminal made of nothing but the words of `wire`: it can be made to do
//! what `mytaku-terminal` never would, and to do much in little time.

use anyhow::{Context as _, Result};
use domain::{Digest, Fare, Timestamp, Trip, TripId, Yen};
use serde::Serialize;
use virtual_card::{CardKey, Persona};
use wire::api::{Enrolled, Enrolment, EnrolmentRequest, Trips, TripsAnswer};
use wire::{
    Bundle, ChipAnswer, Jws, Kind, NoncePool, Purpose, Shown, SignedRequest, SigningKey, Tap,
    TerminalKeyId, TripRecord,
};

use crate::city::MUNICIPALITY;
use crate::http::{Answer, Http};

/// PKCS#1's `DigestInfo` of a SHA-256 digest, up to the digest (RFC 8017, 9.2).
const SHA_256: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
];

/// Where records are handed in.
pub const TRIPS: &str = "/v1/trips";

/// An enrolled terminal.
#[derive(Debug)]
pub struct BareTerminal {
    http: Http,
    /// Its key.
    pub key: SigningKey,
    /// Who it is.
    pub enrolled: Enrolled,
    driver: String,
    nonces: NoncePool,
    nonces_used: u64,
    sequence: u64,
    previous: Option<Digest>,
}

/// A trip alone as it is to be recorded.
#[derive(Clone, Copy, Debug)]
pub struct Journey {
    /// Meter on; it lasts a quarter of an hour.
    pub boarded_at: Timestamp,
    /// What the meter says.
    pub meter: Yen,
    /// What the passenger was told.
    pub subsidy: Yen,
}

/// A fresh key.
pub fn new_key() -> Result<SigningKey> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).context("no randomness")?;
    Ok(SigningKey::from_seed(&seed))
}

/// The request by which `key` enrols with `code`.
pub fn enrolment(key: &SigningKey, code: &str) -> Result<Vec<u8>> {
    let public_key = key.public();
    let enrolment = Enrolment {
        code: code.to_owned(),
    };
    let enrolment = key.sign(Kind::Enrolment, &public_key.to_string(), &enrolment)?;
    Ok(serde_json::to_vec(&EnrolmentRequest {
        public_key,
        enrolment,
    })?)
}

impl BareTerminal {
    /// Enrols with `code` at `at`, for trips of `driver`.
    pub fn enrol(http: Http, code: &str, driver: &str, at: Timestamp) -> Result<Self> {
        let key = new_key()?;
        let request = enrolment(&key, code)?;
        let enrolled: Enrolled = http
            .post("/v1/terminal/enrolment", None, &request)?
            .json()?;
        let path = "/v1/terminal/bundle";
        let authorization = authorize(&key, &enrolled, ("GET", path), b"", at)?;
        let bundle = http.get(path, Some(&authorization))?;
        anyhow::ensure!(bundle.status == 200, "no bundle: {}", bundle.body);
        let bundle = Bundle::verify(&Jws::unverified(bundle.body.trim()), &enrolled.service_key)?;
        Ok(Self {
            http,
            key,
            enrolled,
            driver: driver.to_owned(),
            nonces: bundle.nonces,
            nonces_used: 0,
            sequence: 0,
            previous: None,
        })
    }

    /// Signs the next record: `journey` with one card.
    pub fn record(&mut self, journey: &Journey, card: &Persona) -> Result<Jws> {
        let record = self.unsigned(journey, card)?;
        let jws = self.sign(&record)?;
        self.sequence = record.sequence;
        self.previous = Some(jws.digest());
        Ok(jws)
    }

    /// The next record, for tests to spoil.
    pub fn unsigned(&mut self, journey: &Journey, card: &Persona) -> Result<TripRecord> {
        let id = uuid::Uuid::now_v7();
        let trip_id = TripId::try_from(id)?;
        let tap = self.tap(trip_id, journey.boarded_at, card)?;
        Ok(TripRecord {
            trip_id,
            municipality: self.enrolled.municipality,
            terminal: self.enrolled.terminal.clone(),
            sequence: self.sequence + 1,
            previous: self.previous,
            vehicle: self.enrolled.assignment.vehicle.clone(),
            driver: self.driver.parse()?,
            trip: Trip {
                boarded_at: journey.boarded_at,
                alighted_at: journey.boarded_at.plus_seconds(15 * 60),
                boarding_area: MUNICIPALITY.parse()?,
                alighting_area: MUNICIPALITY.parse()?,
                distance_m: 3_000,
                fare: Fare::meter(journey.meter),
                companions: 0,
            },
            taps: vec![tap],
            shown: Shown {
                scheme: Some("maebashi".parse()?),
                version: Some("2024-04-01".to_owned()),
                claims_yen: vec![journey.subsidy],
                subsidy_yen: journey.subsidy,
                passenger_pays_yen: journey.meter.checked_sub(journey.subsidy)?,
                online: false,
            },
            signed_at: journey.boarded_at.plus_seconds(16 * 60),
        })
    }

    /// Signs `record` with the terminal's key.
    pub fn sign(&self, record: &TripRecord) -> Result<Jws> {
        let key_id = key_id(&self.enrolled).to_string();
        Ok(self.key.sign(Kind::Trip, &key_id, record)?)
    }

    /// A tap whose chip answers the next nonce.
    fn tap(&mut self, trip: TripId, at: Timestamp, card: &Persona) -> Result<Tap> {
        let nonce = self.nonces.first + self.nonces_used;
        self.nonces_used += 1;
        let certificate = card.certificate().context("a card without certificate")?;
        let mut tap = Tap {
            at,
            purpose: Purpose::Board,
            fingerprint: Digest::of(certificate),
            units: Some(1),
            instrument: None,
            photo_checked: true,
            chip: Some(ChipAnswer {
                nonce,
                signature: Vec::new(),
            }),
            declared: None,
        };
        let challenge = tap
            .challenge(&self.nonces, &self.enrolled.terminal, trip)
            .context("no nonces are left")?;
        let digest_info = [SHA_256.as_slice(), challenge.digest().as_bytes()].concat();
        let signature = CardKey::from_pkcs8(&card.chip.0)?.sign_raw(&digest_info)?;
        tap.chip = Some(ChipAnswer { nonce, signature });
        Ok(tap)
    }

    /// Hands `records` in at `at`.
    pub fn send(&self, records: &[Jws], at: Timestamp) -> Result<TripsAnswer> {
        let trips = Trips {
            records: records.to_vec(),
        };
        self.post(TRIPS, &trips, at)?.json()
    }

    /// Posts `body` in the terminal's name.
    pub fn post(&self, path: &str, body: &impl Serialize, at: Timestamp) -> Result<Answer> {
        let body = serde_json::to_vec(body)?;
        let authorization = self.authorization(path, &body, at)?;
        self.http.post(path, Some(&authorization), &body)
    }

    /// What authorises a post of `body` to `path`.
    pub fn authorization(&self, path: &str, body: &[u8], at: Timestamp) -> Result<String> {
        authorize(&self.key, &self.enrolled, ("POST", path), body, at)
    }
}

/// Signs a request with `key` in the name of `enrolled`.
pub fn authorize(
    key: &SigningKey,
    enrolled: &Enrolled,
    what: (&str, &str),
    body: &[u8],
    at: Timestamp,
) -> Result<String> {
    let header = SignedRequest::authorization(key, &key_id(enrolled), what, body, at)?;
    Ok(header)
}

fn key_id(enrolled: &Enrolled) -> TerminalKeyId {
    TerminalKeyId {
        municipality: enrolled.municipality,
        terminal: enrolled.terminal.clone(),
    }
}
