//! What every use case needs: the database, the time, the service's key, and
//! which cards are trusted.

use clock::Clock;
use domain::Timestamp;
use jpki::{Policy, TrustAnchors};
use tokio::sync::Semaphore;
use wire::SigningKey;

use crate::access::PASSWORDS_AT_ONCE;
use crate::registry::{FilterCache, Fleets, SeenTerminals};
use crate::schemes::SchemeCache;
use crate::seal::SealKeys;
use crate::{Database, Error, Result};

/// The settlement service, shared by all requests and commands.
pub struct Settlement {
    pub(crate) database: Database,
    clock: Clock,
    pub(crate) service_key: SigningKey,
    pub(crate) card_trust: Option<CardTrust>,
    pub(crate) schemes: SchemeCache,
    pub(crate) terminals: SeenTerminals,
    pub(crate) fleets: Fleets,
    pub(crate) filters: FilterCache,
    pub(crate) seal_keys: SealKeys,
    /// Whose turn it is to have a password looked at.
    pub(crate) passwords: Semaphore,
}

/// Which authorities' cards are accepted.
#[derive(Clone)]
pub struct CardTrust {
    /// As terminals get it in their bundle.
    pub anchors_pem: String,
    /// The same, parsed.
    pub anchors: TrustAnchors,
    /// Accepted certificate policies, and whether test cards are.
    pub policy: Policy,
}

impl Settlement {
    /// A service over `database`. Without `card_trust` no card can be
    /// registered and no bundle made; commands that touch no card need none.
    pub fn new(
        database: Database,
        clock: Clock,
        service_key: SigningKey,
        card_trust: Option<CardTrust>,
        seal_keys: SealKeys,
    ) -> Self {
        Self {
            database,
            clock,
            service_key,
            card_trust,
            schemes: SchemeCache::default(),
            terminals: SeenTerminals::default(),
            fleets: Fleets::default(),
            filters: FilterCache::default(),
            seal_keys,
            passwords: Semaphore::new(PASSWORDS_AT_ONCE),
        }
    }

    /// The database.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// The time.
    pub fn now(&self) -> Result<Timestamp> {
        self.clock.now().map_err(Error::Clock)
    }

    pub(crate) fn card_trust(&self) -> Result<&CardTrust> {
        self.card_trust.as_ref().ok_or_else(|| {
            Error::conflict(
                "no_trust_anchors",
                "信頼する認証局の証明書が設定されていません。",
                "No authority's certificate is configured; start mytaku serve with --trust-anchors FILE.pem.",
            )
        })
    }
}

/// `N` bytes of the operating system's randomness.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(Error::Randomness)?;
    Ok(bytes)
}
