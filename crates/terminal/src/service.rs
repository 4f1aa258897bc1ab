//! The service's `/v1`, as a terminal and the desk speak to it.
//!
//! Blocking, bounded in time and size, no redirects. Whether to try again is
//! the caller's to decide: [`ServiceError::is_transient`]. Deliberately absent:
//! storage and retries (`upload`).

mod error;
mod untrusted;
mod url;

use std::time::Duration;

use domain::{Digest, Timestamp};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use serde::Serialize;
use serde::de::DeserializeOwned;
use ureq::http::{HeaderMap, Response, StatusCode};
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use wire::api::{
    Enrolled, EnrolmentRequest, Problem, RegisterCard, RegisteredCard, RotationRequest, TapAnswer,
    TapCheck, Trips, TripsAnswer,
};
use wire::{Jws, SERVICE_TIME, SignedRequest};

pub use error::ServiceError;
pub use untrusted::Untrusted;
pub use url::{ServiceUrl, UrlError};

use crate::identity::Identity;

/// The largest answer that is read: a bundle for a large city is far below.
const ANSWER_MAX: u64 = 16 << 20;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// A passenger is waiting.
const TAP_TIMEOUT: Duration = Duration::from_secs(4);
const TIMEOUT: Duration = Duration::from_secs(30);

/// A client of one service.
#[derive(Clone, Debug)]
pub struct Service {
    url: ServiceUrl,
    http: ureq::Agent,
}

/// The same client in the name of a terminal.
#[derive(Clone, Copy)]
pub struct AsTerminal<'a> {
    service: &'a Service,
    identity: &'a Identity,
    at: Timestamp,
}

/// The service's answer to who asks for the bundle.
pub struct BundleAnswer {
    /// The bundle, not verified yet; none: the one at hand is the present one.
    pub bundle: Option<Jws>,
    /// The service's clock, if it said; not signed.
    pub time: Option<Timestamp>,
}

/// A certificate that cannot be used as the service's authority.
#[derive(Debug, thiserror::Error)]
#[error(
    "認証局の証明書（PEM形式）がありません。市の認証局の証明書を --ca-file で指定してください。 / the file holds no certificate in PEM; give the certificate of the city's authority with --ca-file"
)]
pub struct AuthorityError;

/// An answer that came whole.
struct Received {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Service {
    /// A client of the service at `url`, by the authorities that browsers trust;
    /// nothing is sent yet.
    pub fn new(url: ServiceUrl) -> Self {
        Self::with(url, TlsConfig::default())
    }

    /// The same, but by the authorities in `pem` and no others: a city's own.
    pub fn trusting(url: ServiceUrl, pem: &[u8]) -> Result<Self, AuthorityError> {
        let mut authorities = Vec::new();
        for item in parse_pem(pem) {
            match item {
                // One that cannot be read would be left out in silence, and nobody trusted.
                Ok(PemItem::Certificate(certificate)) if is_readable(certificate.der()) => {
                    authorities.push(certificate);
                }
                Ok(PemItem::Certificate(_unreadable)) => return Err(AuthorityError),
                Ok(_other) => {}
                Err(_damaged) => return Err(AuthorityError),
            }
        }
        if authorities.is_empty() {
            return Err(AuthorityError);
        }
        let roots = RootCerts::new_with_certs(&authorities);
        Ok(Self::with(
            url,
            TlsConfig::builder().root_certs(roots).build(),
        ))
    }

    fn with(url: ServiceUrl, tls: TlsConfig) -> Self {
        let mut config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .tls_config(tls)
            .timeout_connect(Some(CONNECT_TIMEOUT))
            .user_agent(concat!("mytaku-terminal/", env!("CARGO_PKG_VERSION")));
        if url.is_loopback() {
            // A proxy of the surroundings does not lead back to this machine.
            config = config.proxy(None);
        }
        Self {
            url,
            http: config.build().new_agent(),
        }
    }

    /// `POST /v1/terminal/enrolment`
    pub fn enrol(&self, request: &EnrolmentRequest) -> Result<Enrolled, ServiceError> {
        let body = serde_json::to_vec(request)?;
        read_json(&self.post("/v1/terminal/enrolment", None, &body, TIMEOUT)?)
    }

    /// `POST /v1/terminal/rotation`
    pub fn rotate(&self, request: &RotationRequest) -> Result<Enrolled, ServiceError> {
        let body = serde_json::to_vec(request)?;
        // A passenger may be waiting.
        read_json(&self.post("/v1/terminal/rotation", None, &body, TAP_TIMEOUT)?)
    }

    /// `POST /v1/registrants`, with the city's `token`.
    pub fn register(
        &self,
        token: &str,
        request: &RegisterCard,
    ) -> Result<RegisteredCard, ServiceError> {
        let body = serde_json::to_vec(request)?;
        let authorization = format!("Bearer {token}");
        read_json(&self.post("/v1/registrants", Some(&authorization), &body, TIMEOUT)?)
    }

