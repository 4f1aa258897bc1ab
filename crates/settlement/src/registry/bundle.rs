//! The bundle of a terminal, made for each request.

use domain::{Digest, Timestamp};
use queries::queries::{register as register_sql, registry as sql};
use wire::{Bundle, Jws, Kind, NoncePool, RegisteredCards, SchemeFile};

use super::enrolment::EnrolledTerminal;
use crate::register::rows::nonce_pool;
use crate::service::random;
use crate::{Error, Result, Settlement, Transaction};

/// Nonces in one pool: more than a taxi has taps in two days.
const NONCES: u32 = 200;

/// How long a pool counts as fresh, in seconds: a shift of up to a day.
const NONCES_FRESH_S: i64 = 24 * 60 * 60;

/// How long the same pool is given out again, in seconds: a bundle is fetched
/// every few minutes, and each pool is kept for as long as trips are.
const NONCES_YOUNG_S: i64 = 2 * 60 * 60;

/// How long a bundle may be worked by without a network, in seconds: a week.
const BUNDLE_LASTS_S: i64 = 7 * 24 * 60 * 60;

/// Makes and signs the bundle for `terminal`, with a new pool of nonces.
pub async fn make_bundle(settlement: &Settlement, terminal: &EnrolledTerminal) -> Result<Jws> {
    let trust = settlement.card_trust()?;
    let now = settlement.now()?;
    let salt: [u8; 16] = random()?;
    let seed: [u8; 32] = random()?;
    let municipality = terminal.id.municipality;
    let bundle = settlement
        .database
        .transaction("make_bundle", municipality, async |tx| {
            let published = settlement.schemes.published(tx, municipality).await?;
            let schemes = published
                .in_force_at(now)
                .map(|in_force| SchemeFile {
                    name: in_force.file_name.clone(),
                    text: in_force.scheme.text().to_owned(),
                })
                .into_iter()
                .collect();
            let fingerprints = fingerprints(tx, terminal).await?;
            let nonces = pool(tx, terminal, seed, now).await?;
            Ok(Bundle {
                municipality,
                terminal: terminal.id.terminal.clone(),
                assignment: terminal.assignment.clone(),
                issued_at: now,
                expires_at: now.plus_seconds(BUNDLE_LASTS_S),
                schemes,
                registered: RegisteredCards::build(salt, fingerprints)
                    .map_err(|error| Error::damaged("filter of registered cards", error))?,
                nonces,
                trust_anchors_pem: trust.anchors_pem.clone(),
                certificate_policies: trust
                    .policy
                    .certificate_policy_oids
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
                allow_test_cards: trust.policy.allow_test_hierarchy,
            })
        })
        .await?;
    settlement
        .service_key
        .sign(Kind::Bundle, municipality.as_str(), &bundle)
        .map_err(|error| Error::damaged("bundle", error))
}

async fn fingerprints(tx: &Transaction<'_>, terminal: &EnrolledTerminal) -> Result<Vec<Digest>> {
    sql::get_fingerprints()
        .bind(tx, &terminal.id.municipality.as_str())
        .all()
        .await?
        .into_iter()
        .map(|bytes| {
            Digest::try_from(bytes.as_slice()).map_err(|error| Error::damaged("fingerprint", error))
        })
        .collect()
}

/// The terminal's newest pool while it is young, else a new one, whose numbers
/// continue where that one ended. The terminal's row is locked, so that two
/// requests at once do not get the same numbers.
async fn pool(
    tx: &Transaction<'_>,
    terminal: &EnrolledTerminal,
    seed: [u8; 32],
    now: Timestamp,
) -> Result<NoncePool> {
    let municipality = terminal.id.municipality.as_str();
    let name = terminal.id.terminal.as_str();
    sql::lock_terminal()
        .bind(tx, &municipality, &name)
        .one()
        .await?;
    let newest = register_sql::get_newest_nonce_pool()
        .bind(tx, &municipality, &name)
        .opt()
        .await?
        .map(|row| nonce_pool(&row))
        .transpose()?;
    if let Some((_terminal, young)) =
        newest.filter(|(_terminal, pool)| now.seconds_since(pool.issued_at).abs() < NONCES_YOUNG_S)
    {
        return Ok(young);
    }
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
