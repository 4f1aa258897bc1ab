//! The scheme files of a municipality, each parsed once.

use std::sync::Arc;

use domain::{Digest, MunicipalityCode, Timestamp};
use queries::queries::registry;
use rules::Scheme;

use crate::published::ParsedFiles;
use crate::{Result, Transaction};

/// The scheme files at hand.
#[derive(Default)]
pub(crate) struct SchemeCache(ParsedFiles<Scheme>);

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
        let at_hand = self.0.at_hand();
        let at_hand: Vec<&[u8]> = at_hand.iter().map(|it| it.as_bytes().as_slice()).collect();
        let rows = registry::get_scheme_files()
            .bind(tx, &at_hand, &municipality.as_str())
            .all()
            .await?;
        rows.into_iter()
            .map(|row| {
                let name = &row.file_name;
                let what = format!("scheme file {name}");
                let scheme = self
                    .0
                    .parsed(&row.digest, (&what, &row.file_text), |text| {
                        Scheme::parse(name, text).map_err(|errors| errors.to_string())
                    })?;
                Ok(PublishedScheme {
                    published_at: row.published_at.into(),
                    scheme,
                    file_name: row.file_name,
                })
            })
            .collect::<Result<_>>()
            .map(PublishedSchemes::new)
    }
}
