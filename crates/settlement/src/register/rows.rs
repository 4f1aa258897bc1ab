//! Rows of the register as the decision's types.

use std::collections::HashMap;

use domain::{Digest, RegistrantId, ServiceDate, TerminalId, Yen};
use jpki::ChipKey;
use queries::queries::register::{
    CredentialOwnerRow, CredentialRow, CredentialStateRow, GroundRow, NoncePoolRow, RegistrantRow,
    StandingRow, UseRow, UsesBeforeRow,
};
use rules::Tally;
use wire::NoncePool;

use super::batch::ClaimedDays;
use crate::decision::{Counters, Credential, GroundPeriod, History, RegisteredRegistrant};
use crate::{Error, Result};

/// Registrants by number.
pub(crate) type Registrants = HashMap<RegistrantId, RegisteredRegistrant>;

/// Cards by fingerprint, each with the states it was in and those whose it was.
pub(super) fn credentials(
    rows: &[CredentialRow],
    states: Vec<CredentialStateRow>,
    owners: Vec<CredentialOwnerRow>,
) -> Result<HashMap<Digest, Credential>> {
    let mut found = rows
        .iter()
        .map(|row| Ok((fingerprint(&row.fingerprint)?, credential(row)?)))
        .collect::<Result<HashMap<_, _>>>()?;
    for row in states {
        if let Some(credential) = found.get_mut(&fingerprint(&row.fingerprint)?) {
            let state = row.state.parse();
            let state = state.map_err(|error| Error::damaged("state of a card", error))?;
            credential
                .states
                .enter(row.from_at.into(), row.entered_at.into(), state);
        }
    }
    for row in owners {
        if let Some(credential) = found.get_mut(&fingerprint(&row.fingerprint)?) {
            let owner = row.registrant.as_deref().map(registrant_id).transpose()?;
            credential.owners.enter((), row.entered_at.into(), owner);
        }
    }
    Ok(found)
}

fn credential(row: &CredentialRow) -> Result<Credential> {
    Ok(Credential {
        registrant: registrant_id(&row.registrant)?,
        owners: History::default(),
        validity: row
            .valid_from
            .zip(row.valid_until)
            .map(|(from, until)| (from.into(), until.into())),
        linked_at: row.linked_at.into(),
        chip_key: row
            .chip_key
            .as_deref()
            .map(ChipKey::from_spki_der)
            .transpose()
            .map_err(|error| Error::damaged("credential", error))?,
        states: History::default(),
    })
}

/// The fingerprint of a card's row.
pub(crate) fn fingerprint(bytes: &[u8]) -> Result<Digest> {
    Digest::try_from(bytes).map_err(|error| Error::damaged("fingerprint", error))
}

pub(super) fn registrants(
    rows: &[RegistrantRow],
    standings: Vec<StandingRow>,
    grounds: Vec<GroundRow>,
    uses_before: &[UsesBeforeRow],
) -> Result<Registrants> {
    let mut found = rows
        .iter()
        .map(registrant)
        .collect::<Result<Registrants>>()?;
    for row in standings {
        if let Some(registrant) = found.get_mut(&registrant_id(&row.registrant)?) {
            let from = ServiceDate::from_date(row.from_date);
            let standing = row.state.parse();
            let standing = standing.map_err(|error| Error::damaged("standing", error))?;
            registrant
                .standings
                .enter(from, row.entered_at.into(), standing);
        }
    }
    for row in uses_before {
        if let Some(registrant) = found.get_mut(&registrant_id(&row.registrant)?) {
            let uses = uses_of(&row.registrant, row.uses)?;
            registrant
                .uses_before
                .enter((), row.entered_at.into(), uses);
        }
    }
    for row in grounds {
        if let Some(registrant) = found.get_mut(&registrant_id(&row.registrant)?) {
            registrant.grounds.push(GroundPeriod {
                ground: row.ground,
                from: ServiceDate::from_date(row.from_date),
                until: row.until_date.map(ServiceDate::from_date),
                admitted_at: row.admitted_at.into(),
            });
        }
    }
    Ok(found)
}

fn registrant(row: &RegistrantRow) -> Result<(RegistrantId, RegisteredRegistrant)> {
    let mut uses_before = History::default();
    let registered = uses_of(&row.registrant, row.uses_before)?;
    uses_before.enter((), row.admitted_at.into(), registered);
    Ok((
        registrant_id(&row.registrant)?,
        RegisteredRegistrant {
            admitted_at: row.admitted_at.into(),
            registered_on: ServiceDate::from_date(row.registered_on),
            standings: History::default(),
            uses_before,
            grounds: Vec::new(),
        },
    ))
}

/// A number of uses of a registrant.
pub(crate) fn uses_of(registrant: &str, uses: i32) -> Result<u32> {
    u32::try_from(uses).map_err(|error| Error::damaged(format!("uses of {registrant}"), error))
}

/// A pool and whose it is.
pub(crate) fn nonce_pool(row: &NoncePoolRow) -> Result<(TerminalId, NoncePool)> {
    let damaged = |error: &dyn std::fmt::Display| Error::damaged("nonce pool", error);
    Ok((
        terminal_id(&row.terminal)?,
        NoncePool {
            first: u64::try_from(row.first_number).map_err(|error| damaged(&error))?,
            count: u32::try_from(row.nonce_count).map_err(|error| damaged(&error))?,
            seed: row
                .seed
                .as_slice()
                .try_into()
                .map_err(|error| damaged(&error))?,
            issued_at: row.issued_at.into(),
            expires_at: row.expires_at.into(),
        },
    ))
}

/// Pools by terminal; the rows come in order of their numbers.
pub(super) fn nonce_pools(rows: &[NoncePoolRow]) -> Result<HashMap<TerminalId, Vec<NoncePool>>> {
    let mut pools: HashMap<TerminalId, Vec<NoncePool>> = HashMap::new();
    for row in rows {
        let (terminal, pool) = nonce_pool(row)?;
        pools.entry(terminal).or_default().push(pool);
    }
    Ok(pools)
}

/// Uses counted from rows.
pub(crate) fn uses(rows: Vec<UseRow>) -> Result<Counters> {
    let damaged = |error: &dyn std::fmt::Display| Error::damaged("uses", error);
    let mut uses = Counters::default();
    for row in rows {
        uses.add(
            &registrant_id(&row.registrant)?,
            row.instrument.as_deref(),
            ServiceDate::from_date(row.service_date),
            Tally {
                uses: u32::try_from(row.units).map_err(|error| damaged(&error))?,
                trips: u32::try_from(row.trips).map_err(|error| damaged(&error))?,
                amount: Yen::new(row.amount_yen),
            },
        )?;
    }
    Ok(uses)
}

/// The days of rows, also of such as give nothing.
pub(super) fn claimed_days(rows: &[UseRow]) -> Result<ClaimedDays> {
    rows.iter()
        .map(|row| {
            let date = ServiceDate::from_date(row.service_date);
            Ok((registrant_id(&row.registrant)?, date))
        })
        .collect()
}

fn registrant_id(text: &str) -> Result<RegistrantId> {
    text.parse()
        .map_err(|error| Error::damaged("registrant id", error))
}

pub(super) fn terminal_id(text: &str) -> Result<TerminalId> {
    text.parse()
        .map_err(|error| Error::damaged("terminal id", error))
}
