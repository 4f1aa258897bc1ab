//! A city with two taxis and four registered residents, on a real database.
//!
//! Keys, certificates and signatures are real; only the reader is left out.

#![allow(dead_code, reason = "each test binary uses another part of it")]

pub mod books;
pub mod files;
mod residents;

use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::Arc;

use clock::Clock;
use domain::{Digest, Fare, MunicipalityCode, RegistrantId, Timestamp, Trip, TripId, UserId, Yen};
use jpki::{Policy, TrustAnchors};
use settlement::access::Caller;
use settlement::registry::{self, EnrolledTerminal, RegistryFile};
use settlement::seal::SealKeys;
use settlement::{CardTrust, Database, Settlement, intake};
use testkit::TestDatabase;
use virtual_card::CardKey;

pub use residents::registration;
use residents::{AUTHORITY, chip_of};
use wire::api::{Enrolment, EnrolmentRequest, RegisteredCard, TripAnswer, Trips};
use wire::{Bundle, ChipAnswer, Jws, Kind, NoncePool, Purpose, Shown, SigningKey, Tap, TripRecord};

pub const MAEBASHI: &str = "102016";

/// The whole of a small municipality's registry.
pub const REGISTRY: &str = r#"
[municipality]
code = "102016"
name = "前橋市"
first_month = "2026-10"

[payer]
requester_code = "0000010201"
requester_name = "マエバシシ"
bank = "0128"
branch = "001"
account_kind = "ordinary"
account_number = "12345"

[[user]]
id = "head"
role = "admin"
[[user]]
id = "clerk"
role = "clerk"
[[user]]
id = "other-clerk"
role = "clerk"
[[user]]
id = "finance"
role = "finance"
[[user]]
id = "approver"
role = "approver"
[[user]]
id = "other-approver"
role = "approver"

[[operator]]
id = "op-1"
name = "第一タクシー"
bank = "0128"
branch = "002"
account_kind = "ordinary"
account_number = "1111111"
account_name = "カ)ダイイチタクシー"
vehicles = ["v-1"]
drivers = ["d-1"]

[[operator]]
id = "op-2"
name = "第二タクシー"
bank = "0140"
branch = "020"
account_kind = "current"
account_number = "222222"
account_name = "ダイニタクシー(カ"
vehicles = ["v-2"]
drivers = ["d-2"]

[[terminal]]
id = "t-1"
vehicle = "v-1"
[[terminal]]
id = "t-2"
vehicle = "v-2"
"#;

/// When every city is founded.
const START: &str = "2026-10-01T06:00:00+09:00";

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn user(name: &str) -> UserId {
    name.parse().unwrap()
}

pub struct City {
    pub settlement: Arc<Settlement>,
    pub code: MunicipalityCode,
    pub taxis: Vec<Taxi>,
    pub cards: Vec<Card>,
    pub database: TestDatabase,
    /// The line of the key that seals.
    pub seal_key: String,
    clock_file: PathBuf,
    _folder: tempfile::TempDir,
}

/// A resident's card.
pub struct Card {
    pub fingerprint: Digest,
    pub registrant: RegistrantId,
    chip: CardKey,
}

/// A taxi with an enrolled terminal.
pub struct Taxi {
    pub terminal: EnrolledTerminal,
    pub key: SigningKey,
    number: u32,
    vehicle: String,
    driver: String,
    pool: NoncePool,
    next: RefCell<Next>,
}

struct Next {
    nonce: u64,
    sequence: u64,
    previous: Option<Digest>,
}

/// One ride, told shortly.
#[derive(Clone, Debug)]
pub struct Ride {
    pub boarded_at: Timestamp,
    pub meter: i64,
    /// Indices of cards.
    pub cards: Vec<usize>,
    /// What the passenger was told, card by card.
    pub told: Vec<i64>,
}

impl City {
    /// At the beginning of October 2026, with `uses_before[n]` uses on paper for
    /// card `n`.
    pub async fn found(uses_before: &[u32]) -> Self {
        Self::with_scheme(rules::shipped::MAEBASHI, ("age75", uses_before)).await
    }

