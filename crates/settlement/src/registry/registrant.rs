//! A registrant and their cards after the first registration: what there is, ending
//! and taking up again, lost and found cards.
//!
//! Every change is a new row with the day it holds from. One that reaches back
//! answers with the claims it touches; they stay as they were decided, and what ends
//! something opens them for review.

use domain::{
    CredentialState, Digest, MunicipalityCode, RegistrantId, ServiceDate, Standing, Timestamp,
    TripId, Yen,
};
use queries::queries::{register as register_sql, registry as sql};
use wire::api::{
    ChangeCredential, ChangeStanding, Changed, CredentialDetail, CredentialEntry, GroundDetail,
    RegistrantDetail, StandingEntry, TouchedClaim,
};

use super::lock::hold;
use super::reach;
use crate::access::{Caller, Permission};
use crate::decision::History;
use crate::review;
use crate::trail::perform;
use crate::{Error, Result, Settlement, Transaction};

/// All that is registered of `id`.
pub async fn show_registrant(
    settlement: &Settlement,
    caller: &Caller,
    id: &RegistrantId,
) -> Result<RegistrantDetail> {
    caller.require(Permission::RegistryRead)?;
    let now = settlement.now()?;
    let municipality = caller.municipality;
    settlement
        .database
        .transaction("show_registrant", municipality, async |tx| {
            detail(tx, municipality, id, now).await
        })
        .await
}

/// Ends a registration, takes it up again, or corrects either.
pub async fn change_standing(
    settlement: &Settlement,
    caller: &Caller,
    id: &RegistrantId,
    change: &ChangeStanding,
) -> Result<Changed> {
    let permission = Some(Permission::RegistryWrite);
    perform(
        settlement,
        caller,
        permission,
        ("change_standing", id),
        async || enter_standing(settlement, caller, id, change).await,
    )
    .await
}

async fn enter_standing(
    settlement: &Settlement,
    caller: &Caller,
    id: &RegistrantId,
    change: &ChangeStanding,
) -> Result<Changed> {
    let by = caller.user()?;
    if !change.reason.explains(change.state) {
        return Err(reason_does_not_fit(change));
    }
    let municipality = caller.municipality;
    let changed = settlement
        .database
        .transaction("change_standing", municipality, async |tx| {
            let now = hold(settlement, tx, municipality).await?;
            let (name, id) = (municipality.as_str(), id.as_str());
            let registrant = register_sql::get_registrants()
                .bind(tx, &name, &[id].as_slice())
                .opt()
                .await?
                .ok_or_else(unknown_registrant)?;
            if change.from.date() < registrant.registered_on {
                return Err(before_registration(registrant.registered_on));
            }
            let entered = sql::put_standings()
                .bind(
                    tx,
                    &name,
                    &now.in_japan(),
                    &by.as_str(),
                    &[id].as_slice(),
                    &[change.from.date()].as_slice(),
                    &[change.state.as_str()].as_slice(),
                    &[change.reason.as_str()].as_slice(),
                )
                .await?;
            let rows = if entered > 0 {
                reach::of_registrants(tx, municipality, &[(id, change.from)]).await?
            } else {
                Vec::new()
            };
            if change.state == Standing::Ended {
                review::reopen(tx, municipality, &rows, now).await?;
            }
            changed(entered, &rows)
        })
        .await?;
    tracing::info!(registrant = %id, by = %by, state = %change.state, "standing changed");
    Ok(changed)
}

/// Shuts a card out, or lets it in again.
pub async fn change_credential(
    settlement: &Settlement,
    caller: &Caller,
    fingerprint: Digest,
    change: &ChangeCredential,
) -> Result<Changed> {
    let permission = Some(Permission::RegistryWrite);
    let act = ("change_credential", fingerprint);
    perform(settlement, caller, permission, act, async || {
        enter_credential(settlement, caller, fingerprint, change).await
    })
    .await
}

async fn enter_credential(
    settlement: &Settlement,
    caller: &Caller,
    fingerprint: Digest,
    change: &ChangeCredential,
) -> Result<Changed> {
    let by = caller.user()?;
    let municipality = caller.municipality;
    let changed = settlement
        .database
        .transaction("change_credential", municipality, async |tx| {
            let now = hold(settlement, tx, municipality).await?;
            let from = change.from.unwrap_or(now);
            if from > now {
                return Err(in_the_future());
            }
            let bytes = fingerprint.as_bytes().as_slice();
            let name = municipality.as_str();
            sql::get_credential_owner()
                .bind(tx, &name, &bytes)
                .opt()
                .await?
                .ok_or_else(unknown_credential)?;
            let entered = sql::put_credential_states()
                .bind(
                    tx,
                    &name,
                    &now.in_japan(),
                    &by.as_str(),
                    &[bytes].as_slice(),
                    &[from.in_japan()].as_slice(),
                    &[change.state.as_str()].as_slice(),
                )
                .await?;
            let rows = if entered > 0 {
                reach::of_cards(tx, municipality, &[(&fingerprint, from)]).await?
            } else {
                Vec::new()
            };
            if change.state != CredentialState::Usable {
                review::reopen(tx, municipality, &rows, now).await?;
            }
            changed(entered, &rows)
        })
        .await?;
    tracing::info!(card = %fingerprint, by = %by, state = %change.state, "card changed");
    Ok(changed)
}

/// What was so already touches nothing.
fn changed(entered: u64, rows: &[sql::TouchedRow]) -> Result<Changed> {
    let touched = rows.iter().map(touched).collect::<Result<Vec<_>>>()?;
    Ok(Changed {
        changed: entered > 0,
        count: touched.len(),
        total_yen: Yen::new(rows.iter().map(|row| row.decided_yen).sum()),
        touched,
    })
}

