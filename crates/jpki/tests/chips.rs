//! What an answer of a chip proves.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, in its helpers too"
)]

use domain::Digest;
use jpki::{ChipKey, ChipKeyError, ChipMismatch};
use p384::ecdsa::DerSignature;
use p384::ecdsa::signature::hazmat::PrehashSigner;
use virtual_card::CardKey;

const PREIMAGE: &[u8] = b"mytaku-challenge-v1";

/// What the chip is sent, and its answer.
fn answer(key: &CardKey, preimage: &[u8]) -> Vec<u8> {
    let head = [
        0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
        0x05, 0x00, 0x04, 0x20,
    ];
    let digest_info = [head.as_slice(), Digest::of(preimage).as_bytes()].concat();
    key.sign_raw(&digest_info).unwrap()
}

#[test]
fn a_fresh_answer_by_the_pinned_chip_is_accepted_and_nothing_else() {
    let (chip, other) = (CardKey::rsa().unwrap(), CardKey::rsa().unwrap());
    let pinned = ChipKey::from_spki_der(&chip.spki_der().unwrap()).unwrap();
    let signature = answer(&chip, PREIMAGE);
    assert_eq!(pinned.verify(PREIMAGE, &signature), Ok(()));
    assert_eq!(
        pinned.verify(b"another challenge", &signature),
        Err(ChipMismatch)
    );
    assert_eq!(
        pinned.verify(PREIMAGE, &answer(&other, PREIMAGE)),
        Err(ChipMismatch)
    );
    assert_eq!(pinned.verify(PREIMAGE, &[]), Err(ChipMismatch));
    // The digest itself signed bare, without DigestInfo, is another scheme.
    let bare = chip.sign_raw(Digest::of(PREIMAGE).as_bytes()).unwrap();
    assert_eq!(pinned.verify(PREIMAGE, &bare), Err(ChipMismatch));
}

#[test]
fn the_parts_of_a_key_and_its_der_are_the_same_key() {
    let chip = CardKey::rsa().unwrap();
    let (modulus, exponent) = chip.rsa_parts().unwrap();
    let from_parts = ChipKey::from_rsa_parts(&modulus, &exponent).unwrap();
    assert_eq!(from_parts.spki_der(), chip.spki_der().unwrap());
    assert_eq!(
        ChipKey::from_spki_der(from_parts.spki_der()),
        Ok(from_parts)
    );
}

#[test]
fn a_p384_chip_fits() {
    let key = CardKey::p384();
    let CardKey::P384(signer) = &key else {
        unreachable!("made as P-384");
    };
    let signature: DerSignature = signer
        .sign_prehash(Digest::of(PREIMAGE).as_bytes())
        .unwrap();
    let pinned = ChipKey::from_spki_der(&key.spki_der().unwrap()).unwrap();
    assert_eq!(pinned.verify(PREIMAGE, signature.as_bytes()), Ok(()));
    assert_eq!(
        pinned.verify(b"another", signature.as_bytes()),
        Err(ChipMismatch)
    );
}

#[test]
fn weak_or_broken_keys_are_refused() {
    let (modulus, exponent) = CardKey::rsa().unwrap().rsa_parts().unwrap();
    let mut short = modulus[..128].to_vec();
    short[127] |= 1;
    assert_eq!(
        ChipKey::from_rsa_parts(&short, &exponent),
        Err(ChipKeyError)
    );
    assert_eq!(ChipKey::from_rsa_parts(&modulus, &[1]), Err(ChipKeyError));
    assert_eq!(ChipKey::from_rsa_parts(&[], &[]), Err(ChipKeyError));
    let mut der = CardKey::rsa().unwrap().spki_der().unwrap();
    der.push(0);
    assert_eq!(ChipKey::from_spki_der(&der), Err(ChipKeyError));
    let mut off_the_curve = CardKey::p384().spki_der().unwrap();
    *off_the_curve.last_mut().unwrap() ^= 1;
    assert_eq!(ChipKey::from_spki_der(&off_the_curve), Err(ChipKeyError));
}