    /// The same under another scheme, with everybody registered on `ground`.
    pub async fn with_scheme(scheme: &str, (ground, uses_before): (&str, &[u32])) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock_file = folder.path().join("clock");
        let start = at(START);
        clock::set(&clock_file, start).unwrap();
        let database = TestDatabase::new().await;
        let authority = &*AUTHORITY;
        let anchors_pem = authority.pem().unwrap();
        let seal_key = SealKeys::new_line().unwrap();
        let settlement = Arc::new(Settlement::new(
            Database::new(database.pool()),
            Clock::from_file(&clock_file).unwrap(),
            SigningKey::from_seed(&[1; 32]),
            Some(CardTrust {
                anchors: TrustAnchors::from_pem(&anchors_pem).unwrap(),
                anchors_pem,
                policy: Policy::test_hierarchy(),
            }),
            SealKeys::parse(&seal_key).unwrap(),
        ));
        let registry: RegistryFile = toml::from_str(REGISTRY).unwrap();
        registry::import(&settlement, (&registry, Digest::of(REGISTRY)), None)
            .await
            .unwrap();
        let code = registry.municipality.code;
        registry::publish(&settlement, code, ("scheme.toml", scheme), &user("clerk"))
            .await
            .unwrap();
        let mut cards = Vec::new();
        for (number, uses) in (1..).zip(uses_before) {
            let registrant = format!("R-{number:04}").parse().unwrap();
            let (card, _registered) =
                register(&settlement, code, (number, registrant), (ground, *uses))
                    .await
                    .unwrap();
            cards.push(card);
        }
        let mut taxis = Vec::new();
        for (number, seed) in [(1, 11), (2, 12)] {
            taxis.push(
                enrol(
                    &settlement,
                    code,
                    number,
                    SigningKey::from_seed(&[seed; 32]),
                )
                .await,
            );
        }
        Self {
            settlement,
            code,
            taxis,
            cards,
            database,
            seal_key,
            clock_file,
            _folder: folder,
        }
    }

    /// The same city, its service started with another file of keys.
    pub fn under_keys(&self, file: &str) -> Settlement {
        Settlement::new(
            Database::new(self.database.pool()),
            Clock::from_file(&self.clock_file).unwrap(),
            SigningKey::from_seed(&[1; 32]),
            None,
            SealKeys::parse(file).unwrap(),
        )
    }

    /// Shows card `number` at the desk for the registrant of card `of`, who had made
    /// `uses_before`; it is the last card from then on.
    pub async fn renew_with(&mut self, of: usize, number: u32, uses_before: u32) -> RegisteredCard {
        self.try_renew(of, number, uses_before).await.unwrap()
    }

    /// The same where it may be refused.
    pub async fn try_renew(
        &mut self,
        of: usize,
        number: u32,
        uses_before: u32,
    ) -> settlement::Result<RegisteredCard> {
        let who = (number, self.cards[of].registrant.clone());
        let what = ("age75", uses_before);
        let (card, registered) = register(&self.settlement, self.code, who, what).await?;
        self.cards.push(card);
        Ok(registered)
    }

    /// A user of the city, by the command line.
    pub async fn caller(&self, name: &str) -> Caller {
        Caller::command(&self.settlement, self.code, &user(name))
            .await
            .unwrap()
    }

    pub fn set_time(&self, time: &str) {
        clock::set(&self.clock_file, at(time)).unwrap();
    }

    /// Signs a ride in taxi `taxi`; the record is next in its chain.
    pub fn record(&self, taxi: usize, ride: &Ride) -> Jws {
        self.changed_record(taxi, ride, |_unchanged| ())
    }

    /// The same with a change made before it is signed.
    pub fn changed_record(
        &self,
        taxi: usize,
        ride: &Ride,
        change: impl FnOnce(&mut TripRecord),
    ) -> Jws {
        let taxi = &self.taxis[taxi];
        let mut next = taxi.next.borrow_mut();
        let trip_id = trip_id(ride.boarded_at, (taxi.number, next.sequence + 1));
        let taps = ride
            .cards
            .iter()
            .map(|card| {
                next.nonce += 1;
                let trip = (trip_id, ride.boarded_at);
                tap(taxi, &self.cards[*card], trip, next.nonce - 1)
            })
            .collect();
        next.sequence += 1;
        let mut record = self.unsigned(taxi, ride, (trip_id, next.sequence, next.previous), taps);
        change(&mut record);
        let jws = sign(taxi, &record);
        next.previous = Some(jws.digest());
        jws
    }

    fn unsigned(
        &self,
        taxi: &Taxi,
        ride: &Ride,
        (trip_id, sequence, previous): (TripId, u64, Option<Digest>),
        taps: Vec<Tap>,
    ) -> TripRecord {
        let told = Yen::checked_sum(ride.told.iter().copied().map(Yen::new)).unwrap();
        let maebashi = MAEBASHI.parse().unwrap();
        TripRecord {
            trip_id,
            municipality: self.code,
            terminal: taxi.terminal.id.terminal.clone(),
            sequence,
            previous,
            vehicle: taxi.vehicle.parse().unwrap(),
            driver: taxi.driver.parse().unwrap(),
            trip: Trip {
                boarded_at: ride.boarded_at,
                alighted_at: ride.boarded_at.plus_seconds(1_200),
                boarding_area: maebashi,
                alighting_area: maebashi,
                distance_m: 5_200,
                fare: Fare::meter(Yen::new(ride.meter)),
                companions: 0,
            },
            taps,
            shown: Shown {
                scheme: Some("maebashi".parse().unwrap()),
                version: Some("2024-04-01".to_owned()),
                claims_yen: ride.told.iter().copied().map(Yen::new).collect(),
                subsidy_yen: told,
                passenger_pays_yen: Yen::new(ride.meter).checked_sub(told).unwrap(),
                online: true,
            },
            signed_at: ride.boarded_at.plus_seconds(1_260),
        }
    }

    pub async fn post(&self, taxi: usize, records: &[Jws]) -> Vec<TripAnswer> {
        let trips = Trips {
            records: records.to_vec(),
        };
        intake::take_in(&self.settlement, &self.taxis[taxi].terminal, &trips)
            .await
            .unwrap()
            .answers
    }
}

