//! Entering grounds of eligibility (対象要件) and of exclusion (対象外の要件) with their
//! dates. What takes days away opens the claims on them: a ground that ends earlier than
//! was known, and an exclusion that holds on days on which it was not known to.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use domain::{MunicipalityCode, ServiceDate, Timestamp};
use queries::queries::{register as register_sql, registry as sql};

use super::reach;
use crate::review;
use crate::schemes::{PublishedSchemes, SchemeCache};
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
/// that they take away, which are open for review now.
pub(super) async fn enter_grounds(
    tx: &Transaction<'_>,
    schemes: &SchemeCache,
    (municipality, by, now): (MunicipalityCode, &str, Timestamp),
    grounds: &[Ground],
) -> Result<(u64, Vec<sql::TouchedRow>)> {
    let changes = day_changes(tx, municipality, grounds).await?;
    let entered = put(tx, municipality, grounds, (by, now)).await?;
    if changes.is_empty() {
        return Ok((entered, Vec::new()));
    }
    let mut of_registrants: HashMap<&str, Vec<&DayChange<'_>>> = HashMap::new();
    for change in &changes {
        let registrant = change.ground.registrant.as_str();
        of_registrants.entry(registrant).or_default().push(change);
    }
    // A day once, though more than one ground may change on it.
    let since: BTreeSet<(&str, ServiceDate)> = changes
        .iter()
        .map(|it| (it.ground.registrant.as_str(), it.first))
        .collect();
    let since: Vec<(&str, ServiceDate)> = since.into_iter().collect();
    let mut touched = reach::of_registrants(tx, municipality, &since).await?;
    let published = schemes.published(tx, municipality).await?;
    touched.retain(|row| {
        let changes = of_registrants.get(row.registrant.as_str());
        changes
            .into_iter()
            .flatten()
            .any(|change| change.covers(row) && change.takes_away(&published, row.service_date))
    });
    review::reopen(tx, municipality, &touched, now).await?;
    Ok((entered, touched))
}

async fn put(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    grounds: &[Ground],
    (by, now): (&str, Timestamp),
) -> Result<u64> {
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
            &by,
            &column(|it| &it.registrant),
            &column(|it| &it.kind),
            &froms,
            &untils,
            &evidences,
        )
        .await?;
    Ok(entered)
}

/// Days on which a ground holds that it was not known to hold on, or the other way about.
struct DayChange<'g> {
    ground: &'g Ground,
    first: ServiceDate,
    /// None: for good.
    last: Option<NaiveDate>,
    holds_now: bool,
}

impl<'g> DayChange<'g> {
    /// All days of `ground`, which was not known at all.
    fn whole(ground: &'g Ground) -> Self {
        Self {
            ground,
            first: ground.from,
            last: ground.until.map(ServiceDate::date),
            holds_now: true,
        }
    }

    /// What is new of `ground`, which was known to hold until a day (none: for good). None
    /// if it is nothing.
    fn since(ground: &'g Ground, known: Option<NaiveDate>) -> Option<Self> {
        let until = ground.until.map(ServiceDate::date);
        let (after, last, holds_now) = if comes_before(until, known) {
            (until?, known, false)
        } else if comes_before(known, until) {
            (known?, until, true)
        } else {
            return None;
        };
        Some(Self {
            ground,
            first: ServiceDate::from_date(after.succ_opt()?),
            last,
            holds_now,
        })
    }

    /// Whether a claim of the ground's registrant is on one of the days.
    fn covers(&self, row: &sql::TouchedRow) -> bool {
        self.first.date() == row.since && self.last.is_none_or(|last| row.service_date <= last)
    }

    /// Whether on `date` one may claim less by it: by a ground that is gone, or by an
    /// exclusion that is there.
    fn takes_away(&self, published: &PublishedSchemes, date: NaiveDate) -> bool {
        let date = ServiceDate::from_date(date);
        let in_force = published.last();
        let version = in_force.and_then(|it| it.scheme.version_on(date));
        let excludes = version.is_some_and(|version| {
            let mut exclusions = version.rules().eligibility.excluded_by.iter();
            exclusions.any(|it| it.id == self.ground.kind)
        });
        self.holds_now == excludes
    }
}

/// Of two last days, of which none is never.
fn comes_before(one: Option<NaiveDate>, other: Option<NaiveDate>) -> bool {
    one.is_some_and(|one| other.is_none_or(|other| one < other))
}

async fn day_changes<'g>(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    grounds: &'g [Ground],
) -> Result<Vec<DayChange<'g>>> {
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
    let changes = grounds.iter().filter_map(|ground| {
        let (registrant, kind) = (ground.registrant.as_str(), ground.kind.as_str());
        match known.get(&(registrant, kind, ground.from.date())) {
            None => Some(DayChange::whole(ground)),
            Some(until) => DayChange::since(ground, *until),
        }
    });
    Ok(changes.collect())
}
