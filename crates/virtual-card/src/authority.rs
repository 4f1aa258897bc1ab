//! A certification authority for tests, made fresh on every run.
//!
//! Names, extensions and their order follow a certificate read from a JPKI
//! test card (the fixture of crate `myna-card` 3.3.4), so that length and
//! parsing are as on a real card.

use std::str::FromStr;

use domain::{Digest, Timestamp};
use p384::ecdsa::DerSignature;
use rsa::pkcs1v15::SigningKey as RsaSigningKey;
use rsa::sha2::Sha256;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{Builder, CertificateBuilder};
use x509_cert::der::asn1::{Any, Ia5String, ObjectIdentifier, OctetString};
use x509_cert::der::flagset::FlagSet;
use x509_cert::der::oid::AssociatedOid;
use x509_cert::der::pem::LineEnding;
use x509_cert::der::{DateTime, Decode, Encode, EncodePem};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::certpolicy::{PolicyInformation, PolicyQualifierInfo};
use x509_cert::ext::pkix::crl::dp::DistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{
    AccessDescription, AuthorityInfoAccessSyntax, AuthorityKeyIdentifier, BasicConstraints,
    CertificatePolicies, CrlDistributionPoints, ExtendedKeyUsage, IssuerAltName, KeyUsage,
    KeyUsages, SubjectKeyIdentifier,
};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{SubjectPublicKeyInfoOwned, SubjectPublicKeyInfoRef};
use x509_cert::time::{Time, Validity};
use x509_cert::{Certificate, TbsCertificate};

use crate::key::{CardKey, KeyError};
use crate::leaf::Leaf;

/// As RFC 4514 writes it: last attribute first.
const AUTHORITY_NAME: &str = "OU=Japan Agency for Local Authority Information Systems,OU=JPKI for user authentication,O=JPKI-TEST,C=JP";
/// The other authority of the hierarchy, for signature certificates (署名用).
const SIGNATURE_AUTHORITY_NAME: &str = "OU=Japan Agency for Local Authority Information Systems,OU=JPKI for digital signature,O=JPKI-TEST,C=JP";
const CRL_NAME: &str = "CN=Maebashi-shi CRLDP,OU=Gunma-ken,OU=CRL Distribution Points,OU=JPKI for user authentication,O=JPKI-TEST,C=JP";
const SERVICE_NAME: &str = "O=公的個人認証サービス,C=JP";
/// Reserved for documentation (RFC 2606): nobody answers there.
const OCSP: &str = "http://ocsp.jpki-test.example.jp";
const CPS: &str = "http://www.jpki.go.jp/cps.html";
const AUTHORITY_YEARS_S: i64 = 10 * 365 * 24 * 60 * 60;
const CLIENT_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");
const OCSP_ACCESS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1");
const CPS_QUALIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.2.1");

/// An authority of the test hierarchy. Two of them have the same name and
/// different keys, as real generations do, and as an impostor would.
#[derive(Debug)]
pub struct TestAuthority {
    key: CardKey,
    certificate: Certificate,
    der: Vec<u8>,
}

/// A certificate could not be issued.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// A key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// An encoding.
    #[error("a test certificate could not be encoded")]
    Encode(#[from] x509_cert::der::Error),
    /// A signature.
    #[error("a test certificate could not be built: {0}")]
    Build(String),
}

impl TestAuthority {
    /// An RSA-2048 authority that was founded five years before `at`.
    pub fn rsa(at: Timestamp) -> Result<Self, AuthorityError> {
        Self::found(AUTHORITY_NAME, CardKey::rsa()?, at)
    }

    /// A P-384 authority, as the next generation of cards is announced.
    pub fn p384(at: Timestamp) -> Result<Self, AuthorityError> {
        Self::found(AUTHORITY_NAME, CardKey::p384(), at)
    }

    /// An RSA-2048 authority for signature certificates: another name.
    pub fn for_signatures(at: Timestamp) -> Result<Self, AuthorityError> {
        Self::found(SIGNATURE_AUTHORITY_NAME, CardKey::rsa()?, at)
    }

