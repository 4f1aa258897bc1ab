//! `card` and the virtual card through a real pcscd: taps, removals, other
//! programs, and pcscd dying.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use std::time::{Duration, Instant};

use card::{
    AllowList, Card, CardError, CardKind, PcscTransmit, Pin, Reader, ReaderError, Transmit,
    TransmitError,
};
use common::{Bench, as_client, at, resident};
use domain::Digest;
use jpki::{Certificate, ChipKey, Policy, TrustAnchors, check};
use virtual_card::{Behaviour, Persona, ServiceState};

/// Far more than pcscd's 400 ms.
const SOON: Duration = Duration::from_secs(20);

fn next_card(reader: &mut Reader) -> PcscTransmit {
    reader.wait_for_card(SOON).unwrap().expect("a card in time")
}

/// What the terminal would say of the card on the reader, in one word.
fn tap<T: Transmit>(
    card: &mut Card<T>,
    anchors: &TrustAnchors,
    pinned: &ChipKey,
) -> Result<&'static str, CardError> {
    match card.recognise()? {
        CardKind::MyNumberCard => {}
        CardKind::Smartphone => return Ok("smartphone"),
        CardKind::TransitCard => {
            let fingerprint = card.read_transit_fingerprint()?.to_string();
            assert!(fingerprint.starts_with("81d74112"), "{fingerprint}");
            return Ok("transit_card");
        }
        CardKind::Unknown => return Ok("unknown"),
    }
    let der = card.read_certificate()?;
    let Ok(certificate) = Certificate::parse(&der) else {
        return Ok("certificate_form");
    };
    if let Err(rejection) = check(&certificate, anchors, &Policy::test_hierarchy(), at()) {
        return Ok(rejection.code());
    }
    let signature = card.internal_authenticate(&Digest::of("challenge"))?;
    match pinned.verify(b"challenge", &signature) {
        Ok(()) => Ok("chip_answered"),
        Err(_mismatch) => Ok("chip_mismatch"),
    }
}

#[test]
fn every_persona_is_tapped() {
    let expected = |name: &str| match name {
        "resident-1"
        | "slow"
        | "first-command-fails"
        | "short-reads"
        | "get-response"
        | "filler" => "chip_answered",
        "clone-of-resident-1"
        | "p384"
        | "no-signature-certificate"
        | "pin-last-try"
        | "pin-blocked"
        | "unregistered" => "chip_mismatch",
        "expired" => "certificate_expired",
        "same-name-other-authority" => "certificate_same_name_other_authority",
        "phone-android" | "phone-iphone" => "smartphone",
        "transit" => "transit_card",
        "pulled-away" | "empty-answer" => "card_removed",
        "cut" | "overlong" => "card_file",
        "shortened" => "certificate_form",
        other => panic!("no expectation for {other}"),
    };
    as_client("every_persona_is_tapped", |bench| {
        let set = virtual_card::make(&bench.path("cards"), at(), 1).unwrap();
        let pem = std::fs::read_to_string(&set.authority).unwrap();
        let anchors = TrustAnchors::from_pem(&pem).unwrap();
        let first = Persona::load(&set.personas[0]).unwrap();
        let pinned = ChipKey::from_spki_der(&first.chip_spki_der().unwrap()).unwrap();
        let mut reader = Reader::open(None).unwrap();
        for path in &set.personas {
            let persona = Persona::load(path).unwrap();
            bench.reader.insert(path).unwrap();
            let mut card = Card::open(next_card(&mut reader), AllowList::Taxi);
            let began = Instant::now();
            let outcome = tap(&mut card, &anchors, &pinned).unwrap_or_else(|error| error.code());
            let ms = began.elapsed();
            println!(
                "{:<28} {outcome:<40} {:>2} APDUs {ms:>9.2?}",
                persona.name,
                card.apdus()
            );
            assert_eq!(outcome, expected(&persona.name), "{}", persona.name);
        }
        bench.reader.remove().unwrap();
        assert!(reader.wait_for_removal(SOON).unwrap());
    });
}

#[test]
fn a_card_is_handed_out_once_for_each_time_it_is_put_on() {
    as_client(
        "a_card_is_handed_out_once_for_each_time_it_is_put_on",
        |bench| {
            let (_, resident) = resident();
            bench.insert(&resident);
            let mut reader = Reader::open(Some("Virtual PCD")).unwrap();
            let first = next_card(&mut reader);
            assert!(reader.wait_for_card(Duration::ZERO).unwrap().is_none());
            assert!(!reader.wait_for_removal(Duration::ZERO).unwrap());
            // Another card in its place, faster than pcscd can see it go.
            bench.insert(&resident.named("another"));
            assert!(reader.wait_for_removal(SOON).unwrap());
            let mut second = Card::open(next_card(&mut reader), AllowList::Taxi);
            assert_eq!(second.recognise(), Ok(CardKind::MyNumberCard));
            // The old handle stays with the card that left.
            let mut first = Card::open(first, AllowList::Taxi);
            assert_eq!(first.recognise(), Err(TransmitError::Removed.into()));
        },
    );
}

#[test]
fn after_a_card_was_pulled_away_the_next_tap_works() {
    as_client("after_a_card_was_pulled_away_the_next_tap_works", |bench| {
        let (_, resident) = resident();
        let behaviour = Behaviour {
            removed_after: Some(6),
            ..Behaviour::default()
        };
        let mut reader = Reader::open(None).unwrap();
        bench.insert(&resident.behaving("pulled-away", behaviour));
        let mut card = Card::open(next_card(&mut reader), AllowList::Taxi);
        card.recognise().unwrap();
        assert_eq!(card.read_certificate(), Err(TransmitError::Removed.into()));
        assert!(reader.wait_for_removal(SOON).unwrap());
        bench.insert(&resident);
        let mut card = Card::open(next_card(&mut reader), AllowList::Taxi);
        card.recognise().unwrap();
        assert_eq!(
            card.read_certificate().as_deref().ok(),
            resident.certificate()
        );
    });
}

