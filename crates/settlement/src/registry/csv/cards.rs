//! Linked cards as rows. No serial number, no certificate; what their issuer says of
//! them comes through `sources`.

use std::collections::{HashMap, HashSet};

use domain::{CredentialKind, CredentialState, Digest, MunicipalityCode, RegistrantId, Timestamp};
use jpki::ChipKey;
use queries::queries::{register as register_sql, registry as sql};

use super::super::dated::Entering;
use super::super::owner;
use super::super::reach;
use super::super::sources::{HEX64, MOMENT};
use super::people::{ID, column, each};
use super::table::{Column, Problems, Row, Table};
use crate::{Result, Transaction};

pub(super) const CREDENTIALS: [Column; 9] = [
    column("登録者", "registrant", false),
    column("指紋", "fingerprint", false),
    column("種類", "kind", true),
    column("発行者", "issuer", false),
    column("有効開始", "valid_from", false),
    column("有効期限", "valid_until", false),
    column("チップ公開鍵", "chip_key", false),
    column("状態", "state", true),
    column("状態開始", "state_from", true),
];

/// A card as a row says it.
struct Card {
    registrant: String,
    fingerprint: Digest,
    /// None: the cell is blank. A new card is then the usual kind.
    kind: Option<CredentialKind>,
    /// None: it says that it is a transit card.
    certified: Option<Certified>,
    state: Option<(Timestamp, CredentialState)>,
}

/// What a card with a certificate has.
struct Certified {
    issuer: String,
    valid_from: Timestamp,
    valid_until: Timestamp,
    chip_key: Vec<u8>,
}

pub(super) async fn enter_credentials(
    tx: &Transaction<'_>,
    entering: &Entering<'_>,
    table: &Table,
    problems: &mut Problems,
) -> Result<u64> {
    let mut cards = Vec::new();
    for row in table.rows() {
        if let Some(card) = card(&row, entering.now, problems) {
            cards.push((row, card));
        }
    }
    let nobodys = check_linked(tx, entering, &cards, problems).await?;
    if !problems.is_empty() {
        return Ok(0);
    }
    let (name, now, by) = (
        entering.municipality.as_str(),
        entering.now.in_japan(),
        entering.by(),
    );
    let cards: Vec<Card> = cards.into_iter().map(|(_row, card)| card).collect();
    let linked = sql::put_credentials()
        .bind(
            tx,
            &name,
            &by,
            &now,
            &each(&cards, |it| it.fingerprint.as_bytes().as_slice()),
            &each(&cards, |it| it.registrant.as_str()),
            &each(&cards, |it| Some(it.certified.as_ref()?.issuer.as_str())),
            &each(&cards, |it| {
                Some(it.certified.as_ref()?.valid_from.in_japan())
            }),
            &each(&cards, |it| {
                Some(it.certified.as_ref()?.valid_until.in_japan())
            }),
            &each(&cards, |it| {
                Some(it.certified.as_ref()?.chip_key.as_slice())
            }),
            &each(&cards, |it| {
                it.kind.unwrap_or(CredentialKind::Card).as_str()
            }),
        )
        .await?;
    let linked = linked + link_anew(tx, entering, &cards, &nobodys).await?;
    let stated: Vec<(&Digest, Timestamp, CredentialState)> = cards
        .iter()
        .filter_map(|card| {
            let (from, state) = card.state?;
            Some((&card.fingerprint, from, state))
        })
        .collect();
    let changed = sql::put_credential_states()
        .bind(
            tx,
            &name,
            &now,
            &by,
            &each(&stated, |(fingerprint, ..)| {
                fingerprint.as_bytes().as_slice()
            }),
            &each(&stated, |(_, from, _)| from.in_japan()),
            &each(&stated, |(.., state)| state.as_str()),
        )
        .await?;
    if changed > 0 {
        let shut_out: Vec<(&Digest, Timestamp)> = stated
            .iter()
            .filter(|(.., state)| *state != CredentialState::Usable)
            .map(|(fingerprint, from, _state)| (*fingerprint, *from))
            .collect();
        reach::open_of_cards(tx, entering.municipality, &shut_out, entering.now).await?;
    }
    Ok(linked + changed)
}

