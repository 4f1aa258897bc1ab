//! Registering a resident and their card at the city's desk.
//!
//! The service checks the certificate itself and keeps of it the fingerprint,
//! the issuer and the validity; the certificate is not kept.

use domain::{CredentialState, Digest, Timestamp};
use jpki::{Certificate, ChipKey};
use queries::queries::{register as register_sql, registry as sql};
use wire::api::{GroundInput, RegisterCard, RegisteredCard, RegistrantInput};

use super::lock::hold;
use crate::access::{Caller, Permission};
use crate::trail::perform;
use crate::{Error, Result, Settlement, Transaction};

/// Admits a registrant (if new) and links the card they showed.
///
/// Repeating the same registration answers the same again. A card that is
/// linked to somebody else is refused.
pub async fn register_card(
    settlement: &Settlement,
    caller: &Caller,
    input: &RegisterCard,
) -> Result<RegisteredCard> {
    let certificate = checked_certificate(settlement, &input.certificate, settlement.now()?)?;
    let chip_key = ChipKey::from_spki_der(&input.chip_key).map_err(|error| {
        Error::invalid(
            "chip_key_invalid",
            "ICチップの公開鍵を読み取れません。もう一度カードを読み取ってください。",
            format!("The chip's public key cannot be read: {error}."),
        )
    })?;
    check_registrant(&input.registrant)?;
    let card = RegisteredCard {
        registrant: input.registrant.id.clone(),
        fingerprint: certificate.fingerprint(),
        issuer: certificate.issuer(),
        valid_from: certificate.not_before(),
        valid_until: certificate.not_after(),
        replaced: Vec::new(),
    };
    let act = ("register_card", format!("registrant:{}", card.registrant));
    let permission = Some(Permission::RegistryWrite);
    let replaced = perform(settlement, caller, permission, act, async || {
        settlement
            .database
            .transaction("register_card", caller.municipality, async |tx| {
                let now = hold(settlement, tx, caller.municipality).await?;
                put_registrant(tx, caller, &input.registrant, now).await?;
                put_credential(tx, caller, &card, &chip_key, now).await?;
                replaced_by(tx, caller, card.fingerprint).await
            })
            .await
    })
    .await?;
    tracing::info!(registrant = %card.registrant, by = %caller.who, "card registered");
    Ok(RegisteredCard { replaced, ..card })
}

fn checked_certificate(settlement: &Settlement, der: &[u8], now: Timestamp) -> Result<Certificate> {
    let trust = settlement.card_trust()?;
    let certificate = Certificate::parse(der).map_err(|error| {
        Error::invalid(
            "certificate_invalid",
            "電子証明書を読み取れません。もう一度カードを読み取ってください。",
            format!("The certificate cannot be read: {error}."),
        )
    })?;
    jpki::check(&certificate, &trust.anchors, &trust.policy, now).map_err(|rejection| {
        let reason = rejection.reason();
        Error::invalid(&reason.code, reason.ja, reason.en)
    })?;
    Ok(certificate)
}

fn check_registrant(registrant: &RegistrantInput) -> Result<()> {
    if registrant.grounds.is_empty() {
        return Err(Error::invalid(
            "ground_missing",
            "対象要件を一つ以上指定してください。",
            "Give at least one ground of eligibility.",
        ));
    }
    for ground in &registrant.grounds {
        let evidence = ground.evidence.as_deref();
        if !is_code(&ground.ground) || !evidence.is_none_or(is_code) {
            return Err(ground_invalid());
        }
        if ground.until.is_some_and(|until| until < ground.from) {
            return Err(ground_ends_before(&ground.ground));
        }
    }
    Ok(())
}

pub(super) fn ground_invalid() -> Error {
    Error::invalid(
        "ground_invalid",
        "対象要件や確認方法の符号は小文字の英字・数字・下線です(例 age75)。",
        "A ground and its evidence are named by lower-case letters, digits and _, such as age75.",
    )
}

pub(super) fn ground_ends_before(ground: &str) -> Error {
    Error::invalid(
        "ground_ends_before_it_begins",
        format!("対象要件{ground}の終了日が開始日より前です。"),
        format!("The ground {ground} ends before it begins."),
    )
}

/// Whether `text` is a code such as `age75`, with no person's number in it.
pub(super) fn is_code(text: &str) -> bool {
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.len() <= 64
        && text.chars().all(letters)
        && !domain::holds_individual_number(text)
}

