//! What the evidence is worth: by the service, or by what the terminal carries.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use domain::{Assurance, ServiceDate};
use rules::{GroundEnds, Tallies, Used};
use wire::Tap;
use wire::api::{TapAnswer, TapCheck};

use super::{AcceptedTap, Ended, TapRequest};
use crate::bundle::Loaded;
use crate::card_uses::{Known, Learned};
use crate::reasons;
use crate::terminal::Terminal;

impl Terminal {
    /// Asks the service; without it, decides by filter and memory. `network`
    /// is how long asking took.
    pub(super) fn verdict(
        &self,
        tap: Tap,
        request: &TapRequest<'_>,
        network: &mut Duration,
    ) -> Result<AcceptedTap, Ended> {
        let check = TapCheck {
            trip_id: request.trip_id,
            boarded_at: request.boarded_at,
            tap,
        };
        let service = self.service(self.now()?);
        let begun = Instant::now();
        let answer = service.check_tap(&check);
        *network = begun.elapsed();
        match answer {
            Ok(TapAnswer::Accepted {
                assurance,
                registered_on,
                grounds,
                used,
            }) => {
                let accepted = AcceptedTap {
                    tap: check.tap,
                    assurance,
                    registered_on,
                    grounds,
                    used,
                    online: true,
                };
                self.remember(&accepted, ServiceDate::of(request.boarded_at), used);
                Ok(accepted)
            }
            Ok(TapAnswer::Refused { reason }) => Err(Ended::Refused(reason)),
            Err(error) if error.is_transient() => {
                tracing::info!(%error, "the service was not asked about a tap");
                self.verdict_offline(check.tap, ServiceDate::of(request.boarded_at))
            }
            Err(error) => Err(Ended::Failed(error.reason())),
        }
    }

    fn verdict_offline(&self, tap: Tap, date: ServiceDate) -> Result<AcceptedTap, Ended> {
        let Some(loaded) = self.bundles.current() else {
            return Err(Ended::Failed(reasons::bundle_missing()));
        };
        let is_card = tap.declared.is_none();
        if is_card && !loaded.bundle.registered.may_contain(tap.fingerprint) {
            return Err(Ended::Refused(reasons::not_registered()));
        }
        let known = self
            .card_uses
            .recall(tap.fingerprint, date)?
            .unwrap_or_else(|| stranger(&loaded, date));
        Ok(AcceptedTap {
            assurance: assurance_offline(&loaded, &tap),
            registered_on: known.registered_on,
            used: known.used(loaded.instrument_offered(&tap, date)),
            grounds: known.grounds,
            online: false,
            tap,
        })
    }

    /// Keeps what the card's registrant has `used` by a day for later taps without
    /// the service. Only a help: neither tap nor trip fails by it.
    pub(crate) fn remember(&self, accepted: &AcceptedTap, on: ServiceDate, used: Used) {
        let loaded = self.bundles.current();
        let instrument = loaded
            .as_ref()
            .and_then(|loaded| loaded.instrument_offered(&accepted.tap, on));
        let learned = Learned {
            registered_on: accepted.registered_on,
            grounds: &accepted.grounds,
            on,
            instrument,
            used,
        };
        if let Err(error) = self.card_uses.learn(accepted.tap.fingerprint, &learned) {
            tracing::warn!(%error, "a card's uses were not remembered");
        }
    }
}

/// What the chip's answer proves if it is the registered chip, which only the
/// service can tell. A number proves nothing.
fn assurance_offline(loaded: &Loaded, tap: &Tap) -> Assurance {
    if tap.declared.is_some() {
        return Assurance::A0;
    }
    let fresh = tap.at < loaded.bundle.nonces.expires_at;
    if tap.chip.is_some() && fresh {
        Assurance::A2
    } else {
        Assurance::A1
    }
}

/// A registered card that this terminal has never met: nothing used, of no ground
/// that the rules ask for, and registered since the day that costs the passenger
/// least.
fn stranger(loaded: &Loaded, date: ServiceDate) -> Known {
    let ground = loaded
        .scheme_on(date)
        .and_then(|(_scheme, version)| version.rules().assumed_ground());
    let registered_on = match ground.map(|ground| ground.ends) {
        // The ground runs out counted from the registration.
        Some(GroundEnds::AfterMonths(_)) => date,
        // The year's limit may be less for a later registration.
        Some(GroundEnds::ByRegister | GroundEnds::EndOfFiscalYear) | None => {
            date.fiscal_year().first_date()
        }
    };
    Known {
        registered_on,
        grounds: Vec::new(),
        on: date,
        used: Tallies::default(),
        kinds: BTreeMap::new(),
    }
}
