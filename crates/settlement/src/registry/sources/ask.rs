//! Asking a source about the cards in use, and entering what it says: all of it or
//! nothing. The source is asked before anything is written and outside of any
//! transaction, however long it takes.

use std::collections::HashSet;

use domain::{CredentialKind, CredentialState, Digest, MunicipalityCode, Timestamp, Yen};
use queries::queries::registry as sql;
use serde::Serialize;
use wire::api::TouchedClaim;

use super::{RevocationSource, RevokedCard, SerialSuccession, SourceError, Successor};
use crate::access::{Caller, Permission};
use crate::register::rows;
use crate::registry::change::touched;
use crate::registry::lock::hold;
use crate::registry::reach;
use crate::review;
use crate::trail::perform;
use crate::{Error, Result, Settlement, Transaction};

/// As often as one certificate may have been followed by another since one last asked.
const GENERATIONS_MAX: usize = 8;

/// What asking came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// Cards that were asked about.
    pub asked: usize,
    /// Those of them that the source had something to say of.
    pub answered: usize,
    /// Rows entered; none when all was known already.
    pub entered: u64,
    /// Number of claims below.
    pub count: usize,
    /// What they come to.
    pub total_yen: Yen,
    /// Claims that were decided before and that this reaches back to: open for review.
    pub touched: Vec<TouchedClaim>,
}

/// Shuts out the cards that `source` calls revoked.
pub async fn ask_revocations(
    settlement: &Settlement,
    caller: &Caller,
    source: &impl RevocationSource,
    dry_run: bool,
) -> Result<Asked> {
    let what = name(dry_run, "rehearse_revocations", "enter_revocations");
    let permission = Some(Permission::RegistryWrite);
    perform(settlement, caller, permission, (what, ""), async || {
        let cards = settlement
            .database
            .transaction("cards_to_ask_about", caller.municipality, async |tx| {
                let municipality = caller.municipality.as_str();
                digests(
                    &sql::get_cards_to_ask_about()
                        .bind(tx, &municipality)
                        .all()
                        .await?,
                )
            })
            .await?;
        let mut revoked = source.revoked(&cards).await.map_err(no_answer)?;
        let known: HashSet<&Digest> = cards.iter().collect();
        revoked.retain(|card| known.contains(&card.fingerprint));
        settlement
            .database
            .keep_unless(dry_run, (what, caller.municipality), async |tx| {
                let now = hold(settlement, tx, caller.municipality).await?;
                let rows = enter_revoked(tx, caller, &revoked, now).await?;
                asked((cards.len(), revoked.len()), rows)
            })
            .await
    })
    .await
}

async fn enter_revoked(
    tx: &Transaction<'_>,
    caller: &Caller,
    revoked: &[RevokedCard],
    now: Timestamp,
) -> Result<(u64, Vec<sql::TouchedRow>)> {
    let municipality = caller.municipality;
    if revoked.iter().any(|card| card.at > now) {
        return Err(yet_to_come());
    }
    let fingerprints: Vec<&[u8]> = revoked
        .iter()
        .map(|card| card.fingerprint.as_bytes().as_slice())
        .collect();
    let moments: Vec<_> = revoked.iter().map(|card| card.at.in_japan()).collect();
    let entered = sql::put_credential_states()
        .bind(
            tx,
            &municipality.as_str(),
            &now.in_japan(),
            &caller.user()?.as_str(),
            &fingerprints,
            &moments,
            &vec![CredentialState::Revoked.as_str(); revoked.len()],
        )
        .await?;
    if entered == 0 {
        return Ok((0, Vec::new()));
    }
    let since: Vec<_> = revoked.iter().map(|it| (&it.fingerprint, it.at)).collect();
    let rows = reach::of_cards(tx, municipality, &since).await?;
    review::reopen(tx, municipality, &rows, now).await?;
    Ok((entered, rows))
}

/// Links the certificates that `source` calls successors to whom the ones before are
/// linked to. The chip is the same, so its pinned key goes with it, and the ones
/// before are replaced; another chip is for the desk.
pub async fn ask_successions(
    settlement: &Settlement,
    caller: &Caller,
    source: &impl SerialSuccession,
    dry_run: bool,
) -> Result<Asked> {
    let what = name(dry_run, "rehearse_successions", "enter_successions");
    let permission = Some(Permission::RegistryWrite);
    perform(settlement, caller, permission, (what, ""), async || {
        let cards = settlement
            .database
            .transaction("cards_in_use", caller.municipality, async |tx| {
                let municipality = caller.municipality.as_str();
                // Of a transit card no issuer says anything.
                let mut kinds = CredentialKind::ALL.to_vec();
                kinds.retain(|kind| *kind != CredentialKind::TransitCard);
                let kinds: Vec<&str> = kinds.into_iter().map(CredentialKind::as_str).collect();
                digests(
                    &sql::get_fingerprints()
                        .bind(tx, &municipality, &kinds)
                        .all()
                        .await?,
                )
            })
            .await?;
        let asked_about = cards.len();
        let successors = all_successors(source, cards).await?;
        settlement
            .database
            .keep_unless(dry_run, (what, caller.municipality), async |tx| {
                let now = hold(settlement, tx, caller.municipality).await?;
                let mut entered = 0;
                for one in &successors {
                    entered += succeed(tx, caller, one, now).await?;
                }
                asked((asked_about, successors.len()), (entered, Vec::new()))
            })
            .await
    })
    .await
}

