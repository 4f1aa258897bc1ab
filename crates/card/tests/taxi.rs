//! A tap in the taxi, with every card and every fault that can be made in
//! process.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use card::{AllowList, Card, CardError, CardKind, Transmit, TransmitError};
use common::{AUTHORITY, RESIDENT, at, in_taxi, put_on};
use domain::Digest;
use jpki::{Certificate, CertificateError, ChipKey, ChipMismatch, Policy, TrustAnchors, check};
use virtual_card::{Behaviour, CardKey, CertificateFile, Form, Leaf, Persona, TestAuthority};

const PREIMAGE: &[u8] = b"mytaku-challenge-v1";

fn behaving(behaviour: Behaviour) -> Persona {
    RESIDENT.behaving("faulty", behaviour)
}

fn with_file(certificate_file: CertificateFile) -> Persona {
    behaving(Behaviour {
        certificate_file,
        ..Behaviour::default()
    })
}

/// Everything a tap does: recognise, read, challenge.
fn tap<T: Transmit>(card: &mut Card<T>) -> Result<(Vec<u8>, Vec<u8>), CardError> {
    assert_eq!(card.recognise()?, CardKind::MyNumberCard);
    let certificate = card.read_certificate()?;
    let signature = card.internal_authenticate(&Digest::of(PREIMAGE))?;
    Ok((certificate, signature))
}

fn pinned(persona: &Persona) -> ChipKey {
    ChipKey::from_spki_der(&persona.chip_spki_der().unwrap()).unwrap()
}

#[test]
fn a_residents_card_is_recognised_read_and_proven_present() {
    let mut card = in_taxi(&RESIDENT);
    let (certificate, signature) = tap(&mut card).unwrap();
    assert_eq!(Some(certificate.as_slice()), RESIDENT.certificate());
    assert_eq!(pinned(&RESIDENT).verify(PREIMAGE, &signature), Ok(()));
    let certificate = Certificate::parse(&certificate).unwrap();
    let anchors = TrustAnchors::from_der([AUTHORITY.der()]).unwrap();
    assert_eq!(
        check(&certificate, &anchors, &Policy::test_hierarchy(), at()),
        Ok(())
    );
}

#[test]
fn a_tap_sends_these_commands_and_no_others() {
    let mut transmit = put_on(&RESIDENT);
    let mut card = Card::open(&mut transmit, AllowList::Taxi);
    tap(&mut card).unwrap();
    let apdus = card.apdus();
    let expected = [
        "00a4040c0ad392f000260100000001",
        "00a4020c020006",
        "00b0000020",
        "00a4020c02000a",
        "00b0000000",
        "00b0010000",
        "00b0020000",
        "00b0030000",
        "00b0040000",
        "00b00500c1", // as many as are left
        "00a4040c0ad3921000310001010408",
        "802a000033",
    ];
    let sent: Vec<String> = transmit.sent.iter().map(hex::encode).collect();
    assert_eq!(usize::try_from(apdus).unwrap(), sent.len());
    assert_eq!(sent.len(), expected.len(), "{sent:?}");
    for (sent, expected) in sent.iter().zip(expected) {
        assert!(sent.starts_with(expected), "{sent} instead of {expected}");
    }
    let challenge = format!(
        "802a0000333031300d060960864801650304020105000420{}00",
        Digest::of(PREIMAGE)
    );
    assert_eq!(sent.last(), Some(&challenge));
}

#[test]
fn a_clone_has_the_certificate_and_not_the_chip() {
    let clone = RESIDENT.cloned("clone").unwrap();
    let (certificate, signature) = tap(&mut in_taxi(&clone)).unwrap();
    assert_eq!(Some(certificate.as_slice()), RESIDENT.certificate());
    assert_eq!(
        pinned(&RESIDENT).verify(PREIMAGE, &signature),
        Err(ChipMismatch)
    );
}

#[test]
fn a_phone_is_told_from_a_card_before_anything_is_read() {
    for form in [Form::Android, Form::Iphone] {
        let phone = Persona {
            form,
            ..RESIDENT.named("phone")
        };
        let mut card = in_taxi(&phone);
        assert_eq!(card.recognise(), Ok(CardKind::Smartphone));
        let error = card.read_certificate().unwrap_err();
        assert!(
            matches!(error, CardError::Status { status: 0x6982, .. }),
            "{error}"
        );
    }
}

#[test]
fn a_transit_card_is_never_sent_a_select() {
    let mut transmit = put_on(&Persona::transit("transit"));
    let mut card = Card::open(&mut transmit, AllowList::Taxi);
    assert_eq!(card.recognise(), Ok(CardKind::TransitCard));
    let fingerprint = card.read_transit_fingerprint().unwrap();
    assert_eq!(
        fingerprint.to_string(),
        "81d741125322c9cd9362273b89efb33dcfedd12bbe64e22672c758217f7775d8"
    );
    assert_eq!(transmit.sent, [[0xFF, 0xCA, 0x00, 0x00, 0x00]]);
}

#[test]
fn a_card_of_another_kind_is_unknown() {
    struct OtherCard;
    impl Transmit for OtherCard {
        fn transmit(&mut self, _command: &[u8]) -> Result<Vec<u8>, TransmitError> {
            Ok(vec![0x6A, 0x82])
        }
    }
    let mut card = Card::open(OtherCard, AllowList::Taxi);
    assert_eq!(card.recognise(), Ok(CardKind::Unknown));
}

