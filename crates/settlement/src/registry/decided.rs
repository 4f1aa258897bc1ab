//! Versions of a scheme that trips were decided by, and that no later file may
//! change: neither what they decide by nor which of the decided days are theirs.
//!
//! Anything else may change: other words for a reason, more examples, versions
//! that decided nothing, and the end of one after its last decided day.

use domain::{Digest, MunicipalityCode, ServiceDate};
use queries::queries::registry as sql;
use rules::{Scheme, Version};

use crate::decision::PublishedSchemes;
use crate::{Error, Result, Transaction};

/// A version that decided trips, as it was published.
struct Decided {
    name: String,
    digest: Digest,
    /// The first and the last service date with claims.
    days: [ServiceDate; 2],
}

/// Refuses `scheme` when it would change a version that decided a trip.
pub(super) async fn check_unchanged(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    published: &PublishedSchemes,
    scheme: &Scheme,
) -> Result<()> {
    let rows = sql::get_decided_versions()
        .bind(tx, &municipality.as_str())
        .all()
        .await?;
    for row in &rows {
        check(&decided(published, row)?, scheme)?;
    }
    Ok(())
}

fn decided(published: &PublishedSchemes, row: &sql::GetDecidedVersions) -> Result<Decided> {
    let name = &row.scheme_version;
    let damaged = |problem: &dyn std::fmt::Display| {
        Error::damaged(format!("claims by version {name}"), problem)
    };
    let file = Digest::try_from(row.scheme_digest.as_slice()).map_err(|error| damaged(&error))?;
    let version = published
        .with_digest(file)
        .and_then(|published| named(&published.scheme, name))
        .ok_or_else(|| damaged(&"it is in no published file"))?;
    Ok(Decided {
        name: name.clone(),
        digest: version.digest(),
        days: [row.first_date, row.last_date].map(ServiceDate::from_date),
    })
}

fn named<'s>(scheme: &'s Scheme, name: &str) -> Option<&'s Version> {
    let mut versions = scheme.versions().iter();
    versions.find(|version| version.name() == name)
}

fn check(decided: &Decided, scheme: &Scheme) -> Result<()> {
    let Decided { name, digest, days } = decided;
    let Some(version) = named(scheme, name) else {
        return Err(already_decided_by(
            (name, *digest),
            "新しいファイルにこの版がありません",
            "the new file has no such version",
        ));
    };
    let changed = version.digest();
    if changed != *digest {
        return Err(already_decided_by(
            (name, *digest),
            &format!("新しいファイルでは指紋が {changed} になります"),
            &format!("in the new file its SHA-256 would be {changed}"),
        ));
    }
    let is_its_own = |day: ServiceDate| {
        let in_force = scheme.version_on(day);
        in_force.is_some_and(|version| version.name() == name)
    };
    match days.iter().find(|day| !is_its_own(**day)) {
        None => Ok(()),
        Some(day) => Err(already_decided_by(
            (name, *digest),
            &format!("この版で判定した{day}の乗車が、新しいファイルではこの版に当たりません"),
            &format!("it decided trips of {day}, which are not of this version in the new file"),
        )),
    }
}

fn already_decided_by((version, digest): (&str, Digest), ja: &str, en: &str) -> Error {
    Error::conflict(
        "scheme_already_decided_by",
        format!(
            "{version}の版(指紋 {digest})ではすでに助成が判定されていて、変更できません。{ja}。"
        ),
        format!(
            "Trips were decided by version {version} (SHA-256 {digest}); it can no longer be changed: {en}."
        ),
    )
}
