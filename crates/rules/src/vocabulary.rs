//! The file format as data: which keys there are, what they hold, what for.
//!
//! It is not written down a second time. [`file_shape`] runs the reader over a
//! file that says nothing and keeps what it asked for, so that schema,
//! reference and reader cannot part.

use crate::read;

/// The keys of a table, in the order in which the reader asks for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableShape {
    /// The keys.
    pub keys: Vec<KeyShape>,
}

/// One key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyShape {
    /// Its name.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// What it is for.
    pub doc: Doc,
    /// What it holds.
    pub shape: Shape,
}

/// What something is for, in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doc {
    /// In Japanese.
    pub ja: &'static str,
    /// In English.
    pub en: &'static str,
}

/// What a key holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A text; what it looks like, as a regular expression and an example.
    Text {
        /// For the whole of it.
        pattern: Option<&'static str>,
        /// Such a text.
        example: &'static str,
    },
    /// A whole number.
    Whole {
        /// The least.
        least: i64,
        /// The most.
        most: i64,
        /// Whether it is yen.
        yen: bool,
    },
    /// `true` or `false`.
    Flag,
    /// A date without quotes.
    Date,
    /// A time of day without quotes.
    Time,
    /// One of a few words.
    Words(Vec<Word>),
    /// An array.
    List {
        /// Of these.
        of: Box<Shape>,
        /// At least so many.
        least: usize,
        /// At most so many.
        most: Option<usize>,
    },
    /// A table.
    Table(TableShape),
    /// An array of tables, at least so many.
    Tables(TableShape, usize),
    /// Any one of these.
    OneOf(Vec<Shape>),
}

/// One word of the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// As in the file.
    pub word: &'static str,
    /// What it means.
    pub doc: Doc,
}

/// A scheme file as a whole.
pub fn file_shape() -> TableShape {
    read::shape()
}
