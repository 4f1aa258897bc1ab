//! A request as bytes, ready before the clock runs.

use anyhow::Result;
use domain::Timestamp;
use wire::api::Trips;
use wire::{Jws, SignedRequest};

use crate::taxi::Taxi;

const PATH: &str = "/v1/trips";

/// `POST /v1/trips` with some records.
#[derive(Clone, Debug)]
pub struct Request {
    bytes: Vec<u8>,
    records: usize,
}

impl Request {
    /// Signed by `taxi` at `at`.
    pub fn trips(taxi: &Taxi, records: &[Jws], at: Timestamp) -> Result<Self> {
        let trips = Trips {
            records: records.to_vec(),
        };
        let body = serde_json::to_vec(&trips)?;
        let authorization =
            SignedRequest::authorization(&taxi.key, &taxi.id, ("POST", PATH), &body, at)?;
        let mut bytes = format!(
            "POST {PATH} HTTP/1.1\r\nhost: service\r\nauthorization: {authorization}\r\n\
            content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        bytes.extend_from_slice(&body);
        Ok(Self {
            bytes,
            records: records.len(),
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