/// The same for the same ride in every city, so that months can be compared.
fn trip_id(boarded_at: Timestamp, (taxi, sequence): (u32, u64)) -> TripId {
    let millis = u64::try_from(boarded_at.to_utc().timestamp_millis()).unwrap();
    let mut rest = [0; 10];
    rest[..2].copy_from_slice(&u16::try_from(taxi).unwrap().to_be_bytes());
    rest[2..].copy_from_slice(&sequence.to_be_bytes());
    let id = uuid::Builder::from_unix_timestamp_millis(millis, &rest).into_uuid();
    TripId::try_from(id).unwrap()
}

/// Signs a changed record as the taxi would.
pub fn sign(taxi: &Taxi, record: &TripRecord) -> Jws {
    taxi.key
        .sign(Kind::Trip, &taxi.terminal.id.to_string(), record)
        .unwrap()
}

pub fn ride(boarded_at: &str, meter: i64, riders: &[(usize, i64)]) -> Ride {
    Ride {
        boarded_at: at(boarded_at),
        meter,
        cards: riders.iter().map(|(card, _told)| *card).collect(),
        told: riders.iter().map(|(_card, told)| *told).collect(),
    }
}

/// A card's tap at the end of a trip, its chip asked with the taxi's `nonce`.
pub fn tap(taxi: &Taxi, card: &Card, (trip, boarded_at): (TripId, Timestamp), nonce: u64) -> Tap {
    let mut tap = Tap {
        at: boarded_at.plus_seconds(1_190),
        purpose: Purpose::Alight,
        fingerprint: card.fingerprint,
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
        .challenge(&taxi.pool, &taxi.terminal.id.terminal, trip)
        .unwrap();
    let signature = card
        .chip
        .sign_raw(&digest_info(challenge.digest()))
        .unwrap();
    tap.chip = Some(ChipAnswer { nonce, signature });
    tap
}

/// RFC 8017, 9.2: what a chip is given to sign.
fn digest_info(digest: Digest) -> Vec<u8> {
    let mut bytes = hex::decode("3031300d060960864801650304020105000420").unwrap();
    bytes.extend_from_slice(digest.as_bytes());
    bytes
}

async fn register(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    (number, registrant): (u32, RegistrantId),
    (ground, uses_before): (&str, u32),
) -> settlement::Result<(Card, RegisteredCard)> {
    let input = registration((number, registrant.clone()), (ground, uses_before));
    let caller = Caller::command(settlement, municipality, &user("clerk"))
        .await
        .unwrap();
    let registered = registry::register_card(settlement, &caller, &input).await?;
    let card = Card {
        fingerprint: registered.fingerprint,
        registrant,
        chip: chip_of(number),
    };
    Ok((card, registered))
}

async fn enrol(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    number: u32,
    key: SigningKey,
) -> Taxi {
    let name = format!("t-{number}").parse().unwrap();
    let until = settlement.now().unwrap().plus_seconds(3_600);
    let code = registry::issue_code(settlement, municipality, &name, &user("clerk"), until)
        .await
        .unwrap();
    let enrolment = key
        .sign(Kind::Enrolment, "", &Enrolment { code: code.code })
        .unwrap();
    let request = EnrolmentRequest {
        public_key: key.public(),
        enrolment,
    };
    let enrolled = registry::enrol(settlement, &request).await.unwrap();
    let id = wire::TerminalKeyId {
        municipality,
        terminal: enrolled.terminal,
    };
    let terminal = registry::find_terminal(settlement, &id).await.unwrap();
    let bundle = registry::make_bundle(settlement, &terminal).await.unwrap();
    let bundle = Bundle::verify(&bundle, &enrolled.service_key).unwrap();
    let first = bundle.nonces.first;
    Taxi {
        terminal,
        key,
        number,
        vehicle: format!("v-{number}"),
        driver: format!("d-{number}"),
        pool: bundle.nonces,
        next: RefCell::new(Next {
            nonce: first,
            sequence: 0,
            previous: None,
        }),
    }
}
