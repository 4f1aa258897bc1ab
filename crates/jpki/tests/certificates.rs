//! What the checker accepts and what it refuses, rule by rule.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, in its helpers too"
)]

use std::sync::LazyLock;

use domain::Timestamp;
use jpki::{
    Certificate, CertificateError, ObjectIdentifier, Policy, Rejection, TrustAnchors, check,
};
use proptest::prelude::*;
use virtual_card::{CardKey, Leaf, TestAuthority};
use x509_cert::ext::pkix::KeyUsages;

static AUTHORITY: LazyLock<TestAuthority> = LazyLock::new(|| TestAuthority::rsa(now()).unwrap());
static KEY: LazyLock<CardKey> = LazyLock::new(|| CardKey::rsa().unwrap());

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    at("2026-11-02T09:00:00+09:00")
}

fn anchors() -> TrustAnchors {
    TrustAnchors::from_der([AUTHORITY.der()]).unwrap()
}

fn issue(leaf: &Leaf) -> Certificate {
    Certificate::parse(&AUTHORITY.issue(leaf, &KEY).unwrap()).unwrap()
}

/// The verdict on `leaf` now, under the test hierarchy.
fn verdict(leaf: &Leaf) -> Result<(), Rejection> {
    check(&issue(leaf), &anchors(), &Policy::test_hierarchy(), now())
}

fn good() -> Leaf {
    Leaf::authentication(now())
}

#[test]
fn an_authentication_certificate_is_accepted() {
    assert_eq!(verdict(&good()), Ok(()));
}

#[test]
fn it_is_valid_to_its_last_second_and_not_before_its_first() {
    let certificate = issue(&good());
    let (first, last) = (certificate.not_before(), certificate.not_after());
    let at = |moment| check(&certificate, &anchors(), &Policy::test_hierarchy(), moment);
    assert_eq!(at(first), Ok(()));
    assert_eq!(at(last), Ok(()));
    assert_eq!(
        at(last.plus_seconds(1)),
        Err(Rejection::Expired { not_after: last })
    );
    assert_eq!(
        at(first.plus_seconds(-1)),
        Err(Rejection::NotYetValid { not_before: first })
    );
}

#[test]
fn the_sentence_for_an_expired_card_names_the_day_in_japan() {
    let rejection = Rejection::Expired {
        not_after: at("2026-10-31T14:59:59Z"),
    };
    let reason = rejection.reason();
    assert_eq!(reason.code, "certificate_expired");
    assert!(reason.ja.contains("2026-10-31"), "{}", reason.ja);
}

#[test]
fn each_broken_rule_has_its_own_rejection() {
    let table: [(&str, Leaf, Rejection); 7] = [
        (
            "may sign certificates",
            Leaf {
                key_usage: Some(KeyUsages::KeyCertSign),
                ..good()
            },
            Rejection::IsAuthority,
        ),
        (
            "no key usage",
            Leaf {
                key_usage: None,
                ..good()
            },
            Rejection::KeyUsage,
        ),
        (
            "no clientAuth",
            Leaf {
                client_auth: false,
                ..good()
            },
            Rejection::ExtendedKeyUsage,
        ),
        (
            "no policy",
            Leaf {
                policy: None,
                ..good()
            },
            Rejection::Policy,
        ),
        (
            "another policy",
            Leaf {
                policy: Some("1.2.392.200149.8.5.1.0.20".to_owned()),
                ..good()
            },
            Rejection::Policy,
        ),
        (
            "an authority",
            Leaf {
                authority: true,
                ..good()
            },
            Rejection::IsAuthority,
        ),
        (
            "an unknown critical extension",
            good().with_unknown_extension(true).unwrap(),
            Rejection::UnknownCriticalExtension,
        ),
    ];
    for (what, leaf, rejection) in table {
        assert_eq!(verdict(&leaf), Err(rejection), "{what}");
    }
}

#[test]
fn an_unknown_extension_that_is_not_critical_does_no_harm() {
    assert_eq!(
        verdict(&good().with_unknown_extension(false).unwrap()),
        Ok(())
    );
}

