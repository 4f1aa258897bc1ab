//! A terminal's next key: with a one-time code (enrolment), or in the place of
//! the one it has (rotation, 鍵の更新).
//!
//! Whatever is asked twice is answered twice, so that a terminal whose answer got
//! lost has only to ask again. The chain of records goes on over all keys: it is
//! what shows that none is missing and none was slipped in. So a device that
//! replaces another is told the last record that was taken in, and goes on from
//! there; what the lost one had not handed in by then can no longer come in.

use domain::{Digest, MunicipalityCode, TerminalId, Timestamp};
use queries::queries::registry as sql;
use wire::api::{ChainEnd, Enrolled, Enrolment, EnrolmentRequest, Rotation, RotationRequest};
use wire::{Kind, PublicKey, TerminalKeyId};

use super::codes::code_municipality;
use super::lock::hold;
use super::terminal::{enrolled, fitting, terminal_row, unknown_terminal};
use crate::access::Caller;
use crate::trail::perform;
use crate::{Error, RefusalKind, Result, Settlement, Transaction};

/// Enrols the key of a terminal that holds a valid one-time code.
pub async fn enrol(settlement: &Settlement, request: &EnrolmentRequest) -> Result<Enrolled> {
    let enrolment: Enrolment = request
        .enrolment
        .verify(Kind::Enrolment, &request.public_key)
        .map_err(|error| {
            Error::invalid(
                "enrolment_not_signed",
                "端末登録の署名が正しくありません。",
                format!("The enrolment is not signed by the key it brings: {error}."),
            )
        })?;
    let municipality = code_municipality(&enrolment.code).ok_or_else(unknown_code)?;
    let code = Digest::of(&enrolment.code);
    let key = &request.public_key;
    // Who guesses codes is no terminal, and cannot fill the trail.
    let terminal = code_terminal(settlement, municipality, code).await?;
    let caller = Caller::terminal(municipality, terminal);
    let act = ("enrol_terminal", named(key));
    let enrolled = perform(settlement, &caller, None, act, async || {
        settlement
            .database
            .transaction("enrol_terminal", municipality, async |tx| {
                let now = hold(settlement, tx, municipality).await?;
                let terminal = use_code(tx, municipality, code, key, now).await?;
                put_first_key(tx, municipality, &terminal, key, now).await?;
                answer(settlement, tx, municipality, &terminal).await
            })
            .await
    })
    .await?;
    tracing::info!(terminal = %enrolled.terminal, "terminal enrolled");
    Ok(enrolled)
}

/// The terminal that a code lets in, or did.
async fn code_terminal(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    code: Digest,
) -> Result<TerminalId> {
    let terminal = settlement
        .database
        .transaction("get_code_terminal", municipality, async |tx| {
            let code = code.as_bytes().as_slice();
            Ok(sql::get_code_terminal()
                .bind(tx, &municipality.as_str(), &code)
                .opt()
                .await?)
        })
        .await?;
    terminal_id(&terminal.ok_or_else(unknown_code)?)
}

/// A key as the trail names it.
fn named(key: &PublicKey) -> String {
    format!("key:{}", Digest::of(key.as_bytes()))
}

/// The terminal that `code` lets in. One that was used already is good for the
/// very key that used it.
async fn use_code(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    code: Digest,
    key: &PublicKey,
    now: Timestamp,
) -> Result<TerminalId> {
    let name = municipality.as_str();
    let code = code.as_bytes().as_slice();
    let used = sql::use_enrolment_code()
        .bind(tx, &now.in_japan(), &name, &code)
        .opt()
        .await?;
    if let Some(terminal) = used {
        return terminal_id(&terminal);
    }
    let terminal = sql::get_used_code()
        .bind(tx, &name, &code)
        .opt()
        .await?
        .ok_or_else(unknown_code)?;
    let terminal = terminal_id(&terminal)?;
    let row = terminal_row(tx, municipality, &terminal).await?;
    match enrolled(municipality, &row)? {
        Some(it) if it.key == *key => Ok(terminal),
        _ => Err(unknown_code()),
    }
}

fn terminal_id(text: &str) -> Result<TerminalId> {
    text.parse()
        .map_err(|error| Error::damaged("terminal id", error))
}

/// A terminal without a key, or with a revoked one, gets `key`.
async fn put_first_key(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    terminal: &TerminalId,
    key: &PublicKey,
    now: Timestamp,
) -> Result<()> {
    let row = terminal_row(tx, municipality, terminal).await?;
    match enrolled(municipality, &row)? {
        Some(it) if it.key == *key => Ok(()),
        Some(_with_another) => Err(already_enrolled(terminal)),
        None => put_key(tx, municipality, &row, key, now).await,
    }
}

async fn put_key(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    row: &sql::TerminalRow,
    key: &PublicKey,
    now: Timestamp,
) -> Result<()> {
    let bytes = key.as_bytes().as_slice();
    if row.public_keys.iter().any(|before| before == bytes) {
        return Err(key_used_before());
    }
    sql::put_terminal_key()
        .bind(
            tx,
            &municipality.as_str(),
            &row.terminal.as_str(),
            &bytes,
            &now.in_japan(),
        )
        .await?;
    Ok(())
}

