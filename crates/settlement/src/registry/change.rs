//! Changing what is registered of a resident after the first registration: the
//! registration ended or taken up again, a ground entered or corrected, a card shut
//! out or let in.
//!
//! Every change is a new row with the day it holds from. One that reaches back
//! answers with the claims it touches; they stay as they were decided, and what takes
//! something away opens them for review. A rehearsal does the same and keeps nothing.

use domain::{
    CredentialState, Digest, RegistrantId, ServiceDate, Standing, Timestamp, TripId, Yen,
};
use queries::queries::{register as register_sql, registry as sql};
use wire::api::{
    ChangeCredential, ChangeGround, ChangeOwnCredential, ChangeStanding, Changed,
    ChangedCredential, TouchedClaim,
};

use super::choose::choose;
use super::desk::is_code;
use super::ground::{Ground, enter_grounds};
use super::lock::hold;
use super::reach;
use super::registrant::{credentials, unknown_registrant};
use crate::access::{Caller, Permission};
use crate::review;
use crate::trail::perform;
use crate::{Error, Result, Settlement, Transaction};

const WRITE: Option<Permission> = Some(Permission::RegistryWrite);

/// Ends a registration, takes it up again, or corrects either.
pub async fn change_standing(
    settlement: &Settlement,
    caller: &Caller,
    id: &RegistrantId,
    change: &ChangeStanding,
) -> Result<Changed> {
    let what = if change.dry_run {
        "rehearse_standing"
    } else {
        "change_standing"
    };
    let changed = perform(settlement, caller, WRITE, (what, id), async || {
        if !change.reason.explains(change.state) {
            return Err(reason_does_not_fit(change));
        }
        settlement
            .database
            .keep_unless(change.dry_run, (what, caller.municipality), async |tx| {
                enter_standing(settlement, tx, caller, (id, change)).await
            })
            .await
    })
    .await?;
    tracing::info!(registrant = %id, by = %caller.who, state = %change.state, "standing changed");
    Ok(changed)
}

async fn enter_standing(
    settlement: &Settlement,
    tx: &Transaction<'_>,
    caller: &Caller,
    (id, change): (&RegistrantId, &ChangeStanding),
) -> Result<Changed> {
    let municipality = caller.municipality;
    let now = hold(settlement, tx, municipality).await?;
    begins_before(tx, caller, (id, change.from)).await?;
    let id = id.as_str();
    let entered = sql::put_standings()
        .bind(
            tx,
            &municipality.as_str(),
            &now.in_japan(),
            &caller.user()?.as_str(),
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
}

/// Enters a ground, or corrects the one with the same first day.
pub async fn change_ground(
    settlement: &Settlement,
    caller: &Caller,
    id: &RegistrantId,
    change: &ChangeGround,
) -> Result<Changed> {
    let what = if change.dry_run {
        "rehearse_ground"
    } else {
        "change_ground"
    };
    let changed = perform(settlement, caller, WRITE, (what, id), async || {
        check_ground(change)?;
        let database = &settlement.database;
        let scope = (what, caller.municipality);
        database
            .keep_unless(change.dry_run, scope, async |tx| {
                enter_ground(settlement, tx, caller, (id, change)).await
            })
            .await
    })
    .await?;
    tracing::info!(registrant = %id, by = %caller.who, "ground changed");
    Ok(changed)
}

async fn enter_ground(
    settlement: &Settlement,
    tx: &Transaction<'_>,
    caller: &Caller,
    (id, change): (&RegistrantId, &ChangeGround),
) -> Result<Changed> {
    let now = hold(settlement, tx, caller.municipality).await?;
    require_registrant(tx, caller, id).await?;
    let ground = Ground {
        registrant: id.as_str().to_owned(),
        kind: change.ground.clone(),
        from: change.from,
        until: change.until,
        evidence: change.evidence.clone(),
    };
    let (entered, rows) = enter_grounds(
        tx,
        &settlement.schemes,
        (caller.municipality, caller.user()?.as_str(), now),
        &[ground],
    )
    .await?;
    changed(entered, &rows)
}

fn check_ground(change: &ChangeGround) -> Result<()> {
    if !is_code(&change.ground) || !change.evidence.as_deref().is_none_or(is_code) {
        return Err(super::desk::ground_invalid());
    }
    // The day before its first: it never held.
    let earliest = change.from.date().pred_opt();
    if change
        .until
        .is_some_and(|until| Some(until.date()) < earliest)
    {
        return Err(super::desk::ground_ends_before(&change.ground));
    }
    Ok(())
}

/// Shuts a card out, or lets it in again.
pub async fn change_credential(
    settlement: &Settlement,
    caller: &Caller,
    fingerprint: Digest,
    change: &ChangeCredential,
) -> Result<Changed> {
    let what = name_of_credential_change(change.dry_run);
    let changed = perform(settlement, caller, WRITE, (what, fingerprint), async || {
        settlement
            .database
            .keep_unless(change.dry_run, (what, caller.municipality), async |tx| {
                let now = hold(settlement, tx, caller.municipality).await?;
                sql::get_credential_owner()
                    .bind(
                        tx,
                        &caller.municipality.as_str(),
                        &fingerprint.as_bytes().as_slice(),
                    )
                    .opt()
                    .await?
                    .ok_or_else(unknown_credential)?;
                let held = (change.state, change.from);
                enter_credential(tx, caller, fingerprint, held, now).await
            })
            .await
    })
    .await?;
    tracing::info!(card = %fingerprint, by = %caller.who, state = %change.state, "card changed");
    Ok(changed)
}

/// The same for a registrant whose card is not at hand, as a lost one is.
pub async fn change_own_credential(
    settlement: &Settlement,
    caller: &Caller,
    id: &RegistrantId,
    change: &ChangeOwnCredential,
) -> Result<ChangedCredential> {
    let what = name_of_credential_change(change.dry_run);
    let changed = perform(settlement, caller, WRITE, (what, id), async || {
        settlement
            .database
            .keep_unless(change.dry_run, (what, caller.municipality), async |tx| {
                let now = hold(settlement, tx, caller.municipality).await?;
                require_registrant(tx, caller, id).await?;
                let cards = credentials(tx, caller.municipality, id, now).await?;
                let (number, card) = choose(&cards, change, now)?;
                let held = (change.state, change.from);
                let fingerprint = card.fingerprint;
                Ok(ChangedCredential {
                    number,
                    fingerprint,
                    changed: enter_credential(tx, caller, fingerprint, held, now).await?,
                })
            })
            .await
    })
    .await?;
    tracing::info!(registrant = %id, by = %caller.who, state = %change.state, "card changed");
    Ok(changed)
}

const fn name_of_credential_change(dry_run: bool) -> &'static str {
    if dry_run {
        "rehearse_credential"
    } else {
        "change_credential"
    }
}

