//! Published files, each parsed once: a file never changes, so nothing here grows stale.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use domain::Digest;

use crate::{Error, Result};

/// Parsed files by the digest of their text.
pub(crate) struct ParsedFiles<T>(RwLock<HashMap<Digest, Arc<T>>>);

impl<T> Default for ParsedFiles<T> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

impl<T> ParsedFiles<T> {
    /// Of these the text need not be fetched.
    pub(crate) fn at_hand(&self) -> Vec<Digest> {
        self.files().keys().copied().collect()
    }

    /// The file that was published under `digest`; parsed only if it is not at hand, and
    /// then its text must have that digest.
    pub(crate) fn parsed(
        &self,
        digest: &[u8],
        (what, text): (&str, &str),
        parse: impl FnOnce(&str) -> std::result::Result<T, String>,
    ) -> Result<Arc<T>> {
        let damaged = |problem: String| Error::damaged(what, problem);
        let digest = Digest::try_from(digest).map_err(|error| damaged(error.to_string()))?;
        if let Some(file) = self.files().get(&digest) {
            return Ok(Arc::clone(file));
        }
        if Digest::of(text) != digest {
            return Err(damaged(
                "its text does not have the digest it was published under".into(),
            ));
        }
        let file = Arc::new(parse(text).map_err(damaged)?);
        self.0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(digest, Arc::clone(&file));
        Ok(file)
    }

    fn files(&self) -> RwLockReadGuard<'_, HashMap<Digest, Arc<T>>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}
