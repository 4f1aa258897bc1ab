//! A service with a city and its residents, for tests that need no card reader.

#![allow(
    dead_code,
    reason = "every test binary uses its own part of what is common"
)]
#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests: a surprise should end the test where it happens"
)]

use std::fs;

use domain::{Timestamp, Yen};
use end_to_end::bare::{BareTerminal, Journey};
use end_to_end::city::{CLERK, FIRST_DAY, OPENING, TAXIS};
use end_to_end::http::Http;
use end_to_end::service::Service;
use end_to_end::stage::Stage;
use serde_json::json;
use virtual_card::{Persona, TestAuthority};
use wire::api::RegisteredCard;

/// A city that is open for business: registry, scheme, residents.
pub struct City<'a> {
    pub service: Service<'a>,
    pub http: Http,
    pub token: String,
    pub residents: Vec<Persona>,
}

pub fn opening() -> Timestamp {
    OPENING.parse().unwrap()
}

pub fn stage() -> Stage {
    Stage::new(opening()).unwrap()
}

/// A city in which as many `residents` have registered.
pub fn city(stage: &Stage, residents: usize) -> City<'_> {
    let authority = TestAuthority::rsa(opening()).unwrap();
    let anchors = stage.path("authority.pem");
    fs::write(&anchors, authority.pem().unwrap()).unwrap();
    let service = Service::start(stage, &anchors).unwrap();
    service.set_up_city().unwrap();
    let http = Http::new(service.url());
    let token = service.token(CLERK).unwrap();
    let residents = (1..=residents)
        .map(|number| {
            let name = format!("resident-{number}");
            let persona = Persona::resident(name, &authority, opening()).unwrap();
            register(&http, &token, &persona, number);
            persona
        })
        .collect();
    City {
        service,
        http,
        token,
        residents,
    }
}

fn register(http: &Http, token: &str, persona: &Persona, number: usize) {
    let body = registration(persona, number);
    let authorization = format!("Bearer {token}");
    let answer = http
        .post("/v1/registrants", Some(&authorization), &body)
        .unwrap();
    let _registered: RegisteredCard = answer.json().unwrap();
}

/// The body that registers `persona` as `R-number`.
pub fn registration(persona: &Persona, number: usize) -> Vec<u8> {
    let registrant = json!({
        "id": format!("R-{number:04}"), "registered_on": FIRST_DAY,
        "grounds": [{"ground": "age75", "from": FIRST_DAY}],
    });
    let body = json!({
        "registrant": registrant,
        "certificate": hex(persona.certificate().unwrap()),
        "chip_key": hex(&persona.chip_spki_der().unwrap()),
    });
    serde_json::to_vec(&body).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    String::from(virtual_card::HexBytes(bytes.to_vec()))
}

impl City<'_> {
    /// The terminal of taxi `number`, enrolled.
    pub fn terminal(&self, number: usize) -> BareTerminal {
        let taxi = TAXIS.get(number).unwrap();
        let code = self.service.terminal_code(taxi.terminal).unwrap();
        BareTerminal::enrol(self.http.clone(), &code, taxi.driver, opening()).unwrap()
    }
}

/// 1,500 yen alone, half of it subsidised.
pub fn journey(boarded_at: Timestamp) -> Journey {
    Journey {
        boarded_at,
        meter: Yen::new(1_500),
        subsidy: Yen::new(750),
    }
}
