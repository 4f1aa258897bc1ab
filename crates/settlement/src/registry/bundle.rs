//! The bundle of a terminal: made when something in it has changed.
//!
//! A terminal asks every few minutes and says what it has. The digest of all that
//! matters of a bundle (everything but its times) is its `ETag`, so that most
//! answers are "not changed" and cost a few look-ups. Such an answer proves
//! nothing about time: it is not signed, and prolongs nothing. It need not: a
//! pool of nonces is part of the content and is renewed every two hours, so that
//! a terminal with a network holds a bundle signed not long ago, and one whose
//! answers somebody withholds or forges goes on with the bundle it has until
//! that expires, as without a network.
//!
//! The filter is the same for all terminals of a municipality and is built once a
//! change of the register. Its salt follows from what is in it: the same cards
//! give the same filter, in every process and after a restart, so that nothing is
//! fetched again for a salt's sake.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use domain::{CredentialKind, Digest, MunicipalityCode, Timestamp};
use queries::queries::{register as register_sql, registry as sql};
use serde::Serialize;
use wire::{
    Bundle, FilterError, Jws, NoncePool, PublicKey, RegisteredCards, SchemeFile, VehicleAssignment,
};

use super::lock::moment;
use super::terminal::{EnrolledTerminal, fitting};
use crate::register::rows::{self, nonce_pool};
use crate::service::random;
use crate::{CardTrust, Error, Result, Settlement, Transaction};

/// Nonces in one pool: more than a taxi has taps in two days.
const NONCES: u32 = 200;

/// How long a pool counts as fresh, in seconds: a shift of up to a day.
const NONCES_FRESH_S: i64 = 24 * 60 * 60;

/// How long the same pool is given out again, in seconds: a bundle is fetched
/// every few minutes, and each pool is kept for as long as trips are.
const NONCES_YOUNG_S: i64 = 2 * 60 * 60;

/// How long a bundle may be worked by without a network, in seconds: a week.
const BUNDLE_LASTS_S: i64 = 7 * 24 * 60 * 60;

/// How many salts are tried: one in a few thousand does not give a filter.
const SALTS: u8 = 16;

/// What a terminal that asks for its bundle is given.
pub struct BundleAnswer {
    /// Names the content.
    pub content: Digest,
    /// The bundle; none when the terminal has this content already.
    pub bundle: Option<Jws>,
}

/// The filter of each municipality's registered cards, as last built.
#[derive(Default)]
pub(crate) struct FilterCache(RwLock<HashMap<MunicipalityCode, Arc<CardFilter>>>);

struct CardFilter {
    /// How many rows it was made of: cards, and what was said of them since. Rows are
    /// only ever added, so that their number tells whether it is still right.
    cards: i64,
    /// Of all fingerprints, in order.
    digest: Digest,
    registered: RegisteredCards,
}

/// What matters of a bundle; its digest is the `ETag`.
#[derive(Serialize)]
struct Content<'a> {
    /// Another program may write a bundle in another way.
    program: &'static str,
    terminal: String,
    assignment: &'a VehicleAssignment,
    schemes: Vec<(&'a str, Digest)>,
    registered: Digest,
    nonces: &'a NoncePool,
    trust_anchors_pem: &'a str,
    certificate_policies: &'a [String],
    allow_test_cards: bool,
    service_key: PublicKey,
}

/// A bundle for `terminal`, whatever it has.
pub async fn make_bundle(settlement: &Settlement, terminal: &EnrolledTerminal) -> Result<Jws> {
    find_bundle(settlement, terminal, &[])
        .await?
        .bundle
        .ok_or_else(|| Error::damaged("bundle", "it was not made"))
}

