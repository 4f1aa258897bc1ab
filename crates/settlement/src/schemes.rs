//! The scheme files of a municipality, each parsed once.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use domain::{Digest, MunicipalityCode, Timestamp};
use queries::queries::registry;
use rules::Scheme;

use crate::{Error, Result, Transaction};

/// Parsed files by digest. A file never changes, so nothing here grows stale.
#[derive(Default)]
pub(crate) struct SchemeCache(RwLock<HashMap<Digest, Arc<Scheme>>>);

/// A published file and when it was published.
#[derive(Clone)]
pub struct PublishedScheme {
    /// The file's name.
    pub file_name: String,
    /// From when it decides.
    pub published_at: Timestamp,
    /// The file, parsed.
    pub scheme: Arc<Scheme>,
}

/// All files that a municipality ever published, the oldest first.
#[derive(Clone)]
pub struct PublishedSchemes(Vec<PublishedScheme>);

impl PublishedSchemes {
    /// The files of a municipality in order of publication.
    pub const fn new(in_order: Vec<PublishedScheme>) -> Self {
        Self(in_order)
    }

    /// The file by which a trip received at `received_at` is decided: the last
    /// one published by then.
    pub fn in_force_at(&self, received_at: Timestamp) -> Option<&PublishedScheme> {
        self.0
            .iter()
            .rev()
            .find(|published| published.published_at <= received_at)
    }

    /// The file published last.
    pub fn last(&self) -> Option<&PublishedScheme> {
        self.0.last()
    }

    /// The file with a digest.
    pub fn with_digest(&self, digest: Digest) -> Option<&PublishedScheme> {
        let mut files = self.0.iter();
        files.find(|published| published.scheme.digest() == digest)
    }
}

impl SchemeCache {
    pub(crate) async fn published(
        &self,
        tx: &Transaction<'_>,
        municipality: MunicipalityCode,
    ) -> Result<PublishedSchemes> {
        // A text is fetched once: a file never changes.
        let at_hand: Vec<Digest> = self.files().keys().copied().collect();
        let at_hand: Vec<&[u8]> = at_hand.iter().map(|it| it.as_bytes().as_slice()).collect();
        let rows = registry::get_scheme_files()
            .bind(tx, &at_hand, &municipality.as_str())
            .all()
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok(PublishedScheme {
                    published_at: row.published_at.into(),
                    scheme: self.parsed(&row.digest, &row.file_name, &row.file_text)?,
                    file_name: row.file_name,
                })
            })
            .collect::<Result<_>>()
            .map(PublishedSchemes::new)
    }

    fn files(&self) -> RwLockReadGuard<'_, HashMap<Digest, Arc<Scheme>>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn parsed(&self, digest: &[u8], file_name: &str, text: &str) -> Result<Arc<Scheme>> {
        let damaged = |problem: String| Error::damaged(format!("scheme file {file_name}"), problem);
        let digest = Digest::try_from(digest).map_err(|error| damaged(error.to_string()))?;
        if let Some(scheme) = self.files().get(&digest) {
            return Ok(Arc::clone(scheme));
        }
        if Digest::of(text) != digest {
            return Err(damaged(
                "its text does not have the digest it was published under".into(),
            ));
        }
        let scheme =
            Scheme::parse(file_name, text).map_err(|errors| damaged(errors.to_string()))?;
        let scheme = Arc::new(scheme);
        self.0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(digest, Arc::clone(&scheme));
        Ok(scheme)
    }
}
