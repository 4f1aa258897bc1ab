//! A card in software, reached without a reader.

#![allow(
    dead_code,
    reason = "every test binary uses its own part of what is common"
)]

use std::sync::LazyLock;

use card::{AllowList, Card, Transmit, TransmitError};
use domain::Timestamp;
use virtual_card::{Persona, TestAuthority, VirtualCard};

/// Carries commands straight to a virtual card and keeps them.
pub struct InProcess {
    card: VirtualCard,
    pub sent: Vec<Vec<u8>>,
}

impl Transmit for InProcess {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransmitError> {
        self.sent.push(command.to_vec());
        Ok(self.card.exchange(command))
    }

    fn atr(&self) -> &[u8] {
        self.card.atr()
    }
}

pub fn at() -> Timestamp {
    "2026-11-02T09:00:00+09:00".parse().unwrap()
}

pub static AUTHORITY: LazyLock<TestAuthority> = LazyLock::new(|| TestAuthority::rsa(at()).unwrap());

/// A resident's card with everything in order.
pub static RESIDENT: LazyLock<Persona> =
    LazyLock::new(|| Persona::resident("resident", &AUTHORITY, at()).unwrap());

pub fn put_on(persona: &Persona) -> InProcess {
    InProcess {
        card: VirtualCard::new(persona).unwrap(),
        sent: Vec::new(),
    }
}

pub fn in_taxi(persona: &Persona) -> Card<InProcess> {
    Card::open(put_on(persona), AllowList::Taxi)
}