/// The bundle for `terminal`, unless its content is one of `at_hand`.
pub async fn find_bundle(
    settlement: &Settlement,
    terminal: &EnrolledTerminal,
    at_hand: &[Digest],
) -> Result<BundleAnswer> {
    let trust = settlement.card_trust()?;
    let now = settlement.now()?;
    let seed: [u8; 32] = random()?;
    let municipality = terminal.id.municipality;
    let (fitted, schemes, filter, nonces) = settlement
        .database
        .transaction("find_bundle", municipality, async |tx| {
            let moment = moment(settlement, tx, municipality).await?;
            let published = settlement.schemes.published(tx, municipality).await?;
            let schemes = published
                .in_force_at(moment)
                .map(|in_force| SchemeFile {
                    name: in_force.file_name.clone(),
                    text: in_force.scheme.text().to_owned(),
                })
                .into_iter()
                .collect::<Vec<_>>();
            let filter = settlement.filters.current(tx, municipality).await?;
            let nonces = pool(tx, terminal, seed, moment).await?;
            let fitted = fitting(tx, municipality, &terminal.id.terminal, moment).await?;
            Ok((fitted, schemes, filter, nonces))
        })
        .await?;
    let policies = policies(trust);
    let content = Content {
        program: env!("CARGO_PKG_VERSION"),
        terminal: terminal.id.to_string(),
        assignment: &fitted,
        schemes: schemes
            .iter()
            .map(|file| (file.name.as_str(), Digest::of(&file.text)))
            .collect(),
        registered: filter.digest,
        nonces: &nonces,
        trust_anchors_pem: &trust.anchors_pem,
        certificate_policies: &policies,
        allow_test_cards: trust.policy.allow_test_hierarchy,
        service_key: settlement.service_key.public(),
    };
    let content = serde_json::to_vec(&content)
        .map(Digest::of)
        .map_err(unwritable)?;
    if at_hand.contains(&content) {
        return Ok(BundleAnswer {
            content,
            bundle: None,
        });
    }
    let bundle = Bundle {
        municipality,
        terminal: terminal.id.terminal.clone(),
        assignment: fitted,
        content,
        issued_at: now,
        expires_at: now.plus_seconds(BUNDLE_LASTS_S),
        schemes,
        registered: filter.registered.clone(),
        nonces,
        trust_anchors_pem: trust.anchors_pem.clone(),
        certificate_policies: policies,
        allow_test_cards: trust.policy.allow_test_hierarchy,
    };
    let signed = bundle.sign(&settlement.service_key).map_err(unwritable)?;
    Ok(BundleAnswer {
        content,
        bundle: Some(signed),
    })
}

fn unwritable(error: serde_json::Error) -> Error {
    Error::damaged("bundle", error)
}

fn policies(trust: &CardTrust) -> Vec<String> {
    let oids = trust.policy.certificate_policy_oids.iter();
    oids.map(ToString::to_string).collect()
}

impl FilterCache {
    /// The filter of the cards that are registered now.
    async fn current(
        &self,
        tx: &Transaction<'_>,
        municipality: MunicipalityCode,
    ) -> Result<Arc<CardFilter>> {
        let cards = sql::get_card_state()
            .bind(tx, &municipality.as_str())
            .one()
            .await?;
        if let Some(filter) = self.built(municipality).filter(|it| it.cards == cards) {
            return Ok(filter);
        }
        // Of what was entered between the two, the filter has more than is counted, and
        // it is built once more.
        let fingerprints = fingerprints(tx, municipality).await?;
        let filter = Arc::new(card_filter(municipality, (cards, &fingerprints))?);
        self.0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(municipality, Arc::clone(&filter));
        Ok(filter)
    }

    fn built(&self, municipality: MunicipalityCode) -> Option<Arc<CardFilter>> {
        let built = self.0.read().unwrap_or_else(PoisonError::into_inner);
        built.get(&municipality).cloned()
    }
}

