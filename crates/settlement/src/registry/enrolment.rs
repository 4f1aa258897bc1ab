//! Terminals: one-time codes, enrolment, and finding one by its key id.

use domain::{Digest, MunicipalityCode, TerminalId, Timestamp, UserId};
use queries::queries::registry as sql;
use wire::api::{Enrolled, Enrolment, EnrolmentRequest};
use wire::{Kind, PublicKey, TerminalKeyId, VehicleAssignment};

use super::access::{Role, require_role};
use crate::service::random;
use crate::{Error, RefusalKind, Result, Settlement, Transaction};

/// A terminal that has a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolledTerminal {
    /// Its municipality and name.
    pub id: TerminalKeyId,
    /// The key it signs with.
    pub key: PublicKey,
    /// Where it is fitted.
    pub assignment: VehicleAssignment,
}

/// A one-time code, seen only now.
#[derive(Clone, Debug, serde::Serialize)]
pub struct IssuedCode {
    /// For which terminal.
    pub terminal: TerminalId,
    /// To be typed or scanned at the terminal.
    pub code: String,
    /// After this it is void.
    pub expires_at: Timestamp,
}

/// Makes a one-time code by which `terminal` may enrol once until `expires_at`.
pub async fn issue_code(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    terminal: &TerminalId,
    by: &UserId,
    expires_at: Timestamp,
) -> Result<IssuedCode> {
    // 128 bits: nothing to guess within the code's life.
    let secret: [u8; 16] = random()?;
    let code = format!("{municipality}-{}", hex::encode(secret));
    let digest = Digest::of(&code);
    settlement
        .database
        .transaction("issue_enrolment_code", municipality, async |tx| {
            require_role(tx, municipality, by, &[Role::Admin, Role::Clerk]).await?;
            terminal_row(tx, municipality, terminal).await?;
            sql::put_enrolment_code()
                .bind(
                    tx,
                    &municipality.as_str(),
                    &digest.as_bytes().as_slice(),
                    &terminal.as_str(),
                    &expires_at.in_japan(),
                )
                .await?;
            Ok(())
        })
        .await?;
    Ok(IssuedCode {
        terminal: terminal.clone(),
        code,
        expires_at,
    })
}

/// The municipality that a code says it is for.
pub fn code_municipality(code: &str) -> Option<MunicipalityCode> {
    code.split_once('-')?.0.parse().ok()
}

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
    let digest = Digest::of(&enrolment.code);
    let now = settlement.now()?;
    let enrolled = settlement
        .database
        .transaction("enrol_terminal", municipality, async |tx| {
            let terminal = sql::use_enrolment_code()
                .bind(
                    tx,
                    &now.in_japan(),
                    &municipality.as_str(),
                    &digest.as_bytes().as_slice(),
                )
                .opt()
                .await?
                .ok_or_else(unknown_code)?;
            let terminal: TerminalId = terminal
                .parse()
                .map_err(|error| Error::damaged("terminal id", error))?;
            let enrolled = sql::enrol_terminal()
                .bind(
                    tx,
                    &request.public_key.as_bytes().as_slice(),
                    &now.in_japan(),
                    &municipality.as_str(),
                    &terminal.as_str(),
                )
                .await?;
            if enrolled != 1 {
                return Err(already_enrolled(&terminal));
            }
            let row = terminal_row(tx, municipality, &terminal).await?;
            Ok(Enrolled {
                municipality,
                terminal,
                assignment: assignment(&row)?,
                service_key: settlement.service_key.public(),
            })
        })
        .await?;
    tracing::info!(terminal = %enrolled.terminal, "terminal enrolled");
    Ok(enrolled)
}

/// Records signed with the first key must stay verifiable, and their chain whole.
fn already_enrolled(terminal: &TerminalId) -> Error {
    Error::conflict(
        "terminal_already_enrolled",
        format!(
            "端末{terminal}は別の鍵で登録済みです。交換した端末には新しい端末番号を使ってください。"
        ),
        format!(
            "The terminal {terminal} is enrolled with another key; a replacement needs a name of its own in the registry file."
        ),
    )
}

fn unknown_code() -> Error {
    Error::refused(
        RefusalKind::NotFound,
        "unknown_enrolment_code",
        "登録コードが正しくないか、使用済みか、期限切れです。",
        "The enrolment code is unknown, used before, or expired; ask the city for a new one.",
    )
}

/// The enrolled terminal of a key id. One that is unknown and one that is not
/// enrolled are answered alike.
pub async fn find_terminal(
    settlement: &Settlement,
    id: &TerminalKeyId,
) -> Result<EnrolledTerminal> {
    settlement
        .database
        .transaction("find_terminal", id.municipality, async |tx| {
            let row = terminal_row(tx, id.municipality, &id.terminal)
                .await
                .map_err(|error| match error {
                    Error::Refused(_) => unknown_terminal(),
                    other => other,
                })?;
            enrolled(id.municipality, &row)?.ok_or_else(unknown_terminal)
        })
        .await
}

pub(crate) fn unknown_terminal() -> Error {
    Error::refused(
        RefusalKind::Unauthenticated,
        "unknown_terminal",
        "この端末は登録されていません。市役所に登録コードを依頼してください。",
        "This terminal is not enrolled; ask the city for an enrolment code.",
    )
}

async fn terminal_row(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    terminal: &TerminalId,
) -> Result<sql::TerminalRow> {
    sql::get_terminal()
        .bind(tx, &municipality.as_str(), &terminal.as_str())
        .opt()
        .await?
        .ok_or_else(|| {
            Error::not_found(
                "no_such_terminal",
                format!("端末{terminal}は登録簿にありません。"),
                format!(
                    "There is no terminal {terminal} in {municipality}; add it to the registry file and import that."
                ),
            )
        })
}

/// A row as a terminal; none while it has no key.
pub(super) fn enrolled(
    municipality: MunicipalityCode,
    row: &sql::TerminalRow,
) -> Result<Option<EnrolledTerminal>> {
    let damaged =
        |error: &dyn std::fmt::Display| Error::damaged(format!("terminal {}", row.terminal), error);
    let Some(key) = &row.public_key else {
        return Ok(None);
    };
    Ok(Some(EnrolledTerminal {
        id: TerminalKeyId {
            municipality,
            terminal: row.terminal.parse().map_err(|error| damaged(&error))?,
        },
        key: PublicKey::try_from(key.as_slice()).map_err(|error| damaged(&error))?,
        assignment: assignment(row)?,
    }))
}

fn assignment(row: &sql::TerminalRow) -> Result<VehicleAssignment> {
    let damaged =
        |error: &dyn std::fmt::Display| Error::damaged(format!("terminal {}", row.terminal), error);
    Ok(VehicleAssignment {
        vehicle: row.vehicle.parse().map_err(|error| damaged(&error))?,
        operator: row.operator.parse().map_err(|error| damaged(&error))?,
    })
}