async fn put_registrant(
    tx: &Transaction<'_>,
    caller: &Caller,
    registrant: &RegistrantInput,
    now: Timestamp,
) -> Result<()> {
    let municipality = caller.municipality.as_str();
    let uses_before = i32::try_from(registrant.uses_before).map_err(|_too_many| {
        Error::invalid(
            "uses_before_too_large",
            "利用済み回数が大きすぎます。",
            "uses_before is too large.",
        )
    })?;
    let admitted = sql::put_registrant()
        .bind(
            tx,
            &municipality,
            &registrant.id.as_str(),
            &registrant.registered_on.date(),
            &uses_before,
            &caller.user()?.as_str(),
            &now.in_japan(),
        )
        .await?;
    if admitted != 1 {
        require_same_registrant(tx, caller, registrant, uses_before).await?;
    }
    for ground in &registrant.grounds {
        put_ground(tx, caller, (registrant, ground), now).await?;
    }
    Ok(())
}

/// What was entered before is not changed by entering it otherwise.
async fn require_same_registrant(
    tx: &Transaction<'_>,
    caller: &Caller,
    registrant: &RegistrantInput,
    uses_before: i32,
) -> Result<()> {
    let id = registrant.id.as_str();
    let known = register_sql::get_registrants()
        .bind(tx, &caller.municipality.as_str(), &[id].as_slice())
        .one()
        .await?;
    let same =
        known.registered_on == registrant.registered_on.date() && known.uses_before == uses_before;
    if same {
        Ok(())
    } else {
        Err(entered_otherwise(id))
    }
}

async fn put_ground(
    tx: &Transaction<'_>,
    caller: &Caller,
    (registrant, ground): (&RegistrantInput, &GroundInput),
    now: Timestamp,
) -> Result<()> {
    let municipality = caller.municipality.as_str();
    let id = registrant.id.as_str();
    let until = ground.until.map(domain::ServiceDate::date);
    let known = register_sql::get_grounds()
        .bind(tx, &municipality, &[id].as_slice())
        .all()
        .await?
        .into_iter()
        .rev()
        .find(|row| row.ground == ground.ground && row.from_date == ground.from.date());
    if known.is_some_and(|row| row.until_date != until) {
        return Err(entered_otherwise(id));
    }
    sql::put_grounds()
        .bind(
            tx,
            &municipality,
            &now.in_japan(),
            &caller.user()?.as_str(),
            &[id].as_slice(),
            &[ground.ground.as_str()].as_slice(),
            &[ground.from.date()].as_slice(),
            &[until].as_slice(),
            &[ground.evidence.as_deref()].as_slice(),
        )
        .await?;
    Ok(())
}

fn entered_otherwise(registrant: &str) -> Error {
    Error::conflict(
        "registrant_entered_otherwise",
        format!("利用登録者{registrant}は別の内容で登録済みです。"),
        format!(
            "The registrant {registrant} was entered before with other dates or uses; nothing was changed."
        ),
    )
}

async fn put_credential(
    tx: &Transaction<'_>,
    caller: &Caller,
    card: &RegisteredCard,
    chip_key: &ChipKey,
    now: Timestamp,
) -> Result<()> {
    let municipality = caller.municipality.as_str();
    let fingerprint = card.fingerprint.as_bytes().as_slice();
    let linked = sql::put_credential()
        .bind(
            tx,
            &municipality,
            &fingerprint,
            &card.registrant.as_str(),
            &card.issuer.as_str(),
            &card.valid_from.in_japan(),
            &card.valid_until.in_japan(),
            &chip_key.spki_der(),
            &caller.user()?.as_str(),
            &now.in_japan(),
        )
        .await?;
    if linked == 1 {
        // A person has one card at a time: what is shown now took the others' place.
        sql::replace_credentials()
            .bind(
                tx,
                &now.in_japan(),
                &caller.user()?.as_str(),
                &municipality,
                &card.registrant.as_str(),
                &fingerprint,
            )
            .await?;
        return Ok(());
    }
    let owner = sql::get_credential_owner()
        .bind(tx, &municipality, &fingerprint)
        .one()
        .await?;
    if owner != card.registrant.as_str() {
        return Err(linked_to_somebody_else(card.fingerprint));
    }
    let states = register_sql::get_credential_states()
        .bind(tx, &municipality, &[fingerprint].as_slice())
        .all()
        .await?;
    let last = states.iter().max_by_key(|row| row.from_at);
    match last {
        Some(row) if row.state != CredentialState::Usable.as_str() => Err(shut_out(&row.state)),
        _ => Ok(()),
    }
}

/// The cards whose place a card took when it was linked.
async fn replaced_by(
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
        .map(|bytes| {
            Digest::try_from(bytes.as_slice()).map_err(|error| Error::damaged("fingerprint", error))
        })
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
        "このカードは別の利用登録者に登録されています。登録番号を確かめてください。",
        format!(
            "This card (fingerprint {fingerprint}) is linked to another registrant; check the number."
        ),
    )
}
