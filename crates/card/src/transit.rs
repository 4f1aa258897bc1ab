//! The fingerprint of a transit card (交通系ICカード).
//!
//! SHA-256 over a label of its own and the eight bytes of the card's `IDm`:
//!
//! ```text
//! SHA-256( "mytaku-transit-card-v1" 00 IDm )
//! ```
//!
//! The label keeps it from being a fingerprint of anything else. It hides the number from who
//! reads a table; it does not keep it from who tries all numbers of a maker. Never here: the
//! balance, the rides, or any other file of the card.

use domain::Digest;

const LABEL: &[u8] = b"mytaku-transit-card-v1\0";

/// Of the card that calls out `number`.
pub(crate) fn fingerprint(number: [u8; 8]) -> Digest {
    Digest::of_parts([LABEL, &number])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By `printf 'mytaku-transit-card-v1\0\x01\x27\x00\x5A\xB1\xC2\xD3\xE4' | sha256sum`.
    #[test]
    fn it_is_the_digest_of_label_and_number() {
        let number = [0x01, 0x27, 0x00, 0x5A, 0xB1, 0xC2, 0xD3, 0xE4];
        let golden = "81d741125322c9cd9362273b89efb33dcfedd12bbe64e22672c758217f7775d8";
        assert_eq!(fingerprint(number).to_string(), golden);
    }
}
