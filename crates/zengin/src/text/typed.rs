//! From what a person types to the characters of a bank file.
//!
//! Character by character, so that a refusal can name the character that was
//! typed: compatibility decomposition (NFKD, which is NFKC and then NFD: ｶﾞ, ガ
//! and が all become a base and a mark), then the substitutions banks ask for,
//! then the half-width form. Nothing is guessed: a kanji has no reading here,
//! and what is not in the tables stays what it is, to be refused by name.

use unicode_normalization::char::decompose_compatible;

/// The katakana of JIS X 0201 in its own order, full-width.
const FULL_WIDTH: &str =
    "ヲアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";
/// The same, half-width.
const HALF_WIDTH: &str = "ｦｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ";

/// The half-width characters of one typed character, in order.
pub(super) fn half_width(typed: char, mut emit: impl FnMut(char)) {
    match typed {
        // The free-standing marks ゛ and ゜ belong to what stands before them;
        // Unicode would put a space between.
        '\u{309B}' => emit('ﾞ'),
        '\u{309C}' => emit('ﾟ'),
        _ => decompose_compatible(typed, |part| emit(narrow(substitute(part)))),
    }
}

/// What banks want instead: large kana for small, capitals for lower case, a
/// hyphen for the prolonged sound mark and for the dashes taken for it,
/// katakana for hiragana.
fn substitute(part: char) -> char {
    match katakana(part) {
        'ー' | '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        'ァ' => 'ア',
        'ィ' => 'イ',
        'ゥ' => 'ウ',
        'ェ' => 'エ',
        'ォ' => 'オ',
        'ッ' => 'ツ',
        'ャ' => 'ヤ',
        'ュ' => 'ユ',
        'ョ' => 'ヨ',
        'ヮ' => 'ワ',
        'ヵ' => 'カ',
        'ヶ' => 'ケ',
        '\\' => '¥',
        other => other.to_ascii_uppercase(),
    }
}

/// The katakana of a hiragana: the blocks lie 0x60 apart, in the same order.
fn katakana(part: char) -> char {
    match part {
        'ぁ'..='ゖ' => char::from_u32(u32::from(part) + 0x60).unwrap_or(part),
        _ => part,
    }
}

fn narrow(part: char) -> char {
    match part {
        '\u{3099}' => 'ﾞ',
        '\u{309A}' => 'ﾟ',
        '「' => '｢',
        '」' => '｣',
        _ => FULL_WIDTH
            .chars()
            .zip(HALF_WIDTH.chars())
            .find_map(|(full, half)| (full == part).then_some(half))
            .unwrap_or(part),
    }
}
