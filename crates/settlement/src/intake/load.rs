//! Cards, registrants, nonces and uses for a batch.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use domain::{Digest, MunicipalityCode, RegistrantId, ServiceDate, Timestamp, Yen};
use jpki::ChipKey;
use queries::queries::{intake as sql, month as month_sql};
use wire::{NoncePool, TerminalKeyId};

use super::read::ReadRecord;
use crate::decision::{Credential, GroundPeriod, Register, RegisteredRegistrant, Uses};
use crate::{Error, Result, Transaction};

/// The register as far as the batch needs it. Its registrants are locked until
/// the transaction ends, in order of their number, so that uses are counted by
/// one batch at a time.
pub(super) async fn register(
    tx: &Transaction<'_>,
    terminal: &TerminalKeyId,
    records: &[&ReadRecord],
) -> Result<Register> {
    let taps = || records.iter().flat_map(|read| &read.record.taps);
    let fingerprints: BTreeSet<Digest> = taps().map(|tap| tap.fingerprint).collect();
    let nonces: BTreeSet<u64> = taps()
        .filter_map(|tap| tap.chip.as_ref())
        .map(|chip| chip.nonce)
        .collect();
    let credentials = credentials(tx, terminal.municipality, &fingerprints).await?;
    let registrants = registrants(tx, terminal.municipality, &credentials, Lock::ForUpdate).await?;
    Ok(Register {
        registrants,
        credentials,
        nonce_pools: nonce_pools(tx, terminal, &nonces).await?,
        used_nonces: used_nonces(tx, terminal, &nonces).await?,
    })
}

/// Whether registrants are locked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lock {
    /// Until the transaction ends.
    ForUpdate,
    /// Not at all: for a look that decides nothing.
    No,
}

pub(super) async fn credentials(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    fingerprints: &BTreeSet<Digest>,
) -> Result<HashMap<Digest, Credential>> {
    let wanted: Vec<&[u8]> = fingerprints
        .iter()
        .map(|fingerprint| fingerprint.as_bytes().as_slice())
        .collect();
    sql::get_credentials()
        .bind(tx, &municipality.as_str(), &wanted)
        .all()
        .await?
        .into_iter()
        .map(|row| {
            credential(&CredentialRow {
                fingerprint: row.fingerprint,
                registrant: row.registrant,
                valid_from: row.valid_from.into(),
                valid_until: row.valid_until.into(),
                linked_at: row.linked_at.into(),
                chip_key: row.chip_key,
            })
        })
        .collect()
}

/// A credential as stored.
pub(crate) struct CredentialRow {
    pub(crate) fingerprint: Vec<u8>,
    pub(crate) registrant: String,
    pub(crate) valid_from: Timestamp,
    pub(crate) valid_until: Timestamp,
    pub(crate) linked_at: Timestamp,
    pub(crate) chip_key: Vec<u8>,
}

pub(crate) fn credential(row: &CredentialRow) -> Result<(Digest, Credential)> {
    let damaged = |error: &dyn std::fmt::Display| Error::damaged("credential", error);
    Ok((
        Digest::try_from(row.fingerprint.as_slice()).map_err(|error| damaged(&error))?,
        Credential {
            registrant: registrant_id(&row.registrant)?,
            valid_from: row.valid_from,
            valid_until: row.valid_until,
            linked_at: row.linked_at,
            chip_key: ChipKey::from_spki_der(&row.chip_key).map_err(|error| damaged(&error))?,
        },
    ))
}

pub(super) async fn registrants(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    credentials: &HashMap<Digest, Credential>,
    lock: Lock,
) -> Result<HashMap<RegistrantId, RegisteredRegistrant>> {
    let wanted: BTreeSet<&str> = credentials
        .values()
        .map(|credential| credential.registrant.as_str())
        .collect();
    let wanted: Vec<&str> = wanted.into_iter().collect();
    let name = municipality.as_str();
    let mut found = HashMap::new();
    if lock == Lock::ForUpdate {
        for row in sql::lock_registrants()
            .bind(tx, &name, &wanted)
            .all()
            .await?
        {
            add_registrant(
                &mut found,
                (
                    &row.registrant,
                    row.registered_on,
                    row.ended_on,
                    row.uses_before,
                ),
            )?;
        }
    } else {
        for row in sql::get_registrants()
            .bind(tx, &name, &wanted)
            .all()
            .await?
        {
            add_registrant(
                &mut found,
                (
                    &row.registrant,
                    row.registered_on,
                    row.ended_on,
                    row.uses_before,
                ),
            )?;
        }
    }
    for row in sql::get_grounds().bind(tx, &name, &wanted).all().await? {
        add_ground(
            &mut found,
            (&row.registrant, row.ground),
            (row.from_date, row.until_date),
            row.admitted_at.into(),
        )?;
    }
    Ok(found)
}

pub(crate) fn add_registrant(
    found: &mut HashMap<RegistrantId, RegisteredRegistrant>,
    (id, registered_on, ended_on, uses_before): (&str, NaiveDate, Option<NaiveDate>, i32),
) -> Result<()> {
    let uses_before = u32::try_from(uses_before)
        .map_err(|error| Error::damaged(format!("registrant {id}"), error))?;
    found.insert(
        registrant_id(id)?,
        RegisteredRegistrant {
            registered_on: ServiceDate::from_date(registered_on),
            ended_on: ended_on.map(ServiceDate::from_date),
            uses_before,
            grounds: Vec::new(),
        },
    );
    Ok(())
}