    /// In the name of `identity`, whose clock says `at`.
    pub const fn as_terminal<'a>(
        &'a self,
        identity: &'a Identity,
        at: Timestamp,
    ) -> AsTerminal<'a> {
        AsTerminal {
            service: self,
            identity,
            at,
        }
    }

    fn post(
        &self,
        path: &str,
        authorization: Option<&str>,
        body: &[u8],
        timeout: Duration,
    ) -> Result<Vec<u8>, ServiceError> {
        let mut request = self
            .http
            .post(self.url.join(path))
            .content_type("application/json");
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        let request = request.config().timeout_global(Some(timeout)).build();
        let received = self.receive(request.send(body))?;
        if received.status.is_success() {
            return Ok(received.body);
        }
        Err(refusal(received.status, &received.body))
    }

    fn get(
        &self,
        path: &str,
        authorization: &str,
        at_hand: Option<Digest>,
    ) -> Result<Received, ServiceError> {
        let mut request = self
            .http
            .get(self.url.join(path))
            .header("authorization", authorization);
        if let Some(content) = at_hand {
            request = request.header("if-none-match", format!("\"{content}\""));
        }
        let request = request.config().timeout_global(Some(TIMEOUT)).build();
        self.receive(request.call())
    }

    /// Reads an answer, whatever it says.
    fn receive(
        &self,
        sent: Result<Response<ureq::Body>, ureq::Error>,
    ) -> Result<Received, ServiceError> {
        let no_answer = |error: ureq::Error| match error {
            ureq::Error::BodyExceedsLimit(most) => ServiceError::Answer {
                problem: format!("it is longer than {most} bytes"),
            },
            error => self.unanswered(&error),
        };
        let mut response = sent.map_err(no_answer)?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response
            .body_mut()
            .with_config()
            .limit(ANSWER_MAX)
            .read_to_vec()
            .map_err(no_answer)?;
        Ok(Received {
            status,
            headers,
            body,
        })
    }

    fn unanswered(&self, error: &ureq::Error) -> ServiceError {
        let url = self.url.to_string();
        let tls = untrusted::tls_error(error);
        if let Some(untrusted) = tls.and_then(|error| Untrusted::because_of(error, &url)) {
            return ServiceError::Untrusted(Box::new(untrusted));
        }
        let problem = match tls {
            Some(rustls::Error::InvalidMessage(_)) => "it does not speak TLS there".to_owned(),
            _ => error.to_string(),
        };
        ServiceError::Unreachable { url, problem }
    }
}

fn is_readable(authority: &[u8]) -> bool {
    RootCertStore::empty()
        .add(CertificateDer::from(authority))
        .is_ok()
}

/// What a status other than success means for the caller.
fn refusal(status: StatusCode, body: &[u8]) -> ServiceError {
    let problem = serde_json::from_slice::<Problem>(body).unwrap_or_else(|_not_a_problem| {
        Problem::new(
            status.as_u16(),
            "service_error",
            format!("サービスがエラー（{status}）を返しました。"),
            format!("The service answered {status} without saying why."),
        )
    });
    let passes = status.is_server_error()
        || matches!(
            status,
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS
        );
    if passes {
        ServiceError::Unavailable(Box::new(problem))
    } else {
        ServiceError::Refused(Box::new(problem))
    }
}

fn read_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, ServiceError> {
    serde_json::from_slice(body).map_err(|error| ServiceError::Answer {
        problem: error.to_string(),
    })
}

impl AsTerminal<'_> {
    /// `GET /v1/terminal/bundle`, for a terminal that has the one with the content
    /// `at_hand`.
    pub fn bundle(&self, at_hand: Option<Digest>) -> Result<BundleAnswer, ServiceError> {
        let path = "/v1/terminal/bundle";
        let authorization = self.authorization(("GET", path), b"")?;
        let received = self.service.get(path, &authorization, at_hand)?;
        let time = received
            .headers
            .get(SERVICE_TIME)
            .and_then(|time| time.to_str().ok()?.parse().ok());
        if received.status == StatusCode::NOT_MODIFIED && at_hand.is_some() {
            return Ok(BundleAnswer { bundle: None, time });
        }
        if !received.status.is_success() {
            return Err(refusal(received.status, &received.body));
        }
        let text = String::from_utf8(received.body).map_err(|_not_text| ServiceError::Answer {
            problem: "the bundle is not text".into(),
        })?;
        let bundle = Some(Jws::unverified(text.trim()));
        Ok(BundleAnswer { bundle, time })
    }

    /// `POST /v1/taps`
    pub fn check_tap(&self, check: &TapCheck) -> Result<TapAnswer, ServiceError> {
        self.post_json("/v1/taps", check, TAP_TIMEOUT)
    }

    /// `POST /v1/trips`, at most [`wire::api::TRIPS_MAX`] records.
    pub fn send_trips(&self, trips: &Trips) -> Result<TripsAnswer, ServiceError> {
        self.post_json("/v1/trips", trips, TIMEOUT)
    }

    fn post_json<T: DeserializeOwned>(
        &self,
        path: &str,
        request: &impl Serialize,
        timeout: Duration,
    ) -> Result<T, ServiceError> {
        let body = serde_json::to_vec(request)?;
        let authorization = self.authorization(("POST", path), &body)?;
        read_json(
            &self
                .service
                .post(path, Some(&authorization), &body, timeout)?,
        )
    }

    fn authorization(&self, what: (&str, &str), body: &[u8]) -> Result<String, ServiceError> {
        let key_id = self.identity.key_id();
        Ok(SignedRequest::authorization(
            &self.identity.key(),
            &key_id,
            what,
            body,
            self.at,
        )?)
    }
}