    fn found(name: &str, key: CardKey, at: Timestamp) -> Result<Self, AuthorityError> {
        let not_before = at.plus_seconds(-AUTHORITY_YEARS_S / 2);
        let validity = validity(not_before, not_before.plus_seconds(AUTHORITY_YEARS_S))?;
        let spki = key.spki_der()?;
        let name = Name::from_str(name)?;
        let extensions = vec![
            extension(true, &KeyUsage(KeyUsages::KeyCertSign | KeyUsages::CRLSign))?,
            extension(
                true,
                &BasicConstraints {
                    ca: true,
                    path_len_constraint: None,
                },
            )?,
            extension(false, &SubjectKeyIdentifier(key_id(&spki)?))?,
        ];
        let contents = Contents {
            issuer: name.clone(),
            subject: name,
            extensions,
        };
        let certificate = sign(&key, contents, validity, &spki)?;
        let der = certificate.to_der()?;
        Ok(Self {
            key,
            certificate,
            der,
        })
    }

    /// Its own certificate, DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Its own certificate, PEM: a trust anchor.
    pub fn pem(&self) -> Result<String, AuthorityError> {
        Ok(self.certificate.to_pem(LineEnding::LF)?)
    }

    /// Issues a certificate for `key` with the contents of `leaf`.
    pub fn issue(&self, leaf: &Leaf, key: &CardKey) -> Result<Vec<u8>, AuthorityError> {
        let spki = key.spki_der()?;
        let tbs = self.certificate.tbs_certificate();
        let contents = Contents {
            issuer: tbs.subject().clone(),
            subject: Name::from_str(&format!("CN={},C=JP", token_name()))?,
            extensions: self.leaf_extensions(leaf, &spki)?,
        };
        let validity = validity(leaf.not_before, leaf.not_after)?;
        Ok(sign(&self.key, contents, validity, &spki)?.to_der()?)
    }

    fn leaf_extensions(&self, leaf: &Leaf, spki: &[u8]) -> Result<Vec<Extension>, AuthorityError> {
        let tbs = self.certificate.tbs_certificate();
        let mut extensions = Vec::new();
        if let Some(usage) = leaf.key_usage {
            extensions.push(extension(true, &KeyUsage(FlagSet::from(usage)))?);
        }
        if leaf.client_auth {
            extensions.push(extension(false, &ExtendedKeyUsage(vec![CLIENT_AUTH]))?);
        }
        if let Some(policy) = &leaf.policy {
            extensions.push(extension(true, &policies(policy)?)?);
        }
        if leaf.authority {
            extensions.push(extension(
                true,
                &BasicConstraints {
                    ca: true,
                    path_len_constraint: None,
                },
            )?);
        }
        let service = GeneralName::DirectoryName(Name::from_str(SERVICE_NAME)?);
        extensions.push(extension(false, &IssuerAltName(vec![service]))?);
        extensions.push(extension(false, &crl_distribution()?)?);
        extensions.push(extension(false, &ocsp_access()?)?);
        let authority_key = AuthorityKeyIdentifier {
            key_identifier: Some(key_id(&self.key.spki_der()?)?),
            authority_cert_issuer: Some(vec![GeneralName::DirectoryName(tbs.issuer().clone())]),
            authority_cert_serial_number: Some(tbs.serial_number().clone()),
        };
        extensions.push(extension(false, &authority_key)?);
        extensions.push(extension(false, &SubjectKeyIdentifier(key_id(spki)?))?);
        extensions.extend(leaf.extra.iter().cloned());
        Ok(extensions)
    }
}

/// Everything of a certificate that its builder asks a profile for.
struct Contents {
    issuer: Name,
    subject: Name,
    extensions: Vec<Extension>,
}

impl BuilderProfile for Contents {
    fn get_issuer(&self, _subject: &Name) -> Name {
        self.issuer.clone()
    }

    fn get_subject(&self) -> Name {
        self.subject.clone()
    }

