//! Linking a card to whoever brought it to the desk, one of a kind at a time.
//!
//! What is linked stays linked: the same again changes nothing, another registrant's card is
//! refused, and so is one that was shut out. Deliberately absent: correcting a wrong link,
//! which `owner` does, and what is linked from a file, which replaces nothing.

use domain::{CredentialKind, CredentialState, Digest, RegistrantId, Timestamp};
use jpki::ChipKey;
use queries::queries::{register as register_sql, registry as sql};

use super::owner;
use crate::access::Caller;
use crate::register::rows;
use crate::{Error, Result, Transaction};

/// How a card was linked, as in SQL.
const DESK_TAP: &str = "desk_tap";

/// A card and whose it is.
pub(super) struct Link<'c> {
    pub(super) registrant: &'c RegistrantId,
    pub(super) kind: CredentialKind,
    pub(super) fingerprint: Digest,
    /// None of a transit card.
    pub(super) certified: Option<Certified<'c>>,
}

/// What a card with a certificate has.
pub(super) struct Certified<'c> {
    pub(super) issuer: &'c str,
    pub(super) valid_from: Timestamp,
    pub(super) valid_until: Timestamp,
    pub(super) chip_key: &'c ChipKey,
}

/// Links a card, in the place of the registrant's others of its kind.
pub(super) async fn link(
    tx: &Transaction<'_>,
    caller: &Caller,
    card: &Link<'_>,
    now: Timestamp,
) -> Result<()> {
    let municipality = caller.municipality.as_str();
    let fingerprint = card.fingerprint.as_bytes().as_slice();
    let certified = card.certified.as_ref();
    let linked = sql::put_credential()
        .bind(
            tx,
            &municipality,
            &fingerprint,
            &card.registrant.as_str(),
            &card.kind.as_str(),
            &certified.map(|it| it.issuer),
            &certified.map(|it| it.valid_from.in_japan()),
            &certified.map(|it| it.valid_until.in_japan()),
            &certified.map(|it| it.chip_key.spki_der()),
            &caller.user()?.as_str(),
            &now.in_japan(),
        )
        .await?;
    if linked == 1 {
        return replace_others(tx, caller, card, now).await;
    }
    let owner = owner::owner(tx, caller, card.fingerprint).await?.flatten();
    if owner.as_ref().is_some_and(|it| it != card.registrant) {
        return Err(linked_to_somebody_else(card.fingerprint));
    }
    let states = register_sql::get_credential_states()
        .bind(tx, &municipality, &[fingerprint].as_slice())
        .all()
        .await?;
    let last = states.iter().max_by_key(|row| row.from_at);
    match last {
        Some(row) if row.state != CredentialState::Usable.as_str() => {
            return Err(shut_out(&row.state));
        }
        _ => (),
    }
    if owner.is_none() {
        // It was somebody else's by mistake, and is nobody's since that was corrected.
        let by = (caller.municipality, caller.user()?.as_str(), now);
        let to = [Some(card.registrant.as_str())];
        owner::enter(tx, by, (&[card.fingerprint], &to), DESK_TAP).await?;
        replace_others(tx, caller, card, now).await?;
    }
    Ok(())
}

/// A person has one card of a kind at a time: what is shown now took the others' place.
async fn replace_others(
    tx: &Transaction<'_>,
    caller: &Caller,
    card: &Link<'_>,
    now: Timestamp,
) -> Result<()> {
    sql::replace_credentials()
        .bind(
            tx,
            &now.in_japan(),
            &caller.user()?.as_str(),
            &caller.municipality.as_str(),
            &card.registrant.as_str(),
            &card.kind.as_str(),
            &card.fingerprint.as_bytes().as_slice(),
        )
        .await?;
    Ok(())
}

/// The cards whose place a card took when it was linked.
pub(super) async fn replaced_by(
    tx: &Transaction<'_>,
    caller: &Caller,
    fingerprint: Digest,
) -> Result<Vec<Digest>> {
    sql::get_replaced_by()
        .bind(
            tx,
            &caller.municipality.as_str(),
            &fingerprint.as_bytes().as_slice(),
        )
        .all()
        .await?
        .into_iter()
        .map(|bytes| rows::fingerprint(&bytes))
        .collect()
}

fn shut_out(state: &str) -> Error {
    Error::conflict(
        "card_shut_out",
        format!(
            "このカードは登録済みですが、止められています(状態 {state})。使えるようにするには、カードを利用可(usable)に戻してください。"
        ),
        format!(
            "This card is linked, but shut out (state {state}); to let it in again, make it usable."
        ),
    )
}

fn linked_to_somebody_else(fingerprint: Digest) -> Error {
    Error::conflict(
        "card_linked_to_another_registrant",
        format!(
            "このカード(指紋{fingerprint})は別の利用登録者に登録されています。登録番号を確かめてください。登録が誤りなら、先に持ち主を訂正してください。"
        ),
        format!(
            "This card (fingerprint {fingerprint}) is linked to another registrant; check the number. A wrong link is corrected first."
        ),
    )
}
