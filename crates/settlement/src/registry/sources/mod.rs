//! What only the issuer of cards can say, asked through ports: which certificates were
//! revoked (失効), and which were renewed on the same chip (更新).
//!
//! A city connects its own way to the issuer (地方認証プラットフォーム, its own OCSP
//! client) by implementing a trait of this file; the default is a file. What a source says becomes
//! dated rows of the registry, so that an audit sees what was known when; a decision
//! never asks anybody outside. Cards are named by fingerprint: a source that needs the
//! certificate or its serial number keeps these on its own side of the wall.

mod ask;
mod file;

use std::future::Future;

pub use ask::{Asked, ask_revocations, ask_successions};
use domain::{Digest, Timestamp};
pub(super) use file::{HEX64, MOMENT};
pub use file::{RevocationFile, SuccessionFile};

/// Why a source gave no answer; told to whoever asked, so without secrets.
pub type SourceError = Box<dyn std::error::Error + Send + Sync>;

/// A certificate that its issuer revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RevokedCard {
    /// Its fingerprint.
    pub fingerprint: Digest,
    /// Since when.
    pub at: Timestamp,
}

/// A certificate that took another's place on the same chip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Successor {
    /// Fingerprint of the one before.
    pub fingerprint: Digest,
    /// Fingerprint of the new one.
    pub successor: Digest,
    /// The new one's first moment.
    pub valid_from: Timestamp,
    /// The new one's last moment.
    pub valid_until: Timestamp,
}

/// Who knows which certificates were revoked (失効情報).
pub trait RevocationSource {
    /// Those of `cards` that are revoked. All of the answer or an error; what it says of
    /// other cards is passed over.
    fn revoked(
        &self,
        cards: &[Digest],
    ) -> impl Future<Output = Result<Vec<RevokedCard>, SourceError>>;
}

/// Who knows which certificate followed another one (新旧シリアルの対応).
pub trait SerialSuccession {
    /// The successors of those of `cards` that have one. All of the answer or an error.
    fn successors(
        &self,
        cards: &[Digest],
    ) -> impl Future<Output = Result<Vec<Successor>, SourceError>>;
}
