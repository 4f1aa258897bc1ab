//! The city's desk: registering a resident by reading their card.
//!
//! Reads the certificate and, behind the holder's four-digit PIN, the chip's
//! public key, has the chip prove that the key is its own, and hands both to
//! the service. The PIN is wiped from memory and never written anywhere.
//!
//! A transit card is linked only in the session of a My Number card that was just proved,
//! and by one request for both: there is nothing by which a transit card alone could be
//! handed in. Between the two cards the registration waits here, for its own time and for
//! the very next command only.
//! Deliberately absent: who the resident is; the clerk brings the city's own
//! number.

mod answer;
mod command;

use std::io::{self, Read, Write};
use std::time::{Duration, Instant};

use card::{AllowList, Card, CardKind, Pin, Transmit};
use clock::Clock;
use domain::{Digest, Reason};
use jpki::{Certificate, Rejection};
use wire::api::{RegisterCard, RegisteredCard, RegistrantInput};
use zeroize::Zeroizing;

use crate::cards::CardSource;
use crate::lines::{self, Flow};
use crate::reasons;
use crate::service::{Service, ServiceError};
use answer::{Refusal, Step};
use command::{DeskCommand, Register};

/// Begins every challenge of the desk, so that an answer to it is good for
/// nothing else.
const LABEL: &[u8] = b"mytaku-desk-v1";

/// How long a registration waits for its transit card: the person is still there.
const SESSION: Duration = Duration::from_mins(2);

/// A desk with its reader.
pub struct Desk<C> {
    service: Service,
    token: Zeroizing<String>,
    clock: Clock,
    cards: C,
    begun: Option<Begun>,
}

/// A registration that waits for its transit card.
struct Begun {
    request: RegisterCard,
    since: Instant,
}

impl<C: CardSource> Desk<C> {
    /// A desk that registers at `service` with the city's `token`.
    pub const fn new(service: Service, token: Zeroizing<String>, clock: Clock, cards: C) -> Self {
        Self {
            service,
            token,
            clock,
            cards,
            begun: None,
        }
    }

    /// Carries out the commands of `input` one by one until `quit` or its end.
    pub fn serve(&mut self, input: impl Read, output: impl Write) -> io::Result<()> {
        lines::serve(input, output, |line| match command::parse(line) {
            Ok(DeskCommand::Quit) => (answer::quit(), Flow::Stop),
            Ok(DeskCommand::Register(register)) => {
                self.begun = None;
                (answer::line("register", self.register(*register)), Flow::Go)
            }
            Ok(DeskCommand::TransitCard { wait_s }) => {
                let registered = self.transit_card(wait_s).map(Step::Done);
                (answer::line("transit_card", registered), Flow::Go)
            }
            Err(reason) => {
                self.begun = None;
                (lines::not_a_command(&reason), Flow::Go)
            }
        })
    }

    fn register(&mut self, register: Register) -> Result<Step, Refusal> {
        let card = self.next_card(Duration::from_secs(register.wait_s.into()))?;
        let request = self.read(card, register.registrant, &register.pin)?;
        if register.transit_card {
            self.begun = Some(Begun {
                request,
                since: Instant::now(),
            });
            return Ok(Step::TransitCardWanted);
        }
        self.hand_in(&request).map(Step::Done)
    }

    /// Reads the transit card of the registration that was just begun.
    fn transit_card(&mut self, wait_s: u16) -> Result<RegisteredCard, Refusal> {
        let begun = self.begun.take();
        let left = |begun: &Begun| SESSION.checked_sub(begun.since.elapsed());
        let Some((begun, left)) = begun.and_then(|begun| {
            let left = left(&begun)?;
            Some((begun, left))
        }) else {
            return Err(Refusal::Refused(reasons::no_registration()));
        };
        let wait = left.min(Duration::from_secs(wait_s.into()));
        let mut card = Card::open(self.next_card(wait)?, AllowList::Desk);
        if card.recognise()? != CardKind::TransitCard {
            return Err(Refusal::Refused(reasons::transit_card_wanted()));
        }
        let mut request = begun.request;
        request.transit_card = Some(card.read_transit_fingerprint()?);
        self.hand_in(&request)
    }

    fn next_card(&mut self, wait: Duration) -> Result<C::Card, Refusal> {
        self.cards
            .next_card(wait)
            .map_err(|error| Refusal::Failed(error.reason()))?
            .ok_or_else(|| Refusal::Failed(reasons::no_card()))
    }

    fn hand_in(&self, request: &RegisterCard) -> Result<RegisteredCard, Refusal> {
        self.service
            .register(&self.token, request)
            .map_err(|error| match &error {
                ServiceError::Refused(_) => Refusal::Refused(error.reason()),
                _ => Refusal::Failed(error.reason()),
            })
    }

    /// Everything that does not need the PIN comes before it: a try of it is
    /// not spent on a card that is no good.
    fn read(
        &self,
        transmit: impl Transmit,
        registrant: RegistrantInput,
        pin: &Pin,
    ) -> Result<RegisterCard, Refusal> {
        let mut card = Card::open(transmit, AllowList::Desk);
        match card.recognise()? {
            CardKind::MyNumberCard => {}
            CardKind::Smartphone => return Err(Refusal::Refused(reasons::smartphone())),
            CardKind::TransitCard => return Err(Refusal::Refused(reasons::transit_card())),
            CardKind::Unknown => return Err(Refusal::Refused(reasons::unknown_card())),
        }
        let certificate = Certificate::parse(&card.read_certificate()?)
            .map_err(|_not_one| Refusal::Refused(reasons::certificate_unreadable()))?;
        self.expect_not_expired(&certificate)?;
        let chip_key = card.read_chip_key(pin)?;
        let preimage = challenge()?;
        let signature = card.internal_authenticate(&Digest::of(&preimage))?;
        chip_key
            .verify(&preimage, &signature)
            .map_err(|_mismatch| Refusal::Refused(chip_mismatch()))?;
        Ok(RegisterCard {
            registrant,
            certificate: certificate.der().to_vec(),
            chip_key: chip_key.spki_der().to_vec(),
            transit_card: None,
        })
    }

    /// Whether the authority is a recognised one is the service's to say; this
    /// much the clerk can be told at once.
    fn expect_not_expired(&self, certificate: &Certificate) -> Result<(), Refusal> {
        let now = self
            .clock
            .now()
            .map_err(|error| Refusal::Failed(reasons::internal("clock", &error)))?;
        let not_after = certificate.not_after();
        if now > not_after {
            let rejection = Rejection::Expired { not_after };
            return Err(Refusal::Refused(rejection.reason()));
        }
        Ok(())
    }
}

fn challenge() -> Result<Vec<u8>, Refusal> {
    let mut random = [0; 32];
    getrandom::fill(&mut random)
        .map_err(|error| Refusal::Failed(reasons::internal("randomness", &error)))?;
    Ok([LABEL, &random].concat())
}

fn chip_mismatch() -> Reason {
    Reason::new(
        "chip_mismatch",
        "カードのICチップが正規のものと確認できません。登録できません。",
        "The card's chip does not prove to be its own. It cannot be registered.",
    )
}
