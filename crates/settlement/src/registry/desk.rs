//! Registering a resident and their card at the city's desk.
//!
//! The service checks the certificate itself and keeps of it the fingerprint,
//! the issuer and the validity; the certificate is not kept. A transit card comes with a
//! certificate in one request, or not at all: nothing else says whose it is, and there is no
//! half of a registration that somebody else could complete.

use domain::{CredentialKind, Timestamp};
use jpki::{Certificate, ChipKey};
use queries::queries::{register as register_sql, registry as sql};
use wire::api::{GroundInput, RegisterCard, RegisteredCard, RegistrantInput};

use super::link::{Certified, Link, link, replaced_by};
use super::lock::hold;
use super::uses_before;
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
        transit_card: input.transit_card,
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
                let mut replaced = Vec::new();
                for one in links(&card, &chip_key) {
                    link(tx, caller, &one, now).await?;
                    replaced.extend(replaced_by(tx, caller, one.fingerprint).await?);
                }
                Ok(replaced)
            })
            .await
    })
    .await?;
    tracing::info!(registrant = %card.registrant, by = %caller.who, "card registered");
    Ok(RegisteredCard { replaced, ..card })
}

/// The card with the certificate, and the transit card that came with it.
fn links<'c>(card: &'c RegisteredCard, chip_key: &'c ChipKey) -> Vec<Link<'c>> {
    let certified = Certified {
        issuer: &card.issuer,
        valid_from: card.valid_from,
        valid_until: card.valid_until,
        chip_key,
    };
    let of = |kind, fingerprint, certified| Link {
        registrant: &card.registrant,
        kind,
        fingerprint,
        certified,
    };
    let mut links = vec![of(CredentialKind::Card, card.fingerprint, Some(certified))];
    links.extend(
        card.transit_card
            .map(|fingerprint| of(CredentialKind::TransitCard, fingerprint, None)),
    );
    links
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
    let uses_before = uses_before::in_sql(registrant.uses_before)?;
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
    let known = sql::get_registration()
        .bind(tx, &caller.municipality.as_str(), &id)
        .one()
        .await?;
    let same = known.registered_on == registrant.registered_on.date() && known.uses == uses_before;
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
        format!(
            "利用登録者{registrant}は別の内容で登録済みです。紙で利用した回数の訂正は mytaku registrant uses-before で行います。"
        ),
        format!(
            "The registrant {registrant} was entered before with other dates or uses; nothing was changed. Uses on paper are corrected by: mytaku registrant uses-before."
        ),
    )
}
