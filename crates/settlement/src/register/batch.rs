//! The register as far as a batch of records, or a single tap, needs it.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::{Digest, FiscalYear, MunicipalityCode, RegistrantId, TerminalId};
use queries::queries::register as sql;
use wire::{NoncePool, Tap, TerminalKeyId};

use super::rows::{self, Registrants};
use crate::decision::{Counters, Credential, Register};
use crate::{Result, Transaction};

/// Whether registrants are locked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lock {
    /// Until the transaction ends, in order of their number, so that uses are
    /// counted by one batch at a time.
    ForUpdate,
    /// Not at all: for a look that decides nothing.
    No,
}

/// Everything registered that `taps` on `terminal` touch.
pub(crate) async fn register<'t>(
    tx: &Transaction<'_>,
    terminal: &TerminalKeyId,
    taps: impl Iterator<Item = &'t Tap> + Clone,
    lock: Lock,
) -> Result<Register> {
    let fingerprints: BTreeSet<Digest> = taps.clone().map(|tap| tap.fingerprint).collect();
    // A number beyond what SQL can hold was never handed out.
    let nonces: BTreeSet<i64> = taps
        .filter_map(|tap| tap.chip.as_ref())
        .filter_map(|chip| i64::try_from(chip.nonce).ok())
        .collect();
    let credentials = credentials(tx, terminal.municipality, &fingerprints).await?;
    Ok(Register {
        registrants: registrants(tx, terminal.municipality, &credentials, lock).await?,
        credentials,
        nonce_pools: nonce_pools(tx, terminal, &nonces).await?,
        used_nonces: used_nonces(tx, terminal, &nonces).await?,
    })
}

async fn credentials(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    fingerprints: &BTreeSet<Digest>,
) -> Result<HashMap<Digest, Credential>> {
    let wanted: Vec<&[u8]> = fingerprints
        .iter()
        .map(|fingerprint| fingerprint.as_bytes().as_slice())
        .collect();
    let rows = sql::get_credentials()
        .bind(tx, &municipality.as_str(), &wanted)
        .all()
        .await?;
    rows::credentials(rows)
}

async fn registrants(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    credentials: &HashMap<Digest, Credential>,
    lock: Lock,
) -> Result<Registrants> {
    let wanted: BTreeSet<&str> = credentials
        .values()
        .map(|credential| credential.registrant.as_str())
        .collect();
    let wanted: Vec<&str> = wanted.into_iter().collect();
    let name = municipality.as_str();
    let found = match lock {
        Lock::ForUpdate => {
            sql::lock_registrants()
                .bind(tx, &name, &wanted)
                .all()
                .await?
        }
        Lock::No => {
            sql::get_registrants()
                .bind(tx, &name, &wanted)
                .all()
                .await?
        }
    };
    let grounds = sql::get_grounds().bind(tx, &name, &wanted).all().await?;
    rows::registrants(&found, grounds)
}

async fn nonce_pools(
    tx: &Transaction<'_>,
    terminal: &TerminalKeyId,
    nonces: &BTreeSet<i64>,
) -> Result<HashMap<TerminalId, Vec<NoncePool>>> {
    let (Some(first), Some(last)) = (nonces.first(), nonces.last()) else {
        return Ok(HashMap::new());
    };
    let (municipality, name) = (terminal.municipality.as_str(), terminal.terminal.as_str());
    let rows = sql::get_nonce_pools()
        .bind(tx, &municipality, &name, last, first)
        .all()
        .await?;
    rows::nonce_pools(&rows)
}

async fn used_nonces(
    tx: &Transaction<'_>,
    terminal: &TerminalKeyId,
    nonces: &BTreeSet<i64>,
) -> Result<HashSet<(TerminalId, u64)>> {
    let wanted: Vec<i64> = nonces.iter().copied().collect();
    let (municipality, name) = (terminal.municipality.as_str(), terminal.terminal.as_str());
    Ok(sql::get_used_nonces()
        .bind(tx, &municipality, &name, &wanted)
        .all()
        .await?
        .into_iter()
        .filter_map(|nonce| u64::try_from(nonce).ok())
        .map(|nonce| (terminal.terminal.clone(), nonce))
        .collect())
}

/// What the registrants of `register` used in the fiscal years of a batch.
pub(crate) async fn uses(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    register: &Register,
    years: &BTreeSet<FiscalYear>,
) -> Result<Counters> {
    let (Some(first), Some(last)) = (years.first(), years.last()) else {
        return Ok(Counters::default());
    };
    let ids: Vec<&str> = register
        .registrants
        .keys()
        .map(RegistrantId::as_str)
        .collect();
    let rows = sql::get_uses()
        .bind(
            tx,
            &municipality.as_str(),
            &ids,
            &first.first_month().first_day(),
            &last.last_month().last_day(),
        )
        .all()
        .await?;
    rows::uses(&register.registrants, rows)
}
