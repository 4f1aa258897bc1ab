//! One-time codes by which terminals are let in: made, listed, taken back.
//!
//! Of a code only its digest is kept: it is seen when it is made and never again.

use domain::{Digest, MunicipalityCode, TerminalId, Timestamp, UserId};
use queries::queries::registry as sql;

use super::terminal::terminal_row;
use crate::access::{Caller, Permission};
use crate::service::random;
use crate::trail::perform;
use crate::{Error, Result, Settlement};

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

/// A code as it is listed, without the code.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ListedCode {
    /// For which terminal.
    pub terminal: TerminalId,
    /// Whether it can still be used.
    pub state: CodeState,
    /// When it was made; none for one from before that was noted.
    pub issued_at: Option<Timestamp>,
    /// By whom.
    pub issued_by: Option<String>,
    /// After this it is void.
    pub expires_at: Timestamp,
}

/// What has become of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeState {
    /// It can be used.
    Open,
    /// A terminal has used it.
    Used,
    /// It was taken back.
    Withdrawn,
    /// It is too old.
    Expired,
}

/// Codes of a terminal were taken back.
#[derive(Clone, Debug, serde::Serialize)]
pub struct WithdrawnCodes {
    /// Of which terminal.
    pub terminal: TerminalId,
    /// How many there were.
    pub codes: u64,
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
    let now = settlement.now()?;
    let caller = Caller::command(settlement, municipality, by).await?;
    let permission = Some(Permission::TerminalsWrite);
    let act = ("issue_enrolment_code", terminal);
    perform(settlement, &caller, permission, act, async || {
        settlement
            .database
            .transaction("issue_enrolment_code", municipality, async |tx| {
                terminal_row(tx, municipality, terminal).await?;
                sql::put_enrolment_code()
                    .bind(
                        tx,
                        &municipality.as_str(),
                        &digest.as_bytes().as_slice(),
                        &terminal.as_str(),
                        &expires_at.in_japan(),
                        &now.in_japan(),
                        &by.as_str(),
                    )
                    .await?;
                Ok(())
            })
            .await
    })
    .await?;
    tracing::info!(%terminal, %by, "enrolment code issued");
    Ok(IssuedCode {
        terminal: terminal.clone(),
        code,
        expires_at,
    })
}

/// Every code that was ever made, the newest first.
pub async fn list_codes(settlement: &Settlement, caller: &Caller) -> Result<Vec<ListedCode>> {
    let now = settlement.now()?;
    let municipality = caller.municipality;
    caller.require(Permission::TerminalsRead)?;
    // A code is the city's to give away.
    caller.user()?;
    settlement
        .database
        .transaction("list_enrolment_codes", municipality, async |tx| {
            sql::get_enrolment_codes()
                .bind(tx, &municipality.as_str())
                .all()
                .await?
                .into_iter()
                .map(|row| listed(row, now))
                .collect()
        })
        .await
}

fn listed(row: sql::GetEnrolmentCodes, now: Timestamp) -> Result<ListedCode> {
    let expires_at = Timestamp::from(row.expires_at);
    let state = if row.used_at.is_some() {
        CodeState::Used
    } else if row.withdrawn_at.is_some() {
        CodeState::Withdrawn
    } else if expires_at <= now {
        CodeState::Expired
    } else {
        CodeState::Open
    };
    Ok(ListedCode {
        terminal: row
            .terminal
            .parse()
            .map_err(|error| Error::damaged("terminal id", error))?,
        state,
        issued_at: row.issued_at.map(Timestamp::from),
        issued_by: row.issued_by,
        expires_at,
    })
}

/// Takes back every code of `terminal` that could still be used.
pub async fn withdraw_codes(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    terminal: &TerminalId,
    by: &UserId,
) -> Result<WithdrawnCodes> {
    let now = settlement.now()?;
    let caller = Caller::command(settlement, municipality, by).await?;
    let permission = Some(Permission::TerminalsWrite);
    let act = ("withdraw_enrolment_codes", terminal);
    let codes = perform(settlement, &caller, permission, act, async || {
        settlement
            .database
            .transaction("withdraw_enrolment_codes", municipality, async |tx| {
                terminal_row(tx, municipality, terminal).await?;
                Ok(sql::withdraw_codes()
                    .bind(
                        tx,
                        &now.in_japan(),
                        &by.as_str(),
                        &municipality.as_str(),
                        &terminal.as_str(),
                    )
                    .await?)
            })
            .await
    })
    .await?;
    tracing::info!(%terminal, %by, codes, "enrolment codes withdrawn");
    Ok(WithdrawnCodes {
        terminal: terminal.clone(),
        codes,
    })
}

/// The municipality that a code says it is for.
pub fn code_municipality(code: &str) -> Option<MunicipalityCode> {
    code.split_once('-')?.0.parse().ok()
}
