//! A request as bytes, ready before the clock runs.

use anyhow::Result;
use domain::Timestamp;
use serde::Serialize;
use wire::api::{TapCheck, Trips};
use wire::{Jws, SignedRequest};

use crate::taxi::Taxi;

/// A request of a terminal.
#[derive(Clone, Debug)]
pub struct Request {
    bytes: Vec<u8>,
    records: usize,
}

impl Request {
    /// `POST /v1/trips` with some records, signed by `taxi` at `at`.
    pub fn trips(taxi: &Taxi, records: &[Jws], at: Timestamp) -> Result<Self> {
        let trips = Trips {
            records: records.to_vec(),
        };
        Ok(Self {
            bytes: post(taxi, "/v1/trips", &trips, at)?,
            records: records.len(),
        })
    }

    /// `POST /v1/taps`, signed by `taxi` at `at`.
    pub fn tap(taxi: &Taxi, check: &TapCheck, at: Timestamp) -> Result<Self> {
        Ok(Self {
            bytes: post(taxi, "/v1/taps", check, at)?,
            records: 0,
        })
    }

    /// Head and body.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many records it brings.
    pub const fn records(&self) -> usize {
        self.records
    }
}

fn post(taxi: &Taxi, path: &str, content: &impl Serialize, at: Timestamp) -> Result<Vec<u8>> {
    let body = serde_json::to_vec(content)?;
    let what = ("POST", path);
    let authorization = SignedRequest::authorization(&taxi.key, &taxi.id, what, &body, at)?;
    let mut bytes = format!(
        "POST {path} HTTP/1.1\r\nhost: service\r\nauthorization: {authorization}\r\n\
        content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend_from_slice(&body);
    Ok(bytes)
}
