//! From the text of a file to a [`Scheme`].
//!
//! In this order, each step noting all it finds: TOML, then the vocabulary
//! (`section`, `value`, `version`, `example`), then what must hold between the
//! parts and the worked examples (`check`).

mod amount;
mod example;
mod section;
mod value;
mod version;

use std::ops::Range;

use domain::{Digest, MunicipalityCode, SchemeId};
use toml::Spanned;
use toml::de::DeTable;

use crate::problem::{self, Finding};
use crate::{Because, Example, Scheme, SchemeErrors, Version, check};
use section::{Gathered, Section};

/// A version and where it and its examples stand, for messages.
pub(crate) struct VersionRead {
    pub(crate) version: Version,
    pub(crate) span: Range<usize>,
    pub(crate) from_span: Range<usize>,
    pub(crate) examples: Vec<ExampleRead>,
}

/// An example and where it stands.
pub(crate) struct ExampleRead {
    pub(crate) example: Example,
    pub(crate) span: Range<usize>,
    pub(crate) expect_span: Range<usize>,
}

/// `[scheme]`.
struct Head {
    id: SchemeId,
    municipality: MunicipalityCode,
    name_ja: String,
    name_en: String,
}

/// See [`Scheme::parse`].
pub(crate) fn scheme(file: &str, text: &str) -> Result<Scheme, SchemeErrors> {
    let (table, syntax) = DeTable::parse_recoverable(text);
    if !syntax.is_empty() {
        return Err(not_toml(file, text, &syntax));
    }
    let gathered = Gathered::default();
    let read = document(&table, &gathered);
    let mut findings = gathered.into_findings();
    if let (Some((head, versions)), true) = (read, findings.is_empty()) {
        findings = check::versions(&head.id, &versions);
        if findings.is_empty() {
            return Ok(head.into_scheme(text, versions));
        }
    }
    Err(problem::errors(file, text, findings))
}

impl Head {
    fn into_scheme(self, text: &str, versions: Vec<VersionRead>) -> Scheme {
        Scheme {
            id: self.id,
            municipality: self.municipality,
            name_ja: self.name_ja,
            name_en: self.name_en,
            text: text.to_owned(),
            digest: Digest::of(text),
            versions: versions.into_iter().map(|read| read.version).collect(),
        }
    }
}

fn document<'a>(
    table: &'a Spanned<DeTable<'a>>,
    gathered: &'a Gathered,
) -> Option<(Head, Vec<VersionRead>)> {
    let mut root = Section::root(table, gathered);
    let head = root.table("scheme", head);
    let municipality = head.as_ref().map(|head| head.municipality);
    let mut versions = root.tables("version", |section| version::version(section, municipality));
    if !root.has("version") {
        root.note(Finding::new(
            0..0,
            "[[version]] が1つもありません。",
            "there is no [[version]]",
        ));
    }
    root.finish();
    hand_out_because(&mut versions, gathered.take_because());
    Some((head?, versions))
}

/// Gives each reason to the version it stands in: the last that begins before.
fn hand_out_because(versions: &mut [VersionRead], because: Vec<(usize, Because)>) {
    for (place, because) in because {
        let within = versions
            .iter_mut()
            .rev()
            .find(|read| read.span.start <= place);
        if let (Some(read), true) = (within, because.key.starts_with("version.")) {
            read.version.because.push(because);
        }
    }
}

fn head(section: &mut Section<'_>) -> Option<Head> {
    let id = section.required(
        "id",
        value::parsed(
            "英数字と - _ . からなる短い名前: \"maebashi\"",
            "a short name of letters, digits and - _ . such as \"maebashi\"",
        ),
    );
    let municipality = section.required("municipality", municipality);
    let name_ja = section.required("name", value::text);
    let name_en = section.required("name_en", value::text);
    Some(Head {
        id: id?,
        municipality: municipality?,
        name_ja: name_ja?,
        name_en: name_en?,
    })
}

fn municipality(value: &toml::de::DeValue<'_>) -> Result<MunicipalityCode, value::Wanted> {
    value::parsed(
        "検査数字つき6桁の全国地方公共団体コード: \"102016\"",
        "a municipality code of six digits with its check digit: \"102016\"",
    )(value)
}

fn not_toml(file: &str, text: &str, syntax: &[toml::de::Error]) -> SchemeErrors {
    let findings = syntax
        .iter()
        .map(|error| {
            Finding::new(
                error.span().unwrap_or(0..0),
                "TOMLとして読めません。",
                format!("this is not TOML: {}", error.message()),
            )
        })
        .collect();
    problem::errors(file, text, findings)
}