/// Gives a terminal the key that it made to follow its present one.
pub async fn rotate(settlement: &Settlement, request: &RotationRequest) -> Result<Enrolled> {
    let (id, next) = by_new_key(request)?;
    // Who has not the present key is not the terminal, and cannot fill the trail.
    settlement
        .database
        .transaction("check_rotation", id.municipality, async |tx| {
            fitting_rotation(tx, &id, (request, next)).await
        })
        .await?;
    let caller = Caller::terminal(id.municipality, id.terminal.clone());
    let act = ("rotate_terminal_key", named(&next));
    let rotated = perform(settlement, &caller, None, act, async || {
        settlement
            .database
            .transaction("rotate_terminal_key", id.municipality, async |tx| {
                let now = hold(settlement, tx, id.municipality).await?;
                if let Some(row) = fitting_rotation(tx, &id, (request, next)).await? {
                    put_key(tx, id.municipality, &row, &next, now).await?;
                }
                answer(settlement, tx, id.municipality, &id.terminal).await
            })
            .await
    })
    .await?;
    tracing::info!(terminal = %rotated.terminal, "terminal key rotated");
    Ok(rotated)
}

/// What the new key says: whose it is to be. Proves that the terminal holds it.
fn by_new_key(request: &RotationRequest) -> Result<(TerminalKeyId, PublicKey)> {
    let rotation: Rotation = request
        .by_new
        .verify(Kind::Rotation, &request.public_key)
        .map_err(|error| rotation_not_signed(&error))?;
    if rotation.public_key != request.public_key {
        return Err(rotation_not_signed(&"the statement is of another key"));
    }
    let id = rotation
        .terminal
        .parse()
        .map_err(|error| rotation_not_signed(&error))?;
    Ok((id, rotation.public_key))
}

/// The terminal, if the rotation is signed by its present key; none if it was done before.
async fn fitting_rotation(
    tx: &Transaction<'_>,
    id: &TerminalKeyId,
    (request, next): (&RotationRequest, PublicKey),
) -> Result<Option<sql::TerminalRow>> {
    let row = terminal_row(tx, id.municipality, &id.terminal)
        .await
        .map_err(|error| match error {
            Error::Refused(_) => unknown_terminal(),
            other => other,
        })?;
    let terminal = enrolled(id.municipality, &row)?.ok_or_else(unknown_terminal)?;
    let done = terminal.key == next;
    let present = if done {
        // Asked again: its present key is what the one before it asked for.
        terminal
            .earlier_keys
            .first()
            .filter(|before| !before.revoked)
            .map(|before| before.key)
    } else {
        Some(terminal.key)
    };
    let present = present.ok_or_else(unknown_terminal)?;
    let by_old: Rotation = request
        .by_old
        .verify(Kind::Rotation, &present)
        .map_err(|error| rotation_not_signed(&error))?;
    if by_old.public_key != next || by_old.terminal != id.to_string() {
        return Err(rotation_not_signed(&"the two statements differ"));
    }
    Ok((!done).then_some(row))
}

async fn answer(
    settlement: &Settlement,
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    terminal: &TerminalId,
) -> Result<Enrolled> {
    Ok(Enrolled {
        municipality,
        terminal: terminal.clone(),
        assignment: fitting(tx, municipality, terminal, settlement.now()?).await?,
        service_key: settlement.service_key.public(),
        chain: chain_end(tx, municipality, terminal).await?,
    })
}

async fn chain_end(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    terminal: &TerminalId,
) -> Result<Option<ChainEnd>> {
    let damaged =
        |error: &dyn std::fmt::Display| Error::damaged(format!("chain of {terminal}"), error);
    sql::get_chain_end()
        .bind(tx, &municipality.as_str(), &terminal.as_str())
        .opt()
        .await?
        .map(|row| {
            Ok(ChainEnd {
                sequence: u64::try_from(row.sequence).map_err(|error| damaged(&error))?,
                record: Digest::try_from(row.record_digest.as_slice())
                    .map_err(|error| damaged(&error))?,
            })
        })
        .transpose()
}

/// Whoever has a terminal's key must give it up before another device gets one.
fn already_enrolled(terminal: &TerminalId) -> Error {
    Error::conflict(
        "terminal_already_enrolled",
        format!(
            "端末{terminal}は別の鍵で登録済みです。端末を交換する場合は、先に元の鍵を失効させてください（mytaku terminal revoke）。"
        ),
        format!(
            "The terminal {terminal} is enrolled with another key; to replace the device, revoke that key first: mytaku terminal revoke {terminal}."
        ),
    )
}

fn key_used_before() -> Error {
    Error::conflict(
        "terminal_key_used_before",
        "この端末の鍵は、すでに使用を終えた鍵です。新しい鍵で登録してください。",
        "This key was the terminal's before and has ended; enrol with a new one, in an empty --data folder.",
    )
}

fn unknown_code() -> Error {
    Error::refused(
        RefusalKind::NotFound,
        "unknown_enrolment_code",
        "登録コードが正しくないか、使用済みか、期限切れです。",
        "The enrolment code is unknown, used before, withdrawn or expired; ask the city for a new one.",
    )
}

fn rotation_not_signed(problem: &dyn std::fmt::Display) -> Error {
    Error::refused(
        RefusalKind::Unauthenticated,
        "rotation_not_signed",
        "鍵の更新の署名が正しくありません。",
        format!(
            "A rotation is signed by the terminal's present key and by the one that follows it: {problem}."
        ),
    )
}
