//! Residents' cards, made once in a process, and what the desk hands in of them.

use std::sync::LazyLock;

use domain::{RegistrantId, ServiceDate};
use virtual_card::{CardKey, Persona, TestAuthority};
use wire::api::{GroundInput, RegisterCard, RegistrantInput};

use super::{START, at};

/// Making RSA keys takes longer than a test: one process makes them once.
pub static AUTHORITY: LazyLock<TestAuthority> =
    LazyLock::new(|| TestAuthority::rsa(at(START)).unwrap());
type MadeOnce = LazyLock<Persona, Box<dyn FnOnce() -> Persona + Send>>;

static PERSONAS: LazyLock<Vec<MadeOnce>> = LazyLock::new(|| (1..=CARDS_MAX).map(persona).collect());

/// As many residents as any test has.
const CARDS_MAX: u32 = 8;

fn persona(number: u32) -> LazyLock<Persona, Box<dyn FnOnce() -> Persona + Send>> {
    LazyLock::new(Box::new(move || {
        Persona::resident(format!("resident-{number}"), &AUTHORITY, at(START)).unwrap()
    }))
}

/// The chip's own key of card `number`.
pub fn chip_of(number: u32) -> CardKey {
    CardKey::from_pkcs8(&persona_of(number).chip.0).unwrap()
}

fn persona_of(number: u32) -> &'static Persona {
    &PERSONAS[usize::try_from(number - 1).unwrap()]
}

/// What the desk hands in of card `number`.
pub fn registration(
    (number, id): (u32, RegistrantId),
    (ground, uses_before): (&str, u32),
) -> RegisterCard {
    let persona = persona_of(number);
    let first_day: ServiceDate = "2026-10-01".parse().unwrap();
    RegisterCard {
        registrant: RegistrantInput {
            id,
            registered_on: first_day,
            grounds: vec![GroundInput {
                ground: ground.into(),
                from: first_day,
                until: None,
                evidence: None,
            }],
            uses_before,
        },
        certificate: persona.certificate().unwrap().to_vec(),
        chip_key: persona.chip_spki_der().unwrap(),
        transit_card: None,
    }
}
