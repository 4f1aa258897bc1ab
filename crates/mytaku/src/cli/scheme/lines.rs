//! Trips as JSON lines: read one at a time, and named when one of them is wrong.

use std::io::{self, BufRead};

use anyhow::{Context as _, anyhow};
use serde::de::DeserializeOwned;

/// The longest line that is read, in bytes: far above any trip.
const LINE_MAX: u64 = 1 << 20;

/// Lines from a reader.
pub(super) struct Lines<R> {
    reader: R,
    source: Source,
    text: String,
    number: u64,
    bytes: u64,
}

/// Where lines come from, for messages.
pub(super) enum Source {
    /// Standard input.
    Stdin,
    /// A file of this name.
    File(String),
}

impl<R: BufRead> Lines<R> {
    pub(super) const fn new(reader: R, source: Source) -> Self {
        Self {
            reader,
            source,
            text: String::new(),
            number: 0,
            bytes: 0,
        }
    }

    /// What stands on the next line that is not empty; none after the last.
    pub(super) fn read<T: DeserializeOwned>(&mut self) -> anyhow::Result<Option<T>> {
        while self.go_on()? {
            if !self.text.trim().is_empty() {
                let read = serde_json::from_str(&self.text);
                return read.map(Some).map_err(|error| {
                    // The line within its own text is always 1, so only the column helps.
                    anyhow!("{}: {}", self.bad(), without_line(&error))
                });
            }
        }
        Ok(None)
    }

    fn go_on(&mut self) -> anyhow::Result<bool> {
        self.text.clear();
        self.number += 1;
        let length = io::Read::take(&mut self.reader, LINE_MAX)
            .read_line(&mut self.text)
            .with_context(|| self.bad())?;
        self.bytes += u64::try_from(length).unwrap_or(u64::MAX);
        Ok(length > 0)
    }

    /// How many bytes were read.
    pub(super) const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// That the line that was read last cannot be decided.
    pub(super) fn bad(&self) -> String {
        let number = self.number;
        match &self.source {
            Source::Stdin => format!(
                "標準入力の{number}行目を判定できません / line {number} of stdin cannot be decided"
            ),
            Source::File(name) => format!(
                "{name}の{number}行目を判定できません / line {number} of {name} cannot be decided"
            ),
        }
    }
}

fn without_line(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    match text.strip_suffix(&place) {
        Some(problem) => format!("{problem} (column {})", error.column()),
        None => text,
    }
}
