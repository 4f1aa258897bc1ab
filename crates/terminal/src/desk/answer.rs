//! The desk's answers.

use card::CardError;
use domain::Reason;
use serde::Serialize;
use wire::api::RegisteredCard;

use crate::lines;

/// Why a card was not registered.
pub(super) enum Refusal {
    /// It may not be.
    Refused(Reason),
    /// It could not be read or handed in: try again.
    Failed(Reason),
}

impl From<CardError> for Refusal {
    fn from(error: CardError) -> Self {
        tracing::info!(code = error.code(), "a card could not be read at the desk");
        Self::Failed(error.reason())
    }
}

#[derive(Serialize)]
struct Nothing {}

pub(super) fn quit() -> Vec<u8> {
    lines::line("quit", "ok", &Nothing {})
}

pub(super) fn line(result: Result<RegisteredCard, Refusal>) -> Vec<u8> {
    match result {
        Ok(registered) => lines::line("register", "accepted", &registered),
        Err(Refusal::Refused(reason)) => lines::line("register", "refused", &reason),
        Err(Refusal::Failed(reason)) => lines::line("register", "error", &reason),
    }
}