/// Of the cards that may be used, when there are `cards` rows of cards.
fn card_filter(
    municipality: MunicipalityCode,
    (cards, fingerprints): (i64, &[Digest]),
) -> Result<CardFilter> {
    let damaged = |error: &dyn std::fmt::Display| Error::damaged("registered cards", error);
    let digest = Digest::of_parts(fingerprints.iter().map(|one| one.as_bytes().as_slice()));
    let build = |attempt: u8| {
        let salted = Digest::of_parts([
            b"mytaku-filter-salt".as_slice(),
            municipality.as_str().as_bytes(),
            &[attempt],
            digest.as_bytes(),
        ]);
        let salt = salted.as_bytes().first_chunk().copied().unwrap_or_default();
        RegisteredCards::build(salt, fingerprints.iter().copied())
    };
    let registered = (0..SALTS)
        .find_map(|attempt| build(attempt).ok())
        .ok_or_else(|| damaged(&FilterError::Construction))?;
    Ok(CardFilter {
        cards,
        digest,
        registered,
    })
}

async fn fingerprints(tx: &Transaction<'_>, municipality: MunicipalityCode) -> Result<Vec<Digest>> {
    let kinds: Vec<&str> = CredentialKind::ALL.iter().map(|it| it.as_str()).collect();
    sql::get_fingerprints()
        .bind(tx, &municipality.as_str(), &kinds)
        .all()
        .await?
        .into_iter()
        .map(|bytes| rows::fingerprint(&bytes))
        .collect()
}

/// The terminal's newest pool while it is young, else a new one. One that was
/// given out before the terminal had its present key may have been used up by
/// another device.
async fn pool(
    tx: &Transaction<'_>,
    terminal: &EnrolledTerminal,
    seed: [u8; 32],
    now: Timestamp,
) -> Result<NoncePool> {
    if let Some(young) = young_pool(tx, terminal, now).await? {
        return Ok(young);
    }
    // Locked, so that two requests at once do not get the same numbers.
    sql::lock_terminal()
        .bind(
            tx,
            &terminal.id.municipality.as_str(),
            &terminal.id.terminal.as_str(),
        )
        .one()
        .await?;
    match young_pool(tx, terminal, now).await? {
        Some(young) => Ok(young),
        None => new_pool(tx, terminal, seed, now).await,
    }
}

async fn young_pool(
    tx: &Transaction<'_>,
    terminal: &EnrolledTerminal,
    now: Timestamp,
) -> Result<Option<NoncePool>> {
    let newest = register_sql::get_newest_nonce_pool()
        .bind(
            tx,
            &terminal.id.municipality.as_str(),
            &terminal.id.terminal.as_str(),
        )
        .opt()
        .await?
        .map(|row| nonce_pool(&row))
        .transpose()?;
    let is_young = |pool: &NoncePool| {
        now.seconds_since(pool.issued_at).abs() < NONCES_YOUNG_S
            && pool.issued_at >= terminal.key_since
    };
    Ok(newest.map(|(_terminal, pool)| pool).filter(is_young))
}

/// A pool whose numbers continue where the newest one ends.
async fn new_pool(
    tx: &Transaction<'_>,
    terminal: &EnrolledTerminal,
    seed: [u8; 32],
    now: Timestamp,
) -> Result<NoncePool> {
    let municipality = terminal.id.municipality.as_str();
    let name = terminal.id.terminal.as_str();
    let first = sql::next_nonce_number()
        .bind(tx, &municipality, &name)
        .one()
        .await?;
    let pool = NoncePool {
        first: u64::try_from(first).map_err(|error| Error::damaged("nonce number", error))?,
        count: NONCES,
        seed,
        issued_at: now,
        expires_at: now.plus_seconds(NONCES_FRESH_S),
    };
    sql::put_nonce_pool()
        .bind(
            tx,
            &municipality,
            &name,
            &first,
            &NONCES.cast_signed(),
            &pool.seed.as_slice(),
            &pool.issued_at.in_japan(),
            &pool.expires_at.in_japan(),
        )
        .await?;
    Ok(pool)
}