pub(crate) fn add_ground(
    found: &mut HashMap<RegistrantId, RegisteredRegistrant>,
    (id, ground): (&str, String),
    (from, until): (NaiveDate, Option<NaiveDate>),
    admitted_at: Timestamp,
) -> Result<()> {
    if let Some(registrant) = found.get_mut(&registrant_id(id)?) {
        registrant.grounds.push(GroundPeriod {
            ground,
            from: ServiceDate::from_date(from),
            until: until.map(ServiceDate::from_date),
            admitted_at,
        });
    }
    Ok(())
}

pub(super) async fn nonce_pools(
    tx: &Transaction<'_>,
    terminal: &TerminalKeyId,
    nonces: &BTreeSet<u64>,
) -> Result<HashMap<domain::TerminalId, Vec<NoncePool>>> {
    // A number beyond what SQL can hold was never handed out.
    let known: Vec<i64> = nonces
        .iter()
        .filter_map(|nonce| i64::try_from(*nonce).ok())
        .collect();
    let (Some(first), Some(last)) = (known.first().copied(), known.last().copied()) else {
        return Ok(HashMap::new());
    };
    let pools = sql::get_nonce_pools()
        .bind(
            tx,
            &terminal.municipality.as_str(),
            &terminal.terminal.as_str(),
            &last,
            &first,
        )
        .all()
        .await?
        .into_iter()
        .map(|row| {
            nonce_pool(
                (row.first_number, row.nonce_count),
                &row.seed,
                (row.issued_at.into(), row.expires_at.into()),
            )
        })
        .collect::<Result<_>>()?;
    Ok(HashMap::from([(terminal.terminal.clone(), pools)]))
}

pub(crate) fn nonce_pool(
    (first, count): (i64, i32),
    seed: &[u8],
    (issued_at, expires_at): (Timestamp, Timestamp),
) -> Result<NoncePool> {
    let damaged = |error: &dyn std::fmt::Display| Error::damaged("nonce pool", error);
    Ok(NoncePool {
        first: u64::try_from(first).map_err(|error| damaged(&error))?,
        count: u32::try_from(count).map_err(|error| damaged(&error))?,
        seed: seed.try_into().map_err(|error| damaged(&error))?,
        issued_at,
        expires_at,
    })
}

pub(super) async fn used_nonces(
    tx: &Transaction<'_>,
    terminal: &TerminalKeyId,
    nonces: &BTreeSet<u64>,
) -> Result<HashSet<(domain::TerminalId, u64)>> {
    let wanted: Vec<i64> = nonces
        .iter()
        .filter_map(|nonce| i64::try_from(*nonce).ok())
        .collect();
    Ok(sql::get_used_nonces()
        .bind(
            tx,
            &terminal.municipality.as_str(),
            &terminal.terminal.as_str(),
            &wanted,
        )
        .all()
        .await?
        .into_iter()
        .filter_map(|nonce| u64::try_from(nonce).ok())
        .map(|nonce| (terminal.terminal.clone(), nonce))
        .collect())
}

/// What the batch's registrants used in the fiscal years of its trips.
pub(super) async fn uses(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    register: &Register,
    records: &[&ReadRecord],
) -> Result<Uses> {
    let dates = records
        .iter()
        .map(|read| ServiceDate::of(read.record.trip.boarded_at));
    let years: BTreeSet<_> = dates.map(ServiceDate::fiscal_year).collect();
    let (Some(first), Some(last)) = (years.first(), years.last()) else {
        return Ok(Uses::default());
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
        .map(|row| UseRow::from(row))
        .all()
        .await?;
    uses_from_rows(&register.registrants, rows)
}

/// A registrant's uses of a day as counted by the database.
pub(crate) struct UseRow {
    pub(crate) registrant: String,
    pub(crate) scheme: String,
    pub(crate) date: NaiveDate,
    pub(crate) units: i64,
    pub(crate) trips: i64,
    pub(crate) amount_yen: i64,
}

impl From<sql::GetUsesBorrowed<'_>> for UseRow {
    fn from(row: sql::GetUsesBorrowed<'_>) -> Self {
        Self {
            registrant: row.registrant.to_owned(),
            scheme: row.scheme.to_owned(),
            date: row.service_date,
            units: row.units,
            trips: row.trips,
            amount_yen: row.amount_yen,
        }
    }
}

impl From<month_sql::GetUsesBeforeMonth> for UseRow {
    fn from(row: month_sql::GetUsesBeforeMonth) -> Self {
        Self {
            registrant: row.registrant,
            scheme: row.scheme,
            date: row.service_date,
            units: row.units,
            trips: row.trips,
            amount_yen: row.amount_yen,
        }
    }
}

/// Uses counted from rows, and those made on paper before.
pub(crate) fn uses_from_rows(
    registrants: &HashMap<RegistrantId, RegisteredRegistrant>,
    rows: impl IntoIterator<Item = UseRow>,
) -> Result<Uses> {
    let mut uses = Uses::default();
    for (id, registrant) in registrants {
        let year = registrant.registered_on.fiscal_year();
        uses.add_before(id.clone(), year, registrant.uses_before);
    }
    for row in rows {
        let damaged = |error: &dyn std::fmt::Display| Error::damaged("uses", error);
        uses.add(
            registrant_id(&row.registrant)?,
            row.scheme.parse().map_err(|error| damaged(&error))?,
            ServiceDate::from_date(row.date),
            (
                u32::try_from(row.units).map_err(|error| damaged(&error))?,
                u32::try_from(row.trips).map_err(|error| damaged(&error))?,
                Yen::new(row.amount_yen),
            ),
        )?;
    }
    Ok(uses)
}

fn registrant_id(text: &str) -> Result<RegistrantId> {
    text.parse()
        .map_err(|error| Error::damaged("registrant id", error))
}
