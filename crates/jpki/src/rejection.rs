//! Why a certificate is not accepted, for programs and for people.

use domain::{Reason, Timestamp};

/// The first rule a certificate breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// Issued under the test hierarchy (`O=JPKI-TEST`), which this
    /// installation does not accept.
    #[error("the certificate belongs to the JPKI test hierarchy")]
    TestHierarchy,
    /// Signature or key outside the allow-list.
    #[error("the certificate uses an algorithm or key size that is not accepted")]
    Algorithm,
    /// No anchor has the issuer's name.
    #[error("the certificate's issuer is not a known authority")]
    UnknownIssuer,
    /// An anchor has the issuer's name, but no anchor's key made the signature.
    #[error("the certificate bears a known authority's name but not its signature")]
    SameNameOtherAuthority,
    /// The authority was not valid when it issued the certificate.
    #[error("the certificate was issued while its authority was not valid")]
    AuthorityNotValid,
    /// The last moment has passed.
    #[error("the certificate expired at {not_after}")]
    Expired {
        /// Its last moment.
        not_after: Timestamp,
    },
    /// The first moment is still to come.
    #[error("the certificate is not valid before {not_before}")]
    NotYetValid {
        /// Its first moment.
        not_before: Timestamp,
    },
    /// An authority's certificate, not a person's.
    #[error("the certificate is an authority's own")]
    IsAuthority,
    /// Not for signatures of its holder.
    #[error("the certificate's key usage does not include digitalSignature")]
    KeyUsage,
    /// Not for authentication (利用者証明用).
    #[error("the certificate's extended key usage does not include clientAuth")]
    ExtendedKeyUsage,
    /// Not issued under a policy that is configured.
    #[error("the certificate's policy is not one that is accepted")]
    Policy,
    /// A critical extension we do not understand must not be passed over.
    #[error("the certificate has a critical extension that is not understood")]
    UnknownCriticalExtension,
}

impl Rejection {
    /// Stable, lower snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TestHierarchy => "certificate_test_hierarchy",
            Self::Algorithm => "certificate_algorithm",
            Self::UnknownIssuer => "certificate_unknown_issuer",
            Self::SameNameOtherAuthority => "certificate_same_name_other_authority",
            Self::AuthorityNotValid => "certificate_authority_not_valid",
            Self::Expired { .. } => "certificate_expired",
            Self::NotYetValid { .. } => "certificate_not_yet_valid",
            Self::IsAuthority => "certificate_is_authority",
            Self::KeyUsage => "certificate_key_usage",
            Self::ExtendedKeyUsage => "certificate_extended_key_usage",
            Self::Policy => "certificate_policy",
            Self::UnknownCriticalExtension => "certificate_unknown_critical_extension",
        }
    }

    /// What the driver reads out.
    pub fn reason(&self) -> Reason {
        let (ja, en) = match self {
            Self::Expired { not_after } => {
                let day = not_after.in_japan().format("%Y-%m-%d");
                (
                    format!(
                        "カードの電子証明書の有効期限（{day}）が切れています。市役所で更新してください。"
                    ),
                    format!(
                        "The card's electronic certificate expired on {day}. Please renew it at the city office."
                    ),
                )
            }
            Self::NotYetValid { .. } => (
                "カードの電子証明書の有効期間がまだ始まっていません。車載端末の時計を確認してください。".to_owned(),
                "The card's electronic certificate is not valid yet. Check the terminal's clock.".to_owned(),
            ),
            Self::TestHierarchy => (
                "これは試験用のカードです。使えません。".to_owned(),
                "This is a test card. It cannot be used.".to_owned(),
            ),
            Self::UnknownIssuer | Self::SameNameOtherAuthority | Self::AuthorityNotValid => (
                "カードの電子証明書が正規の発行者のものと確認できません。このカードは使えません。".to_owned(),
                "The card's electronic certificate is not from a recognised authority. This card cannot be used.".to_owned(),
            ),
            Self::Algorithm
            | Self::IsAuthority
            | Self::KeyUsage
            | Self::ExtendedKeyUsage
            | Self::Policy
            | Self::UnknownCriticalExtension => (
                "カードの電子証明書がこのサービスに使える種類ではありません。".to_owned(),
                "The card's electronic certificate is not of a kind this service accepts.".to_owned(),
            ),
        };
        Reason::new(self.code(), ja, en)
    }
}