fn card(row: &Row<'_>, now: Timestamp, problems: &mut Problems) -> Option<Card> {
    let registrant: Option<RegistrantId> = row.require("registrant", ID, problems);
    let fingerprint: Option<Digest> = row.require("fingerprint", HEX64, problems);
    let kinds = (
        "card・transit_card・next_generation_cardのいずれかです。",
        "One of card, transit_card, next_generation_card.",
    );
    let kind: Option<CredentialKind> = row.parse("kind", kinds, problems);
    let certified = if kind == Some(CredentialKind::TransitCard) {
        has_no_certificate(row, problems).then_some(None)
    } else {
        certified(row, problems).map(Some)
    };
    let states = (
        "usable・lost・revoked・replacedのいずれかです。",
        "One of usable, lost, revoked, replaced.",
    );
    let state: Option<CredentialState> = row.parse("state", states, problems);
    let state = match state {
        Some(state) => {
            let from: Option<Timestamp> = row.require("state_from", MOMENT, problems);
            if from.is_some_and(|from| from > now) {
                row.object(
                    "state_from",
                    "まだ来ていない日時です。届け出のあった日時を入力してください。",
                    "This moment is yet to come; give the one at which it was reported.",
                    problems,
                );
            }
            Some((from?, state))
        }
        None => None,
    };
    Some(Card {
        registrant: registrant?.into(),
        fingerprint: fingerprint?,
        kind,
        certified: certified?,
        state,
    })
}

fn certified(row: &Row<'_>, problems: &mut Problems) -> Option<Certified> {
    let issuer = row.filled("issuer", problems);
    let valid_from: Option<Timestamp> = row.require("valid_from", MOMENT, problems);
    let valid_until: Option<Timestamp> = row.require("valid_until", MOMENT, problems);
    let chip_key = row.text("chip_key").and_then(|text| hex::decode(text).ok());
    let chip_key = chip_key.filter(|der| ChipKey::from_spki_der(der).is_ok());
    if chip_key.is_none() {
        row.object(
            "chip_key",
            "ICチップの公開鍵(SPKI、16進数)として読めません。",
            "Not a chip's public key (SPKI DER in hexadecimal).",
            problems,
        );
    }
    Some(Certified {
        issuer: issuer?.to_owned(),
        valid_from: valid_from?,
        valid_until: valid_until?,
        chip_key: chip_key?,
    })
}

/// A transit card has a number, of which there is the fingerprint, and nothing else.
fn has_no_certificate(row: &Row<'_>, problems: &mut Problems) -> bool {
    let columns = ["issuer", "valid_from", "valid_until", "chip_key"];
    let has_none = columns.iter().all(|column| row.text(column).is_none());
    if !has_none {
        row.object(
            "kind",
            "交通系ICカード(transit_card)には電子証明書も公開鍵もありません。種類を確かめ、そうであれば発行者・有効期間・公開鍵を空欄にしてください。",
            "A transit card has neither certificate nor key; check the kind, or leave these blank.",
            problems,
        );
    }
    has_none
}

/// Links cards that are nobody's, as whose they were said to be was a mistake.
async fn link_anew(
    tx: &Transaction<'_>,
    entering: &Entering<'_>,
    cards: &[Card],
    nobodys: &HashSet<Digest>,
) -> Result<u64> {
    let anew: Vec<&Card> = cards
        .iter()
        .filter(|card| nobodys.contains(&card.fingerprint))
        .collect();
    let fingerprints: Vec<Digest> = anew.iter().map(|card| card.fingerprint).collect();
    let registrants: Vec<Option<&str>> = anew
        .iter()
        .map(|card| Some(card.registrant.as_str()))
        .collect();
    let (by, what) = (
        entering.by(),
        (fingerprints.as_slice(), registrants.as_slice()),
    );
    let by = (entering.municipality, by, entering.now);
    owner::enter(tx, by, what, "import").await
}

