//! Whose a card is, put right after it was linked to the wrong registrant.
//!
//! The correction is a row of its own; nothing that was decided changes. A trip that came
//! in before is judged by whose the card was said to be then, one that comes in later by
//! the correction, whenever it was driven. Claims of the one whose it was not are opened for
//! review. Deliberately absent: giving a claim to another registrant, which no city may do
//! behind a passenger's back.

mod weigh;

use domain::{CredentialState, Digest, MunicipalityCode, RegistrantId, Timestamp};
use queries::queries::registry as sql;
use wire::api::{ChangeOwner, ChangedOwner};

use self::weigh::{Card, Said, weigh};
use super::change::{changed, require_registrant, unknown_credential};
use super::lock::hold;
use crate::access::{Caller, Permission};
use crate::review::{self, Code};
use crate::trail::perform;
use crate::{Error, Result, Settlement, Transaction};

/// Says whose a card is that was linked to somebody else, or that it is nobody's.
///
/// What its wrong link replaced may be used again, and it takes the place of the new
/// owner's card, as if the link had been right.
pub async fn change_owner(
    settlement: &Settlement,
    caller: &Caller,
    fingerprint: Digest,
    change: &ChangeOwner,
) -> Result<ChangedOwner> {
    let what = if change.dry_run {
        "rehearse_owner"
    } else {
        "change_owner"
    };
    let permission = Some(Permission::RegistryWrite);
    let act = (what, fingerprint);
    let changed = perform(settlement, caller, permission, act, async || {
        settlement
            .database
            .keep_unless(change.dry_run, (what, caller.municipality), async |tx| {
                let now = hold(settlement, tx, caller.municipality).await?;
                correct(tx, caller, (fingerprint, change), now).await
            })
            .await
    })
    .await?;
    tracing::info!(
        card = %fingerprint, by = %caller.who, reason = %change.reason, "owner of a card corrected"
    );
    Ok(changed)
}

async fn correct(
    tx: &Transaction<'_>,
    caller: &Caller,
    (fingerprint, change): (Digest, &ChangeOwner),
    now: Timestamp,
) -> Result<ChangedOwner> {
    let to = change.registrant.as_ref();
    if let Some(to) = to {
        require_registrant(tx, caller, to).await?;
    }
    let before = owner(tx, caller, fingerprint)
        .await?
        .ok_or_else(unknown_credential)?;
    let moving = chip(tx, caller, fingerprint).await?;
    let cards: Vec<Digest> = moving.iter().map(|card| card.fingerprint).collect();
    if before.as_ref() == to {
        return Ok(ChangedOwner {
            cards,
            before,
            restored: Vec::new(),
            replaced: Vec::new(),
            changed: changed(0, &[])?,
        });
    }
    let mut left = all_of(tx, caller, before.as_ref()).await?;
    left.retain(|card| !cards.contains(&card.fingerprint));
    let there = all_of(tx, caller, to).await?;
    let states = weigh(&moving, &left, &there, now);
    let owners = vec![to.map(RegistrantId::as_str); cards.len()];
    let by = (caller.municipality, caller.user()?.as_str(), now);
    let entered = enter(tx, by, (&cards, &owners), change.reason.as_str()).await?;
    enter_states(tx, (caller, now), &states).await?;
    let rows = match &before {
        None => Vec::new(),
        Some(before) => {
            let fingerprints: Vec<&[u8]> = bytes(&cards);
            sql::get_touched_by_owner()
                .bind(
                    tx,
                    &now.in_japan(),
                    &caller.municipality.as_str(),
                    &before.as_str(),
                    &fingerprints,
                )
                .all()
                .await?
        }
    };
    let answer = changed(entered, &rows)?;
    let reached = rows.iter().map(|row| (Code::CardOfAnother, row));
    review::reopen(tx, caller.municipality, reached, now).await?;
    let of = |state: CredentialState| {
        let said = states.iter().filter(move |said| said.state == state);
        said.map(|said| said.fingerprint).collect()
    };
    Ok(ChangedOwner {
        cards,
        before,
        restored: of(CredentialState::Usable),
        replaced: of(CredentialState::Replaced),
        changed: answer,
    })
}