#[test]
fn a_signature_certificate_is_not_an_authentication_certificate() {
    assert_eq!(
        verdict(&Leaf::signature(now())),
        Err(Rejection::ExtendedKeyUsage)
    );
}

#[test]
fn an_authority_with_the_same_name_is_not_the_same_authority() {
    let impostor = TestAuthority::rsa(now()).unwrap();
    let der = impostor.issue(&good(), &KEY).unwrap();
    let certificate = Certificate::parse(&der).unwrap();
    let policy = Policy::test_hierarchy();
    assert_eq!(
        check(&certificate, &anchors(), &policy, now()),
        Err(Rejection::SameNameOtherAuthority)
    );
    // Two generations of one name side by side: either may have signed.
    let both = TrustAnchors::from_der([AUTHORITY.der(), impostor.der()]).unwrap();
    assert_eq!(check(&certificate, &both, &policy, now()), Ok(()));
    assert_eq!(check(&issue(&good()), &both, &policy, now()), Ok(()));
}

#[test]
fn an_authority_of_another_name_is_an_unknown_issuer() {
    let other = TestAuthority::for_signatures(now()).unwrap();
    let certificate = Certificate::parse(&other.issue(&good(), &KEY).unwrap()).unwrap();
    assert_eq!(
        check(&certificate, &anchors(), &Policy::test_hierarchy(), now()),
        Err(Rejection::UnknownIssuer)
    );
}

#[test]
fn an_algorithm_outside_the_list_is_refused_before_it_is_used() {
    // sha256WithRSAEncryption, of which the last byte makes SHA-384.
    const OID: [u8; 9] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B];
    let der = AUTHORITY.issue(&good(), &KEY).unwrap();
    let places: Vec<usize> = (0..der.len())
        .filter(|at| der[*at..].starts_with(&OID))
        .collect();
    let [signed, unsigned] = places[..] else {
        panic!("two statements of the algorithm, found {}", places.len());
    };
    for changed in [vec![signed, unsigned], vec![signed], vec![unsigned]] {
        let mut der = der.clone();
        for place in changed {
            der[place + 8] = 0x0C;
        }
        let certificate = Certificate::parse(&der).unwrap();
        assert_eq!(
            check(&certificate, &anchors(), &Policy::test_hierarchy(), now()),
            Err(Rejection::Algorithm)
        );
    }
}

#[test]
fn a_certified_key_that_is_too_short_is_refused() {
    let short = rsa::PrivateKey::new(&mut rand::rng(), 1024).unwrap();
    let der = AUTHORITY
        .issue(&good(), &CardKey::Rsa(Box::new(short)))
        .unwrap();
    let certificate = Certificate::parse(&der).unwrap();
    assert_eq!(
        check(&certificate, &anchors(), &Policy::test_hierarchy(), now()),
        Err(Rejection::Algorithm)
    );
}

#[test]
fn the_test_hierarchy_is_refused_where_money_is_real() {
    let policy = Policy::production(["1.2.392.200149.8.5.1.0.30"]).unwrap();
    assert_eq!(
        check(&issue(&good()), &anchors(), &policy, now()),
        Err(Rejection::TestHierarchy)
    );
}

#[test]
fn no_configured_policy_accepts_nothing() {
    let policy = Policy {
        certificate_policy_oids: Vec::<ObjectIdentifier>::new(),
        allow_test_hierarchy: true,
    };
    assert_eq!(
        check(&issue(&good()), &anchors(), &policy, now()),
        Err(Rejection::Policy)
    );
}

#[test]
fn an_authority_that_was_not_valid_at_issue_has_issued_nothing() {
    let leaf = Leaf {
        not_before: at("2016-01-01T00:00:00+09:00"),
        ..good()
    };
    assert_eq!(verdict(&leaf), Err(Rejection::AuthorityNotValid));
}

