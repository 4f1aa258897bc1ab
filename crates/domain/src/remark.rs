//! What a person typed for another person to read.
//!
//! Deliberately not a place for who somebody is: an individual number is refused
//! wherever it stands in the text. Names cannot be told from other words; the
//! guides ask for none.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::looks_like_individual_number;

/// A remark (備考・理由): one to 1,000 characters on one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Remark(String);

/// Why a text is not a remark. The text itself is not repeated: it may be what
/// must not be logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemarkError {
    /// Nothing but blanks.
    Empty,
    /// More than 1,000 characters.
    TooLong,
    /// A line break, another control character, or one that is not seen.
    ControlCharacter,
    /// Twelve digits of which the last checks the others.
    IndividualNumber,
}

impl RemarkError {
    /// What is wrong and what to do, in Japanese and English.
    pub const fn sentences(self) -> (&'static str, &'static str) {
        match self {
            Self::Empty => (
                "理由を入力してください。",
                "The remark is empty; write a reason.",
            ),
            Self::TooLong => (
                "1,000文字までです。短くしてください。",
                "A remark has at most 1,000 characters; shorten it.",
            ),
            Self::ControlCharacter => (
                "改行などの制御文字は使えません。1行で書いてください。",
                "Line breaks and other control characters are not allowed in a remark; write one line.",
            ),
            Self::IndividualNumber => (
                "個人番号(マイナンバー)と同じ形の数字は入力できません。消してください。",
                "The remark holds digits in the form of an individual number, which must never be entered here; take them out.",
            ),
        }
    }
}

impl fmt::Display for RemarkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (ja, en) = self.sentences();
        write!(f, "{ja} / {en}")
    }
}

impl std::error::Error for RemarkError {}

impl Remark {
    const LENGTH_MAX: usize = 1_000;

    /// Checks `text`; blanks around it are left out.
    pub fn new(text: &str) -> Result<Self, RemarkError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(RemarkError::Empty);
        }
        if text.chars().count() > Self::LENGTH_MAX {
            return Err(RemarkError::TooLong);
        }
        if text.chars().any(|it| it.is_control() || is_invisible(it)) {
            return Err(RemarkError::ControlCharacter);
        }
        if holds_individual_number(text) {
            return Err(RemarkError::IndividualNumber);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl std::str::FromStr for Remark {
    type Err = RemarkError;

    fn from_str(text: &str) -> Result<Self, RemarkError> {
        Self::new(text)
    }
}

impl TryFrom<String> for Remark {
    type Error = RemarkError;

    fn try_from(text: String) -> Result<Self, RemarkError> {
        Self::new(&text)
    }
}

impl From<Remark> for String {
    fn from(remark: Remark) -> Self {
        remark.0
    }
}

/// Characters of no width, and those that turn the direction of writing: digits
/// could hide between them.
const fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
    )
}

/// Whether any run of digit groups, with blanks, hyphens, dots, slashes and what nobody
/// sees between them, has the form of an individual number.
///
/// Not with commas, colons and wave dashes: those stand between amounts, in times of day
/// and between the days of a period, one in eleven of which would be refused.
pub fn holds_individual_number(text: &str) -> bool {
    // Everything that is neither a digit nor a separator ends a run.
    text.split(|it: char| !is_digit(it) && !is_separator(it))
        .any(|run| {
            let groups: Vec<&str> = run
                .split(is_separator)
                .filter(|it| !it.is_empty())
                .collect();
            (0..groups.len()).any(|first| {
                let mut digits = String::new();
                groups.iter().skip(first).any(|group| {
                    digits.push_str(group);
                    looks_like_individual_number(&digits)
                })
            })
        })
}

const fn is_digit(character: char) -> bool {
    matches!(character, '0'..='9' | '０'..='９')
}

fn is_separator(character: char) -> bool {
    character.is_whitespace()
        || is_invisible(character)
        || is_blank_glyph(character)
        || is_hyphen(character)
        || is_dot_or_slash(character)
}

/// What takes no room or shows nothing, but may stand in a remark with an emoji.
const fn is_blank_glyph(character: char) -> bool {
    matches!(
        character,
        '\u{34f}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{180e}'
            | '\u{20e3}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}'
    )
}

