//! A table of the file, read key by key.
//!
//! The reader asks for each key it knows; whatever was not asked for is unknown
//! and refused. A problem is noted and reading goes on, so that the writer of a
//! file sees all of them at once. `because.KEY = "…"` is allowed beside every
//! key, `because = "…"` for a table as a whole; both are kept.
//!
//! The same reading over no table at all tells the vocabulary: every section
//! keeps what it was asked for.

mod because;
mod label;

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;

use domain::Digest;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::value::{Kind, Read, Wanted};
use crate::Because;
use crate::problem::Finding;
use crate::vocabulary::{Doc, KeyShape, Shape, TableShape};
pub(crate) use label::told_apart;

/// What reading has gathered so far.
#[derive(Default)]
pub(super) struct Gathered {
    findings: RefCell<Vec<Finding>>,
    because: RefCell<Vec<(usize, Because)>>,
}

impl Gathered {
    pub(super) fn note(&self, finding: Finding) {
        self.findings.borrow_mut().push(finding);
    }

    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings.into_inner()
    }

    /// The reasons given, each with its place in the text, in file order.
    pub(super) fn take_because(&self) -> Vec<(usize, Because)> {
        let mut because = self.because.take();
        because.sort_by_key(|(place, _)| *place);
        because
    }
}

/// One table of the file, or none, where only the vocabulary is asked for.
pub(super) struct Section<'a> {
    table: Option<&'a DeTable<'a>>,
    span: Range<usize>,
    path: String,
    known: TableShape,
    gathered: &'a Gathered,
}

type Entry<'a> = (&'a Spanned<Cow<'a, str>>, &'a Spanned<DeValue<'a>>);

/// What a key is for, in Japanese and English.
pub(super) const fn doc(ja: &'static str, en: &'static str) -> Doc {
    Doc { ja, en }
}

impl<'a> Section<'a> {
    pub(super) fn root(table: &'a Spanned<DeTable<'a>>, gathered: &'a Gathered) -> Self {
        Self {
            table: Some(table.get_ref()),
            ..Self::of_nothing(gathered)
        }
    }

    /// A section that has nothing and is only asked.
    pub(super) fn of_nothing(gathered: &'a Gathered) -> Self {
        Self {
            table: None,
            span: 0..0,
            path: String::new(),
            known: TableShape::default(),
            gathered,
        }
    }

    /// What was asked for.
    pub(super) fn into_shape(self) -> TableShape {
        self.known
    }

    /// Where the section stands in the text.
    pub(super) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Where `key` stands, or else the section.
    pub(super) fn span_of(&self, key: &str) -> Range<usize> {
        self.entry(key)
            .map_or_else(|| self.span(), |(_, value)| value.span())
    }

    /// A digest of the table, where there is one.
    pub(super) fn table_digest(&self, digest: impl Fn(&DeTable<'_>) -> Digest) -> Option<Digest> {
        self.table.map(digest)
    }

    /// Notes a problem; where only the vocabulary is asked for, there is none.
    pub(super) fn note(&self, finding: Finding) {
        if self.table.is_some() {
            self.gathered.note(finding);
        }
    }

    /// Whether `key` is given, without asking for it.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entry(key).is_some()
    }

