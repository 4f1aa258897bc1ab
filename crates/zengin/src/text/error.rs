//! Why a text cannot stand in a field, for the person who typed it.

use std::fmt;

use domain::Reason;

/// Why a text cannot stand in a field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but spaces.
    #[error("the {field} is empty")]
    Empty {
        /// Which field.
        field: &'static str,
    },
    /// A character that cannot stand there.
    #[error("character {position} of the {field}, {}, {refusal}", Shown(*character))]
    Refused {
        /// Which field.
        field: &'static str,
        /// The character, as it was given.
        character: char,
        /// Its place, counted in characters from 1.
        position: usize,
        /// Why.
        refusal: Refusal,
    },
    /// More bytes than the field has. Nothing is cut off unasked.
    #[error(
        "the {field} takes {bytes} bytes and the field has {max} (a mark ﾞ or ﾟ takes one of its own); the longest beginning that fits is '{fitting}'"
    )]
    TooLong {
        /// Which field.
        field: &'static str,
        /// Bytes it takes.
        bytes: usize,
        /// Bytes there are.
        max: usize,
        /// The longest beginning that fits and separates no mark from its
        /// base: to be shown, and used if a person agrees.
        fitting: String,
    },
}

/// Why a character cannot stand where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A kanji: its reading is not guessed.
    #[error("is a kanji; write its reading in katakana, as in the passbook")]
    Kanji,
    /// ﾞ or ﾟ after something it cannot follow.
    #[error("is a sound mark that cannot follow what stands before it")]
    LooseMark,
    /// ｧ to ｯ.
    #[error("is a small kana; write the large one")]
    SmallKana,
    /// ｰ.
    #[error("is the prolonged sound mark; write a hyphen '-'")]
    ProlongedMark,
    /// a to z.
    #[error("is a lower case letter; write a capital")]
    LowerCase,
    /// A space at the beginning or the end, which the file could not keep.
    #[error("is a space at the beginning or the end; leave it out")]
    EdgeSpace,
    /// Anything else the field does not take.
    #[error("is not a character this field of a bank file takes")]
    NotTaken,
}

impl TextError {
    /// The same in Japanese and English, for a screen.
    pub fn reason(&self) -> Reason {
        let (code, ja) = match self {
            Self::Empty { .. } => ("text_empty", "入力されていません。".to_owned()),
            Self::Refused {
                character,
                position,
                refusal,
                ..
            } => (
                refusal.code(),
                format!(
                    "{position}文字目 {} {}",
                    Shown(*character),
                    refusal.japanese()
                ),
            ),
            Self::TooLong {
                bytes,
                max,
                fitting,
                ..
            } => (
                "text_too_long",
                format!(
                    "{bytes}バイトあり、{max}バイトに入りません(濁点・半濁点は1バイトに数えます)。入るのは「{fitting}」までです。"
                ),
            ),
        };
        Reason::new(code, ja, self.to_string())
    }
}

impl Refusal {
    const fn code(self) -> &'static str {
        match self {
            Self::Kanji => "text_kanji",
            Self::LooseMark => "text_loose_mark",
            Self::SmallKana => "text_small_kana",
            Self::ProlongedMark => "text_prolonged_mark",
            Self::LowerCase => "text_lower_case",
            Self::EdgeSpace => "text_edge_space",
            Self::NotTaken => "text_not_taken",
        }
    }

    const fn japanese(self) -> &'static str {
        match self {
            Self::Kanji => "は漢字です。通帳の名義どおりカナで入力してください。",
            Self::LooseMark => "は濁点・半濁点ですが、直前の文字には付けられません。",
            Self::SmallKana => "は小文字のカナです。大文字で入力してください。",
            Self::ProlongedMark => "は長音です。ハイフン「-」で入力してください。",
            Self::LowerCase => "は英小文字です。英大文字で入力してください。",
            Self::EdgeSpace => "は先頭または末尾の空白です。取り除いてください。",
            Self::NotTaken => "は、この項目では使えない文字です。",
        }
    }
}

/// A character with its number, so that look-alikes can be told apart and
/// control characters cannot play tricks.
struct Shown(char);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = u32::from(self.0);
        if self.0.is_control() {
            write!(f, "U+{number:04X}")
        } else {
            write!(f, "'{}' (U+{number:04X})", self.0)
        }
    }
}