#[test]
fn the_next_generation_of_cards_fits() {
    let authority = TestAuthority::p384(now()).unwrap();
    let der = authority.issue(&good(), &CardKey::p384()).unwrap();
    let certificate = Certificate::parse(&der).unwrap();
    let anchors = TrustAnchors::from_pem(&authority.pem().unwrap()).unwrap();
    let policy = Policy::test_hierarchy();
    assert_eq!(check(&certificate, &anchors, &policy, now()), Ok(()));
    // Both generations share a name; the algorithms do not mix.
    let rsa_only = self::anchors();
    assert_eq!(
        check(&certificate, &rsa_only, &policy, now()),
        Err(Rejection::SameNameOtherAuthority)
    );
}

#[test]
fn a_file_from_a_real_test_card_is_read_and_checked() {
    let certificate = Certificate::parse(include_bytes!("fixtures/test-card.der")).unwrap();
    let issued_by = include_bytes!("fixtures/test-authority.der").as_slice();
    let earlier = include_bytes!("fixtures/test-authority-2019.der").as_slice();
    let policy = Policy::test_hierarchy();
    let verdict = |anchors: &[&[u8]]| {
        let anchors = TrustAnchors::from_der(anchors).unwrap();
        check(
            &certificate,
            &anchors,
            &policy,
            at("2026-11-02T09:00:00+09:00"),
        )
    };
    assert_eq!(
        certificate.issuer(),
        "OU=Japan Agency for Local Authority Information Systems,OU=JPKI for user authentication,O=JPKI-TEST,C=JP"
    );
    assert_eq!(certificate.not_after(), at("2030-02-17T23:59:59+09:00"));
    assert_eq!(verdict(&[issued_by]), Ok(()));
    assert_eq!(verdict(&[earlier, issued_by]), Ok(()));
    assert_eq!(verdict(&[earlier]), Err(Rejection::SameNameOtherAuthority));
}

#[test]
fn only_the_certificate_and_all_of_it_is_read() {
    let der = AUTHORITY.issue(&good(), &KEY).unwrap();
    let with_filler = [der.as_slice(), &[0xFF; 4]].concat();
    let cut = &der[..der.len() - 1];
    for bytes in [
        with_filler.as_slice(),
        cut,
        &[],
        b"-----BEGIN CERTIFICATE-----",
    ] {
        assert!(matches!(
            Certificate::parse(bytes),
            Err(CertificateError::Form(_))
        ));
    }
}

#[test]
fn the_same_extension_twice_is_refused() {
    let leaf = good()
        .with_unknown_extension(false)
        .and_then(|leaf| leaf.with_unknown_extension(false))
        .unwrap();
    let der = AUTHORITY.issue(&leaf, &KEY).unwrap();
    assert_eq!(
        Certificate::parse(&der),
        Err(CertificateError::DuplicateExtension)
    );
}

#[test]
fn a_log_line_names_no_person() {
    let certificate = issue(&good());
    let line = format!("{certificate:?}");
    assert!(line.contains(&certificate.fingerprint().to_string()));
    assert!(
        !line.to_lowercase().contains("serial") && !line.contains("CN="),
        "{line}"
    );
}

#[test]
fn an_anchor_must_be_an_authority() {
    let der = AUTHORITY.issue(&good(), &KEY).unwrap();
    let error = TrustAnchors::from_der([der]).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("certificate 1 is not a self-signed authority")
    );
    assert!(TrustAnchors::from_pem("no certificate here").is_err());
    let broken = "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----";
    assert!(TrustAnchors::from_pem(broken).is_err());
}

proptest! {
    #[test]
    fn no_changed_bit_goes_unnoticed(position in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let mut der = AUTHORITY.issue(&good(), &KEY).unwrap();
        let position = position.index(der.len());
        der[position] ^= 1 << bit;
        if let Ok(certificate) = Certificate::parse(&der) {
            prop_assert!(
                check(&certificate, &anchors(), &Policy::test_hierarchy(), now()).is_err()
            );
        }
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..512)) {
        prop_assert!(Certificate::parse(&bytes).is_err());
    }
}
