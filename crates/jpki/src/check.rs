//! Whether a certificate is a resident's authentication certificate
//! (利用者証明用電子証明書) at a given moment.
//!
//! Fails closed: what is missing, unreadable or unknown is a rejection. The
//! signature comes before everything the certificate says of itself, so that a
//! forger learns nothing from the answer but that the signature is wrong.

use domain::Timestamp;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::oid::AssociatedOid;
use x509_cert::der::oid::db::rfc4519::ORGANIZATION_NAME;
use x509_cert::der::oid::db::rfc5280::ID_KP_CLIENT_AUTH;
use x509_cert::ext::pkix::{BasicConstraints, CertificatePolicies, ExtendedKeyUsage, KeyUsage};

use crate::algorithm::{KeyKind, is_signature_known};
use crate::{Certificate, Rejection, TrustAnchors};

/// The policy of authentication certificates on JPKI test cards. Production
/// cards differ in one arc, which the city gives in its configuration.
pub const TEST_AUTHENTICATION_POLICY: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.1.0.30");

/// The organisation of the test hierarchy, production's being `JPKI`.
const TEST_ORGANIZATION: &[u8] = b"JPKI-TEST";

/// What an installation accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Certificate policies of which one must be present. None accepts none.
    pub certificate_policy_oids: Vec<ObjectIdentifier>,
    /// Whether `O=JPKI-TEST` is accepted. Never where money is real.
    pub allow_test_hierarchy: bool,
}

/// A policy is not a dotted object identifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an object identifier; expected numbers and dots, such as 1.2.392.200149")]
pub struct PolicyError(String);

impl Policy {
    /// The policies of a configuration, production hierarchy only.
    pub fn production<T: AsRef<str>>(
        oids: impl IntoIterator<Item = T>,
    ) -> Result<Self, PolicyError> {
        let certificate_policy_oids = oids
            .into_iter()
            .map(|oid| {
                ObjectIdentifier::new(oid.as_ref())
                    .map_err(|_not_an_oid| PolicyError(oid.as_ref().to_owned()))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            certificate_policy_oids,
            allow_test_hierarchy: false,
        })
    }

    /// The test hierarchy with its one policy.
    pub fn test_hierarchy() -> Self {
        Self {
            certificate_policy_oids: vec![TEST_AUTHENTICATION_POLICY],
            allow_test_hierarchy: true,
        }
    }
}

/// Checks `certificate` against `anchors` and `policy` at the moment `at`,
/// which is the time of the trip and not the time of the check.
pub fn check(
    certificate: &Certificate,
    anchors: &TrustAnchors,
    policy: &Policy,
    at: Timestamp,
) -> Result<(), Rejection> {
    check_hierarchy(certificate, policy)?;
    check_algorithms(certificate)?;
    check_issuer(certificate, anchors)?;
    check_validity(certificate, at)?;
    check_extensions_known(certificate)?;
    check_purpose(certificate)?;
    check_policy(certificate, policy)
}

fn check_hierarchy(certificate: &Certificate, policy: &Policy) -> Result<(), Rejection> {
    let issuer = certificate.parsed.tbs_certificate().issuer();
    let is_test = issuer
        .iter()
        .any(|part| part.oid == ORGANIZATION_NAME && part.value.value() == TEST_ORGANIZATION);
    if is_test && !policy.allow_test_hierarchy {
        return Err(Rejection::TestHierarchy);
    }
    Ok(())
}

fn check_algorithms(certificate: &Certificate) -> Result<(), Rejection> {
    let parsed = &certificate.parsed;
    let tbs = parsed.tbs_certificate();
    let signature_known = is_signature_known(parsed.signature_algorithm())
        // RFC 5280, 4.1.1.2: the signed and the unsigned statement agree.
        && tbs.signature() == parsed.signature_algorithm();
    let key_known = KeyKind::of(tbs.subject_public_key_info()).is_some();
    if signature_known && key_known {
        Ok(())
    } else {
        Err(Rejection::Algorithm)
    }
}

fn check_issuer(certificate: &Certificate, anchors: &TrustAnchors) -> Result<(), Rejection> {
    let named = anchors.named_by(certificate);
    if named.is_empty() {
        return Err(Rejection::UnknownIssuer);
    }
    let issuer = named
        .into_iter()
        .find(|anchor| anchor.signed(certificate))
        .ok_or(Rejection::SameNameOtherAuthority)?;
    if issuer.was_valid_at_issue_of(certificate) {
        Ok(())
    } else {
        Err(Rejection::AuthorityNotValid)
    }
}

fn check_validity(certificate: &Certificate, at: Timestamp) -> Result<(), Rejection> {
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    // X.509 counts whole seconds: the last one lasts until the next begins.
    if at >= not_after.plus_seconds(1) {
        return Err(Rejection::Expired { not_after });
    }
    if at < not_before {
        return Err(Rejection::NotYetValid { not_before });
    }
    Ok(())
}

fn check_extensions_known(certificate: &Certificate) -> Result<(), Rejection> {
    let understood = [
        KeyUsage::OID,
        ExtendedKeyUsage::OID,
        CertificatePolicies::OID,
        BasicConstraints::OID,
    ];
    let extensions = certificate.parsed.tbs_certificate().extensions();
    let unknown = extensions
        .into_iter()
        .flatten()
        .any(|extension| extension.critical && !understood.contains(&extension.extn_id));
    if unknown {
        return Err(Rejection::UnknownCriticalExtension);
    }
    Ok(())
}

fn check_purpose(certificate: &Certificate) -> Result<(), Rejection> {
    let extensions = certificate.parsed.tbs_certificate().extensions();
    let is_constrained = extensions
        .into_iter()
        .flatten()
        .any(|extension| extension.extn_id == BasicConstraints::OID);
    let constraints = certificate.extension::<BasicConstraints>();
    // Constraints that cannot be read may say anything.
    if is_constrained && constraints.is_none_or(|constraints| constraints.ca) {
        return Err(Rejection::IsAuthority);
    }
    let usage = certificate
        .extension::<KeyUsage>()
        .ok_or(Rejection::KeyUsage)?;
    if usage.key_cert_sign() {
        return Err(Rejection::IsAuthority);
    }
    if !usage.digital_signature() {
        return Err(Rejection::KeyUsage);
    }
    let purposes = certificate
        .extension::<ExtendedKeyUsage>()
        .ok_or(Rejection::ExtendedKeyUsage)?;
    if !purposes.0.contains(&ID_KP_CLIENT_AUTH) {
        return Err(Rejection::ExtendedKeyUsage);
    }
    Ok(())
}

fn check_policy(certificate: &Certificate, policy: &Policy) -> Result<(), Rejection> {
    let policies = certificate
        .extension::<CertificatePolicies>()
        .ok_or(Rejection::Policy)?;
    let accepted = policies.0.iter().any(|information| {
        policy
            .certificate_policy_oids
            .contains(&information.policy_identifier)
    });
    if accepted {
        Ok(())
    } else {
        Err(Rejection::Policy)
    }
}
