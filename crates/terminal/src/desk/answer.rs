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

/// How far a registration came.
pub(super) enum Step {
    /// It is made.
    Done(RegisteredCard),
    /// The card was proved; the transit card is to be put on.
    TransitCardWanted,
}

#[derive(Serialize)]
struct Nothing {}

pub(super) fn quit() -> Vec<u8> {
    lines::line("quit", "ok", &Nothing {})
}

pub(super) fn line(command: &'static str, result: Result<Step, Refusal>) -> Vec<u8> {
    match result {
        Ok(Step::Done(registered)) => lines::line(command, "accepted", &registered),
        Ok(Step::TransitCardWanted) => lines::line(command, "transit_card_wanted", &Nothing {}),
        Err(Refusal::Refused(reason)) => lines::line(command, "refused", &reason),
        Err(Refusal::Failed(reason)) => lines::line(command, "error", &reason),
    }
}
