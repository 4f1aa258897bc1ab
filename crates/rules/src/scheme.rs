//! A scheme (事業) as read from its file: its name and its dated versions.
//!
//! There is one way to have a [`Scheme`]: [`Scheme::parse`], which has worked
//! every example in the file. How the file is read is in `read`.

use domain::{Digest, MunicipalityCode, SchemeId, ServiceDate};

use crate::{Example, LossBearer, Rules, SchemeErrors, read};

/// A scheme file that was read, checked, and whose every example came out.
#[derive(Clone, Debug)]
pub struct Scheme {
    pub(crate) id: SchemeId,
    pub(crate) municipality: Option<MunicipalityCode>,
    pub(crate) name_ja: String,
    pub(crate) name_en: String,
    pub(crate) text: String,
    pub(crate) digest: Digest,
    /// In order of `from`, at least one.
    pub(crate) versions: Vec<Version>,
}

/// The rules in force from one day until the next version begins.
#[derive(Clone, Debug)]
pub struct Version {
    pub(crate) name: String,
    pub(crate) from: ServiceDate,
    pub(crate) until: Option<ServiceDate>,
    pub(crate) digest: Digest,
    pub(crate) rules: Rules,
    pub(crate) because: Vec<Because>,
    pub(crate) examples: Vec<Example>,
}

/// Why a figure in the file is what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Because {
    /// The figure by its place, such as `version.hours.until` or
    /// `version.amount.alone.steps`.
    pub key: String,
    /// The file's own words.
    pub text: String,
}

impl Scheme {
    /// Reads a scheme from the `text` of a file and works its examples.
    ///
    /// `file_name` is for messages only. Everything wrong is found in one go,
    /// save that a file that is not TOML is not looked at further, and that
    /// examples are worked only once the rules can be read.
    pub fn parse(file_name: &str, text: &str) -> Result<Self, SchemeErrors> {
        read::scheme(file_name, text)
    }

    /// The scheme's own name for programs, such as `maebashi`.
    pub fn id(&self) -> &SchemeId {
        &self.id
    }

    /// The municipality that runs it; none of a model that nobody here runs,
    /// which can be tried and not published.
    pub fn municipality(&self) -> Option<MunicipalityCode> {
        self.municipality
    }

    /// Its name in Japanese.
    pub fn name_ja(&self) -> &str {
        &self.name_ja
    }

    /// Its name in English.
    pub fn name_en(&self) -> &str {
        &self.name_en
    }

    /// SHA-256 of the file's text, byte for byte.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The file's text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its versions in order of the day they begin; at least one.
    pub fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// The version in force on `date`; none before the first and after the end
    /// of the last.
    pub fn version_on(&self, date: ServiceDate) -> Option<&Version> {
        self.versions
            .iter()
            .rev()
            .find(|version| version.from <= date)
            .filter(|version| version.until.is_none_or(|until| date <= until))
    }
}

impl Version {
    /// Its name: the day it begins, `2024-04-01`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first service date it holds for.
    pub fn from(&self) -> ServiceDate {
        self.from
    }

    /// The last service date it holds for, where the file says it.
    pub fn until(&self) -> Option<ServiceDate> {
        self.until
    }

    /// SHA-256 of what the version decides by: every key and value but the
    /// reasons, the examples and `until`, in an order of their own.
    ///
    /// Comments, examples and better words for a reason leave it as it is, and
    /// so does saying when a version ends; a changed figure does not.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The rules themselves.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Who bears the subsidy of a trip that was accepted offline and turned out
    /// to be over a limit.
    pub fn loss_bearer(&self) -> LossBearer {
        self.rules.offline.over_limit_borne_by
    }

    /// The id of [`Rules::instrument_offered`].
    pub fn instrument_offered<'v>(&'v self, named: Option<&str>) -> Option<&'v str> {
        let offered = self.rules.instrument_offered(named);
        offered.map(|instrument| instrument.id.as_str())
    }

    /// The reasons given in the file, in file order.
    pub fn because(&self) -> &[Because] {
        &self.because
    }

    /// Its worked examples, in file order.
    pub fn examples(&self) -> &[Example] {
        &self.examples
    }
}
