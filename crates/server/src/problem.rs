//! Every answer that is not a success: a problem (RFC 9457) with a stable code.
//!
//! | status | when |
//! |---|---|
//! | 400 | the body is not JSON, or not of the shape that the route takes |
//! | 401 | who is calling is not known, or has not proved it |
//! | 403 | known, but not allowed |
//! | 404 | no such thing, or none that the caller may know of |
//! | 405 | another method than the route's |
//! | 409 | not in the present state |
//! | 413 | the body is larger than the route takes |
//! | 429 | too much waits already; try again |
//! | 422 | of the right shape, but its content cannot be |
//! | 503 | the database cannot be had at the moment; try again |
//! | 500 | our fault; what it was stands in the log and nowhere else |

use std::error::Error as StdError;
use std::fmt;

use actix_web::http::header::{ALLOW, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError};
use settlement::{Error, RefusalKind};
use wire::SignedRequest;
use wire::api::Problem;

/// The media type of problems.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// When a caller should try again, in seconds: about as long as a database
/// takes to restart.
const RETRY_AFTER_S: &str = "5";

/// A request that did not succeed.
#[derive(Debug)]
pub(crate) struct Failure {
    status: StatusCode,
    problem: Box<Problem>,
    allow: Option<String>,
}

impl Failure {
    pub(crate) fn new(
        status: StatusCode,
        code: &str,
        ja: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self {
            status,
            problem: Box::new(Problem::new(status.as_u16(), code, ja, en)),
            allow: None,
        }
    }

    pub(crate) fn unauthenticated(
        code: &str,
        ja: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, code, ja, en)
    }
}

/// There is nothing at `path`.
pub(crate) fn not_found(path: &str) -> Failure {
    // What may be a person's number is not repeated.
    let path = if domain::holds_individual_number(path) {
        "…"
    } else {
        path
    };
    Failure::new(
        StatusCode::NOT_FOUND,
        "unknown_route",
        "この場所には何もありません。",
        format!("There is nothing at {path}; see /openapi.json for what there is."),
    )
}

/// There is something, but not for `method`.
pub(crate) fn method_not_allowed(method: &Method, allowed: &str) -> Failure {
    Failure {
        allow: Some(allowed.to_owned()),
        ..Failure::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            format!("{method}ではなく{allowed}を使ってください。"),
            format!("Use {allowed} here, not {method}."),
        )
    }
}

/// The database cannot be had; logged here and told as something that passes.
pub(crate) fn unavailable(error: &(dyn StdError + 'static)) -> Failure {
    tracing::warn!(error = chain(error), "the database is not available");
    Failure::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "unavailable",
        "ただいま処理できません。しばらくしてからもう一度お試しください。",
        "The service cannot work at the moment; try again shortly.",
    )
}

/// Our fault; logged here with all its causes and told to nobody.
pub(crate) fn internal(error: &(dyn StdError + 'static)) -> Failure {
    tracing::error!(error = chain(error), "a request failed");
    Failure::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "internal",
        "内部エラーが起きました。管理者に連絡してください。",
        "Something went wrong inside the service; its log says what, under this request's id.",
    )
}

/// An error and all its causes, in one line.
fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => {
                let reason = refusal.reason;
                Self::new(status(refusal.kind), &reason.code, reason.ja, reason.en)
            }
            error if error.is_unavailable() => unavailable(&error),
            error => internal(&error),
        }
    }
}

const fn status(kind: RefusalKind) -> StatusCode {
    match kind {
        RefusalKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        RefusalKind::NotFound => StatusCode::NOT_FOUND,
        RefusalKind::Unauthenticated => StatusCode::UNAUTHORIZED,
        RefusalKind::Forbidden => StatusCode::FORBIDDEN,
        RefusalKind::Conflict => StatusCode::CONFLICT,
        RefusalKind::Busy => StatusCode::TOO_MANY_REQUESTS,
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.problem.code, self.problem.detail)
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponseBuilder::new(self.status);
        match self.status {
            StatusCode::UNAUTHORIZED => {
                let schemes = format!("{}, Bearer", SignedRequest::SCHEME);
                response.insert_header((WWW_AUTHENTICATE, schemes));
            }
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => {
                response.insert_header((RETRY_AFTER, RETRY_AFTER_S));
            }
            _ => {}
        }
        if let Some(allow) = &self.allow {
            response.insert_header((ALLOW, allow.as_str()));
        }
        response.content_type(MEDIA_TYPE).json(&*self.problem)
    }
}
