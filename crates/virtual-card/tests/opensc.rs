//! OpenSC as the judge of the virtual card: it has read the real one since
//! 2016 and knows nothing of us.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use std::path::PathBuf;
use std::process::Output;

use common::{Bench, resident};
use virtual_card::{Behaviour, CertificateFile, Persona};

const PIN: &str = "1234";
const SIGNATURE_PASSWORD: &str = "ABC123";

/// A resident's card in the reader, and what the judge needs to know of it.
struct Court {
    bench: Bench,
    persona: Persona,
}

impl Court {
    fn new(change: impl FnOnce(Persona) -> Persona) -> Self {
        let mut bench = Bench::new();
        let (authority, persona) = resident();
        let persona = change(persona);
        bench.insert(&persona);
        std::fs::write(bench.path("authority.pem"), authority.pem().unwrap()).unwrap();
        Self { bench, persona }
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Output {
        self.bench
            .client(program)
            .args(arguments)
            .current_dir(self.bench.folder.path())
            .output()
            .unwrap_or_else(|error| {
                panic!("cannot run {program} ({error}); run: apt-get install opensc openssl")
            })
    }

    /// Standard output of a run that must succeed.
    fn succeeds(&self, program: &str, arguments: &[&str]) -> String {
        let output = self.run(program, arguments);
        let said = everything(&output);
        assert!(output.status.success(), "{program} {arguments:?}: {said}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Everything said by a run that must fail.
    fn fails(&self, program: &str, arguments: &[&str]) -> String {
        let output = self.run(program, arguments);
        let said = everything(&output);
        assert!(!output.status.success(), "{program} {arguments:?}: {said}");
        said
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.bench.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Has OpenSC sign, and OpenSSL verify with the key of `certificate`.
    fn signs(&self, slot: &str, id: &str, pin: &str, certificate: &[u8]) {
        self.write("certificate.der", certificate);
        self.write("data", "mytaku");
        self.succeeds(
            "openssl",
            &[
                "x509",
                "-inform",
                "der",
                "-in",
                "certificate.der",
                "-noout",
                "-pubkey",
                "-out",
                "key.pem",
            ],
        );
        self.succeeds(
            "pkcs11-tool",
            &[
                "--slot-index",
                slot,
                "--id",
                id,
                "--login",
                "--pin",
                pin,
                "--sign",
                "--mechanism",
                "SHA256-RSA-PKCS",
                "--input-file",
                "data",
                "--output-file",
                "signature",
            ],
        );
        let verdict = self.succeeds(
            "openssl",
            &[
                "dgst",
                "-sha256",
                "-verify",
                "key.pem",
                "-signature",
                "signature",
                "data",
            ],
        );
        assert_eq!(verdict.trim(), "Verified OK");
    }

    /// Tries left of the first PIN, as OpenSC sees them.
    fn tries_left(&self) -> String {
        let pins = self.succeeds("pkcs15-tool", &["--list-pins"]);
        let line = pins
            .lines()
            .find(|line| line.contains("Tries left"))
            .unwrap();
        line.split(':').nth(1).unwrap().trim().to_owned()
    }

    fn sign_with_wrong_pin(&self) -> String {
        self.fails(
            "pkcs11-tool",
            &["--login", "--pin", "0000", "--list-objects"],
        )
    }
}

fn everything(output: &Output) -> String {
    let out = String::from_utf8_lossy(&output.stdout);
    out.into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn certificate(persona: &Persona) -> &[u8] {
    persona.certificate().unwrap()
}

#[test]
fn it_is_recognised_as_a_jpki_card_with_four_certificates() {
    let court = Court::new(|persona| persona);
    assert_eq!(court.succeeds("opensc-tool", &["--name"]).trim(), "jpki");
    let list = court.succeeds("pkcs15-tool", &["--list-certificates"]);
    assert_eq!(list.matches("X.509 Certificate").count(), 4, "{list}");
}

#[test]
fn its_certificate_is_read_and_verifies_under_its_authority() {
    let court = Court::new(|persona| persona);
    let pem = court.succeeds("pkcs15-tool", &["--read-certificate", "01"]);
    court.write("certificate.pem", pem);
    court.succeeds(
        "openssl",
        &[
            "x509",
            "-in",
            "certificate.pem",
            "-outform",
            "der",
            "-out",
            "read.der",
        ],
    );
    let read = std::fs::read(court.bench.path("read.der")).unwrap();
    assert_eq!(read, certificate(&court.persona));
    // OpenSSL's clock is today's, the cards' is November 2026.
    let time = common::at().to_utc().timestamp().to_string();
    let verdict = court.succeeds(
        "openssl",
        &[
            "verify",
            "-attime",
            &time,
            "-CAfile",
            "authority.pem",
            "certificate.pem",
        ],
    );
    assert!(verdict.contains("OK"), "{verdict}");
}

#[test]
fn filler_after_the_certificate_is_tolerated() {
    let behaviour = Behaviour {
        certificate_file: CertificateFile::Filler(200),
        ..Behaviour::default()
    };
    let court = Court::new(|persona| persona.behaving("filler", behaviour));
    let pem = court.succeeds("pkcs15-tool", &["--read-certificate", "01"]);
    assert!(pem.contains("END CERTIFICATE"), "{pem}");
}

#[test]
fn the_signature_certificate_is_behind_its_password() {
    let court = Court::new(|persona| persona);
    court.fails("pkcs15-tool", &["--read-certificate", "02"]);
    let pem = court.succeeds(
        "pkcs15-tool",
        &[
            "--read-certificate",
            "02",
            "--verify-pin",
            "--auth-id",
            "02",
            "--pin",
            SIGNATURE_PASSWORD,
        ],
    );
    assert!(pem.contains("BEGIN CERTIFICATE"), "{pem}");
}

#[test]
fn both_keys_sign_what_openssl_verifies() {
    let court = Court::new(|persona| persona);
    court.signs("0", "01", PIN, certificate(&court.persona));
    let signature = court.persona.signature.as_ref().unwrap();
    court.signs("1", "02", SIGNATURE_PASSWORD, &signature.certificate.0);
}

#[test]
fn its_own_self_test_of_a_token_passes() {
    let court = Court::new(|persona| persona);
    let said = court.succeeds("pkcs11-tool", &["--test", "--login", "--pin", PIN]);
    assert!(said.contains("No errors"), "{said}");
    assert!(said.contains("SHA256-RSA-PKCS: OK"), "{said}");
}

#[test]
fn three_wrong_pins_block_and_a_right_one_before_restores() {
    let court = Court::new(|persona| persona);
    assert_eq!(court.tries_left(), "3");
    let said = court.sign_with_wrong_pin();
    assert!(said.contains("CKR_PIN_INCORRECT"), "{said}");
    assert_eq!(court.tries_left(), "2");
    court.succeeds("pkcs11-tool", &["--login", "--pin", PIN, "--list-objects"]);
    assert_eq!(court.tries_left(), "3");
    for _ in 0..3 {
        court.sign_with_wrong_pin();
    }
    assert_eq!(court.tries_left(), "0");
    let verify = court.succeeds(
        "opensc-tool",
        &[
            "--send-apdu",
            "00A4040C0AD392F000260100000001",
            "--send-apdu",
            "00A4020C020018",
            "--send-apdu",
            "002000800431323334",
        ],
    );
    assert!(verify.contains("SW1=0x69, SW2=0x84"), "{verify}");
}

#[test]
fn a_card_without_signature_certificate_is_more_than_it_expects() {
    // Ours reads such a card (see crate `card`); OpenSC 0.23 does not.
    let court = Court::new(|persona| Persona {
        signature: None,
        ..persona
    });
    let said = court.fails("pkcs15-tool", &["--list-certificates"]);
    assert!(said.contains("Unsupported card"), "{said}");
}
