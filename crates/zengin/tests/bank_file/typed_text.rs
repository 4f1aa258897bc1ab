//! What becomes of the text that people type.

use domain::Reason;
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;
use zengin::{EdiText, OfficeName, OriginatorName, PayeeName, TextError};

#[test]
fn what_people_type_becomes_what_banks_take() {
    let table = [
        ("ド）ながおかたくしー", "ﾄﾞ)ﾅｶﾞｵｶﾀｸｼ-"),
        ("ﾄﾞ)ﾅｶﾞｵｶﾀｸｼｰ", "ﾄﾞ)ﾅｶﾞｵｶﾀｸｼ-"),
        ("カ）マエバシ\u{3000}ハイヤー", "ｶ)ﾏｴﾊﾞｼ ﾊｲﾔ-"),
        ("シュッチョウショ", "ｼﾕﾂﾁﾖｳｼﾖ"),
        ("ァィゥェォヮヵヶ", "ｱｲｳｴｵﾜｶｹ"),
        ("ヴァ", "ｳﾞｱ"),
        ("ａｂｃ ltd．", "ABC LTD."),
        ("カ゛ハ゜", "ｶﾞﾊﾟ"),
        ("カ\u{3099}ハ\u{309A}", "ｶﾞﾊﾟ"),
        ("タクシ－ タクシ− タクシ― タクシ‐", "ﾀｸｼ- ﾀｸｼ- ﾀｸｼ- ﾀｸｼ-"),
        ("  タクシー　", "ﾀｸｼ-"),
    ];
    for (typed, expected) in table {
        let name = PayeeName::from_typed(typed).unwrap();
        assert_eq!(name.as_str(), expected, "{typed}");
    }
    assert_eq!(
        PayeeName::from_typed("ド)ナガオカタクシー")
            .unwrap()
            .as_bytes(),
        b"\xC4\xDE\x29\xC5\xB6\xDE\xB5\xB6\xC0\xB8\xBC\x2D"
    );
    assert_eq!(
        EdiText::from_typed("￥「ヲ」\\").unwrap().as_bytes(),
        b"\x5C\xA2\xA6\xA3\x5C"
    );
    assert_eq!(OfficeName::from_typed("ほんてん").unwrap().as_str(), "ﾎﾝﾃﾝ");
}

#[test]
fn a_refusal_names_the_character_that_was_typed_and_its_place() {
    let table = [
        (
            "タクシー前橋",
            "character 5 of the payee name, '前' (U+524D), is a kanji; write its reading in katakana, as in the passbook",
        ),
        (
            "㈱タクシー",
            "character 1 of the payee name, '㈱' (U+3231), is a kanji; write its reading in katakana, as in the passbook",
        ),
        (
            " カ）ヷ",
            "character 4 of the payee name, 'ヷ' (U+30F7), is a sound mark that cannot follow what stands before it",
        ),
        (
            "ア゛",
            "character 2 of the payee name, '゛' (U+309B), is a sound mark that cannot follow what stands before it",
        ),
        (
            "タクシー・",
            "character 5 of the payee name, '・' (U+30FB), is not a character this field of a bank file takes",
        ),
        (
            "ヲ",
            "character 1 of the payee name, 'ヲ' (U+30F2), is not a character this field of a bank file takes",
        ),
        (
            "ア\u{7}",
            "character 2 of the payee name, U+0007, is not a character this field of a bank file takes",
        ),
        ("　 ", "the payee name is empty"),
    ];
    for (typed, message) in table {
        let error = PayeeName::from_typed(typed).unwrap_err();
        assert_eq!(error.to_string(), message, "{typed}");
    }
}

