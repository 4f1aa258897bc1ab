//! One record as it arrived: verified, or answered at once.
//!
//! What fails here was not signed by the terminal that sent it, or is not a
//! record at all; it is answered but not kept, since anybody could send it.

use domain::{Digest, Reason, Yen};
use wire::{Jws, Kind, TripRecord};

use crate::registry::EnrolledTerminal;

/// A record whose signature is good.
pub(super) struct ReadRecord {
    /// Its text.
    pub(super) jws: Jws,
    /// The text's digest.
    pub(super) digest: Digest,
    /// Its content.
    pub(super) record: TripRecord,
    /// What is wrong with the content, if anything.
    pub(super) fault: Option<Reason>,
}

/// A record that cannot be trusted, and why.
pub(super) struct Unreadable {
    pub(super) digest: Digest,
    pub(super) reason: Reason,
}

/// Reads a record that `terminal` sent.
pub(super) fn read(terminal: &EnrolledTerminal, jws: &Jws) -> Result<ReadRecord, Unreadable> {
    let digest = jws.digest();
    let unreadable = |reason| Unreadable { digest, reason };
    let record: TripRecord = jws
        .verify(Kind::Trip, &terminal.key)
        .map_err(|error| unreadable(not_signed(&error.to_string())))?;
    let own =
        record.municipality == terminal.id.municipality && record.terminal == terminal.id.terminal;
    if !own {
        return Err(unreadable(another_terminal()));
    }
    let fault = fault(&record);
    Ok(ReadRecord {
        jws: jws.clone(),
        digest,
        record,
        fault,
    })
}

/// What no correct terminal would sign.
fn fault(record: &TripRecord) -> Option<Reason> {
    if let Err(error) = record.trip.check() {
        return Some(Reason::new(
            "trip_invalid",
            "乗車の内容に誤りがあります。",
            format!("The trip cannot be: {error}."),
        ));
    }
    if i64::try_from(record.sequence).map_or(true, |sequence| sequence < 1) {
        return Some(Reason::new(
            "sequence_invalid",
            "記録の通し番号が正しくありません。",
            "A sequence number counts from 1.",
        ));
    }
    if !shown_adds_up(record) {
        return Some(Reason::new(
            "shown_invalid",
            "乗客に示した助成額に誤りがあります。",
            "The amounts shown are negative, do not add up, or are more than the fare.",
        ));
    }
    None
}

/// Amounts are never negative, and together what was shown, within the fare.
fn shown_adds_up(record: &TripRecord) -> bool {
    let claims = &record.shown.claims_yen;
    let within_fare = record
        .trip
        .fare
        .total()
        .is_ok_and(|fare| record.shown.subsidy_yen <= fare);
    within_fare
        && claims.iter().all(|yen| !yen.is_negative())
        && Yen::checked_sum(claims.iter().copied()) == Ok(record.shown.subsidy_yen)
}

fn not_signed(problem: &str) -> Reason {
    Reason::new(
        "record_not_signed",
        "記録の署名が正しくありません。",
        format!("The record cannot be trusted: {problem}."),
    )
}

fn another_terminal() -> Reason {
    Reason::new(
        "record_of_another_terminal",
        "別の端末の記録です。",
        "The record names another terminal than the one that sent it.",
    )
}