async fn enter_credential(
    tx: &Transaction<'_>,
    caller: &Caller,
    fingerprint: Digest,
    (state, from): (CredentialState, Option<Timestamp>),
    now: Timestamp,
) -> Result<Changed> {
    let municipality = caller.municipality;
    let from = from.unwrap_or(now);
    if from > now {
        return Err(in_the_future());
    }
    let entered = sql::put_credential_states()
        .bind(
            tx,
            &municipality.as_str(),
            &now.in_japan(),
            &caller.user()?.as_str(),
            &[fingerprint.as_bytes().as_slice()].as_slice(),
            &[from.in_japan()].as_slice(),
            &[state.as_str()].as_slice(),
        )
        .await?;
    let rows = if entered > 0 {
        reach::of_cards(tx, municipality, &[(&fingerprint, from)]).await?
    } else {
        Vec::new()
    };
    if state != CredentialState::Usable {
        review::reopen(tx, municipality, &rows, now).await?;
    }
    changed(entered, &rows)
}

pub(super) async fn require_registrant(
    tx: &Transaction<'_>,
    caller: &Caller,
    id: &RegistrantId,
) -> Result<register_sql::RegistrantRow> {
    register_sql::get_registrants()
        .bind(tx, &caller.municipality.as_str(), &[id.as_str()].as_slice())
        .opt()
        .await?
        .ok_or_else(unknown_registrant)
}

/// Nothing holds of a registrant before they were one.
async fn begins_before(
    tx: &Transaction<'_>,
    caller: &Caller,
    (id, from): (&RegistrantId, ServiceDate),
) -> Result<()> {
    let registered_on = require_registrant(tx, caller, id).await?.registered_on;
    if from.date() < registered_on {
        return Err(before_registration(registered_on));
    }
    Ok(())
}

/// What was so already touches nothing.
pub(super) fn changed(entered: u64, rows: &[sql::TouchedRow]) -> Result<Changed> {
    let touched = rows.iter().map(touched).collect::<Result<Vec<_>>>()?;
    Ok(Changed {
        changed: entered > 0,
        count: touched.len(),
        total_yen: Yen::new(rows.iter().map(|row| row.decided_yen).sum()),
        touched,
    })
}

pub(super) fn touched(row: &sql::TouchedRow) -> Result<TouchedClaim> {
    Ok(TouchedClaim {
        trip: TripId::try_from(row.trip).map_err(|error| Error::damaged("trip", error))?,
        ordinal: row.ordinal,
        service_date: ServiceDate::from_date(row.service_date),
        decided_yen: Yen::new(row.decided_yen),
    })
}

pub(super) fn unknown_credential() -> Error {
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