/// A card is one registrant's, and what it was linked with stays: a file that says
/// otherwise is not passed over. Those that are nobody's may be linked anew.
async fn check_linked(
    tx: &Transaction<'_>,
    entering: &Entering<'_>,
    cards: &[(Row<'_>, Card)],
    problems: &mut Problems,
) -> Result<HashSet<Digest>> {
    let name = entering.municipality.as_str();
    let ids = each(cards, |(_, card)| card.registrant.as_str());
    let fingerprints = each(cards, |(_, card)| card.fingerprint.as_bytes().as_slice());
    let people = register_sql::get_registrants()
        .bind(tx, &name, &ids)
        .all()
        .await?;
    let people: HashSet<String> = people.into_iter().map(|row| row.registrant).collect();
    let linked = sql::get_linked_credentials()
        .bind(tx, &name, &fingerprints)
        .all()
        .await?;
    let linked: HashMap<&[u8], &sql::GetLinkedCredentials> = linked
        .iter()
        .map(|row| (row.fingerprint.as_slice(), row))
        .collect();
    let (mut seen, mut nobodys) = (HashSet::new(), HashSet::new());
    for (row, card) in cards {
        if !people.contains(&card.registrant) {
            row.object(
                "registrant",
                "登録されていません。先頭の0が消えていないか確かめ、先に登録者を取り込んでください。",
                "There is no such registrant; were zeros at the beginning lost? Import registrants first.",
                problems,
            );
        }
        let linked = linked.get(card.fingerprint.as_bytes().as_slice());
        let owner = linked.map(|it| it.registrant.as_deref());
        let of_another = owner.flatten().is_some_and(|it| it != card.registrant);
        if owner == Some(None) {
            nobodys.insert(card.fingerprint);
        }
        if of_another || !seen.insert(card.fingerprint) {
            row.object(
                "fingerprint",
                "このカードは別の登録者のものか、二度書かれています。登録の誤りは、先に持ち主を訂正してください。",
                "This card is another registrant's, or there twice; a wrong link is corrected first.",
                problems,
            );
        } else if let Some(linked) = linked {
            for column in differing(linked, card) {
                row.object(
                    column,
                    "このカードは別の内容で登録済みです。登録した内容はCSVでは変わりません。",
                    "This card is linked with something else here, which a file does not change.",
                    problems,
                );
            }
        }
    }
    Ok(nobodys)
}

/// The columns in which a row says something else than what is linked.
fn differing(
    linked: &sql::GetLinkedCredentials,
    card: &Card,
) -> impl Iterator<Item = &'static str> {
    let kind = card.kind.is_some_and(|kind| kind.as_str() != linked.kind);
    let certified = card.certified.as_ref();
    [
        ("kind", kind),
        (
            "issuer",
            linked.issuer.as_deref() != certified.map(|it| it.issuer.as_str()),
        ),
        (
            "valid_from",
            linked.valid_from.map(Timestamp::from) != certified.map(|it| it.valid_from),
        ),
        (
            "valid_until",
            linked.valid_until.map(Timestamp::from) != certified.map(|it| it.valid_until),
        ),
        (
            "chip_key",
            linked.chip_key.as_deref() != certified.map(|it| it.chip_key.as_slice()),
        ),
    ]
    .into_iter()
    .filter_map(|(column, differs)| differs.then_some(column))
}

pub(super) async fn credentials(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
) -> Result<Vec<Vec<String>>> {
    let name = municipality.as_str();
    let cards = sql::get_credentials_for_export()
        .bind(tx, &name)
        .all()
        .await?;
    let states = sql::get_credential_states_for_export()
        .bind(tx, &name)
        .all()
        .await?;
    let states: HashMap<&[u8], _> = states
        .iter()
        .map(|row| (row.fingerprint.as_slice(), row))
        .collect();
    Ok(cards
        .iter()
        .map(|card| {
            let state = states.get(card.fingerprint.as_slice());
            vec![
                card.registrant.clone().unwrap_or_default(),
                hex::encode(&card.fingerprint),
                card.kind.clone(),
                card.issuer.clone().unwrap_or_default(),
                moment(card.valid_from),
                moment(card.valid_until),
                card.chip_key
                    .as_deref()
                    .map(hex::encode)
                    .unwrap_or_default(),
                state.map(|it| it.state.clone()).unwrap_or_default(),
                state
                    .map(|it| Timestamp::from(it.from_at).to_string())
                    .unwrap_or_default(),
            ]
        })
        .collect())
}

/// As in a file; blank where there is none.
fn moment(at: Option<chrono::DateTime<chrono::FixedOffset>>) -> String {
    at.map(|at| Timestamp::from(at).to_string())
        .unwrap_or_default()
}
