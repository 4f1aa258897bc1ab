//! What can go wrong between a terminal and the service.

use domain::Reason;
use wire::api::Problem;

use super::untrusted::Untrusted;

/// The service did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// No answer: no network, no service, or too slow.
    #[error("the service at {url} cannot be reached ({problem}); check the network and the URL")]
    Unreachable {
        /// Where.
        url: String,
        /// What happened.
        problem: String,
    },
    /// Somebody answers who does not prove to be the service.
    #[error("{0}")]
    Untrusted(Box<Untrusted>),
    /// It is there, but not able to work at the moment.
    #[error("the service cannot answer at the moment ({}): {} / {}", .0.code, .0.title, .0.detail)]
    Unavailable(Box<Problem>),
    /// It says no.
    #[error("the service refused ({}): {} / {}", .0.code, .0.title, .0.detail)]
    Refused(Box<Problem>),
    /// Its answer is not of the API that this terminal speaks.
    #[error(
        "the service's answer cannot be read ({problem}); is the URL right, and are service and terminal of the same version?"
    )]
    Answer {
        /// What is wrong with it.
        problem: String,
    },
    /// The request could not be written.
    #[error("the request could not be written as JSON")]
    Request(#[from] serde_json::Error),
}

impl ServiceError {
    /// Whether the same request may succeed later; then the terminal goes on
    /// without the service.
    pub const fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. } | Self::Untrusted(_) | Self::Unavailable(_)
        )
    }

    /// For the driver's screen.
    pub fn reason(&self) -> Reason {
        match self {
            Self::Unavailable(problem) | Self::Refused(problem) => Reason::new(
                problem.code.clone(),
                problem.title.clone(),
                problem.detail.clone(),
            ),
            Self::Unreachable { .. } => Reason::new(
                "service_unreachable",
                "サービスに接続できません。",
                self.to_string(),
            ),
            Self::Untrusted(untrusted) => untrusted.reason(),
            Self::Answer { .. } => Reason::new(
                "service_answer_unreadable",
                "サービスの応答を読み取れません。管理者に連絡してください。",
                self.to_string(),
            ),
            Self::Request(_) => Reason::new(
                "request_unwritable",
                "内部エラーのため送信できません。管理者に連絡してください。",
                self.to_string(),
            ),
        }
    }
}
