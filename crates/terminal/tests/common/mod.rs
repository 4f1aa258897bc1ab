//! A taxi with a card in software and a service that answers as it is told.

#![allow(
    dead_code,
    reason = "every test binary uses its own part of what is common"
)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests: a surprise should end the test where it happens"
)]

pub mod service;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use card::{ReaderError, Transmit, TransmitError};
use clock::Clock;
use domain::{Digest, Fare, Timestamp, Yen};
use terminal::Terminal;
use terminal::agent::answers::{FareDecided, TapEnded};
use terminal::agent::{Agent, Alight, Board, TapKind, TapWanted};
use terminal::cards::CardSource;
use terminal::data::DataFolder;
use terminal::identity;
use terminal::service::{Service, ServiceUrl};
use terminal::upload::Upload;
use virtual_card::{Persona, TestAuthority, VirtualCard};

use service::StubService;

/// A Monday morning in Maebashi, within the scheme's hours.
pub fn at() -> Timestamp {
    "2026-11-02T10:00:00+09:00".parse().unwrap()
}

pub static AUTHORITY: LazyLock<TestAuthority> = LazyLock::new(|| TestAuthority::rsa(at()).unwrap());

pub static RESIDENT: LazyLock<Persona> =
    LazyLock::new(|| Persona::resident("resident", &AUTHORITY, at()).unwrap());

pub fn fingerprint(persona: &Persona) -> Digest {
    Digest::of(persona.certificate().unwrap())
}

/// A card in software, reached without a reader.
pub struct InProcess(pub VirtualCard);

impl Transmit for InProcess {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransmitError> {
        match self.0.exchange(command) {
            answer if answer.len() < 2 => Err(TransmitError::Removed),
            answer => Ok(answer),
        }
    }

    fn atr(&self) -> &[u8] {
        self.0.atr()
    }
}

/// Cards that will be put on one after another.
#[derive(Default)]
pub struct Cards(pub VecDeque<Persona>);

impl CardSource for Cards {
    type Card = InProcess;

    fn next_card(&mut self, _wait: Duration) -> Result<Option<InProcess>, ReaderError> {
        let persona = self.0.pop_front();
        Ok(persona.map(|persona| InProcess(VirtualCard::new(&persona).unwrap())))
    }
}

/// An enrolled terminal and its service.
pub struct Taxi {
    pub folder: tempfile::TempDir,
    pub service: StubService,
}

impl Taxi {
    /// Enrolled with a service that knows `registered`.
    pub fn with(registered: &[&Persona]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        clock::set(&folder.path().join("clock"), at()).unwrap();
        let service = StubService::start();
        service.register(registered.iter().map(|persona| fingerprint(persona)));
        let taxi = Self { folder, service };
        identity::enrol(&taxi.data(), &taxi.client(), ("CODE", false)).unwrap();
        taxi
    }

    pub fn data(&self) -> DataFolder {
        DataFolder::new(self.folder.path().join("data"))
    }

    pub fn clock_file(&self) -> PathBuf {
        self.folder.path().join("clock")
    }

    pub fn client(&self) -> Service {
        Service::new(ServiceUrl::parse(&self.service.url(), false).unwrap())
    }

    /// Starts the terminal, as after power-up.
    pub fn start(&self) -> Running {
        let clock = Clock::from_file(self.clock_file()).unwrap();
        let terminal = Arc::new(Terminal::open(&self.data(), self.client(), clock).unwrap());
        let upload = Arc::new(Upload::new(Arc::clone(&terminal)));
        Running { terminal, upload }
    }
}

/// A terminal at work.
pub struct Running {
    pub terminal: Arc<Terminal>,
    pub upload: Arc<Upload>,
}

impl Running {
    /// The agent, to which `cards` will be shown.
    pub fn agent(&self, cards: &[&Persona]) -> Agent<Cards> {
        let cards = Cards(cards.iter().map(|persona| (*persona).clone()).collect());
        Agent::new(Arc::clone(&self.terminal), Arc::clone(&self.upload), cards).unwrap()
    }
}

pub fn board(agent: &mut Agent<Cards>) -> domain::TripId {
    let board = Board {
        vehicle: None,
        driver: "d-1".parse().unwrap(),
        at: Some(at()),
        area: "102016".parse().unwrap(),
    };
    agent.board(board).unwrap().trip_id
}

pub fn tap(agent: &mut Agent<Cards>) -> (TapKind, TapEnded) {
    agent
        .tap(TapWanted {
            units: None,
            instrument: None,
            photo_checked: true,
            wait: Duration::ZERO,
        })
        .unwrap()
}

/// Meter off after a ride of 1,500 yen: half of it is paid for one registrant.
pub fn alight(agent: &mut Agent<Cards>) -> FareDecided {
    agent
        .alight(&Alight {
            at: Some(at().plus_seconds(1_200)),
            area: "102016".parse().unwrap(),
            distance_m: 5_200,
            fare: Fare::meter(Yen::new(1_500)),
            companions: 0,
        })
        .unwrap()
}

/// A whole ride with the next card, from meter on to the record.
pub fn ride(agent: &mut Agent<Cards>) -> FareDecided {
    board(agent);
    let (kind, ended) = tap(agent);
    assert_eq!(kind, TapKind::Accepted, "{ended:?}");
    let fare = alight(agent);
    agent.finish().unwrap();
    fare
}