#[test]
fn text_that_claims_to_be_half_width_already_is_not_repaired() {
    let table = [
        (
            "ｼｮ",
            "character 2 of the payee name, 'ｮ' (U+FF6E), is a small kana; write the large one",
        ),
        (
            "ﾀｸｼｰ",
            "character 4 of the payee name, 'ｰ' (U+FF70), is the prolonged sound mark; write a hyphen '-'",
        ),
        (
            "Abc",
            "character 2 of the payee name, 'b' (U+0062), is a lower case letter; write a capital",
        ),
        (
            "ﾀｸｼ- ",
            "character 5 of the payee name, ' ' (U+0020), is a space at the beginning or the end; leave it out",
        ),
        (
            "タ",
            "character 1 of the payee name, 'タ' (U+30BF), is not a character this field of a bank file takes",
        ),
        (
            "ﾀﾟ",
            "character 2 of the payee name, 'ﾟ' (U+FF9F), is a sound mark that cannot follow what stands before it",
        ),
        ("", "the payee name is empty"),
    ];
    for (text, message) in table {
        assert_eq!(PayeeName::new(text).unwrap_err().to_string(), message);
    }
    assert_eq!(
        EdiText::new("202610,000123").unwrap_err().to_string(),
        "character 7 of the EDI text, ',' (U+002C), is not a character this field of a bank file takes"
    );
    assert_eq!(
        OfficeName::new("ﾎﾝ ﾃﾝ").unwrap_err().to_string(),
        "character 3 of the bank or branch name, ' ' (U+0020), is not a character this field of a bank file takes"
    );
}

#[test]
fn a_long_name_is_refused_with_the_beginning_that_fits() {
    let ga = "ガ".repeat(15);
    assert_eq!(PayeeName::from_typed(&ga).unwrap().as_bytes().len(), 30);

    // The thirtieth byte would be a base whose mark does not fit.
    let error = PayeeName::from_typed(&format!("ア{ga}")).unwrap_err();
    let fitting = format!("ｱ{}", "ｶﾞ".repeat(14));
    assert_eq!(
        error.to_string(),
        format!(
            "the payee name takes 31 bytes and the field has 30 (a mark ﾞ or ﾟ takes one of its own); the longest beginning that fits is '{fitting}'"
        )
    );
    assert_eq!(PayeeName::new(&fitting).unwrap().as_bytes().len(), 29);
    assert!(OriginatorName::from_typed(&format!("ア{ga}")).is_ok());
}

#[test]
fn a_screen_can_say_it_in_japanese() {
    let error = PayeeName::from_typed("前橋").unwrap_err();
    assert_eq!(
        error.reason(),
        Reason::new(
            "text_kanji",
            "1文字目 '前' (U+524D) は漢字です。通帳の名義どおりカナで入力してください。",
            "character 1 of the payee name, '前' (U+524D), is a kanji; write its reading in katakana, as in the passbook",
        )
    );
}

#[test]
fn json_carries_half_width_text_and_refuses_any_other() {
    let name: PayeeName = serde_json::from_str("\"ﾀｸｼ-\"").unwrap();
    assert_eq!(serde_json::to_string(&name).unwrap(), "\"ﾀｸｼ-\"");
    assert!(serde_json::from_str::<PayeeName>("\"タクシー\"").is_err());
}

/// Text as people type it in Japan, mostly, and anything else.
fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[ぁ-ゟ゠-ヿ｡-ﾟ゛゜\u{3099}\u{309A}Ａ-ｚ -~㈱前]{0,24}",
        4 => "[ァ-ヴー ]{0,40}",
        1 => any::<String>(),
    ]
}

proptest! {
    #[test]
    fn typed_text_is_refused_or_becomes_legal_text_that_stays_as_it_is(text in typed()) {
        match PayeeName::from_typed(&text) {
            Ok(name) => {
                prop_assert!(name.as_bytes().len() <= PayeeName::MAX_BYTES);
                prop_assert_eq!(PayeeName::new(name.as_str()), Ok(name.clone()));
                prop_assert_eq!(PayeeName::from_typed(name.as_str()), Ok(name));
            }
            Err(TextError::Refused { character, position, .. }) => {
                prop_assert_eq!(text.chars().nth(position - 1), Some(character));
            }
            Err(TextError::TooLong { fitting, .. }) => {
                prop_assert!(PayeeName::new(&fitting).is_ok());
            }
            Err(TextError::Empty { .. }) => prop_assert!(text.trim().is_empty()),
        }
        // Each class goes its own way through the tables.
        let _ = (EdiText::from_typed(&text), OfficeName::from_typed(&text));
        let _ = (EdiText::new(&text), OfficeName::new(&text));
    }

    #[test]
    fn how_an_input_method_composes_its_marks_makes_no_difference(text in typed()) {
        let said = |text: &str| EdiText::from_typed(text).map(String::from).ok();
        let composed: String = text.nfc().collect();
        let decomposed: String = text.nfd().collect();
        prop_assert_eq!(said(&composed), said(&text));
        prop_assert_eq!(said(&decomposed), said(&text));
    }
}