fn touched(row: &sql::TouchedRow) -> Result<TouchedClaim> {
    Ok(TouchedClaim {
        trip: TripId::try_from(row.trip).map_err(|error| Error::damaged("trip", error))?,
        ordinal: row.ordinal,
        service_date: ServiceDate::from_date(row.service_date),
        decided_yen: Yen::new(row.decided_yen),
    })
}

async fn detail(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    id: &RegistrantId,
    now: Timestamp,
) -> Result<RegistrantDetail> {
    let name = municipality.as_str();
    let row = register_sql::get_registrants()
        .bind(tx, &name, &[id.as_str()].as_slice())
        .opt()
        .await?
        .ok_or_else(unknown_registrant)?;
    let standings = standings(tx, municipality, id).await?;
    let mut history = History::default();
    for entry in &standings {
        history.enter(entry.from, entry.entered_at, entry.state);
    }
    let today = ServiceDate::of(now);
    Ok(RegistrantDetail {
        registrant: id.clone(),
        registered_on: ServiceDate::from_date(row.registered_on),
        state: history
            .as_of(today, now)
            .copied()
            .unwrap_or(Standing::Registered),
        uses_before: u32::try_from(row.uses_before)
            .map_err(|error| Error::damaged("uses before", error))?,
        standings,
        grounds: grounds(tx, municipality, id).await?,
        credentials: credentials(tx, municipality, id, now).await?,
    })
}

async fn standings(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    id: &RegistrantId,
) -> Result<Vec<StandingEntry>> {
    sql::get_standings_of()
        .bind(tx, &municipality.as_str(), &id.as_str())
        .all()
        .await?
        .into_iter()
        .map(|row| {
            Ok(StandingEntry {
                state: read("standing", &row.state)?,
                from: ServiceDate::from_date(row.from_date),
                reason: read("reason of a standing", &row.reason)?,
                entered_at: row.entered_at.into(),
                entered_by: read("user id", &row.entered_by)?,
            })
        })
        .collect()
}

async fn grounds(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    id: &RegistrantId,
) -> Result<Vec<GroundDetail>> {
    let rows = register_sql::get_grounds()
        .bind(tx, &municipality.as_str(), &[id.as_str()].as_slice())
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| GroundDetail {
            ground: row.ground,
            from: ServiceDate::from_date(row.from_date),
            until: row.until_date.map(ServiceDate::from_date),
            evidence: row.evidence,
            entered_at: row.admitted_at.into(),
        })
        .collect())
}

async fn credentials(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    id: &RegistrantId,
    now: Timestamp,
) -> Result<Vec<CredentialDetail>> {
    let (name, id) = (municipality.as_str(), id.as_str());
    let states = sql::get_credential_states_of()
        .bind(tx, &name, &id)
        .all()
        .await?;
    let rows = sql::get_credentials_of().bind(tx, &name, &id).all().await?;
    rows.into_iter()
        .map(|row| {
            let own = states.iter().filter(|it| it.fingerprint == row.fingerprint);
            let states = own.map(entry).collect::<Result<Vec<_>>>()?;
            let mut history = History::default();
            for entry in &states {
                history.enter(entry.from, entry.entered_at, entry.state);
            }
            let state = history.as_of(now, now).copied();
            Ok(CredentialDetail {
                fingerprint: Digest::try_from(row.fingerprint.as_slice())
                    .map_err(|error| Error::damaged("fingerprint", error))?,
                kind: read("kind of card", &row.kind)?,
                linked_how: row.linked_how,
                linked_at: row.linked_at.into(),
                valid_from: row.valid_from.into(),
                valid_until: row.valid_until.into(),
                state: state.unwrap_or(CredentialState::Usable),
                states,
            })
        })
        .collect()
}

fn entry(row: &sql::GetCredentialStatesOf) -> Result<CredentialEntry> {
    Ok(CredentialEntry {
        state: read("state of a card", &row.state)?,
        from: row.from_at.into(),
        entered_at: row.entered_at.into(),
        entered_by: read("user id", &row.entered_by)?,
    })
}

/// A stored text as what it was stored from.
fn read<T: std::str::FromStr<Err: std::fmt::Display>>(what: &str, text: &str) -> Result<T> {
    text.parse().map_err(|error| Error::damaged(what, error))
}

fn unknown_registrant() -> Error {
    Error::not_found(
        "unknown_registrant",
        "その番号の利用登録者は登録されていません。登録番号を確かめてください。",
        "There is no registrant with this number; check it.",
    )
}

fn unknown_credential() -> Error {
    Error::not_found(
        "unknown_credential",
        "そのカードは登録されていません。利用登録者の表示で指紋を確かめてください。",
        "No such card is registered; a registrant's own are shown with them.",
    )
}

fn reason_does_not_fit(change: &ChangeStanding) -> Error {
    let (reason, state) = (change.reason, change.state);
    Error::invalid(
        "reason_does_not_fit",
        format!("事由{reason}は状態{state}に使えません。"),
        format!("{reason} is no reason for {state}."),
    )
}

fn before_registration(registered_on: chrono::NaiveDate) -> Error {
    Error::invalid(
        "before_registration",
        format!("利用登録は{registered_on}からです。それより前の日付は指定できません。"),
        format!("The registration begins on {registered_on}; nothing can hold before it."),
    )
}

fn in_the_future() -> Error {
    Error::invalid(
        "in_the_future",
        "まだ来ていない時刻です。届け出のあった時刻を指定してください。",
        "This moment is yet to come; give the one at which it was reported.",
    )
}
