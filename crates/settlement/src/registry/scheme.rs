//! Publishing a scheme file: checked, dated, and kept for ever. A file of the same
//! scheme may follow it, as long as no version that decided a trip is another in
//! it (`decided`).

use domain::{Digest, MunicipalityCode, SchemeId, UserId};
use queries::queries::registry as sql;
use rules::Scheme;

use super::decided;
use super::lock::hold;
use crate::access::{Caller, Permission};
use crate::trail::perform;
use crate::typed::refuse_individual_number_in_file;
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
/// Refused when the file does not check, is a model or for another municipality,
/// or would change a version that trips were decided by already.
pub async fn publish(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    (file_name, text): (&str, &str),
    by: &UserId,
) -> Result<Published> {
    // Before it is read: what is said of a file's errors quotes it.
    refuse_individual_number_in_file(file_name, text)?;
    let scheme = Scheme::parse(file_name, text).map_err(|errors| {
        Error::invalid(
            "scheme_file_invalid",
            format!("規則ファイルに誤りがあります。\n{errors}"),
            "The scheme file has errors, listed above.",
        )
    })?;
    let of = municipality_of(&scheme)?;
    if of != municipality {
        return Err(Error::invalid(
            "scheme_of_another_municipality",
            format!("この規則ファイルは{of}のものです。"),
            format!("The scheme file is for {of}, not for {municipality}."),
        ));
    }
    let caller = Caller::command(settlement, municipality, by).await?;
    let permission = Some(Permission::SchemesPublish);
    let act = (
        "publish_scheme",
        format!("{} {}", scheme.id(), scheme.digest()),
    );
    let new = perform(settlement, &caller, permission, act, async || {
        settlement
            .database
            .transaction("publish_scheme", municipality, async |tx| {
                let now = hold(settlement, tx, municipality).await?;
                let published = settlement.schemes.published(tx, municipality).await?;
                let digest = scheme.digest();
                if let Some(last) = published.last() {
                    if last.scheme.digest() == digest {
                        return Ok(false);
                    }
                    if last.scheme.id() != scheme.id() {
                        return Err(one_scheme_only(last.scheme.id()));
                    }
                }
                if published.with_digest(digest).is_some() {
                    return Err(superseded(digest));
                }
                decided::check_unchanged(tx, municipality, &published, &scheme).await?;
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
            .await
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

/// The municipality whose scheme this is. A model that no municipality runs can
/// be tried, but is never published.
pub fn municipality_of(scheme: &Scheme) -> Result<MunicipalityCode> {
    scheme.municipality().ok_or_else(|| {
        Error::invalid(
            "scheme_is_a_model",
            "この規則ファイルには市町村がありません(見本)。公開するには [scheme] に municipality を書いてください。",
            "The scheme file names no municipality: it is a model. To publish it, write municipality in [scheme].",
        )
    })
}

fn one_scheme_only(other: &SchemeId) -> Error {
    Error::conflict(
        "another_scheme_in_force",
        format!("事業{other}がすでに公開されています。"),
        format!("The scheme {other} is in force; a municipality runs one scheme at a time."),
    )
}

/// A file is published once. To go back to what it says, its text has to differ,
/// so that the order of files tells which was in force when.
fn superseded(digest: Digest) -> Error {
    Error::conflict(
        "scheme_file_superseded",
        format!(
            "このファイル(指紋 {digest})は公開済みで、後のファイルに置き換えられています。戻すには、ファイルにその旨を書き加えて公開してください。"
        ),
        format!(
            "This file (SHA-256 {digest}) was published before and a later one took its place; to go back to it, note so in the file and publish that."
        ),
    )
}
