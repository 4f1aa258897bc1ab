//! Revoking a terminal's key (失効), and how every terminal stands.

use domain::{MunicipalityCode, OperatorId, TerminalId, Timestamp, UserId, VehicleId, Yen};
use queries::queries::registry as sql;

use super::lock::hold;
use super::terminal::{enrolled, terminal_row};
use crate::access::{Caller, Permission};
use crate::trail::perform;
use crate::typed::refuse_individual_number;
use crate::{Error, Result, Settlement, Transaction};

/// The longest reason, in characters.
const REASON_MAX: usize = 200;

/// A key that is to be revoked.
#[derive(Clone, Debug)]
pub struct Revocation {
    /// Whose key; its last one.
    pub terminal: TerminalId,
    /// Since when it may have been in other hands; none: from now on.
    pub doubtful_from: Option<Timestamp>,
    /// Why, for the books.
    pub reason: String,
}

/// A key that was revoked.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Revoked {
    /// Whose.
    pub terminal: TerminalId,
    /// From then on nothing that it signed is taken in.
    pub revoked_at: Timestamp,
    /// What came in since then is to be looked at.
    pub doubtful_from: Timestamp,
    /// Why.
    pub reason: String,
    /// Trips that came in since then.
    pub doubtful_trips: i64,
    /// What is owed for these, as decided when they came in.
    pub doubtful_yen: Yen,
    /// One-time codes that were taken back with it.
    pub codes_withdrawn: u64,
}

/// How a terminal stands.
#[derive(Clone, Debug, serde::Serialize)]
pub struct TerminalState {
    /// Its name.
    pub terminal: TerminalId,
    /// Where it is fitted.
    pub vehicle: VehicleId,
    /// Whose that is.
    pub operator: OperatorId,
    /// Whether it may call.
    pub state: KeyState,
    /// How many keys it has had.
    pub keys: i32,
    /// Since when it has the last one.
    pub key_since: Option<Timestamp>,
    /// When that was revoked.
    pub revoked_at: Option<Timestamp>,
    /// Since when what came from it is doubtful.
    pub doubtful_from: Option<Timestamp>,
    /// Why it was revoked. For the city.
    pub reason: Option<String>,
    /// When a trip of it last came in.
    pub last_trip_at: Option<Timestamp>,
    /// Its records that were not taken in, and are kept. For the city: nobody knows
    /// whose they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set_aside: Option<i64>,
}

/// Whether a terminal may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    /// It never had a key.
    NotEnrolled,
    /// It has one.
    Enrolled,
    /// Its key is revoked.
    Revoked,
}

/// Revokes the present key of a terminal: from now on nothing that it signed is
/// answered, or taken in by whomever it comes. What was taken in stands, since
/// somebody was driven and paid less; it is told, to be looked at. The terminal's
/// open codes go with it.
pub async fn revoke_terminal(
    settlement: &Settlement,
    caller: &Caller,
    revocation: &Revocation,
) -> Result<Revoked> {
    check_reason(&revocation.reason)?;
    let (municipality, by) = (caller.municipality, caller.user()?);
    let permission = Some(Permission::TerminalsWrite);
    let act = ("revoke_terminal", &revocation.terminal);
    let revoked = perform(settlement, caller, permission, act, async || {
        settlement
            .database
            .transaction("revoke_terminal", municipality, async |tx| {
                let now = hold(settlement, tx, municipality).await?;
                revoke_held(tx, municipality, revocation, (by, now)).await
            })
            .await
    })
    .await?;
    tracing::warn!(terminal = %revoked.terminal, %by, "terminal key revoked");
    Ok(revoked)
}

fn check_reason(reason: &str) -> Result<()> {
    if reason.trim().is_empty() || reason.chars().count() > REASON_MAX {
        return Err(Error::invalid(
            "reason_missing",
            format!("理由を{REASON_MAX}文字以内で入力してください。"),
            format!("Say why, in at most {REASON_MAX} characters."),
        ));
    }
    refuse_individual_number("reason", reason)
}

async fn revoke_held(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    revocation: &Revocation,
    (by, now): (&UserId, Timestamp),
) -> Result<Revoked> {
    let (name, terminal) = (municipality.as_str(), revocation.terminal.as_str());
    let row = terminal_row(tx, municipality, &revocation.terminal).await?;
    if enrolled(municipality, &row)?.is_none() {
        return Err(nothing_to_revoke(&revocation.terminal));
    }
    let doubtful_from = revocation.doubtful_from.unwrap_or(now);
    if doubtful_from > now {
        return Err(Error::invalid(
            "revocation_in_the_future",
            "失効の起点に将来の日時は指定できません。",
            "A key is doubtful from a moment that has passed, and revoked at once.",
        ));
    }
    sql::revoke_terminal_key()
        .bind(
            tx,
            &doubtful_from.in_japan(),
            &revocation.reason.trim(),
            &by.as_str(),
            &now.in_japan(),
            &name,
            &terminal,
        )
        .await?;
    let codes_withdrawn = sql::withdraw_codes()
        .bind(tx, &now.in_japan(), &by.as_str(), &name, &terminal)
        .await?;
    let doubtful = sql::get_doubtful_trips()
        .bind(tx, &name, &terminal, &doubtful_from.in_japan())
        .one()
        .await?;
    Ok(Revoked {
        terminal: revocation.terminal.clone(),
        revoked_at: now,
        doubtful_from,
        reason: revocation.reason.trim().to_owned(),
        doubtful_trips: doubtful.trips,
        doubtful_yen: Yen::new(doubtful.claims_yen),
        codes_withdrawn,
    })
}

fn nothing_to_revoke(terminal: &TerminalId) -> Error {
    Error::conflict(
        "terminal_not_enrolled",
        format!("端末{terminal}には有効な鍵がありません。"),
        format!("The terminal {terminal} has no key that could be revoked."),
    )
}

/// How every terminal stands, by name: an operator's own, for its programs.
pub async fn list_terminals(
    settlement: &Settlement,
    caller: &Caller,
) -> Result<Vec<TerminalState>> {
    caller.require(Permission::TerminalsRead)?;
    let name = caller.municipality.as_str();
    settlement
        .database
        .transaction("list_terminals", caller.scope(), async |tx| {
            let rows = match caller.operator() {
                None => sql::get_key_states().bind(tx, &name).all().await?,
                Some(operator) => {
                    sql::get_own_key_states()
                        .bind(tx, &name, &operator.as_str())
                        .all()
                        .await?
                }
            };
            rows.into_iter().map(state).collect()
        })
        .await
}

fn state(row: sql::KeyStateRow) -> Result<TerminalState> {
    let damaged =
        |error: &dyn std::fmt::Display| Error::damaged(format!("terminal {}", row.terminal), error);
    let state = match (row.enrolled_at, row.revoked_at) {
        (None, _) => KeyState::NotEnrolled,
        (Some(_), None) => KeyState::Enrolled,
        (Some(_), Some(_)) => KeyState::Revoked,
    };
    Ok(TerminalState {
        terminal: row.terminal.parse().map_err(|error| damaged(&error))?,
        vehicle: row.vehicle.parse().map_err(|error| damaged(&error))?,
        operator: row.operator.parse().map_err(|error| damaged(&error))?,
        state,
        keys: row.keys,
        key_since: row.enrolled_at.map(Timestamp::from),
        revoked_at: row.revoked_at.map(Timestamp::from),
        doubtful_from: row.doubtful_from.map(Timestamp::from),
        reason: row.reason,
        last_trip_at: row.last_trip_at.map(Timestamp::from),
        set_aside: row.set_aside,
    })
}