#[test]
fn cards_of_other_makes_are_read_all_the_same() {
    let normal = Behaviour::default();
    let makes = [
        Behaviour {
            first_command_fails: true,
            ..normal.clone()
        },
        Behaviour {
            read_max: Some(0xF0),
            ..normal.clone()
        },
        Behaviour {
            get_response: true,
            ..normal.clone()
        },
        Behaviour {
            certificate_file: CertificateFile::Filler(200),
            ..normal
        },
    ];
    for behaviour in makes {
        let (certificate, signature) = tap(&mut in_taxi(&behaving(behaviour.clone())))
            .unwrap_or_else(|error| panic!("{behaviour:?}: {error}"));
        assert_eq!(
            Some(certificate.as_slice()),
            RESIDENT.certificate(),
            "{behaviour:?}"
        );
        assert_eq!(
            pinned(&RESIDENT).verify(PREIMAGE, &signature),
            Ok(()),
            "{behaviour:?}"
        );
    }
}

#[test]
fn a_card_without_signature_certificate_or_of_the_next_generation_is_a_card() {
    let without = Persona {
        signature: None,
        ..RESIDENT.named("no-signature")
    };
    tap(&mut in_taxi(&without)).unwrap();
    let authority = TestAuthority::p384(at()).unwrap();
    let leaf = Leaf::authentication(at());
    let next = Persona::with_leaf("next", &authority, &leaf, &CardKey::p384(), at()).unwrap();
    let (certificate, _) = tap(&mut in_taxi(&next)).unwrap();
    Certificate::parse(&certificate).unwrap();
}

#[test]
fn a_card_that_leaves_at_any_moment_is_a_removal_and_never_half_a_certificate() {
    let mut whole = in_taxi(&RESIDENT);
    tap(&mut whole).unwrap();
    for after in 0..whole.apdus() {
        let pulled = behaving(Behaviour {
            removed_after: Some(after),
            ..Behaviour::default()
        });
        let silent = behaving(Behaviour {
            empty_answer_at: Some(after + 1),
            ..Behaviour::default()
        });
        for persona in [pulled, silent] {
            let error = tap(&mut in_taxi(&persona)).unwrap_err();
            assert_eq!(
                error,
                CardError::Transmit(TransmitError::Removed),
                "after {after}"
            );
        }
    }
    assert_eq!(
        TransmitError::Removed.reason().ja,
        "カードが離れました。もう一度タッチしてください。"
    );
}

#[test]
fn a_file_that_lies_about_its_length_is_an_error() {
    for file in [
        CertificateFile::Cut(1_000),
        CertificateFile::Cut(256),
        CertificateFile::Overlong,
    ] {
        let error = tap(&mut in_taxi(&with_file(file))).unwrap_err();
        assert_eq!(error.code(), "card_file", "{file:?}: {error}");
    }
    let error = tap(&mut in_taxi(&with_file(CertificateFile::Cut(0)))).unwrap_err();
    assert_eq!(error.code(), "card_file", "{error}");
}

#[test]
fn a_well_formed_shell_around_broken_contents_is_left_to_the_checker() {
    let (certificate, _) = tap(&mut in_taxi(&with_file(CertificateFile::Shortened(100)))).unwrap();
    assert!(matches!(
        Certificate::parse(&certificate),
        Err(CertificateError::Form(_))
    ));
}

#[test]
fn every_failure_of_the_reader_reaches_the_driver_with_its_own_code() {
    struct Failing(TransmitError);
    impl Transmit for Failing {
        fn transmit(&mut self, _command: &[u8]) -> Result<Vec<u8>, TransmitError> {
            Err(self.0.clone())
        }
    }
    let failures = [
        (TransmitError::Removed, "card_removed"),
        (TransmitError::Reset, "card_reset"),
        (TransmitError::Busy, "reader_busy"),
        (TransmitError::ServiceGone, "card_service_gone"),
        (TransmitError::ReaderGone, "reader_gone"),
        (
            TransmitError::Failed("InternalError".to_owned()),
            "reader_failed",
        ),
    ];
    for (failure, code) in failures {
        let error = Card::open(Failing(failure), AllowList::Taxi)
            .recognise()
            .unwrap_err();
        let reason = error.reason();
        assert_eq!((error.code(), reason.code.as_str()), (code, code));
        assert!(
            reason.ja.ends_with('。') && reason.en.ends_with('.'),
            "{reason:?}"
        );
    }
}

#[test]
fn after_another_programs_reset_the_whole_tap_is_redone() {
    struct ResetOnce<T> {
        inner: T,
        at: usize,
        count: usize,
    }
    impl<T: Transmit> Transmit for ResetOnce<T> {
        fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransmitError> {
            self.count += 1;
            if self.count == self.at {
                return Err(TransmitError::Reset);
            }
            self.inner.transmit(command)
        }
    }
    let inner = put_on(&RESIDENT);
    let mut card = Card::open(
        ResetOnce {
            inner,
            at: 7,
            count: 0,
        },
        AllowList::Taxi,
    );
    assert_eq!(
        tap(&mut card),
        Err(CardError::Transmit(TransmitError::Reset))
    );
    // Nothing is believed to be selected any more, and the second try works.
    let (certificate, _) = tap(&mut card).unwrap();
    assert_eq!(Some(certificate.as_slice()), RESIDENT.certificate());
}
