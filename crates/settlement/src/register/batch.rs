//! The register as far as a batch of records, or a single tap, needs it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use domain::{Digest, FiscalYear, MunicipalityCode, RegistrantId, TerminalId};
use queries::queries::register as sql;
use tokio::try_join;
use wire::{NoncePool, Tap};

use super::rows::{self, Registrants};
use crate::decision::{Counters, Credential, Register};
use crate::{Error, Result, Transaction};

/// Everything registered that taps on terminals touch.
///
/// Locks nothing: who decides by it holds the municipality.
pub(crate) async fn register<'t>(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    taps: impl Iterator<Item = (&'t TerminalId, &'t Tap)> + Clone,
) -> Result<Register> {
    let fingerprints: BTreeSet<Digest> = taps.clone().map(|(_on, tap)| tap.fingerprint).collect();
    let nonces = Nonces::of(taps);
    let (credentials, nonce_pools, used_nonces) = try_join!(
        credentials(tx, municipality, &fingerprints),
        nonce_pools(tx, municipality, &nonces),
        used_nonces(tx, municipality, &nonces),
    )?;
    Ok(Register {
        registrants: registrants(tx, municipality, &credentials).await?,
        credentials,
        nonce_pools,
        used_nonces,
    })
}

/// The numbers of nonces that chips answered, by terminal.
struct Nonces<'t>(BTreeMap<&'t TerminalId, BTreeSet<i64>>);

impl<'t> Nonces<'t> {
    fn of(taps: impl Iterator<Item = (&'t TerminalId, &'t Tap)>) -> Self {
        let mut numbers: BTreeMap<&TerminalId, BTreeSet<i64>> = BTreeMap::new();
        for (terminal, tap) in taps {
            // A number beyond what SQL can hold was never handed out.
            if let Some(number) = tap
                .chip
                .as_ref()
                .and_then(|it| i64::try_from(it.nonce).ok())
            {
                numbers.entry(terminal).or_default().insert(number);
            }
        }
        Self(numbers)
    }
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
) -> Result<Registrants> {
    let wanted: BTreeSet<&str> = credentials
        .values()
        .map(|credential| credential.registrant.as_str())
        .collect();
    let wanted: Vec<&str> = wanted.into_iter().collect();
    let name = municipality.as_str();
    let (registrants, grounds) = (sql::get_registrants(), sql::get_grounds());
    let (found, grounds) = try_join!(
        registrants.bind(tx, &name, &wanted).all(),
        grounds.bind(tx, &name, &wanted).all(),
    )?;
    rows::registrants(&found, grounds)
}

async fn nonce_pools(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    Nonces(nonces): &Nonces<'_>,
) -> Result<HashMap<TerminalId, Vec<NoncePool>>> {
    let ranges: Vec<(&str, i64, i64)> = nonces
        .iter()
        .filter_map(|(terminal, numbers)| {
            Some((terminal.as_str(), *numbers.first()?, *numbers.last()?))
        })
        .collect();
    let rows = sql::get_nonce_pools()
        .bind(
            tx,
            &ranges
                .iter()
                .map(|(terminal, ..)| *terminal)
                .collect::<Vec<_>>(),
            &ranges
                .iter()
                .map(|(_, first, _)| *first)
                .collect::<Vec<_>>(),
            &ranges.iter().map(|(.., last)| *last).collect::<Vec<_>>(),
            &municipality.as_str(),
        )
        .all()
        .await?;
    rows::nonce_pools(&rows)
}

async fn used_nonces(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    Nonces(nonces): &Nonces<'_>,
) -> Result<HashSet<(TerminalId, u64)>> {
    let (terminals, numbers): (Vec<&str>, Vec<i64>) = nonces
        .iter()
        .flat_map(|(terminal, numbers)| numbers.iter().map(|number| (terminal.as_str(), *number)))
        .unzip();
    sql::get_used_nonces()
        .bind(tx, &terminals, &numbers, &municipality.as_str())
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
