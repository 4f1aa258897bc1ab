//! The bytes of JIS X 0201 that a bank file can carry, and which field may
//! carry which.
//!
//! A table of our own, not an encoder of Shift JIS: those turn characters they
//! lack into other characters in silence, and money follows the name.
//! Source of the classes: 全銀協 標準通信プロトコル 適用業務およびレコード・フォーマット,
//! 付録1 使用文字一覧, in its narrow reading (what every bank takes).

/// Half-width katakana and brackets begin at this byte and this character.
const HALF_WIDTH_FIRST: (u8, char) = (0xA1, '｡');
/// ｦ, legal in EDI information only.
const WO: u8 = 0xA6;
/// ｱ to ﾝ.
const KATAKANA: std::ops::RangeInclusive<u8> = 0xB1..=0xDD;
/// The voiced sound mark ﾞ (濁点).
const VOICED: u8 = 0xDE;
/// The semi-voiced sound mark ﾟ (半濁点).
const SEMI_VOICED: u8 = 0xDF;

/// Which characters a field takes (使用文字の区分).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// 店舗名: names of banks and branches.
    Office,
    /// 口座名等: names of originators and payees.
    Name,
    /// EDI情報.
    Edi,
}

impl Class {
    /// Whether a field of this class may carry `byte`, its place aside.
    pub(crate) fn allows(self, byte: u8) -> bool {
        match byte {
            b'A'..=b'Z' | b'0'..=b'9' | b'-' | VOICED | SEMI_VOICED => true,
            _ if KATAKANA.contains(&byte) => true,
            b' ' | b'(' | b')' | b'.' => matches!(self, Self::Name | Self::Edi),
            // 5C is the yen sign here; A2 and A3 are ｢ and ｣. Never a comma:
            // some banks hand EDI information on as comma separated text.
            b'\\' | b'/' | 0xA2 | 0xA3 | WO => matches!(self, Self::Edi),
            _ => false,
        }
    }
}

/// Whether `byte` is one of the marks ﾞ and ﾟ.
pub(crate) const fn is_mark(byte: u8) -> bool {
    matches!(byte, VOICED | SEMI_VOICED)
}

/// Whether `byte` can stand after `before`: ﾞ only after ｳ, the rows of ｶ ｻ ﾀ
/// and ﾊ, ﾟ only after the row of ﾊ, anything else anywhere.
pub(crate) fn can_follow(before: Option<u8>, byte: u8) -> bool {
    let row_of_ha = matches!(before, Some(0xCA..=0xCE));
    match byte {
        VOICED => row_of_ha || matches!(before, Some(0xB3 | 0xB6..=0xC4)),
        SEMI_VOICED => row_of_ha,
        _ => true,
    }
}

/// The byte of a half-width character.
pub(crate) fn encode(character: char) -> Option<u8> {
    match character {
        '¥' => Some(b'\\'),
        '\\' | '~' => None,
        ' '..='}' => u8::try_from(character).ok(),
        '｡'..='ﾟ' => {
            let offset = u32::from(character).checked_sub(u32::from(HALF_WIDTH_FIRST.1))?;
            HALF_WIDTH_FIRST.0.checked_add(u8::try_from(offset).ok()?)
        }
        _ => None,
    }
}

/// The half-width character of a byte: the inverse of [`encode`].
pub(crate) fn decode(byte: u8) -> Option<char> {
    match byte {
        b'\\' => Some('¥'),
        b' '..=b'}' => Some(char::from(byte)),
        0xA1..=0xDF => {
            let offset = u32::from(byte.checked_sub(HALF_WIDTH_FIRST.0)?);
            char::from_u32(u32::from(HALF_WIDTH_FIRST.1).checked_add(offset)?)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_that_has_a_character_comes_back_from_it() {
        let with_character = (0..=u8::MAX).filter(|&byte| decode(byte).is_some()).count();
        assert_eq!(with_character, 94 + 63);
        for byte in 0..=u8::MAX {
            if let Some(character) = decode(byte) {
                assert_eq!(encode(character), Some(byte), "{byte:02X} {character}");
            }
        }
    }

    #[test]
    fn the_classes_are_those_of_the_standard() {
        let members = |class: Class| -> String {
            (0..=u8::MAX)
                .filter(|&byte| class.allows(byte))
                .filter_map(decode)
                .collect()
        };
        let kana = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝﾞﾟ";
        let latin = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        assert_eq!(members(Class::Office), format!("-0123456789{latin}{kana}"));
        assert_eq!(
            members(Class::Name),
            format!(" ()-.0123456789{latin}{kana}")
        );
        assert_eq!(
            members(Class::Edi),
            format!(" ()-./0123456789{latin}¥｢｣ｦ{kana}")
        );
    }

    #[test]
    fn marks_stand_only_where_the_language_has_them() {
        let bases = |mark: char| -> String {
            (0xA1..=0xDF)
                .filter(|&before| can_follow(Some(before), encode(mark).unwrap()))
                .filter_map(decode)
                .collect()
        };
        assert_eq!(bases('ﾞ'), "ｳｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾊﾋﾌﾍﾎ");
        assert_eq!(bases('ﾟ'), "ﾊﾋﾌﾍﾎ");
        assert!(!can_follow(None, VOICED));
        assert!(!can_follow(Some(b'A'), VOICED));
    }
}
