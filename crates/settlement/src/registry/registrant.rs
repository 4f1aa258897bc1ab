//! A registrant and their cards as they are shown: every entry ever made of them, and
//! what holds today. Deliberately absent: changing any of it, which `change` does.

use domain::{CredentialState, MunicipalityCode, RegistrantId, ServiceDate, Standing, Timestamp};
use queries::queries::{register as register_sql, registry as sql};
use wire::api::{
    CredentialDetail, CredentialEntry, GroundDetail, OwnerEntry, RegistrantDetail, StandingEntry,
    UsesEntry,
};

use super::lock::moment;
use crate::access::{Caller, Permission};
use crate::decision::History;
use crate::register::rows;
use crate::trail::perform;
use crate::{Error, Result, Settlement, Transaction};

/// All that is registered of `id`. That it was looked at is written down: it says of a
/// person why they are helped.
pub async fn show_registrant(
    settlement: &Settlement,
    caller: &Caller,
    id: &RegistrantId,
) -> Result<RegistrantDetail> {
    let (municipality, permission) = (caller.municipality, Some(Permission::RegistryRead));
    let act = ("show_registrant", format!("registrant:{id}"));
    perform(settlement, caller, permission, act, async || {
        settlement
            .database
            .transaction("show_registrant", municipality, async |tx| {
                let now = moment(settlement, tx, municipality).await?;
                detail(tx, municipality, id, now).await
            })
            .await
    })
    .await
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
    let uses_entries = uses_entries(tx, municipality, id).await?;
    Ok(RegistrantDetail {
        registrant: id.clone(),
        registered_on: ServiceDate::from_date(row.registered_on),
        state: history.at(today).copied().unwrap_or(Standing::Registered),
        uses_before: match uses_entries.last() {
            Some(entry) => entry.uses,
            None => rows::uses_of(&row.registrant, row.uses_before)?,
        },
        uses_entries,
        standings,
        grounds: grounds(tx, municipality, id).await?,
        credentials: credentials(tx, municipality, id, now).await?,
    })
}

async fn uses_entries(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    id: &RegistrantId,
) -> Result<Vec<UsesEntry>> {
    let rows = register_sql::get_uses_before()
        .bind(tx, &municipality.as_str(), &[id.as_str()].as_slice())
        .all()
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(UsesEntry {
                uses: rows::uses_of(&row.registrant, row.uses)?,
                entered_at: row.entered_at.into(),
                entered_by: read("user id", &row.entered_by)?,
            })
        })
        .collect()
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

/// Every card of a registrant, the one that has been theirs longest first: their order is
/// their number.
pub(super) async fn credentials(
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
    let fingerprints: Vec<&[u8]> = rows.iter().map(|row| row.fingerprint.as_slice()).collect();
    let owners = register_sql::get_credential_owners()
        .bind(tx, &name, &fingerprints)
        .all()
        .await?;
    rows.iter()
        .map(|row| {
            let own = states.iter().filter(|it| it.fingerprint == row.fingerprint);
            let states = own.map(entry).collect::<Result<Vec<_>>>()?;
            let mut history = History::default();
            for entry in &states {
                history.enter(entry.from, entry.entered_at, entry.state);
            }
            let state = history.at(now).copied();
            let own = owners.iter().filter(|it| it.fingerprint == row.fingerprint);
            let owners = own.map(owner_entry).collect::<Result<Vec<_>>>()?;
            Ok(CredentialDetail {
                fingerprint: rows::fingerprint(&row.fingerprint)?,
                kind: read("kind of card", &row.kind)?,
                linked_how: row.linked_how.clone(),
                linked_at: row.linked_at.into(),
                valid_from: row.valid_from.map(Timestamp::from),
                valid_until: row.valid_until.map(Timestamp::from),
                state: state.unwrap_or(CredentialState::Usable),
                states,
                owners,
            })
        })
        .collect()
}

fn owner_entry(row: &register_sql::CredentialOwnerRow) -> Result<OwnerEntry> {
    let registrant = row.registrant.as_deref();
    Ok(OwnerEntry {
        registrant: registrant.map(|id| read("registrant id", id)).transpose()?,
        reason: row.reason.clone(),
        entered_at: row.entered_at.into(),
        entered_by: read("user id", &row.entered_by)?,
    })
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

pub(super) fn unknown_registrant() -> Error {
    Error::not_found(
        "unknown_registrant",
        "その番号の利用登録者は登録されていません。登録番号を確かめてください。",
        "There is no registrant with this number; check it.",
    )
}