/// Successors of cards, and those of these: a card may have been renewed more than
/// once since one last asked.
async fn all_successors(
    source: &impl SerialSuccession,
    cards: Vec<Digest>,
) -> Result<Vec<Successor>> {
    let mut all = Vec::new();
    let mut seen: HashSet<Digest> = cards.iter().copied().collect();
    let mut asking = cards;
    for _generation in 0..GENERATIONS_MAX {
        if asking.is_empty() {
            break;
        }
        let known: HashSet<Digest> = asking.iter().copied().collect();
        let mut found = source.successors(&asking).await.map_err(no_answer)?;
        found.retain(|one| known.contains(&one.fingerprint) && one.successor != one.fingerprint);
        asking = found
            .iter()
            .map(|one| one.successor)
            .filter(|successor| seen.insert(*successor))
            .collect();
        all.append(&mut found);
    }
    Ok(all)
}

async fn succeed(
    tx: &Transaction<'_>,
    caller: &Caller,
    one: &Successor,
    now: Timestamp,
) -> Result<u64> {
    let municipality = caller.municipality.as_str();
    let (before, after) = (
        one.fingerprint.as_bytes().as_slice(),
        one.successor.as_bytes().as_slice(),
    );
    let linked = sql::succeed_credential()
        .bind(
            tx,
            &after,
            &one.valid_from.in_japan(),
            &one.valid_until.in_japan(),
            &caller.user()?.as_str(),
            &now.in_japan(),
            &municipality,
            &before,
        )
        .await?;
    if linked == 0 {
        require_same_owner(tx, caller.municipality, one).await?;
        return Ok(0);
    }
    sql::put_credential_states()
        .bind(
            tx,
            &municipality,
            &now.in_japan(),
            &caller.user()?.as_str(),
            &[before].as_slice(),
            &[now.in_japan()].as_slice(),
            &[CredentialState::Replaced.as_str()].as_slice(),
        )
        .await?;
    Ok(linked)
}

/// A successor that is linked to somebody else already is a mistake that a person must see.
async fn require_same_owner(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    one: &Successor,
) -> Result<()> {
    let mut owners = Vec::new();
    for card in [&one.fingerprint, &one.successor] {
        let owner = sql::get_credential_owner()
            .bind(tx, &municipality.as_str(), &card.as_bytes().as_slice())
            .opt()
            .await?;
        owners.extend(owner.flatten());
    }
    match owners.as_slice() {
        [before, after] if before != after => Err(linked_otherwise(one.successor)),
        _ => Ok(()),
    }
}

const fn name(dry_run: bool, rehearsal: &'static str, real: &'static str) -> &'static str {
    if dry_run { rehearsal } else { real }
}

fn digests(rows: &[Vec<u8>]) -> Result<Vec<Digest>> {
    rows.iter().map(|bytes| rows::fingerprint(bytes)).collect()
}

fn asked(
    (asked, answered): (usize, usize),
    (entered, rows): (u64, Vec<sql::TouchedRow>),
) -> Result<Asked> {
    let touched = rows.iter().map(touched).collect::<Result<Vec<_>>>()?;
    Ok(Asked {
        asked,
        answered,
        entered,
        count: touched.len(),
        total_yen: Yen::new(rows.iter().map(|row| row.decided_yen).sum()),
        touched,
    })
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "it stands where a source's error is mapped"
)]
fn no_answer(error: SourceError) -> Error {
    Error::conflict(
        "source_failed",
        format!("カードの情報を得られませんでした。何も変更していません: {error}"),
        format!(
            "The source of what is known of cards gave no answer; nothing was changed: {error}"
        ),
    )
}

fn yet_to_come() -> Error {
    Error::invalid(
        "in_the_future",
        "失効日時がまだ来ていません。何も変更していません。",
        "A moment of revocation is yet to come; nothing was changed.",
    )
}

fn linked_otherwise(successor: Digest) -> Error {
    Error::conflict(
        "card_linked_to_another_registrant",
        "更新後のカードが別の利用登録者に登録されています。何も変更していません。",
        format!(
            "The successor (fingerprint {successor}) is linked to another registrant; nothing was changed."
        ),
    )
}
