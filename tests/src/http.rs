//! Plain HTTP to the service, for what no well-behaved program would send.

use std::time::Duration;

use anyhow::{Context as _, Result};
use serde::de::DeserializeOwned;
use ureq::Agent;
use ureq::http::Response;
use wire::api::Problem;

const TIMEOUT: Duration = Duration::from_secs(20);

/// A client of one service.
#[derive(Clone, Debug)]
pub struct Http {
    url: String,
    agent: Agent,
}

/// An answer, whatever it is.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The media type of the body.
    pub content_type: String,
    /// The body.
    pub body: String,
}

impl Http {
    /// For the service at `url`, without proxy.
    pub fn new(url: String) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(TIMEOUT))
            .proxy(None);
        Self {
            url,
            agent: config.build().new_agent(),
        }
    }

    /// Posts `body` as JSON, whether it is or not.
    pub fn post(&self, path: &str, authorization: Option<&str>, body: &[u8]) -> Result<Answer> {
        let mut request = self
            .agent
            .post(format!("{}{path}", self.url))
            .content_type("application/json");
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        answer(request.send(body))
    }

    /// Gets `path`.
    pub fn get(&self, path: &str, authorization: Option<&str>) -> Result<Answer> {
        let mut request = self.agent.get(format!("{}{path}", self.url));
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        answer(request.call())
    }
}

fn answer(sent: Result<Response<ureq::Body>, ureq::Error>) -> Result<Answer> {
    let mut response = sent.context("the service did not answer")?;
    let content_type = response.headers().get("content-type");
    let content_type = content_type.and_then(|value| value.to_str().ok());
    Ok(Answer {
        status: response.status().as_u16(),
        content_type: content_type.unwrap_or_default().to_owned(),
        body: response
            .body_mut()
            .read_to_string()
            .context("the service broke off its answer")?,
    })
}

impl Answer {
    /// Reads the body of a success.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        anyhow::ensure!(
            (200..300).contains(&self.status),
            "the service answered {}: {}",
            self.status,
            self.body
        );
        serde_json::from_str(&self.body)
            .with_context(|| format!("the service answered something else: {}", self.body))
    }

    /// Reads the body of a refusal.
    pub fn problem(&self) -> Result<Problem> {
        anyhow::ensure!(
            self.status >= 400 && self.content_type.starts_with("application/problem+json"),
            "not a problem document but {} {}: {}",
            self.status,
            self.content_type,
            self.body
        );
        serde_json::from_str(&self.body)
            .with_context(|| format!("not a problem document: {}", self.body))
    }
}
