//! Publishing a scheme file: checked, dated, and from then on unchangeable.

use domain::{Digest, MunicipalityCode, SchemeId, UserId};
use queries::queries::registry as sql;
use rules::Scheme;

use super::access::{Role, require_role};
use super::lock::hold;
use crate::{Error, Result, Settlement};

/// A scheme file as it was published.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Published {
    /// The scheme's name.
    pub scheme: SchemeId,
    /// Its versions.
    pub versions: Vec<String>,
    /// SHA-256 of the file.
    pub digest: Digest,
    /// False when the same file was published before.
    pub new: bool,
}

/// Publishes the scheme file `text` called `file_name`.
///
/// Refused when the file does not check, is for another municipality, or would
/// change a scheme that trips were decided by already.
pub async fn publish(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    (file_name, text): (&str, &str),
    by: &UserId,
) -> Result<Published> {
    let scheme = Scheme::parse(file_name, text).map_err(|errors| {
        Error::invalid(
            "scheme_file_invalid",
            format!("規則ファイルに誤りがあります。\n{errors}"),
            "The scheme file has errors, listed above.",
        )
    })?;
    if scheme.municipality() != municipality {
        return Err(Error::invalid(
            "scheme_of_another_municipality",
            format!("この規則ファイルは{}のものです。", scheme.municipality()),
            format!(
                "The scheme file is for {}, not for {municipality}.",
                scheme.municipality()
            ),
        ));
    }
    let new = settlement
        .database
        .transaction("publish_scheme", municipality, async |tx| {
            let now = hold(settlement, tx, municipality).await?;
            require_role(tx, municipality, by, &[Role::Admin, Role::Clerk]).await?;
            let files = sql::get_scheme_files()
                .bind(tx, &municipality.as_str())
                .all()
                .await?;
            let digest = scheme.digest();
            if files
                .iter()
                .any(|file| file.digest.as_slice() == digest.as_bytes())
            {
                return Ok(false);
            }
            if let Some(other) = files
                .iter()
                .find(|file| file.scheme != scheme.id().as_str())
            {
                return Err(one_scheme_only(&other.scheme));
            }
            let decided = sql::scheme_has_claims()
                .bind(tx, &municipality.as_str(), &scheme.id().as_str())
                .one()
                .await?;
            if decided {
                return Err(already_decided_by(&files));
            }
            sql::put_scheme_file()
                .bind(
                    tx,
                    &municipality.as_str(),
                    &scheme.id().as_str(),
                    &digest.as_bytes().as_slice(),
                    &file_name,
                    &text,
                    &now.in_japan(),
                    &by.as_str(),
                )
                .await?;
            Ok(true)
        })
        .await?;
    Ok(Published {
        scheme: scheme.id().clone(),
        versions: scheme
            .versions()
            .iter()
            .map(|version| version.name().to_owned())
            .collect(),
        digest: scheme.digest(),
        new,
    })
}

fn one_scheme_only(other: &str) -> Error {
    Error::conflict(
        "another_scheme_in_force",
        format!("事業{other}がすでに公開されています。"),
        format!("The scheme {other} is in force; a municipality runs one scheme at a time."),
    )
}

fn already_decided_by(files: &[sql::GetSchemeFiles]) -> Error {
    let digest = files
        .last()
        .map(|file| hex::encode(&file.digest))
        .unwrap_or_default();
    Error::conflict(
        "scheme_already_decided_by",
        format!(
            "公開済みの規則ですでに助成が判定されています(指紋 {digest})。内容は変更できません。"
        ),
        format!(
            "Trips were decided by the published file (SHA-256 {digest}); it can no longer be changed."
        ),
    )
}
