//! The whole register, for recomputing months.

use std::collections::HashSet;

use domain::{Month, MunicipalityCode, TerminalId};
use queries::queries::register as sql;

use super::rows;
use crate::decision::{Counters, Register};
use crate::{Error, Result, Transaction};

/// Everything registered, with no nonce used yet.
pub(crate) async fn register(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
) -> Result<Register> {
    let name = municipality.as_str();
    let credentials = sql::get_all_credentials().bind(tx, &name).all().await?;
    let states = sql::get_all_credential_states()
        .bind(tx, &name)
        .all()
        .await?;
    let owners = sql::get_all_credential_owners()
        .bind(tx, &name)
        .all()
        .await?;
    let standings = sql::get_all_standings().bind(tx, &name).all().await?;
    let registrants = sql::get_all_registrants().bind(tx, &name).all().await?;
    let grounds = sql::get_all_grounds().bind(tx, &name).all().await?;
    let uses_before = sql::get_all_uses_before().bind(tx, &name).all().await?;
    let pools = sql::get_all_nonce_pools().bind(tx, &name).all().await?;
    Ok(Register {
        credentials: rows::credentials(&credentials, states, owners)?,
        registrants: rows::registrants(&registrants, standings, grounds, &uses_before)?,
        nonce_pools: rows::nonce_pools(&pools)?,
        used_nonces: HashSet::new(),
    })
}

/// Nonces answered in trips of months before `month`.
pub(crate) async fn nonces_before(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    month: Month,
) -> Result<HashSet<(TerminalId, u64)>> {
    sql::get_nonces_before_month()
        .bind(tx, &municipality.as_str(), &month.first_day())
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

/// What registrants used in all months before `month`, what was used on paper left out.
pub(crate) async fn uses_before(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    month: Month,
) -> Result<Counters> {
    let rows = sql::get_uses_before_month()
        .bind(tx, &month.first_day(), &municipality.as_str())
        .all()
        .await?;
    rows::uses(rows)
}
