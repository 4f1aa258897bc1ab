//! Entering grounds of eligibility (対象要件) with their dates. A ground that ends
//! earlier than was known opens the claims on the days that it lost.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{MunicipalityCode, ServiceDate, Timestamp};
use queries::queries::{register as register_sql, registry as sql};

use super::reach;
use crate::review;
use crate::{Result, Transaction};

/// A ground of a registrant.
pub(super) struct Ground {
    pub(super) registrant: String,
    pub(super) kind: String,
    pub(super) from: ServiceDate,
    /// Last day; none while open. The day before the first: it never held.
    pub(super) until: Option<ServiceDate>,
    pub(super) evidence: Option<String>,
}

/// Enters those that differ from what is known; how many did, and the claims on days
/// that they lost, which are open for review now.
pub(super) async fn enter_grounds(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    grounds: &[Ground],
    now: Timestamp,
) -> Result<(u64, Vec<sql::TouchedRow>)> {
    let lost = days_lost(tx, municipality, grounds).await?;
    let column = |value: fn(&Ground) -> &str| grounds.iter().map(value).collect::<Vec<_>>();
    let untils: Vec<_> = grounds
        .iter()
        .map(|it| it.until.map(ServiceDate::date))
        .collect();
    let evidences: Vec<_> = grounds.iter().map(|it| it.evidence.as_deref()).collect();
    let froms: Vec<_> = grounds.iter().map(|it| it.from.date()).collect();
    let entered = sql::put_grounds()
        .bind(
            tx,
            &municipality.as_str(),
            &now.in_japan(),
            &column(|it| &it.registrant),
            &column(|it| &it.kind),
            &froms,
            &untils,
            &evidences,
        )
        .await?;
    if lost.is_empty() {
        return Ok((entered, Vec::new()));
    }
    let since: Vec<(&str, ServiceDate)> = lost.iter().map(|it| (it.registrant, it.first)).collect();
    let mut touched = reach::of_registrants(tx, municipality, &since).await?;
    // A registrant may lose more than one ground.
    touched.retain(|row| {
        lost.iter().any(|it| {
            it.registrant == row.registrant
                && it.first.date() == row.since
                && it.last.is_none_or(|last| row.service_date <= last)
        })
    });
    review::reopen(tx, municipality, &touched, now).await?;
    Ok((entered, touched))
}

/// Days on which a ground held as far as was known, and holds no more.
struct Lost<'g> {
    registrant: &'g str,
    first: ServiceDate,
    last: Option<NaiveDate>,
}

async fn days_lost<'g>(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    grounds: &'g [Ground],
) -> Result<Vec<Lost<'g>>> {
    let registrants: Vec<&str> = grounds.iter().map(|it| it.registrant.as_str()).collect();
    let rows = register_sql::get_grounds()
        .bind(tx, &municipality.as_str(), &registrants)
        .all()
        .await?;
    // Of the same first day, the one entered last.
    let known: HashMap<(&str, &str, NaiveDate), Option<NaiveDate>> = rows
        .iter()
        .map(|row| {
            let key = (row.registrant.as_str(), row.ground.as_str(), row.from_date);
            (key, row.until_date)
        })
        .collect();
    Ok(grounds
        .iter()
        .filter_map(|ground| {
            let key = (
                ground.registrant.as_str(),
                ground.kind.as_str(),
                ground.from.date(),
            );
            let held_until = *known.get(&key)?;
            let until = ground.until?.date();
            let shorter = held_until.is_none_or(|held_until| until < held_until);
            let first = until.succ_opt().filter(|_first| shorter)?;
            Some(Lost {
                registrant: ground.registrant.as_str(),
                first: ServiceDate::from_date(first),
                last: held_until,
            })
        })
        .collect())
}
