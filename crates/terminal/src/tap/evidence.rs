//! From a card on the reader to a tap's evidence.

use card::{AllowList, Card, CardError, CardKind, Transmit, TransmitError};
use domain::{Digest, Timestamp};
use jpki::Certificate;
use wire::{Challenge, ChipAnswer, Tap};

use super::{Ended, TapRequest};
use crate::bundle::Loaded;
use crate::reasons;
use crate::terminal::Terminal;

/// How often a card is read anew after another program reset it.
const READS_MAX: u32 = 3;

impl Terminal {
    /// Reads the card up to the chip's answer. `apdus` counts the commands.
    pub(super) fn evidence(
        &self,
        transmit: &mut impl Transmit,
        request: &TapRequest<'_>,
        apdus: &mut u32,
    ) -> Result<Tap, Ended> {
        let mut card = Card::open(transmit, AllowList::Taxi);
        let mut reads = 1;
        loop {
            let result = self.evidence_once(&mut card, request);
            *apdus = card.apdus();
            match result {
                Err(Stopped::Card(CardError::Transmit(TransmitError::Reset)))
                    if reads < READS_MAX =>
                {
                    reads += 1;
                    tracing::debug!(reads, "another program reset the card; reading it again");
                }
                Err(Stopped::Card(error)) => {
                    tracing::info!(code = error.code(), %error, "the card could not be read");
                    return Err(Ended::Failed(error.reason()));
                }
                Err(Stopped::Ended(ended)) => return Err(ended),
                Ok(tap) => return Ok(tap),
            }
        }
    }

    fn evidence_once(
        &self,
        card: &mut Card<impl Transmit>,
        request: &TapRequest<'_>,
    ) -> Result<Tap, Stopped> {
        let kind = card.recognise()?;
        expect_known_card(kind)?;
        let now = self.now().map_err(Ended::from)?;
        let Some(loaded) = self.bundles.current() else {
            return Err(Ended::Failed(reasons::bundle_missing()).into());
        };
        if loaded.is_expired(now) {
            return Err(Ended::Failed(reasons::bundle_expired()).into());
        }
        let fingerprint = if kind == CardKind::TransitCard {
            transit_card(card, &loaded)?
        } else {
            certified_card(card, &loaded, now)?
        };
        if request.taken.contains(&fingerprint) {
            return Err(Ended::Refused(reasons::same_card_twice()).into());
        }
        let mut tap = Tap {
            at: now,
            purpose: request.purpose,
            fingerprint,
            units: request.units,
            instrument: request.instrument.clone(),
            photo_checked: request.photo_checked,
            chip: None,
            declared: None,
        };
        if kind == CardKind::MyNumberCard {
            tap.chip = self.challenge(card, &loaded, &tap, request)?;
        }
        Ok(tap)
    }

    /// The chip's answer to the next nonce; none when the pool is used up,
    /// which leaves the tap with its certificate alone.
    fn challenge(
        &self,
        card: &mut Card<impl Transmit>,
        loaded: &Loaded,
        tap: &Tap,
        request: &TapRequest<'_>,
    ) -> Result<Option<ChipAnswer>, Stopped> {
        let pool = &loaded.bundle.nonces;
        let Some((number, nonce)) = self.nonces.take(pool).map_err(Ended::from)? else {
            tracing::warn!("no nonce is left: the chip was not challenged");
            return Ok(None);
        };
        let challenge = Challenge {
            nonce,
            terminal: &self.identity.enrolled.terminal,
            trip: request.trip_id,
            purpose: tap.purpose,
            fingerprint: tap.fingerprint,
            at: tap.at,
        };
        let signature = card.internal_authenticate(&challenge.digest())?;
        Ok(Some(ChipAnswer {
            nonce: number,
            signature,
        }))
    }
}

/// The fingerprint of a card whose certificate is a resident's.
fn certified_card(
    card: &mut Card<impl Transmit>,
    loaded: &Loaded,
    now: Timestamp,
) -> Result<Digest, Stopped> {
    let certificate = Certificate::parse(&card.read_certificate()?)
        .map_err(|_not_one| Ended::Refused(reasons::certificate_unreadable()))?;
    jpki::check(&certificate, &loaded.anchors, &loaded.policy, now)
        .map_err(|rejection| Ended::Refused(rejection.reason()))?;
    Ok(certificate.fingerprint())
}

/// The fingerprint of a transit card that is registered, as far as is known here. Any
/// other is most likely in the way of the card that was meant: the driver hears of it at
/// once, and nobody else is told of it.
fn transit_card(card: &mut Card<impl Transmit>, loaded: &Loaded) -> Result<Digest, Stopped> {
    let fingerprint = card.read_transit_fingerprint()?;
    if !loaded.bundle.registered.may_contain(fingerprint) {
        return Err(Ended::Refused(reasons::transit_card()).into());
    }
    Ok(fingerprint)
}

fn expect_known_card(kind: CardKind) -> Result<(), Ended> {
    match kind {
        CardKind::MyNumberCard | CardKind::TransitCard => Ok(()),
        CardKind::Smartphone => Err(Ended::Refused(reasons::smartphone())),
        CardKind::Unknown => Err(Ended::Refused(reasons::unknown_card())),
    }
}

/// A card's error is kept apart until it is known whether to read again.
enum Stopped {
    Card(CardError),
    Ended(Ended),
}

impl From<CardError> for Stopped {
    fn from(error: CardError) -> Self {
        Self::Card(error)
    }
}

impl From<Ended> for Stopped {
    fn from(ended: Ended) -> Self {
        Self::Ended(ended)
    }
}
