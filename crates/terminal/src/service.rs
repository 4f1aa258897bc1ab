//! The service's `/v1`, as a terminal and the desk speak to it.
//!
//! Blocking, bounded in time and size, no redirects. Whether to try again is
//! the caller's to decide: [`ServiceError::is_transient`]. Deliberately absent:
//! storage and retries (`upload`).

mod error;
mod url;

use std::time::Duration;

use domain::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use ureq::http::{Response, StatusCode};
use wire::api::{
    Enrolled, EnrolmentRequest, Problem, RegisterCard, RegisteredCard, TapAnswer, TapCheck, Trips,
    TripsAnswer,
};
use wire::{Jws, SignedRequest};

pub use error::ServiceError;
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

impl Service {
    /// A client of the service at `url`; nothing is sent yet.
    pub fn new(url: ServiceUrl) -> Self {
        let mut config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
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
        self.answer(request.send(body))
    }

    fn get(&self, path: &str, authorization: &str) -> Result<Vec<u8>, ServiceError> {
        let request = self
            .http
            .get(self.url.join(path))
            .header("authorization", authorization)
            .config()
            .timeout_global(Some(TIMEOUT))
            .build();
        self.answer(request.call())
    }

    /// The body of a success; anything else is an error.
    fn answer(
        &self,
        sent: Result<Response<ureq::Body>, ureq::Error>,
    ) -> Result<Vec<u8>, ServiceError> {
        let no_answer = |error: ureq::Error| match error {
            ureq::Error::BodyExceedsLimit(most) => ServiceError::Answer {
                problem: format!("it is longer than {most} bytes"),
            },
            error => ServiceError::Unreachable {
                url: self.url.to_string(),
                problem: error.to_string(),
            },
        };
        let mut response = sent.map_err(no_answer)?;
        let status = response.status();
        let body = response
            .body_mut()
            .with_config()
            .limit(ANSWER_MAX)
            .read_to_vec()
            .map_err(no_answer)?;
        if status.is_success() {
            return Ok(body);
        }
        Err(refusal(status, &body))
    }
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
    /// `GET /v1/terminal/bundle`, not verified yet.
    pub fn bundle(&self) -> Result<Jws, ServiceError> {
        let path = "/v1/terminal/bundle";
        let body = self
            .service
            .get(path, &self.authorization(("GET", path), b"")?)?;
        let text = String::from_utf8(body).map_err(|_not_text| ServiceError::Answer {
            problem: "the bundle is not text".into(),
        })?;
        Ok(Jws::unverified(text.trim()))
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
            &self.identity.key,
            &key_id,
            what,
            body,
            self.at,
        )?)
    }
}
