//! Terminals, their keys one after the other, and finding one by its key id.
//!
//! A terminal signs with its last key. What an earlier one signed is still its
//! own, wherever it was kept back: it is judged by the key that it was signed
//! with. A revoked key proves nothing any more.

use domain::{MunicipalityCode, ServiceDate, TerminalId, Timestamp};
use queries::queries::registry as sql;
use serde::de::DeserializeOwned;
use wire::{Jws, JwsError, Kind, PublicKey, TerminalKeyId, VehicleAssignment};

use crate::{Error, RefusalKind, Result, Settlement, Transaction};

/// A terminal that has a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolledTerminal {
    /// Its municipality and name.
    pub id: TerminalKeyId,
    /// The key it signs with.
    pub key: PublicKey,
    /// Since when it does.
    pub key_since: Timestamp,
    /// The keys it signed with before, the last one first.
    pub earlier_keys: Vec<EarlierKey>,
}

/// A key that another one has followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EarlierKey {
    /// The key.
    pub key: PublicKey,
    /// Whether the city revoked it (失効); else the terminal replaced it.
    pub revoked: bool,
}

/// By what key something was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedBy {
    /// One of the terminal's, then or now.
    Terminal,
    /// One that was revoked: anybody may have signed it.
    RevokedKey,
}

impl EnrolledTerminal {
    /// Reads what one of the terminal's keys signed.
    pub fn verify<T: DeserializeOwned>(
        &self,
        kind: Kind,
        jws: &Jws,
    ) -> std::result::Result<(T, SignedBy), JwsError> {
        let current = (&self.key, SignedBy::Terminal);
        let earlier = self.earlier_keys.iter().map(|earlier| {
            let by = if earlier.revoked {
                SignedBy::RevokedKey
            } else {
                SignedBy::Terminal
            };
            (&earlier.key, by)
        });
        verify_by_one_of(kind, jws, std::iter::once(current).chain(earlier))
    }
}

/// Reads what one of `keys` signed, and says which.
pub(crate) fn verify_by_one_of<'k, T: DeserializeOwned, W>(
    kind: Kind,
    jws: &Jws,
    keys: impl IntoIterator<Item = (&'k PublicKey, W)>,
) -> std::result::Result<(T, W), JwsError> {
    let mut failed = JwsError::Signature;
    for (key, which) in keys {
        match jws.verify(kind, key) {
            Ok(payload) => return Ok((payload, which)),
            Err(JwsError::Signature) => {}
            Err(other) => failed = other,
        }
    }
    Err(failed)
}

/// The enrolled terminal of a key id. One that is unknown, one that is not
/// enrolled and one whose key is revoked are answered alike.
pub async fn find_terminal(
    settlement: &Settlement,
    id: &TerminalKeyId,
) -> Result<EnrolledTerminal> {
    settlement
        .database
        .transaction("find_terminal", id.municipality, async |tx| {
            let row = terminal_row(tx, id.municipality, &id.terminal)
                .await
                .map_err(|error| match error {
                    Error::Refused(_) => unknown_terminal(),
                    other => other,
                })?;
            enrolled(id.municipality, &row)?.ok_or_else(unknown_terminal)
        })
        .await
}

pub(crate) fn unknown_terminal() -> Error {
    Error::refused(
        RefusalKind::Unauthenticated,
        "unknown_terminal",
        "この端末は登録されていません。市役所に登録コードを依頼してください。",
        "This terminal is not enrolled; ask the city for an enrolment code.",
    )
}

/// A terminal of the registry, enrolled or not.
pub(super) async fn terminal_row(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    terminal: &TerminalId,
) -> Result<sql::TerminalRow> {
    sql::get_terminal()
        .bind(tx, &municipality.as_str(), &terminal.as_str())
        .opt()
        .await?
        .ok_or_else(|| {
            Error::not_found(
                "no_such_terminal",
                format!("端末{terminal}は登録簿にありません。"),
                format!(
                    "There is no terminal {terminal} in {municipality}; add it to the registry file and import that."
                ),
            )
        })
}

/// A row as a terminal; none while it has no key, or its last one is revoked.
pub(super) fn enrolled(
    municipality: MunicipalityCode,
    row: &sql::TerminalRow,
) -> Result<Option<EnrolledTerminal>> {
    let damaged =
        |error: &dyn std::fmt::Display| Error::damaged(format!("terminal {}", row.terminal), error);
    let mut keys = row
        .public_keys
        .iter()
        .zip(&row.enrolled_ats)
        .zip(&row.revoked)
        .rev()
        .map(|((key, since), revoked)| {
            let key = PublicKey::try_from(key.as_slice()).map_err(|error| damaged(&error))?;
            let revoked = *revoked;
            Ok((EarlierKey { key, revoked }, Timestamp::from(*since)))
        })
        .collect::<Result<Vec<_>>>()?
        .into_iter();
    let Some((last, key_since)) = keys.next().filter(|(last, _since)| !last.revoked) else {
        return Ok(None);
    };
    Ok(Some(EnrolledTerminal {
        id: TerminalKeyId {
            municipality,
            terminal: row.terminal.parse().map_err(|error| damaged(&error))?,
        },
        key: last.key,
        key_since,
        earlier_keys: keys.map(|(earlier, _since)| earlier).collect(),
    }))
}

/// Where a terminal of the registry is fitted `now`. Never remembered: the day on which
/// it is moved comes by itself.
pub(super) async fn fitting(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    terminal: &TerminalId,
    now: Timestamp,
) -> Result<VehicleAssignment> {
    let today = ServiceDate::of(now).date();
    let row = sql::get_fitting()
        .bind(tx, &today, &municipality.as_str(), &terminal.as_str())
        .one()
        .await?;
    let damaged =
        |error: &dyn std::fmt::Display| Error::damaged(format!("terminal {terminal}"), error);
    Ok(VehicleAssignment {
        vehicle: row.vehicle.parse().map_err(|error| damaged(&error))?,
        operator: row.operator.parse().map_err(|error| damaged(&error))?,
    })
}
