//! The bundle in use: verified, kept on disk, never replaced by an older one.
//!
//! Only what the service's key signed for this very terminal is taken in, from
//! the network and from the disk alike.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use domain::{Digest, ServiceDate, Timestamp};
use jpki::{Policy, TrustAnchors};
use rules::{Scheme, Version};
use wire::{Bundle, Jws, JwsError, Tap};

use crate::data::DataFolder;
use crate::files;
use crate::identity::Identity;

/// A bundle, verified and ready for use.
pub struct Loaded {
    /// As the service signed it.
    pub bundle: Bundle,
    /// Its schemes; every example in them came out.
    pub schemes: Vec<Scheme>,
    /// Its authorities.
    pub anchors: TrustAnchors,
    /// Its certificate policies.
    pub policy: Policy,
}

/// The terminal's current bundle.
pub struct Bundles {
    path: PathBuf,
    identity: Arc<Identity>,
    current: RwLock<Option<Arc<Loaded>>>,
}

/// A bundle is not taken in.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// Not signed by the service, or not a bundle.
    #[error(
        "the bundle is not one that this service signed; ask for it again, or enrol the terminal anew"
    )]
    Signature(#[source] JwsError),
    /// For another terminal.
    #[error("the bundle is for terminal {0}, not for this one")]
    OtherTerminal(domain::TerminalId),
    /// A scheme file in it is not one.
    #[error("the bundle's scheme cannot be used; update mytaku-terminal, or tell the city")]
    Scheme(#[source] rules::SchemeErrors),
    /// Its authorities cannot be read.
    #[error("the bundle's certificate authorities cannot be used; tell the city")]
    Anchors(#[source] jpki::AnchorError),
    /// Its certificate policies cannot be read.
    #[error("the bundle's certificate policies cannot be used; tell the city")]
    Policy(#[source] jpki::PolicyError),
    /// It cannot be kept.
    #[error("the bundle cannot be written to {}; check permissions and the disk", path.display())]
    File {
        /// Where.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl Bundles {
    /// The bundle of a data folder, if there is a sound one. A damaged file is
    /// as good as none: the service gives another.
    pub fn open(data: &DataFolder, identity: Arc<Identity>) -> Self {
        let path = data.bundle();
        let loaded = std::fs::read_to_string(&path).ok().and_then(|text| {
            load(&Jws::unverified(text), &identity)
                .inspect_err(|error| tracing::warn!(%error, "the stored bundle is not used"))
                .ok()
        });
        Self {
            path,
            identity,
            current: RwLock::new(loaded.map(Arc::new)),
        }
    }

    /// The bundle in use.
    pub fn current(&self) -> Option<Arc<Loaded>> {
        self.current
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// What the bundle in use is called; told to the service, which then sends
    /// another one only.
    pub fn content(&self) -> Option<Digest> {
        self.current().map(|loaded| loaded.bundle.content)
    }

    /// Verifies `jws`, keeps it and uses it from now on, unless the one in use
    /// is newer.
    pub fn accept(&self, jws: &Jws) -> Result<(), BundleError> {
        let loaded = load(jws, &self.identity)?;
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let is_older = |current: &Arc<Loaded>| loaded.bundle.issued_at < current.bundle.issued_at;
        if current.as_ref().is_some_and(is_older) {
            tracing::warn!(issued_at = %loaded.bundle.issued_at, "an older bundle was not used");
            return Ok(());
        }
        files::replace(&self.path, jws.as_str().as_bytes()).map_err(|source| {
            BundleError::File {
                path: self.path.clone(),
                source,
            }
        })?;
        *current = Some(Arc::new(loaded));
        drop(current);
        Ok(())
    }
}

impl Loaded {
    /// Whether it should not be trusted any more.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now >= self.bundle.expires_at
    }

    /// Seconds since the service made it.
    pub fn age_s(&self, now: Timestamp) -> i64 {
        now.seconds_since(self.bundle.issued_at).max(0)
    }

    /// The scheme that decides a trip of `date`: the first of the bundle with a
    /// version in force.
    pub fn scheme_on(&self, date: ServiceDate) -> Option<(&Scheme, &Version)> {
        self.schemes
            .iter()
            .find_map(|scheme| Some((scheme, scheme.version_on(date)?)))
    }

    /// The kind of ticket that `tap` offers on `date`; none where the scheme has
    /// one kind only.
    pub fn instrument_offered<'a>(&'a self, tap: &'a Tap, date: ServiceDate) -> Option<&'a str> {
        let (_scheme, version) = self.scheme_on(date)?;
        version.instrument_offered(tap.instrument.as_deref())
    }
}

fn load(jws: &Jws, identity: &Identity) -> Result<Loaded, BundleError> {
    let bundle =
        Bundle::verify(jws, &identity.enrolled.service_key).map_err(BundleError::Signature)?;
    let enrolled = &identity.enrolled;
    if bundle.terminal != enrolled.terminal || bundle.municipality != enrolled.municipality {
        return Err(BundleError::OtherTerminal(bundle.terminal));
    }
    let schemes = bundle
        .schemes
        .iter()
        .map(|file| Scheme::parse(&file.name, &file.text))
        .collect::<Result<_, _>>()
        .map_err(BundleError::Scheme)?;
    let anchors =
        TrustAnchors::from_pem(&bundle.trust_anchors_pem).map_err(BundleError::Anchors)?;
    let policy = policy(&bundle).map_err(BundleError::Policy)?;
    Ok(Loaded {
        bundle,
        schemes,
        anchors,
        policy,
    })
}

fn policy(bundle: &Bundle) -> Result<Policy, jpki::PolicyError> {
    let mut policy = Policy::production(&bundle.certificate_policies)?;
    if bundle.allow_test_cards {
        let test = Policy::test_hierarchy();
        policy.allow_test_hierarchy = true;
        policy
            .certificate_policy_oids
            .extend(test.certificate_policy_oids);
    }
    Ok(policy)
}
