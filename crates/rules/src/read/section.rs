//! A table of the file, read key by key.
//!
//! The reader asks for each key it knows; whatever was not asked for is unknown
//! and refused. A problem is noted and reading goes on, so that the writer of a
//! file sees all of them at once. `because.KEY = "…"` is allowed beside every
//! key and is kept.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::value::{self, Wanted};
use crate::Because;
use crate::problem::Finding;

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

/// One table of the file.
pub(super) struct Section<'a> {
    table: &'a DeTable<'a>,
    span: Range<usize>,
    path: String,
    known: Vec<&'static str>,
    gathered: &'a Gathered,
}

impl<'a> Section<'a> {
    pub(super) fn root(table: &'a Spanned<DeTable<'a>>, gathered: &'a Gathered) -> Self {
        Self {
            table: table.get_ref(),
            span: 0..0,
            path: String::new(),
            known: Vec::new(),
            gathered,
        }
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

    pub(super) fn note(&self, finding: Finding) {
        self.gathered.note(finding);
    }

    /// Whether `key` is given, without asking for it.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entry(key).is_some()
    }

    /// A key that must be there.
    pub(super) fn required<T>(
        &mut self,
        key: &'static str,
        convert: impl FnOnce(&DeValue<'a>) -> Result<T, Wanted>,
    ) -> Option<T> {
        if self.has(key) {
            return self.optional(key, convert);
        }
        self.known.push(key);
        self.missing(key);
        None
    }

    /// A key that may be absent. A value of the wrong type is noted and counts
    /// as absent.
    pub(super) fn optional<T>(
        &mut self,
        key: &'static str,
        convert: impl FnOnce(&DeValue<'a>) -> Result<T, Wanted>,
    ) -> Option<T> {
        self.known.push(key);
        let (_, value) = self.entry(key)?;
        match convert(value.get_ref()) {
            Ok(converted) => Some(converted),
            Err(wanted) => {
                self.note(wanted.finding(key, value));
                None
            }
        }
    }

    /// A table that must be there.
    pub(super) fn table<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&mut Section<'a>) -> Option<T>,
    ) -> Option<T> {
        if !self.has(key) {
            self.known.push(key);
            self.missing(key);
            return None;
        }
        self.optional_table(key, read)
    }

    /// A table that may be absent.
    pub(super) fn optional_table<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&mut Section<'a>) -> Option<T>,
    ) -> Option<T> {
        self.known.push(key);
        let (_, value) = self.entry(key)?;
        self.enter(key, value, read)
    }

    /// An array of tables, empty when absent; tables that cannot be read are
    /// noted and left out.
    pub(super) fn tables<T>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(&mut Section<'a>) -> Option<T>,
    ) -> Vec<T> {
        self.known.push(key);
        let Some((_, value)) = self.entry(key) else {
            return Vec::new();
        };
        let Some(items) = value.get_ref().as_array() else {
            self.note(Wanted::tables().finding(key, value));
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| self.enter(key, item, &mut read))
            .collect()
    }

    /// Refuses every key that was not asked for, and keeps what `because` says.
    pub(super) fn finish(&mut self) {
        self.keep_because();
        for (key, _) in self.table {
            let name = key.get_ref().as_ref();
            if name != "because" && !self.known.contains(&name) {
                self.note(self.unknown(key));
            }
        }
    }

    fn unknown(&self, key: &Spanned<Cow<'_, str>>) -> Finding {
        let shown: String = key.get_ref().chars().take(40).collect();
        let known = self.known.join(", ");
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

    fn entry(&self, key: &str) -> Option<(&'a Spanned<Cow<'a, str>>, &'a Spanned<DeValue<'a>>)> {
        self.table
            .iter()
            .find(|(name, _)| name.get_ref().as_ref() == key)
    }

    fn enter<T>(
        &self,
        key: &'static str,
        value: &'a Spanned<DeValue<'a>>,
        read: impl FnOnce(&mut Section<'a>) -> Option<T>,
    ) -> Option<T> {
        let Some(table) = value.get_ref().as_table() else {
            self.note(Wanted::table().finding(key, value));
            return None;
        };
        let mut section = Section {
            table,
            span: value.span(),
            path: if self.path.is_empty() {
                key.to_owned()
            } else {
                format!("{}.{key}", self.path)
            },
            known: Vec::new(),
            gathered: self.gathered,
        };
        let read = read(&mut section);
        section.finish();
        read
    }

    fn missing(&self, key: &str) {
        let place = if self.path.is_empty() {
            String::new()
        } else {
            format!("[{}] ", self.path)
        };
        self.note(Finding::new(
            self.span(),
            format!("{place}に `{key}` がありません。"),
            format!("{place}lacks `{key}`"),
        ));
    }

    fn keep_because(&self) {
        let Some((key, value)) = self.entry("because") else {
            return;
        };
        let Some(reasons) = value.get_ref().as_table() else {
            let wanted = Wanted::new(
                "項目ごとの理由: because.項目名 = \"理由\"",
                "a reason for one key: because.KEY = \"why\"",
            );
            self.note(wanted.finding(key.get_ref(), value));
            return;
        };
        for (about, reason) in reasons {
            let name = about.get_ref().as_ref();
            if !self.known.contains(&name) {
                self.note(self.unknown(about));
                continue;
            }
            match value::text(reason.get_ref()) {
                Ok(text) => self.gathered.because.borrow_mut().push((
                    reason.span().start,
                    Because {
                        key: format!("{}.{name}", self.path),
                        text,
                    },
                )),
                Err(wanted) => self.note(wanted.finding(name, reason)),
            }
        }
    }
}