/// Whose a card is now: none if it was never linked, and of none if it is nobody's.
pub(super) async fn owner(
    tx: &Transaction<'_>,
    caller: &Caller,
    fingerprint: Digest,
) -> Result<Option<Option<RegistrantId>>> {
    let held = sql::get_credential_owner()
        .bind(
            tx,
            &caller.municipality.as_str(),
            &fingerprint.as_bytes().as_slice(),
        )
        .opt()
        .await?;
    let registrant = |text: String| {
        text.parse()
            .map_err(|error| Error::damaged("registrant id", error))
    };
    held.map(|held| held.map(registrant).transpose())
        .transpose()
}

/// Enters whose cards are from now on.
pub(super) async fn enter(
    tx: &Transaction<'_>,
    (municipality, by, now): (MunicipalityCode, &str, Timestamp),
    (cards, owners): (&[Digest], &[Option<&str>]),
    reason: &str,
) -> Result<u64> {
    let entered = sql::put_credential_owners()
        .bind(
            tx,
            &municipality.as_str(),
            &reason,
            &now.in_japan(),
            &by,
            &bytes(cards),
            &owners,
        )
        .await?;
    Ok(entered)
}

async fn enter_states(
    tx: &Transaction<'_>,
    (caller, now): (&Caller, Timestamp),
    states: &[Said],
) -> Result<()> {
    let cards: Vec<Digest> = states.iter().map(|said| said.fingerprint).collect();
    let from: Vec<_> = states.iter().map(|said| said.from.in_japan()).collect();
    let codes: Vec<&str> = states.iter().map(|said| said.state.as_str()).collect();
    sql::put_credential_states()
        .bind(
            tx,
            &caller.municipality.as_str(),
            &now.in_japan(),
            &caller.user()?.as_str(),
            &bytes(&cards),
            &from,
            &codes,
        )
        .await?;
    Ok(())
}

fn bytes(cards: &[Digest]) -> Vec<&[u8]> {
    cards.iter().map(|it| it.as_bytes().as_slice()).collect()
}

/// The card, and those whose certificates came before or after it on the same chip.
async fn chip(tx: &Transaction<'_>, caller: &Caller, card: Digest) -> Result<Vec<Card>> {
    let (name, fingerprint) = (caller.municipality.as_str(), card.as_bytes().as_slice());
    let rows = sql::get_cards_of_chip()
        .bind(tx, &name, &fingerprint)
        .all()
        .await?;
    rows.iter().map(card_of).collect()
}

async fn all_of(
    tx: &Transaction<'_>,
    caller: &Caller,
    registrant: Option<&RegistrantId>,
) -> Result<Vec<Card>> {
    let Some(registrant) = registrant else {
        return Ok(Vec::new());
    };
    let (name, id) = (caller.municipality.as_str(), registrant.as_str());
    let rows = sql::get_cards_of_registrant()
        .bind(tx, &name, &id)
        .all()
        .await?;
    rows.iter().map(card_of).collect()
}

fn card_of(row: &sql::WeighedRow) -> Result<Card> {
    let damaged = |error: &dyn std::fmt::Display| Error::damaged("credential", error);
    let last = match (&row.state, row.from_at, row.entered_at) {
        (Some(state), Some(from), Some(entered_at)) => Some((
            state
                .parse::<CredentialState>()
                .map_err(|error| damaged(&error))?,
            from.into(),
            entered_at.into(),
        )),
        _ => None,
    };
    Ok(Card {
        fingerprint: Digest::try_from(row.fingerprint.as_slice())
            .map_err(|error| damaged(&error))?,
        kind: row.kind.parse().map_err(|error| damaged(&error))?,
        linked_at: row.linked_at.into(),
        held_since: row.held_since.into(),
        last,
    })
}