    fn build_extensions(
        &self,
        _spk: SubjectPublicKeyInfoRef<'_>,
        _issuer_spk: SubjectPublicKeyInfoRef<'_>,
        _tbs: &TbsCertificate,
    ) -> x509_cert::builder::Result<Vec<Extension>> {
        Ok(self.extensions.clone())
    }
}

fn sign(
    key: &CardKey,
    contents: Contents,
    validity: Validity,
    spki: &[u8],
) -> Result<Certificate, AuthorityError> {
    let spki = SubjectPublicKeyInfoOwned::from_der(spki)?;
    let builder = CertificateBuilder::new(contents, serial()?, validity, spki)
        .map_err(|error| AuthorityError::Build(error.to_string()))?;
    let built = match key {
        CardKey::Rsa(key) => builder.build(&RsaSigningKey::<Sha256>::new((**key).clone())),
        CardKey::P384(key) => builder.build::<_, DerSignature>(&**key),
    };
    built.map_err(|error| AuthorityError::Build(error.to_string()))
}

/// Positive, three bytes, as far as JPKI has come.
fn serial() -> Result<SerialNumber, AuthorityError> {
    let [a, b, c]: [u8; 3] = rand::random();
    Ok(SerialNumber::new(&[(a & 0x7F) | 0x01, b, c])?)
}

/// The common name of a JPKI certificate is a token, not a person. Letters
/// only, but for the code of the municipality, so that it is never mistaken
/// for a number that matters.
fn token_name() -> String {
    let letters: String = rand::random::<[u8; 14]>()
        .into_iter()
        .map(|byte| char::from(b'A' + byte % 16))
        .collect();
    format!("{letters}10201001A")
}

fn policies(policy: &str) -> Result<CertificatePolicies, AuthorityError> {
    let policy_identifier = ObjectIdentifier::new(policy)
        .map_err(|_not_an_oid| AuthorityError::Build(format!("{policy} is not an OID")))?;
    Ok(CertificatePolicies(vec![PolicyInformation {
        policy_identifier,
        policy_qualifiers: Some(vec![PolicyQualifierInfo {
            policy_qualifier_id: CPS_QUALIFIER,
            qualifier: Some(Any::encode_from(&Ia5String::new(CPS)?)?),
        }]),
    }]))
}

fn crl_distribution() -> Result<CrlDistributionPoints, AuthorityError> {
    let name = GeneralName::DirectoryName(Name::from_str(CRL_NAME)?);
    Ok(CrlDistributionPoints(vec![DistributionPoint {
        distribution_point: Some(DistributionPointName::FullName(vec![name])),
        reasons: None,
        crl_issuer: None,
    }]))
}

fn ocsp_access() -> Result<AuthorityInfoAccessSyntax, AuthorityError> {
    Ok(AuthorityInfoAccessSyntax(vec![AccessDescription {
        access_method: OCSP_ACCESS,
        access_location: GeneralName::UniformResourceIdentifier(Ia5String::new(OCSP)?),
    }]))
}

fn extension<T: Encode + AssociatedOid>(
    critical: bool,
    value: &T,
) -> Result<Extension, AuthorityError> {
    Ok(Extension {
        extn_id: T::OID,
        critical,
        extn_value: OctetString::new(value.to_der()?)?,
    })
}

/// RFC 7093, method 1: the first 160 bits of SHA-256 over the key.
fn key_id(spki: &[u8]) -> Result<OctetString, AuthorityError> {
    let spki = SubjectPublicKeyInfoRef::from_der(spki)?;
    let digest = Digest::of(spki.subject_public_key.raw_bytes());
    let id: Vec<u8> = digest.as_bytes().iter().copied().take(20).collect();
    Ok(OctetString::new(id)?)
}

fn validity(not_before: Timestamp, not_after: Timestamp) -> Result<Validity, AuthorityError> {
    Ok(Validity::new(time(not_before)?, time(not_after)?))
}

fn time(at: Timestamp) -> Result<Time, AuthorityError> {
    let text = at.to_utc().format("%Y-%m-%dT%H:%M:%SZ").to_string();
    Ok(Time::from(DateTime::from_str(&text)?))
}