const fn is_hyphen(character: char) -> bool {
    matches!(
        character,
        '-' | '_' | 'ー' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{2212}'
                | '\u{2500}'
                | '\u{2501}'
                | '\u{30a0}'
                | '\u{fe58}'
                | '\u{fe63}'
                | '\u{ff0d}'
                | '\u{ff3f}'
                | '\u{ff70}'
    )
}

const fn is_dot_or_slash(character: char) -> bool {
    matches!(
        character,
        '.' | '/'
            | '\\'
            | '|'
            | '·'
            | '•'
            | '‧'
            | '∙'
            | '⋅'
            | '・'
            | '･'
            | '。'
            | '｡'
            | '．'
            | '／'
            | '＼'
            | '｜'
            | '\u{2044}'
            | '\u{2215}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Twelve digits that check out, made while the test runs so that none is
    /// written down anywhere.
    fn individual_number(eleven: &str) -> String {
        (0..10)
            .map(|digit| format!("{eleven}{digit}"))
            .find(|number| looks_like_individual_number(number))
            .unwrap()
    }

    proptest! {
        #[test]
        fn an_individual_number_is_refused_however_it_is_typed(
            eleven in "[0-9]{11}",
            cuts in prop::collection::vec(0_usize..6, 12),
            wide in any::<bool>(),
            before in "[ぁ-ん]{0,5}",
            after in "[ぁ-ん]{0,5}",
        ) {
            let separators = ["", "", "", "-", "　", "−"];
            let mut typed = String::new();
            for (digit, cut) in individual_number(&eleven).chars().zip(cuts) {
                let digit = if wide {
                    char::from_u32(u32::from(digit) - u32::from('0') + 0xff10).unwrap()
                } else {
                    digit
                };
                typed.push(digit);
                typed.push_str(separators[cut]);
            }
            let text = format!("{before}{typed}{after}");
            prop_assert_eq!(Remark::new(&text), Err(RemarkError::IndividualNumber));
        }
    }

    /// Every character that people, or what they paste from, put between digits.
    const BETWEEN: [&str; 21] = [
        "", " ", "\t", "\n", "　", "\u{a0}", "-", "−", "ー", "_", ".", "．", "/", "／", "・", "･",
        "。", "\u{200b}", "\u{200d}", "\u{feff}", "\u{fe0f}",
    ];

    proptest! {
        #[test]
        fn an_individual_number_is_found_whatever_stands_between_its_digits(
            eleven in "[0-9]{11}",
            between in prop::collection::vec(prop::sample::select(BETWEEN.as_slice()), 12),
            before in "[a-zぁ-ん]{0,3}",
        ) {
            let number = individual_number(&eleven);
            let typed: String = number
                .chars()
                .zip(&between)
                .flat_map(|(digit, between)| [digit.to_string(), (*between).to_owned()])
                .collect();
            let text = format!("{before}{typed}");
            prop_assert!(holds_individual_number(&text));
            // As many as a card shows them.
            for between in between {
                let (first, rest) = number.split_at(4);
                let (second, third) = rest.split_at(4);
                let typed = format!("{first}{between}{between}{second}{between}{third}");
                prop_assert!(holds_individual_number(&typed));
            }
        }
    }

    #[test]
    fn other_digits_pass() {
        for text in [
            "2026/10/05 09:10〜2026/10/06 10:05",
            "1,234円、567円、89,012円",
            "℡ 027.224.1111",
            "10月5日 09:10の乗車",
            "運賃 1,500円",
            "電話で確認済み 2026-10-05",
        ] {
            assert_eq!(Remark::new(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        assert_eq!(Remark::new("　 "), Err(RemarkError::Empty));
        assert_eq!(
            Remark::new("一行目\n二行目"),
            Err(RemarkError::ControlCharacter)
        );
        assert_eq!(
            Remark::new("見え\u{200b}ない"),
            Err(RemarkError::ControlCharacter)
        );
        assert_eq!(Remark::new(&"あ".repeat(1_001)), Err(RemarkError::TooLong));
        assert!(Remark::new(&"あ".repeat(1_000)).is_ok());
    }
}
