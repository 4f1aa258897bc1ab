//! Keeping the individual number (個人番号, "My Number") out.
//!
//! mytaku never needs it and must never store it. People confuse the number on
//! the card with the city's own number, so wherever a person can type an
//! identifier, one that could be an individual number is refused.

/// Whether `text` has the form of an individual number: twelve digits, spaces
/// and hyphens between them aside, of which the last checks the others.
///
/// The check digit is that of 行政手続における特定の個人を識別するための番号の
/// 利用等に関する法律の規定による通知カード及び個人番号カード並びに情報提供ネット
/// ワークシステムによる特定個人情報の提供等に関する命令 (総務省令第85号) article 5.
/// One in eleven or so of all other twelve-digit numbers also has it; those are
/// refused too.
pub fn looks_like_individual_number(text: &str) -> bool {
    let mut digits = Vec::with_capacity(12);
    for character in text.trim().chars() {
        match full_width_to_ascii(character).to_digit(10) {
            Some(digit) if digits.len() < 12 => digits.push(digit),
            Some(_thirteenth) => return false,
            None if matches!(
                character,
                ' ' | '-' | '\u{3000}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}'
            ) => {}
            None => return false,
        }
    }
    let Some((check, number)) = digits.split_last() else {
        return false;
    };
    number.len() == 11 && *check == check_digit(number)
}

/// Digits are typed in full width (０１２) as easily as in half width.
fn full_width_to_ascii(character: char) -> char {
    const FULL_WIDTH_ZERO: u32 = 0xff10;
    u32::from(character)
        .checked_sub(FULL_WIDTH_ZERO)
        .and_then(|value| char::from_digit(value, 10))
        .unwrap_or(character)
}

/// The twelfth digit for the eleven before it.
fn check_digit(number: &[u32]) -> u32 {
    // Weights from the right: 2..=7, then 2..=6.
    let weights = (2..=7).chain(2..=6);
    let sum: u32 = number
        .iter()
        .rev()
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum();
    match sum % 11 {
        0 | 1 => 0,
        remainder => 11 - remainder,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made while the test runs, so that no number that checks out is written
    /// down anywhere.
    fn with_check_digit(eleven: &str) -> String {
        let digits: Vec<u32> = eleven.chars().filter_map(|c| c.to_digit(10)).collect();
        format!("{eleven}{}", check_digit(&digits))
    }

    #[test]
    fn recognises_the_form_however_it_is_typed() {
        let number = with_check_digit("98765432109");
        assert!(looks_like_individual_number(&number));
        let (first, rest) = number.split_at(4);
        let (second, third) = rest.split_at(4);
        assert!(looks_like_individual_number(&format!(
            "{first} {second}-{third}"
        )));
        let full_width: String = number
            .chars()
            .filter_map(|c| char::from_u32(u32::from(c) - u32::from('0') + 0xff10))
            .collect();
        assert!(looks_like_individual_number(&full_width));
    }

    #[test]
    fn lets_other_numbers_pass() {
        let number = with_check_digit("98765432109");
        let last = number.chars().last().and_then(|c| c.to_digit(10)).unwrap();
        let wrong = format!("{}{}", number.split_at(11).0, (last + 1) % 10);
        assert!(!looks_like_individual_number(&wrong));
        assert!(!looks_like_individual_number("1024"));
        assert!(!looks_like_individual_number(&format!("{number}1")));
        assert!(!looks_like_individual_number("R-0001"));
        assert!(!looks_like_individual_number(""));
    }
}