    /// The given keys among `keys`, in the order of `keys`.
    pub(super) fn given(&self, keys: &[&'static str]) -> Vec<&'static str> {
        let given = keys.iter().filter(|key| self.has(key));
        given.copied().collect()
    }

    /// A key that must be there.
    pub(super) fn required<T, F>(
        &mut self,
        name: &'static str,
        kind: Kind<F>,
        doc: Doc,
    ) -> Option<T>
    where
        F: Fn(&DeValue<'_>) -> Read<T>,
    {
        self.know(name, true, doc, kind.shape);
        if !self.has(name) {
            self.missing(name);
        }
        self.value(name, kind.read)
    }

    /// A key that may be absent. A value of the wrong type is noted and counts
    /// as absent.
    pub(super) fn optional<T, F>(
        &mut self,
        name: &'static str,
        kind: Kind<F>,
        doc: Doc,
    ) -> Option<T>
    where
        F: Fn(&DeValue<'_>) -> Read<T>,
    {
        self.know(name, false, doc, kind.shape);
        self.value(name, kind.read)
    }

    /// A table that must be there.
    pub(super) fn table<T>(
        &mut self,
        name: &'static str,
        doc: Doc,
        read: impl FnOnce(&mut Section<'a>) -> Option<T>,
    ) -> Option<T> {
        if self.table.is_some() && !self.has(name) {
            self.know(name, true, doc, Shape::Flag);
            self.missing(name);
            return None;
        }
        self.one_table(name, true, doc, read)
    }

    /// A table that may be absent.
    pub(super) fn optional_table<T>(
        &mut self,
        name: &'static str,
        doc: Doc,
        read: impl FnOnce(&mut Section<'a>) -> Option<T>,
    ) -> Option<T> {
        self.one_table(name, false, doc, read)
    }

    fn one_table<T>(
        &mut self,
        name: &'static str,
        required: bool,
        doc: Doc,
        read: impl FnOnce(&mut Section<'a>) -> Option<T>,
    ) -> Option<T> {
        if self.table.is_none() {
            let shape = self.ask(read);
            self.know(name, required, doc, Shape::Table(shape));
            return None;
        }
        self.know(name, required, doc, Shape::Flag);
        let (_, value) = self.entry(name)?;
        self.enter(name, name, value, read)
    }

    /// An array of tables, empty when absent; tables that cannot be read are
    /// noted and left out. `least` must be there.
    pub(super) fn tables<T>(
        &mut self,
        name: &'static str,
        least: usize,
        doc: Doc,
        mut read: impl FnMut(&mut Section<'a>) -> Option<T>,
    ) -> Vec<T> {
        if self.table.is_none() {
            let shape = Shape::Tables(self.ask(read), least);
            self.know(name, least > 0, doc, shape);
            return Vec::new();
        }
        self.know(name, least > 0, doc, Shape::Flag);
        let Some((_, value)) = self.entry(name) else {
            if least > 0 {
                self.missing(name);
            }
            return Vec::new();
        };
        let Some(items) = value.get_ref().as_array() else {
            self.note(Wanted::tables().finding(name, value));
            return Vec::new();
        };
        if items.len() < least {
            self.note(Wanted::at_least(least).finding(name, value));
        }
        let mut labels: Vec<String> = Vec::with_capacity(items.len());
        (1_usize..)
            .zip(items.iter())
            .filter_map(|(number, item)| {
                let label = label::of(item.get_ref(), number);
                let place = self.place(name, &told_apart(&label, &labels));
                labels.push(label);
                self.enter(name, &place, item, &mut read)
            })
            .collect()
    }

    /// One table or an array of them: `[version.hours]` or `[[version.hours]]`.
    pub(super) fn one_or_more<T>(
        &mut self,
        name: &'static str,
        doc: Doc,
        mut read: impl FnMut(&mut Section<'a>) -> Option<T>,
    ) -> Vec<T> {
        if self.table.is_none() {
            let shape = self.ask(read);
            let either = vec![Shape::Table(shape.clone()), Shape::Tables(shape, 1)];
            self.know(name, false, doc, Shape::OneOf(either));
            return Vec::new();
        }
        let is_one = self
            .entry(name)
            .is_some_and(|(_, value)| value.get_ref().as_table().is_some());
        if is_one {
            return self.one_table(name, false, doc, read).into_iter().collect();
        }
        self.tables(name, 0, doc, &mut read)
    }

    /// Refuses every key that was not asked for, and keeps what `because` says.
    pub(super) fn finish(&mut self) {
        self.keep_because();
        for (key, _) in self.table.into_iter().flatten() {
            let name = key.get_ref().as_ref();
            if name != "because" && !self.knows(name) {
                self.note(self.unknown(key));
            }
        }
    }

    fn know(&mut self, name: &'static str, required: bool, doc: Doc, shape: Shape) {
        self.known.keys.push(KeyShape {
            name,
            required,
            doc,
            shape,
        });
    }

    fn knows(&self, name: &str) -> bool {
        self.known.keys.iter().any(|key| key.name == name)
    }

    /// What a section below would ask for.
    fn ask<T>(&self, read: impl FnOnce(&mut Section<'a>) -> Option<T>) -> TableShape {
        let mut below = Self::of_nothing(self.gathered);
        let _nothing_read = read(&mut below);
        below.into_shape()
    }

    /// Where one table of an array stands. Versions are told apart by the file
    /// itself, everything below them by its own name or its number.
    fn place(&self, name: &str, label: &str) -> String {
        if self.path.is_empty() {
            return name.to_owned();
        }
        format!("{name}.{label}")
    }

    fn value<T>(&self, name: &str, read: impl Fn(&DeValue<'_>) -> Read<T>) -> Option<T> {
        let (_, value) = self.entry(name)?;
        match read(value.get_ref()) {
            Ok(converted) => Some(converted),
            Err(wanted) => {
                self.note(wanted.finding(name, value));
                None
            }
        }
    }

    fn unknown(&self, key: &Spanned<Cow<'_, str>>) -> Finding {
        let shown: String = key.get_ref().chars().take(40).collect();
        let names: Vec<_> = self.known.keys.iter().map(|key| key.name).collect();
        let known = names.join(", ");
        Finding::new(
            key.span(),
            format!("知らない項目 `{shown}` です。"),
            format!("unknown key `{shown}`"),
        )
        .expected(
            format!("ここに書ける項目: {known}"),
            format!("expected one of: {known}"),
        )
    }

    fn entry(&self, key: &str) -> Option<Entry<'a>> {
        self.table?
            .iter()
            .find(|(name, _)| name.get_ref().as_ref() == key)
    }

    fn enter<T>(
        &self,
        name: &str,
        place: &str,
        value: &'a Spanned<DeValue<'a>>,
        read: impl FnOnce(&mut Section<'a>) -> Option<T>,
    ) -> Option<T> {
        let Some(table) = value.get_ref().as_table() else {
            self.note(Wanted::table().finding(name, value));
            return None;
        };
        let mut section = Section {
            table: Some(table),
            span: value.span(),
            path: if self.path.is_empty() {
                place.to_owned()
            } else {
                format!("{}.{place}", self.path)
            },
            known: TableShape::default(),
            gathered: self.gathered,
        };
        let read = read(&mut section);
        section.finish();
        if read.is_none() && self.gathered.findings.borrow().is_empty() {
            // Nothing is ever left out in silence.
            section.note(Finding::new(
                section.span(),
                format!("`{name}` のこの部分を読み取れません。"),
                format!("this part of `{name}` cannot be read"),
            ));
        }
        read
    }

    fn missing(&self, key: &str) {
        let (place_ja, place_en) = if self.path.is_empty() {
            (String::new(), "the file".to_owned())
        } else {
            (format!("[{}] に ", self.path), format!("[{}]", self.path))
        };
        self.note(Finding::new(
            self.span(),
            format!("{place_ja}`{key}` がありません。"),
            format!("{place_en} lacks `{key}`"),
        ));
    }
}
