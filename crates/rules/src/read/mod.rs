//! From the text of a file to a [`Scheme`].
//!
//! In this order, each step noting all it finds: TOML, then the vocabulary (one
//! file for each group of sections, over `section` and `value`), with what must
//! hold within a version; then what must hold between versions, and the worked
//! examples (`check`).

mod amount;
mod canonical;
mod effect;
mod example;
mod fare;
mod limit;
mod place;
mod range;
mod section;
mod step;
mod terms;
mod value;
mod version;
mod who;

use std::ops::Range;

use domain::{Digest, MunicipalityCode, SchemeId};
use toml::de::DeTable;

use crate::problem::{self, Finding};
use crate::vocabulary::TableShape;
use crate::{Because, Example, Scheme, SchemeErrors, Version, check};
pub(crate) use section::told_apart;
use section::{Gathered, Section, doc};

/// A version and where it and its parts stand, for messages.
pub(crate) struct VersionRead {
    pub(crate) version: Version,
    pub(crate) span: Range<usize>,
    pub(crate) from_span: Range<usize>,
    pub(crate) until_span: Range<usize>,
    /// Of each amount, in order.
    pub(crate) amount_spans: Vec<Range<usize>>,
    /// Of each kind of ticket, in order.
    pub(crate) instrument_spans: Vec<Range<usize>>,
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
    municipality: Option<MunicipalityCode>,
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
    let read = document(&mut Section::root(&table, &gathered), &gathered);
    let mut findings = gathered.into_findings();
    if let (Some((head, versions)), true) = (read, findings.is_empty()) {
        findings = check::versions(&versions);
        if findings.is_empty() {
            return Ok(head.into_scheme(text, versions));
        }
    }
    Err(problem::errors(file, text, findings))
}

/// The versions of a file whose every key is as it must be, whatever its examples
/// show: for the laws, which hold of any scheme.
#[cfg(test)]
pub(crate) fn without_examples(text: &str) -> Option<Vec<Version>> {
    let table = DeTable::parse(text).ok()?;
    let gathered = Gathered::default();
    let read = document(&mut Section::root(&table, &gathered), &gathered);
    let is_sound = gathered.into_findings().is_empty();
    let (_, versions) = read.filter(|_| is_sound)?;
    Some(versions.into_iter().map(|read| read.version).collect())
}

/// See [`crate::vocabulary::file_shape`].
pub(crate) fn shape() -> TableShape {
    let gathered = Gathered::default();
    let mut root = Section::of_nothing(&gathered);
    let _nothing_read = document(&mut root, &gathered);
    root.into_shape()
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
    root: &mut Section<'a>,
    gathered: &'a Gathered,
) -> Option<(Head, Vec<VersionRead>)> {
    let head = root.table(
        "scheme",
        doc("事業の名前", "what the scheme is called"),
        head,
    );
    let home = head.as_ref().and_then(|head| head.municipality);
    let mut versions = root.tables(
        "version",
        1,
        doc(
            "いつからの規則か。始まる日の順に書く",
            "the rules from a day on, in the order of these days",
        ),
        |section| version::version(section, home),
    );
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
            ("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", "maebashi"),
            "英数字と - _ . からなる短い名前: \"maebashi\"",
            "a short name of letters, digits and - _ . such as \"maebashi\"",
        ),
        doc("プログラムが使う名前", "its name for programs"),
    );
    let municipality = section.optional(
        "municipality",
        value::municipality(),
        doc(
            "行う市町村。書かなければ、試すだけの見本で、公開できない",
            "the municipality that runs it; without one it is a model to try, and cannot be published",
        ),
    );
    let name_ja = section.required(
        "name",
        value::text(),
        doc("事業の名前", "its name in Japanese"),
    );
    let name_en = section.required(
        "name_en",
        value::text(),
        doc("英語の名前", "its name in English"),
    );
    Some(Head {
        id: id?,
        municipality,
        name_ja: name_ja?,
        name_en: name_en?,
    })
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
            .expected(
                "数は 1_500、文字列は \"…\"、日付は 2024-04-01、時刻は 07:00:00 の形で書く",
                "numbers are written 1_500, strings \"…\", dates 2024-04-01, times 07:00:00",
            )
        })
        .collect();
    problem::errors(file, text, findings)
}
