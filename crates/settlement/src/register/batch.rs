//! The register as far as a batch of records, or a single tap, needs it: by the cards that
//! were read and the numbers that were typed.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::{Digest, FiscalYear, MunicipalityCode, RegistrantId, ServiceDate, TerminalId};
use queries::queries::register::{self as sql, UseRow};
use tokio::try_join;
use wire::{NoncePool, Tap};

use super::rows::{self, Registrants};
use crate::decision::{Counters, Credential, Register};
use crate::runs::{Numbers, Runs};
use crate::{Error, Result, Transaction};

/// What taps on terminals touch, before it is read.
pub(crate) struct Touched<'t> {
    municipality: MunicipalityCode,
    fingerprints: Vec<&'t [u8]>,
    declared: Vec<&'t str>,
    nonces: Runs<'t>,
}

impl<'t> Touched<'t> {
    /// By `taps`, each with the terminal it was on.
    pub(crate) fn of(
        municipality: MunicipalityCode,
        taps: impl Iterator<Item = (&'t TerminalId, &'t Tap)> + Clone,
    ) -> Self {
        let fingerprints: BTreeSet<&[u8]> = taps
            .clone()
            .filter(|(_on, tap)| tap.declared.is_none())
            .map(|(_on, tap)| tap.fingerprint.as_bytes().as_slice())
            .collect();
        let declared: BTreeSet<&str> = taps
            .clone()
            .filter_map(|(_on, tap)| Some(tap.declared.as_ref()?.registrant.as_str()))
            .collect();
        Self {
            municipality,
            fingerprints: fingerprints.into_iter().collect(),
            declared: declared.into_iter().collect(),
            nonces: nonces(taps),
        }
    }
}

/// What is registered of the cards and numbers that are touched.
pub(crate) struct Registered {
    pub(crate) register: Register,
    /// What its registrants used in the fiscal years of a batch.
    pub(crate) uses: Counters,
    /// On which days of these.
    pub(crate) claimed_days: ClaimedDays,
}

/// Days on which registrants have claims, also such as gave nothing.
pub(crate) type ClaimedDays = HashSet<(RegistrantId, ServiceDate)>;

/// Everything registered that is touched, and what its registrants used in the
/// fiscal years of a batch. All is asked for at once.
///
/// Locks nothing: who decides by it holds the municipality.
pub(crate) async fn register(
    tx: &Transaction<'_>,
    touched: &Touched<'_>,
    years: &BTreeSet<FiscalYear>,
) -> Result<Registered> {
    let (credentials, registrants, nonce_pools, used_nonces, uses) = try_join!(
        Box::pin(credentials(tx, touched)),
        registrants(tx, touched),
        nonce_pools(tx, touched),
        used_nonces(tx, touched),
        uses(tx, touched, years),
    )?;
    let claimed_days = rows::claimed_days(&uses)?;
    let uses = rows::uses(uses)?;
    let register = Register {
        credentials,
        registrants,
        nonce_pools,
        used_nonces,
    };
    Ok(Registered {
        register,
        uses,
        claimed_days,
    })
}

/// The numbers of the nonces that chips answered.
fn nonces<'t>(taps: impl Iterator<Item = (&'t TerminalId, &'t Tap)>) -> Runs<'t> {
    let mut numbers = Numbers::default();
    for (terminal, tap) in taps {
        // A number beyond what SQL can hold was never handed out.
        let number = tap.chip.as_ref().map(|chip| i64::try_from(chip.nonce));
        numbers.add(terminal, number.and_then(std::result::Result::ok));
    }
    numbers.runs()
}

async fn credentials(
    tx: &Transaction<'_>,
    touched: &Touched<'_>,
) -> Result<HashMap<Digest, Credential>> {
    let (name, cards) = (touched.municipality.as_str(), &touched.fingerprints);
    let (credentials, states) = (sql::get_credentials(), sql::get_credential_states());
    let owners = sql::get_credential_owners();
    let (credentials, states, owners) = try_join!(
        credentials.bind(tx, &name, cards).all(),
        states.bind(tx, &name, cards).all(),
        owners.bind(tx, &name, cards).all(),
    )?;
    rows::credentials(&credentials, states, owners)
}

async fn registrants(tx: &Transaction<'_>, touched: &Touched<'_>) -> Result<Registrants> {
    let (name, cards) = (touched.municipality.as_str(), &touched.fingerprints);
    let numbers = &touched.declared;
    let (holders, standings) = (sql::get_holders(), sql::get_standings_of_holders());
    let (grounds, uses_before) = (
        sql::get_grounds_of_holders(),
        sql::get_uses_before_of_holders(),
    );
    let (found, standings, grounds, uses_before) = try_join!(
        holders.bind(tx, &name, cards, numbers).all(),
        standings.bind(tx, &name, cards, numbers).all(),
        grounds.bind(tx, &name, cards, numbers).all(),
        uses_before.bind(tx, &name, cards, numbers).all(),
    )?;
    rows::registrants(&found, standings, grounds, &uses_before)
}

async fn nonce_pools(
    tx: &Transaction<'_>,
    touched: &Touched<'_>,
) -> Result<HashMap<TerminalId, Vec<NoncePool>>> {
    let wanted = &touched.nonces;
    let rows = sql::get_nonce_pools()
        .bind(
            tx,
            &wanted.terminals,
            &wanted.firsts,
            &wanted.lasts,
            &touched.municipality.as_str(),
        )
        .all()
        .await?;
    rows::nonce_pools(&rows)
}

async fn used_nonces(
    tx: &Transaction<'_>,
    touched: &Touched<'_>,
) -> Result<HashSet<(TerminalId, u64)>> {
    let wanted = &touched.nonces;
    sql::get_used_nonces()
        .bind(
            tx,
            &wanted.terminals,
            &wanted.firsts,
            &wanted.lasts,
            &touched.municipality.as_str(),
        )
        .all()
        .await?
        .into_iter()
        .map(|row| {
            let number =
                u64::try_from(row.nonce).map_err(|error| Error::damaged("nonce", error))?;
            Ok((rows::terminal_id(&row.terminal)?, number))
        })
        .collect()
}

async fn uses(
    tx: &Transaction<'_>,
    touched: &Touched<'_>,
    years: &BTreeSet<FiscalYear>,
) -> Result<Vec<UseRow>> {
    let (Some(first), Some(last)) = (years.first(), years.last()) else {
        return Ok(Vec::new());
    };
    let rows = sql::get_uses()
        .bind(
            tx,
            &touched.municipality.as_str(),
            &touched.fingerprints,
            &touched.declared,
            &first.first_month().first_day(),
            &last.last_month().last_day(),
        )
        .all()
        .await?;
    Ok(rows)
}
