//! Why whoever answers at the service's address is not believed to be the service.
//!
//! In words for the person who can mend it: what the TLS library says is for those who
//! know its source. Deliberately absent: a way to go on all the same.

use std::fmt;

use domain::Reason;
use rustls::{CertificateError, Error, OtherError};

/// How the TLS library says that the certificate is an authority's: it has no type for it.
const IS_AN_AUTHORITYS: &str = "CaUsedAsEndEntity";

/// The certificate that was shown proves nothing to this terminal; nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untrusted {
    url: String,
    fault: Fault,
}

/// What is wrong with the certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fault {
    /// By an authority that is not trusted here.
    Issuer,
    /// Expired, by the clock of this machine.
    Expired,
    /// Not valid yet, by the clock of this machine.
    NotYetValid,
    /// For another server.
    Name,
    /// An authority's own, as one that signs itself is.
    Authority,
    /// What a person rarely meets, as the library says it.
    Other(String),
}

/// What the TLS library has against whoever answered; none: it was not asked, or had nothing.
pub(super) fn tls_error(error: &ureq::Error) -> Option<&Error> {
    match error {
        ureq::Error::Rustls(error) => Some(error),
        // Found during the handshake, it comes as an error of the connection.
        ureq::Error::Io(error) => error.get_ref()?.downcast_ref(),
        _ => None,
    }
}

impl Untrusted {
    /// If that is why there is no answer from `url`.
    pub(super) fn because_of(error: &Error, url: &str) -> Option<Self> {
        let Error::InvalidCertificate(error) = error else {
            return None;
        };
        let fault = match error {
            CertificateError::UnknownIssuer | CertificateError::BadSignature => Fault::Issuer,
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Fault::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                Fault::NotYetValid
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Fault::Name
            }
            CertificateError::Other(OtherError(error)) => match error.to_string() {
                said if said == IS_AN_AUTHORITYS => Fault::Authority,
                said => Fault::Other(said),
            },
            other => Fault::Other(other.to_string()),
        };
        Some(Self {
            url: url.to_owned(),
            fault,
        })
    }

    /// For the driver's screen.
    pub(super) fn reason(&self) -> Reason {
        Reason::new("service_not_trusted", self.ja(), self.en())
    }

    fn ja(&self) -> String {
        let fault = match &self.fault {
            Fault::Issuer => "信頼する認証局の証明書ではありません。市が独自の認証局を使っている場合は、その証明書を --ca-file で指定してください。指定済みであれば市に連絡してください".to_owned(),
            Fault::Expired => "有効期限が切れています。この端末の時計を確かめ、正しければ市に証明書の更新を依頼してください".to_owned(),
            Fault::NotYetValid => "有効期間がまだ始まっていません。この端末の時計を確かめ、正しければ市に連絡してください".to_owned(),
            Fault::Name => "別のサーバーの証明書です。--service のURLを確かめ、正しければ市に連絡してください".to_owned(),
            Fault::Authority => "サーバーのものではなく、認証局自身の（自己署名の）証明書です。認証局が発行したサーバー証明書の設定を市に依頼してください".to_owned(),
            Fault::Other(problem) => {
                format!("証明書を確認できません（{problem}）。市に連絡してください")
            }
        };
        format!(
            "サービス（{}）のサーバー証明書を信頼できないため、送信していません。{fault}。",
            self.url
        )
    }

    fn en(&self) -> String {
        let fault = match &self.fault {
            Fault::Issuer => "it is not by an authority that is trusted here. If the city has an authority of its own, give its certificate with --ca-file; if you did, tell the city".to_owned(),
            Fault::Expired => "it has expired. Check this machine's clock; if it is right, ask the city to renew the certificate".to_owned(),
            Fault::NotYetValid => "it is not valid yet. Check this machine's clock; if it is right, tell the city".to_owned(),
            Fault::Name => "it is for another server. Check the URL of --service; if it is right, tell the city".to_owned(),
            Fault::Authority => "it is an authority's own (signed by itself) and not a server's. Ask the city to set up one that its authority made for the server".to_owned(),
            Fault::Other(problem) => format!("it cannot be verified ({problem}). Tell the city"),
        };
        format!(
            "The certificate of the service at {} is not trusted and nothing was sent: {fault}.",
            self.url
        )
    }
}

impl fmt::Display for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.ja(), self.en())
    }
}