#[test]
fn a_reader_outlives_pcscd() {
    as_client("a_reader_outlives_pcscd", |bench| {
        let (_, resident) = resident();
        bench.insert(&resident);
        let mut reader = Reader::open(None).unwrap();
        for end in [ServiceState::Killed, ServiceState::Stopped] {
            let mut card = Card::open(next_card(&mut reader), AllowList::Taxi);
            card.recognise().unwrap();
            bench.reader.service(end).unwrap();
            let error = card.read_certificate().unwrap_err();
            assert_eq!(error, TransmitError::ServiceGone.into(), "{end:?}");
            let error = reader
                .wait_for_card(Duration::from_millis(100))
                .unwrap_err();
            assert_eq!(error, TransmitError::ServiceGone.into(), "{end:?}");
            bench.reader.service(ServiceState::Started).unwrap();
        }
        let mut card = Card::open(next_card(&mut reader), AllowList::Taxi);
        assert_eq!(card.recognise(), Ok(CardKind::MyNumberCard));
    });
}

#[test]
fn waiting_ends_at_once_when_cancelled() {
    as_client("waiting_ends_at_once_when_cancelled", |_bench| {
        let mut reader = Reader::open(None).unwrap();
        let canceller = reader.canceller();
        let waiting = std::thread::spawn(move || reader.wait_for_card(Duration::from_hours(1)));
        let began = Instant::now();
        canceller.cancel();
        let ended = waiting.join().unwrap();
        assert_eq!(ended.unwrap_err(), ReaderError::Cancelled);
        assert!(began.elapsed() < Duration::from_secs(5));
    });
}

#[test]
fn a_missing_reader_and_a_missing_pcscd_say_what_to_do() {
    as_client(
        "a_missing_reader_and_a_missing_pcscd_say_what_to_do",
        |bench| {
            let error = Reader::open(Some("RC-S300")).unwrap_err();
            assert_eq!(error.code(), "reader_not_found");
            assert!(
                error.to_string().contains("found: Virtual PCD 00 00"),
                "{error}"
            );
            bench.reader.service(ServiceState::Stopped).unwrap();
            let error = Reader::open(None).unwrap_err();
            assert_eq!(
                error.to_string(),
                "the smart card service (pcscd) is not running; start it: systemctl start pcscd"
            );
        },
    );
}

#[test]
fn another_programs_reset_is_told_and_healed() {
    as_client("another_programs_reset_is_told_and_healed", |bench| {
        let (_, resident) = resident();
        bench.insert(&resident);
        let mut reader = Reader::open(None).unwrap();
        let mut card = Card::open(next_card(&mut reader), AllowList::Taxi);
        card.recognise().unwrap();
        reset_by_another_program(&reader.name().unwrap());
        assert_eq!(card.read_certificate(), Err(TransmitError::Reset.into()));
        assert_eq!(
            card.read_certificate().as_deref().ok(),
            resident.certificate()
        );
    });
}

fn reset_by_another_program(reader: &str) {
    let context = pcsc::Context::establish(pcsc::Scope::User).unwrap();
    let name = std::ffi::CString::new(reader).unwrap();
    let card = context
        .connect(&name, pcsc::ShareMode::Shared, pcsc::Protocols::ANY)
        .unwrap();
    card.disconnect(pcsc::Disposition::ResetCard)
        .map_err(|(_, error)| error)
        .unwrap();
}

#[test]
fn a_reader_that_another_program_holds_is_busy() {
    as_client("a_reader_that_another_program_holds_is_busy", |bench| {
        let (_, resident) = resident();
        bench.insert(&resident);
        let mut desk = Reader::open(None).unwrap().exclusive();
        let held = next_card(&mut desk);
        let mut taxi = Reader::open(None).unwrap();
        let error = taxi.wait_for_card(SOON).unwrap_err();
        assert_eq!(error, TransmitError::Busy.into());
        // Busy is not handled: once free, the card is handed out.
        drop(held);
        next_card(&mut taxi);
    });
}

#[test]
fn the_desks_pin_does_not_outlive_its_session() {
    as_client("the_desks_pin_does_not_outlive_its_session", |bench| {
        let (_, resident) = resident();
        bench.insert(&resident);
        let mut reader = Reader::open(None).unwrap().exclusive();
        let mut card = Card::open(next_card(&mut reader), AllowList::Desk);
        let key = card.read_chip_key(&Pin::new("4321").unwrap()).unwrap();
        assert_eq!(key.spki_der(), resident.chip_spki_der().unwrap());
        drop(card);
        // Another program asks for the protected file.
        let name = std::ffi::CString::new(reader.name().unwrap()).unwrap();
        let context = pcsc::Context::establish(pcsc::Scope::User).unwrap();
        let other = context
            .connect(&name, pcsc::ShareMode::Shared, pcsc::Protocols::ANY)
            .unwrap();
        let mut buffer = [0; pcsc::MAX_BUFFER_SIZE];
        let mut send = |command: &[u8]| other.transmit(command, &mut buffer).unwrap().to_vec();
        send(b"\x00\xa4\x04\x0c\x0a\xd3\x92\x10\x00\x31\x00\x01\x01\x04\x08");
        send(b"\x00\xa4\x02\x0c\x02\x00\x07");
        assert_eq!(send(b"\x00\xb0\x00\x00\x05"), [0x69, 0x82]);
    });
}

#[test]
fn the_host_leaves_nothing_behind() {
    let Bench { reader, folder } = Bench::new();
    assert!(reader.socket().exists());
    drop(reader);
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}
