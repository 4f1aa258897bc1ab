//! Commands that look and deliver: `sync`, `resend`, `status`.

use domain::{Reason, ServiceDate};

use super::answers::{BundleStatus, Delivered, Status, TripUnderWay};
use super::{Agent, AgentError};
use crate::cards::CardSource;
use crate::outbox::Counts;
use crate::reasons;
use crate::upload::UploadError;

impl<C: CardSource> Agent<C> {
    /// Delivers what waits and renews the bundle, now. Its counts are of
    /// everything delivered since the last `sync`, by itself or now, so that
    /// their sum over all answers is right whoever delivered.
    pub fn sync(&self) -> Result<Delivered, AgentError> {
        let delivered = self.upload.deliver();
        let refreshed = self.terminal.refresh_bundle();
        let refused = refreshed.err().map(|error| refresh_reason(&error));
        self.delivered(self.upload.take_counts(), delivered.err(), refused)
    }

    /// Delivers the last `count` records once more in one batch.
    pub fn resend(&self, count: usize) -> Result<Delivered, AgentError> {
        match self.upload.resend(count) {
            Ok(counts) => self.delivered(counts, None, None),
            Err(error) => self.delivered(Counts::default(), Some(error), None),
        }
    }

    fn delivered(
        &self,
        counts: Counts,
        error: Option<UploadError>,
        other: Option<Reason>,
    ) -> Result<Delivered, AgentError> {
        Ok(Delivered {
            counts,
            waiting: self.terminal.outbox.exposure()?.waiting,
            problem: error.map(|error| error.reason()).or(other),
        })
    }

    /// How the terminal stands.
    pub fn status(&self) -> Result<Status, AgentError> {
        let now = self.terminal.now()?;
        let loaded = self.terminal.bundles.current();
        let nonces_left = match &loaded {
            Some(loaded) => self.terminal.nonces.left(&loaded.bundle.nonces)?,
            None => 0,
        };
        Ok(Status {
            terminal: self.terminal.identity.enrolled.terminal.clone(),
            vehicle: self.vehicle(),
            trip: self.trip.as_ref().map(|trip| TripUnderWay {
                trip_id: trip.trip_id,
                taps: trip.taps.len(),
                fare_decided: trip.fare.is_some(),
            }),
            newest: self.terminal.outbox.newest()?,
            exposure: self.terminal.outbox.exposure()?,
            at_risk_limit_yen: loaded
                .as_ref()
                .and_then(|loaded| loaded.scheme_on(ServiceDate::of(now)))
                .and_then(|(_scheme, version)| version.rules().offline.exposure),
            bundle: loaded.map(|loaded| BundleStatus {
                issued_at: loaded.bundle.issued_at,
                age_s: loaded.age_s(now),
                expires_at: loaded.bundle.expires_at,
                expired: loaded.is_expired(now),
            }),
            nonces_left,
            clock_off_s: self.terminal.clock_check.off_s(),
            clock: self.terminal.clock_check.warning(),
        })
    }
}

fn refresh_reason(error: &crate::terminal::RefreshError) -> Reason {
    match error {
        crate::terminal::RefreshError::Service(error) => error.reason(),
        other => Reason::new(
            "bundle_not_renewed",
            "市の設定を更新できませんでした。管理者に連絡してください。",
            reasons::chain(other),
        ),
    }
}
