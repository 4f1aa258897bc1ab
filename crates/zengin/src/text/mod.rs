//! Names and notes as a bank file carries them.
//!
//! Each field is a type of its own, so that its characters and its length are
//! checked where the text is entered, not on the day the file is due. A value
//! is made in two ways: `from_typed` takes what a person types and turns it
//! into the bank's characters; `new` takes only text that already is what the
//! file will say, half-width, and is what storage and JSON go through.

mod error;
mod jis;
mod typed;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use error::{Refusal, TextError};
use jis::Class;

/// What a field takes.
struct Field {
    name: &'static str,
    class: Class,
    max_bytes: usize,
}

/// Checked text in both forms: half-width characters and their bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Text {
    shown: String,
    bytes: Vec<u8>,
}

/// A text on its way into a field, checked as it grows.
struct Draft<'a> {
    field: &'a Field,
    shown: String,
    bytes: Vec<u8>,
}

impl Draft<'_> {
    /// Adds the half-width character `part`, which stands for `character` at
    /// `position` of what was given.
    fn push(&mut self, part: char, character: char, position: usize) -> Result<(), TextError> {
        let refused = |refusal| TextError::Refused {
            field: self.field.name,
            character,
            position,
            refusal,
        };
        let byte = jis::encode(part)
            .filter(|&byte| self.field.class.allows(byte))
            .ok_or_else(|| refused(why_not_taken(part)))?;
        if !jis::can_follow(self.bytes.last().copied(), byte) {
            return Err(refused(Refusal::LooseMark));
        }
        self.shown.push(part);
        self.bytes.push(byte);
        Ok(())
    }

    fn finish(self) -> Result<Text, TextError> {
        if self.bytes.is_empty() {
            return Err(TextError::Empty {
                field: self.field.name,
            });
        }
        if self.bytes.len() > self.field.max_bytes {
            return Err(TextError::TooLong {
                field: self.field.name,
                bytes: self.bytes.len(),
                max: self.field.max_bytes,
                fitting: self.fitting(),
            });
        }
        Ok(Text {
            shown: self.shown,
            bytes: self.bytes,
        })
    }

    /// The longest beginning that fits, without cutting a mark from its base.
    /// One byte is one character here.
    fn fitting(&self) -> String {
        let max = self.field.max_bytes;
        let cuts_a_mark = self.bytes.get(max).is_some_and(|&next| jis::is_mark(next));
        let keep = max.saturating_sub(usize::from(cuts_a_mark));
        let beginning: String = self.shown.chars().take(keep).collect();
        beginning.trim_end().to_owned()
    }
}

fn why_not_taken(part: char) -> Refusal {
    match part {
        'ｧ'..='ｯ' => Refusal::SmallKana,
        'ｰ' => Refusal::ProlongedMark,
        'a'..='z' => Refusal::LowerCase,
        '々' | '〆' | '㐀'..='\u{9FFF}' | '豈'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' => {
            Refusal::Kanji
        }
        _ => Refusal::NotTaken,
    }
}

impl Field {
    const fn draft(&self) -> Draft<'_> {
        Draft {
            field: self,
            shown: String::new(),
            bytes: Vec::new(),
        }
    }

    fn exact(&self, text: &str) -> Result<Text, TextError> {
        let mut draft = self.draft();
        let last = text.chars().count();
        for (position, character) in (1..).zip(text.chars()) {
            if character == ' ' && (position == 1 || position == last) {
                return Err(TextError::Refused {
                    field: self.name,
                    character,
                    position,
                    refusal: Refusal::EdgeSpace,
                });
            }
            draft.push(character, character, position)?;
        }
        draft.finish()
    }

    fn typed(&self, text: &str) -> Result<Text, TextError> {
        let mut draft = self.draft();
        let characters = (1..).zip(text.trim_end().chars());
        for (position, character) in characters.skip_while(|(_, c)| c.is_whitespace()) {
            let mut outcome = Ok(());
            typed::half_width(character, |part| {
                if outcome.is_ok() {
                    outcome = draft.push(part, character, position);
                }
            });
            outcome?;
        }
        draft.finish()
    }

    /// Reads a whole field of a file: text, then spaces to the end.
    fn stored(&self, bytes: &[u8]) -> Result<Text, TextError> {
        let length = bytes
            .iter()
            .rposition(|&byte| byte != b' ')
            .map_or(0, |last| last.saturating_add(1));
        // A byte without a character becomes one that no field takes.
        let text: String = bytes
            .iter()
            .take(length)
            .map(|&byte| jis::decode(byte).unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect();
        self.exact(&text)
    }
}

macro_rules! field_text {
    ($(#[$doc:meta])* $type:ident, $name:literal, $class:ident, $max_bytes:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub struct $type(Text);

        impl $type {
            /// Bytes the field has.
            pub const MAX_BYTES: usize = $max_bytes;

            const FIELD: Field = Field {
                name: $name,
                class: Class::$class,
                max_bytes: $max_bytes,
            };

            /// From what a person typed, in whatever width: hiragana and
            /// katakana, small kana, lower case and prolonged sound marks
            /// become what the bank takes; kanji are refused, and nothing is
            /// cut off.
            pub fn from_typed(text: &str) -> Result<Self, TextError> {
                Self::FIELD.typed(text).map(Self)
            }

            /// From text that is already half-width, exactly as the file will
            /// say it.
            pub fn new(text: &str) -> Result<Self, TextError> {
                Self::FIELD.exact(text).map(Self)
            }

            /// From a whole field of a file, spaces at its end included.
            pub(crate) fn from_field(bytes: &[u8]) -> Result<Self, TextError> {
                Self::FIELD.stored(bytes).map(Self)
            }

            /// The text, half-width.
            pub fn as_str(&self) -> &str {
                &self.0.shown
            }

            /// The bytes of the file (JIS X 0201), without the spaces that
            /// fill the field.
            pub fn as_bytes(&self) -> &[u8] {
                &self.0.bytes
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0.shown)
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($type), "({})"), self.0.shown)
            }
        }

        impl FromStr for $type {
            type Err = TextError;

            fn from_str(text: &str) -> Result<Self, TextError> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $type {
            type Error = TextError;

            fn try_from(text: String) -> Result<Self, TextError> {
                Self::new(&text)
            }
        }

        impl From<$type> for String {
            fn from(text: $type) -> Self {
                text.0.shown
            }
        }
    };
}

field_text!(
    /// The name of the account that is paid (受取人名), up to 30 bytes: kana
    /// without ｦ, A-Z, 0-9, space and `( ) - .`.
    PayeeName,
    "payee name",
    Name,
    30
);
field_text!(
    /// The name of the one who pays (振込依頼人名), up to 40 bytes, of the same
    /// characters as a payee's.
    OriginatorName,
    "originator name",
    Name,
    40
);
field_text!(
    /// The name of a bank or branch (金融機関名, 支店名), up to 15 bytes: kana
    /// without ｦ, A-Z, 0-9 and `-`.
    OfficeName,
    "bank or branch name",
    Office,
    15
);
field_text!(
    /// What the payee can match a payment by (EDI情報), up to 20 bytes: kana,
    /// A-Z, 0-9, space and `¥ ｢ ｣ ( ) - / .`; some banks take fewer.
    EdiText,
    "EDI text",
    Edi,
    20
);
