//! One record as it arrived: verified, or answered at once.
//!
//! What fails here was not signed by the terminal that sent it, or is not a
//! record at all; it is answered but not kept, since anybody could send it.

use domain::{Digest, Reason, Timestamp};
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
pub(super) fn read(
    terminal: &EnrolledTerminal,
    jws: &Jws,
    now: Timestamp,
) -> Result<ReadRecord, Unreadable> {
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
    let fault = fault(&record, now);
    Ok(ReadRecord {
        jws: jws.clone(),
        digest,
        record,
        fault,
    })
}

/// What no correct terminal would sign.
fn fault(record: &TripRecord, now: Timestamp) -> Option<Reason> {
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
    if record.trip.boarded_at > now.plus_seconds(wire::CLOCK_TOLERANCE_S) {
        return Some(Reason::new(
            "in_the_future",
            "乗車時刻が未来です。端末の時計を確認してください。",
            "The trip begins in the future; check the terminal's clock.",
        ));
    }
    None
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
