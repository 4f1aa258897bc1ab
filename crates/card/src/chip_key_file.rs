//! The file that holds the chip's public key: EF 0007 of 券面事項入力補助.
//!
//! The specification of the card is not public. This layout is what crate
//! `myna-card` 3.3.4 (src/ap/text.rs, `SignedPublicKey`) documents and what its
//! fixture, read from a JPKI test card, holds:
//!
//! ```text
//! FF50 L            everything below
//!   DF51 L          the public key
//!     90 03         exponent, big-endian
//!     91 82 0100    modulus, big-endian
//!   DF52 82 0100    the issuer's signature over DF51
//! ```
//!
//! Nothing else is tolerated. The signature is not judged here: its chain ends
//! in keys that are not published, and the desk sees the card itself.

use jpki::ChipKey;

/// Bytes at the beginning from which [`length`] can tell the length.
pub(crate) const HEAD: usize = 5;

/// The length of the whole object, from its first [`HEAD`] bytes.
pub(crate) fn length(head: &[u8]) -> Option<usize> {
    match *head {
        [0xFF, 0x50, 0x82, high, low, ..] => {
            Some(HEAD + usize::from(u16::from_be_bytes([high, low])))
        }
        _ => None,
    }
}

/// The key in `file`, which must be the object and nothing more.
pub(crate) fn parse(file: &[u8]) -> Option<ChipKey> {
    let (record, []) = value_of(&[0xFF, 0x50], file)? else {
        return None;
    };
    let (key, rest) = value_of(&[0xDF, 0x51], record)?;
    let (_signature, []) = value_of(&[0xDF, 0x52], rest)? else {
        return None;
    };
    let (exponent, rest) = value_of(&[0x90], key)?;
    let (modulus, []) = value_of(&[0x91], rest)? else {
        return None;
    };
    ChipKey::from_rsa_parts(modulus, exponent).ok()
}

/// The value of the object with `tag` at the head of `bytes`, and what follows
/// it. Lengths are in their shortest form.
fn value_of<'a>(tag: &[u8], bytes: &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
    let (length, rest) = match bytes.strip_prefix(tag)? {
        [length @ 0..=0x7F, rest @ ..] | [0x81, length @ 0x80..=0xFF, rest @ ..] => {
            (usize::from(*length), rest)
        }
        [0x82, high @ 1..=0xFF, low, rest @ ..] => {
            (usize::from(u16::from_be_bytes([*high, *low])), rest)
        }
        _ => return None,
    };
    rest.split_at_checked(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Read from a JPKI test card; see the folder's README.
    const FROM_TEST_CARD: &[u8] = include_bytes!("../tests/fixtures/chip-key.bin");

    #[test]
    fn a_file_from_a_real_test_card_is_read() {
        assert_eq!(length(FROM_TEST_CARD), Some(FROM_TEST_CARD.len()));
        let key = parse(FROM_TEST_CARD).unwrap();
        // The DER of an RSA-2048 SubjectPublicKeyInfo ends in the exponent.
        assert!(key.spki_der().ends_with(&[0x02, 0x03, 0x01, 0x00, 0x01]));
        assert_eq!(key.spki_der().len(), 294);
    }

    #[test]
    fn no_other_layout_is_tolerated() {
        let cut = &FROM_TEST_CARD[..FROM_TEST_CARD.len() - 1];
        let longer = [FROM_TEST_CARD, &[0xFF]].concat();
        let mut other_tag = FROM_TEST_CARD.to_vec();
        other_tag[6] = 0x53;
        for file in [&[], cut, &longer, &other_tag] {
            assert_eq!(parse(file), None);
        }
        assert_eq!(length(&[0x30, 0x82, 0x01, 0x00, 0x00]), None);
    }
}
