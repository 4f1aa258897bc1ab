//! What a JPKI certificate and a chip's answer prove.
//!
//! Pure: bytes and a moment go in, a verdict comes out. The terminal uses it to
//! answer the passenger at once, the service to decide for itself, the audit to
//! decide again years later. Deliberately absent: a reader, a network, a clock,
//! revocation (only the city can ask for it), and chains longer than one step,
//! which JPKI does not have.

mod algorithm;
mod anchors;
mod certificate;
mod check;
mod chip;
mod rejection;

pub use anchors::{AnchorError, TrustAnchors};
pub use certificate::{Certificate, CertificateError};
pub use check::{Policy, PolicyError, TEST_AUTHENTICATION_POLICY, check};
pub use chip::{ChipKey, ChipKeyError, ChipMismatch};
pub use rejection::Rejection;
/// A dotted object identifier, as certificate policies are named.
pub use x509_cert::der::asn1::ObjectIdentifier;
