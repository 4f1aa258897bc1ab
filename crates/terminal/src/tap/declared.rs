//! A number that is typed in place of a card: the way of a tap, without the card.
//!
//! The bundle's filter knows cards and no numbers. So without the service any number is as
//! good as another, for what the scheme pays for one that was declared and within what it
//! lets a terminal promise. Where it pays nothing for one, that is said at once, and nobody
//! is asked.

use std::time::{Duration, Instant};

use domain::{Assurance, ServiceDate};
use wire::{Declared, Tap};

use super::{Ended, Reading, TapRequest, Verdict};
use crate::reasons;
use crate::terminal::Terminal;

impl Terminal {
    /// Judges a number that the driver typed.
    pub fn declared_tap(&self, declared: Declared, request: &TapRequest<'_>) -> Reading {
        let begun = Instant::now();
        let mut network = Duration::ZERO;
        let verdict = self
            .declaration(declared, request)
            .and_then(|tap| self.verdict(tap, request, &mut network))
            .map_or_else(Verdict::from, Verdict::accepted);
        let total = begun.elapsed();
        Reading {
            verdict,
            apdus: 0,
            total,
            own: total.saturating_sub(network),
        }
    }

    fn declaration(&self, declared: Declared, request: &TapRequest<'_>) -> Result<Tap, Ended> {
        let now = self.now()?;
        let Some(loaded) = self.bundles.current() else {
            return Err(Ended::Failed(reasons::bundle_missing()));
        };
        if loaded.is_expired(now) {
            return Err(Ended::Failed(reasons::bundle_expired()));
        }
        let in_force = loaded.scheme_on(ServiceDate::of(request.boarded_at));
        let unproven =
            in_force.and_then(|(_, version)| rules::unproven(version.rules(), Assurance::A0));
        if let Some(note) = unproven {
            return Err(Ended::Refused(note.to_reason()));
        }
        let fingerprint = declared.fingerprint();
        if request.taken.contains(&fingerprint) {
            return Err(Ended::Refused(reasons::same_number_twice()));
        }
        Ok(Tap {
            at: now,
            purpose: request.purpose,
            fingerprint,
            units: request.units,
            instrument: request.instrument.clone(),
            photo_checked: request.photo_checked,
            chip: None,
            declared: Some(declared),
        })
    }
}
