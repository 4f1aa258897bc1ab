//! Records as they arrived: verified, or answered at once.
//!
//! What fails here was not signed by the terminal that sent it, is not a record at
//! all, or holds an individual number; it is answered but not kept, since anybody could
//! send it, or since nobody may keep it. No database: signatures are verified by whoever
//! received the request, so that the batch that follows holds the municipality no longer
//! than it must.

use domain::{Digest, MunicipalityCode, Reason, Yen};
use wire::api::{TRIPS_MAX, Trips};
use wire::{Jws, Kind, Tap, TripRecord};

use crate::registry::{EnrolledTerminal, SignedBy};
use crate::{Error, Result};

/// The records of one request, each read.
pub struct Submission {
    pub(super) terminal: EnrolledTerminal,
    pub(super) records: Vec<std::result::Result<ReadRecord, Unreadable>>,
}

impl Submission {
    /// Reads and verifies what `terminal` sent.
    pub fn read(terminal: &EnrolledTerminal, trips: &Trips) -> Result<Self> {
        if trips.records.len() > TRIPS_MAX {
            return Err(Error::invalid(
                "too_many_records",
                format!("一度に送れる乗車は{TRIPS_MAX}件までです。"),
                format!("A request holds at most {TRIPS_MAX} records; send the rest in another."),
            ));
        }
        Ok(Self {
            terminal: terminal.clone(),
            records: trips
                .records
                .iter()
                .map(|record| read(terminal, record))
                .collect(),
        })
    }

    /// Whose trips these are.
    pub(super) const fn municipality(&self) -> MunicipalityCode {
        self.terminal.id.municipality
    }

    /// How many records.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Those that a terminal signed.
    pub(super) fn good(&self) -> impl Iterator<Item = &ReadRecord> {
        self.records.iter().filter_map(|read| read.as_ref().ok())
    }
}

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
fn read(terminal: &EnrolledTerminal, jws: &Jws) -> std::result::Result<ReadRecord, Unreadable> {
    let digest = jws.digest();
    let unreadable = |reason| Unreadable { digest, reason };
    let (record, signed_by): (TripRecord, SignedBy) = terminal
        .verify(Kind::Trip, jws)
        .map_err(|error| unreadable(not_signed(&error.to_string())))?;
    let own =
        record.municipality == terminal.id.municipality && record.terminal == terminal.id.terminal;
    if !own {
        return Err(unreadable(another_terminal()));
    }
    // What is set aside is kept, so that this is not: no terminal of ours signs it.
    if record.taps.iter().any(names_individual_number) {
        return Err(unreadable(individual_number()));
    }
    let fault = match signed_by {
        SignedBy::Terminal => fault(&record),
        SignedBy::RevokedKey => Some(key_revoked()),
    };
    Ok(ReadRecord {
        jws: jws.clone(),
        digest,
        record,
        fault,
    })
}

/// Whether the kind of ticket, which is typed in the taxi, is no kind but a person's number.
fn names_individual_number(tap: &Tap) -> bool {
    let typed = tap.instrument.as_deref();
    typed.is_some_and(domain::holds_individual_number)
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
    if place_in_chain(record).is_none() {
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

/// A record's number in its terminal's chain; none if it cannot be one.
pub(super) fn place_in_chain(record: &TripRecord) -> Option<i64> {
    let number = i64::try_from(record.sequence).ok();
    number.filter(|number| *number > 0)
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

fn key_revoked() -> Reason {
    Reason::new(
        "key_revoked",
        "失効した鍵で署名された記録です。市役所が確認します。",
        "The record is signed with a key that was revoked; it is kept, and shown to the city.",
    )
}

fn individual_number() -> Reason {
    Reason::new(
        "individual_number_refused",
        "券の種類が個人番号と同じ形をしています。記録は受け取らず、保存もしません。",
        "The kind of ticket has the form of an individual number; the record is neither taken in nor kept.",
    )
}

fn another_terminal() -> Reason {
    Reason::new(
        "record_of_another_terminal",
        "別の端末の記録です。",
        "The record names another terminal than the one that sent it.",
    )
}
