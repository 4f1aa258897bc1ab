//! The parameters in force, and the writing of findings.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use domain::{Digest, Month, MunicipalityCode, Timestamp, TripId};
use queries::queries::review as sql;
use tokio_postgres::types::Json;
use uuid::Uuid;

use super::found::{Evidence, Found};
use super::parameters::{Parameters, SHIPPED};
use crate::access::{Caller, Permission};
use crate::intake::book::column;
use crate::published::ParsedFiles;
use crate::registry::hold;
use crate::trail::perform;
use crate::typed::refuse_individual_number_in_file;
use crate::{Error, Result, Settlement, Transaction};

/// What ships, parsed; a test holds it to be well formed.
static SHIPPED_PARAMETERS: LazyLock<Option<Arc<Parameters>>> =
    LazyLock::new(|| Parameters::parse(SHIPPED).ok().map(Arc::new));

/// The files at hand, of all municipalities: every batch of trips asks for them.
static FILES: LazyLock<ParsedFiles<Parameters>> = LazyLock::new(ParsedFiles::default);

/// The parameters in force: of the file published last, or of the one that ships.
pub(super) async fn in_force(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
) -> Result<Arc<Parameters>> {
    let at_hand = FILES.at_hand();
    let at_hand: Vec<&[u8]> = at_hand.iter().map(|it| it.as_bytes().as_slice()).collect();
    let published = sql::get_last_review_file()
        .bind(tx, &at_hand, &municipality.as_str())
        .opt()
        .await?;
    match published {
        Some(row) => {
            let what = format!("review file {}", row.file_name);
            FILES.parsed(&row.digest, (&what, &row.file_text), |text| {
                Parameters::parse(text).map_err(|error| error.to_string())
            })
        }
        None => SHIPPED_PARAMETERS
            .clone()
            .ok_or_else(|| Error::damaged("review file", "the one that ships is not well formed")),
    }
}

/// The parameters in force, for whoever asks.
pub(super) async fn parameters(
    settlement: &Settlement,
    municipality: MunicipalityCode,
) -> Result<Arc<Parameters>> {
    settlement
        .database
        .transaction("review_parameters", municipality, async |tx| {
            in_force(tx, municipality).await
        })
        .await
}

/// Puts a file of parameters in force. What was found before stays found. By another role
/// than decides findings: the file says which decisions take a second person.
pub async fn publish(
    settlement: &Settlement,
    caller: &Caller,
    (file_name, text): (&str, &str),
) -> Result<Digest> {
    // Before it is read: what is wrong with a file is told with the line it is in.
    refuse_individual_number_in_file(file_name, text)?;
    let parameters = Parameters::parse(text)?;
    parameters.check_hearing()?;
    let act = ("publish_review_file", parameters.digest);
    perform(
        settlement,
        caller,
        Some(Permission::ReviewPublish),
        act,
        async || put_file(settlement, caller, (file_name, text), &parameters).await,
    )
    .await?;
    Ok(parameters.digest)
}

async fn put_file(
    settlement: &Settlement,
    caller: &Caller,
    (file_name, text): (&str, &str),
    parameters: &Parameters,
) -> Result<()> {
    let (municipality, by) = (caller.municipality, caller.user()?);
    settlement
        .database
        .transaction("publish_review_file", municipality, async |tx| {
            let now = hold(settlement, tx, municipality).await?;
            sql::put_review_file()
                .bind(
                    tx,
                    &municipality.as_str(),
                    &parameters.digest.as_bytes().as_slice(),
                    &file_name,
                    &text,
                    &now.in_japan(),
                    &by.as_str(),
                )
                .await?;
            Ok(())
        })
        .await
        .map_err(|error| match error.constraint() {
            Some("review_file_pkey") => Error::conflict(
                "review_file_published_before",
                "このファイルは公開済みです。戻すには、ファイルにその旨を書き加えて公開してください。",
                "This file was published before; to go back to it, note so in the file and publish that.",
            ),
            _ => error,
        })
}

/// Writes findings; what was found before is left out, unless it is about many trips and
/// some of these are new. How many are new.
pub(super) async fn put(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    parameters: &Parameters,
    found: &[Found],
    now: Timestamp,
) -> Result<u64> {
    let found = grown(tx, municipality, found).await?;
    if found.is_empty() {
        return Ok(0);
    }
    let written = sql::put_findings()
        .bind(
            tx,
            &municipality.as_str(),
            &parameters.digest.as_bytes().as_slice(),
            &now.in_japan(),
            &column(&found, |_one| Uuid::now_v7()),
            &column(&found, |(one, _earlier)| one.code.as_str()),
            &column(&found, |(one, _earlier)| one.operator.as_str()),
            &column(&found, |(one, _earlier)| one.month.first_day()),
            &column(&found, |(one, _earlier)| one.trip.map(TripId::as_uuid)),
            &column(&found, |(one, _earlier)| one.ordinal),
            &column(&found, |(one, _earlier)| one.subject.as_str()),
            &column(&found, |(_one, earlier)| *earlier),
            &column(&found, |(one, _earlier)| {
                parameters.consequence(one.code).as_str()
            }),
            &column(&found, |(one, _earlier)| Json(&one.evidence)),
        )
        .await?;
    Ok(written)
}

/// What is to be written of `found`: all that is on a trip, where the database knows what
/// is there, and of what is about many trips whatever is new or has grown, with what it
/// was before. So a look in the middle of a month is not the last word on it, and what
/// was decided then was decided of those trips alone.
async fn grown<'a>(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    found: &'a [Found],
) -> Result<Vec<(&'a Found, Option<Uuid>)>> {
    let of_months = found.iter().filter(|one| one.trip.is_none());
    let months: BTreeSet<Month> = of_months.map(|one| one.month).collect();
    if months.is_empty() {
        return Ok(found.iter().map(|one| (one, None)).collect());
    }
    let months: Vec<_> = months.into_iter().map(Month::first_day).collect();
    let rows = sql::get_of_months()
        .bind(tx, &municipality.as_str(), &months)
        .all()
        .await?;
    let mut known = HashMap::new();
    for row in rows {
        let evidence: Evidence = serde_json::from_value(row.evidence)
            .map_err(|error| Error::damaged(format!("finding {}", row.finding), error))?;
        let about = (row.code, row.operator, row.month, row.subject);
        known.insert(about, (row.finding, evidence.trips));
    }
    let to_write = found.iter().filter_map(|one| {
        let about = (
            one.code.as_str().to_owned(),
            one.operator.to_string(),
            one.month.first_day(),
            one.subject.clone(),
        );
        let earlier = known.get(&about).filter(|_| one.trip.is_none());
        let Some((finding, trips)) = earlier else {
            return Some((one, None));
        };
        let trips: HashSet<&TripId> = trips.iter().collect();
        let has_grown = one.evidence.trips.iter().any(|trip| !trips.contains(trip));
        has_grown.then_some((one, Some(*finding)))
    });
    Ok(to_write.collect())
}
