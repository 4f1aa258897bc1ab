//! An entry of the trail, and the digest that chains it.

use domain::{Digest, MunicipalityCode, Timestamp};
use queries::queries::trail as sql;
use serde::Serialize;
use uuid::Uuid;

use crate::{Error, Result};

/// Where an act stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// About to be done.
    Begun,
    /// It was done.
    Done,
    /// It was refused, with this code.
    Refused(String),
    /// It failed; the log says how.
    Failed,
}

impl Phase {
    /// As in SQL and JSON.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Done => "done",
            Self::Refused(_) => "refused",
            Self::Failed => "failed",
        }
    }

    /// Of a refusal.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused(code) => Some(code),
            Self::Begun | Self::Done | Self::Failed => None,
        }
    }

    fn from_row(phase: &str, code: Option<String>) -> Result<Self> {
        match (phase, code) {
            ("begun", None) => Ok(Self::Begun),
            ("done", None) => Ok(Self::Done),
            ("failed", None) => Ok(Self::Failed),
            ("refused", Some(code)) => Ok(Self::Refused(code)),
            _ => Err(Error::damaged("entry of the trail", phase)),
        }
    }
}

/// One line of the trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// 1, 2, …
    pub number: i64,
    /// Which act; one entry when it begins, one when it ends.
    pub act: Uuid,
    /// Which of the two, and how it ended.
    pub phase: Phase,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: String,
    /// How they came in.
    pub through: String,
    /// Name of the use case.
    pub what: String,
    /// On what.
    pub subject: String,
    /// Digest of the entry before.
    pub previous: Option<Digest>,
}

/// The members of an entry in the order in which they are digested.
#[derive(Serialize)]
struct Sealed<'a> {
    municipality: &'a str,
    number: i64,
    act: Uuid,
    phase: &'a str,
    at: Timestamp,
    who: &'a str,
    through: &'a str,
    what: &'a str,
    subject: &'a str,
    code: Option<&'a str>,
    previous: Option<Digest>,
}

/// A line as it is exported: what is digested, and its digest.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    sealed: Sealed<'a>,
    digest: Digest,
}

impl Entry {
    fn sealed<'a>(&'a self, municipality: &'a MunicipalityCode) -> Sealed<'a> {
        Sealed {
            municipality: municipality.as_str(),
            number: self.number,
            act: self.act,
            phase: self.phase.as_str(),
            at: self.at,
            who: &self.who,
            through: &self.through,
            what: &self.what,
            subject: &self.subject,
            code: self.phase.code(),
            previous: self.previous,
        }
    }

    /// SHA-256 of the entry as compact JSON, members in the order of the export and
    /// without `digest`: whoever has the exported lines can work it out again.
    pub fn digest(&self, municipality: MunicipalityCode) -> Digest {
        let text = serde_json::to_vec(&self.sealed(&municipality)).unwrap_or_default();
        Digest::of(text)
    }

    /// The entry as one line of JSON, with its digest.
    pub fn line(&self, municipality: MunicipalityCode) -> String {
        let line = Line {
            sealed: self.sealed(&municipality),
            digest: self.digest(municipality),
        };
        serde_json::to_string(&line).unwrap_or_default()
    }

    /// From its row, with the digest that is stored with it.
    pub(super) fn from_row(row: sql::GetTrailEntries) -> Result<(Self, Digest)> {
        let digest = digest_of(&row.digest)?;
        let entry = Self {
            number: row.number,
            act: row.act,
            phase: Phase::from_row(&row.phase, row.code)?,
            at: row.at.into(),
            who: row.who,
            through: row.through,
            what: row.what,
            subject: row.subject,
            previous: row.previous_digest.as_deref().map(digest_of).transpose()?,
        };
        Ok((entry, digest))
    }
}

/// A digest from its column.
pub(super) fn digest_of(bytes: &[u8]) -> Result<Digest> {
    let bytes: [u8; 32] = bytes
        .try_into()
        .map_err(|_length| Error::damaged("digest of the trail", "not 32 bytes"))?;
    Ok(Digest::from(bytes))
}
