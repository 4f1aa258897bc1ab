//! Reading a month, and the whole register it is decided by.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::{Month, MunicipalityCode, Yen};
use queries::queries::{month as sql, registry as registry_sql};
use wire::{Jws, Kind, PublicKey};

use super::recompute::RecordedTrip;
use super::state::MonthState;
use crate::decision::Register;
use crate::intake::load::{CredentialRow, add_ground, add_registrant, credential, nonce_pool};
use crate::{Error, Result, Settlement, Transaction};

/// A month as a clerk sees it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct MonthSummary {
    /// Which month.
    pub month: Month,
    /// Where it stands.
    pub state: MonthState,
    /// Trips booked into it.
    pub trips: i64,
    /// Claims on them.
    pub claims: i64,
    /// What they come to, as decided at intake.
    pub claims_yen: Yen,
    /// Claims that wait for a person.
    pub held: i64,
    /// Records of the municipality that were not taken in, in all months.
    pub set_aside: i64,
}

/// All months of a municipality, the earliest first.
pub async fn summaries(
    settlement: &Settlement,
    municipality: MunicipalityCode,
) -> Result<Vec<MonthSummary>> {
    settlement
        .database
        .transaction("month_summaries", municipality, async |tx| {
            let set_aside = sql::count_set_aside()
                .bind(tx, &municipality.as_str())
                .one()
                .await?;
            sql::get_month_summaries()
                .bind(tx, &municipality.as_str())
                .all()
                .await?
                .into_iter()
                .map(|row| {
                    Ok(MonthSummary {
                        month: row.month.into(),
                        state: month_state(&row.state)?,
                        trips: row.trips,
                        claims: row.claims,
                        claims_yen: Yen::new(row.claims_yen),
                        held: row.held,
                        set_aside,
                    })
                })
                .collect()
        })
        .await
}

fn month_state(text: &str) -> Result<MonthState> {
    match text {
        "open" => Ok(MonthState::Open),
        "closing" => Ok(MonthState::Closing),
        "closed" => Ok(MonthState::Closed),
        _ => Err(Error::damaged("state of a month", text)),
    }
}

/// The first month, and where each month on record stands.
pub(super) async fn months(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
) -> Result<(Month, BTreeMap<Month, MonthState>)> {
    let name = municipality.as_str();
    let first = registry_sql::get_municipality()
        .bind(tx, &name)
        .opt()
        .await?
        .ok_or_else(|| no_such_municipality(municipality))?
        .first_month
        .into();
    let months = sql::get_months()
        .bind(tx, &name)
        .all()
        .await?
        .into_iter()
        .map(|row| Ok((Month::from(row.month), month_state(&row.state)?)))
        .collect::<Result<_>>()?;
    Ok((first, months))
}

fn no_such_municipality(municipality: MunicipalityCode) -> Error {
    Error::not_found(
        "no_such_municipality",
        format!("市町村{municipality}は登録されていません。"),
        format!("There is no municipality {municipality}; import its registry file first."),
    )
}

/// The records booked in the months from `from` to `until`, verified again, in
/// the order in which they are decided.
pub(super) async fn trips(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    (from, until): (Month, Month),
) -> Result<Vec<RecordedTrip>> {
    sql::get_month_records()
        .bind(
            tx,
            &municipality.as_str(),
            &from.first_day(),
            &until.first_day(),
        )
        .all()
        .await?
        .into_iter()
        .map(|row| {
            let damaged =
                |error: &dyn std::fmt::Display| Error::damaged(format!("trip {}", row.trip), error);
            let key =
                PublicKey::try_from(row.public_key.as_slice()).map_err(|error| damaged(&error))?;
            let record: wire::TripRecord = Jws::unverified(row.record.as_str())
                .verify(Kind::Trip, &key)
                .map_err(|error| damaged(&error))?;
            if record.trip_id.as_uuid() != row.trip {
                return Err(damaged(&"its record is of another trip"));
            }
            Ok(RecordedTrip {
                record,
                operator: row.operator.parse().map_err(|error| damaged(&error))?,
                booked_month: row.booked_month.into(),
                received_at: row.received_at.into(),
            })
        })
        .collect()
}

/// Everything registered, with no nonce used yet.
pub(super) async fn register(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
) -> Result<Register> {
    let name = municipality.as_str();
    let mut register = Register::default();
    for row in sql::get_all_credentials().bind(tx, &name).all().await? {
        let (fingerprint, credential) = credential(&CredentialRow {
            fingerprint: row.fingerprint,
            registrant: row.registrant,
            valid_from: row.valid_from.into(),
            valid_until: row.valid_until.into(),
            linked_at: row.linked_at.into(),
            chip_key: row.chip_key,
        })?;
        register.credentials.insert(fingerprint, credential);
    }
    let mut registrants = HashMap::new();
    for row in sql::get_all_registrants().bind(tx, &name).all().await? {
        add_registrant(
            &mut registrants,
            (
                &row.registrant,
                row.registered_on,
                row.ended_on,
                row.uses_before,
            ),
        )?;
    }
    for row in sql::get_all_grounds().bind(tx, &name).all().await? {
        add_ground(
            &mut registrants,
            (&row.registrant, row.ground),
            (row.from_date, row.until_date),
            row.admitted_at.into(),
        )?;
    }
    register.registrants = registrants;
    for row in sql::get_all_nonce_pools().bind(tx, &name).all().await? {
        let pool = nonce_pool(
            (row.first_number, row.nonce_count),
            &row.seed,
            (row.issued_at.into(), row.expires_at.into()),
        )?;
        register
            .nonce_pools
            .entry(terminal_id(&row.terminal)?)
            .or_default()
            .push(pool);
    }
    Ok(register)
}

/// Nonces answered in trips of months before `month`.
pub(super) async fn nonces_before(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    month: Month,
) -> Result<HashSet<(domain::TerminalId, u64)>> {
    sql::get_nonces_before_month()
        .bind(tx, &municipality.as_str(), &month.first_day())
        .all()
        .await?
        .into_iter()
        .map(|row| {
            let number =
                u64::try_from(row.nonce).map_err(|error| Error::damaged("nonce", error))?;
            Ok((terminal_id(&row.terminal)?, number))
        })
        .collect()
}

fn terminal_id(text: &str) -> Result<domain::TerminalId> {
    text.parse()
        .map_err(|error| Error::damaged("terminal id", error))
}
