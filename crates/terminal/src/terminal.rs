//! All of a terminal but the reader and the trip under way; shared between the
//! front door and the upload thread.

use std::sync::Arc;

use clock::Clock;
use domain::Timestamp;

use crate::bundle::{BundleError, Bundles, Loaded};
use crate::card_uses::{CardUses, CardUsesError};
use crate::data::{DataError, DataFolder, Lock};
use crate::database::{Database, DatabaseError};
use crate::identity::{Identity, IdentityError};
use crate::nonces::Nonces;
use crate::outbox::Outbox;
use crate::reasons::chain;
use crate::rotation;
use crate::service::{AsTerminal, Service, ServiceError};
use crate::service_time::ClockCheck;

/// An enrolled terminal, at work.
pub struct Terminal {
    /// Who it is.
    pub identity: Arc<Identity>,
    /// Where the time comes from.
    pub clock: Clock,
    /// The bundle in use.
    pub bundles: Bundles,
    /// Its records.
    pub outbox: Outbox,
    /// Its nonces.
    pub nonces: Nonces,
    /// What it knows of cards.
    pub card_uses: CardUses,
    /// How far its clock is off.
    pub clock_check: ClockCheck,
    pub(crate) database: Database,
    service: Service,
    _lock: Lock,
}

/// A terminal cannot start.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder is not there or in use.
    #[error(transparent)]
    Data(#[from] DataError),
    /// Not enrolled.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The database does not open.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// Nor does the memory of cards.
    #[error(transparent)]
    CardUses(#[from] CardUsesError),
}

/// The bundle could not be renewed; the one in use stays.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// No time for the request.
    #[error(transparent)]
    Clock(#[from] clock::Error),
    /// The service gave none.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// What it gave is not taken in.
    #[error(transparent)]
    Bundle(#[from] BundleError),
}

impl Terminal {
    /// Opens the enrolled terminal of a data folder, for this process alone.
    /// Nothing is sent yet.
    pub fn open(data: &DataFolder, service: Service, clock: Clock) -> Result<Self, OpenError> {
        // Before the lock, which would otherwise be the first to complain.
        let identity = Arc::new(Identity::load(data)?);
        let lock = data.lock()?;
        let database = Database::open(&data.database())?;
        Ok(Self {
            bundles: Bundles::open(data, Arc::clone(&identity)),
            outbox: Outbox::going_on_after(database.clone(), identity.enrolled.chain),
            nonces: Nonces::new(database.clone()),
            card_uses: CardUses::open(database.clone())?,
            clock_check: ClockCheck::default(),
            database,
            identity,
            clock,
            service,
            _lock: lock,
        })
    }

    /// The terminal's clock.
    pub fn now(&self) -> Result<Timestamp, clock::Error> {
        self.clock.now()
    }

    /// The service, as this terminal speaks to it at `at`. A key that waits is
    /// handed in first: the service may have taken it already, and know no other.
    pub fn service(&self, at: Timestamp) -> AsTerminal<'_> {
        if let Err(error) = rotation::complete(&self.identity, &self.service) {
            tracing::warn!(error = chain(&error), "the new key still waits");
        }
        self.service.as_terminal(&self.identity, at)
    }

    /// Fetches the bundle and uses it from now on, unless it is the one in use.
    pub fn refresh_bundle(&self) -> Result<(), RefreshError> {
        let at_hand = self.bundles.content();
        let answer = self.service(self.now()?).bundle(at_hand)?;
        if let Some(jws) = answer.bundle {
            self.bundles.accept(&jws)?;
        }
        if let Some(time) = answer.time {
            self.clock_check.compare(self.now()?, time);
        }
        Ok(())
    }

    /// The bundle for a tap at `now`; one that is missing, expired or out of
    /// nonces is renewed first if the service can be reached.
    pub(crate) fn bundle_for_tap(
        &self,
        now: Timestamp,
    ) -> Result<Option<Arc<Loaded>>, DatabaseError> {
        let fit = match self.bundles.current() {
            Some(loaded) if !loaded.is_expired(now) => self.nonces.left(&loaded.bundle.nonces)? > 0,
            _ => false,
        };
        if !fit && let Err(error) = self.refresh_bundle() {
            tracing::warn!(%error, "the bundle could not be renewed before a tap");
        }
        Ok(self.bundles.current())
    }
}
