//! Uses on paper before the card (利用済み回数), entered anew: tickets come in late, and a
//! number is mistyped.
//!
//! Nothing that was decided changes. A trip is decided by what was entered before it came
//! in; claims that by the new number are above a year's limit are opened for review.
//! Deliberately absent: giving back what a number that was too large has cost somebody,
//! which is for a person to decide at the desk.

use domain::{MunicipalityCode, RegistrantId, ServiceDate, Timestamp, Yen};
use queries::queries::registry::{self as sql, TouchedRow, UsedClaimRow};
use rules::{Counts, Most, Period, Tally, Version};
use wire::api::{ChangeUsesBefore, Changed};

use super::change::{changed, require_registrant};
use super::lock::hold;
use crate::access::{Caller, Permission};
use crate::register::rows::uses_of;
use crate::review::{self, Code};
use crate::schemes::SchemeCache;
use crate::trail::perform;
use crate::{Error, Result, Settlement, Transaction};

/// Says how often a registrant had used the scheme on paper in the fiscal year of their
/// registration.
pub async fn change_uses_before(
    settlement: &Settlement,
    caller: &Caller,
    id: &RegistrantId,
    change: &ChangeUsesBefore,
) -> Result<Changed> {
    let what = if change.dry_run {
        "rehearse_uses_before"
    } else {
        "change_uses_before"
    };
    let permission = Some(Permission::RegistryWrite);
    let changed = perform(settlement, caller, permission, (what, id), async || {
        let uses = [(id.as_str(), in_sql(change.uses)?)];
        let scope = (what, caller.municipality);
        let database = &settlement.database;
        database
            .keep_unless(change.dry_run, scope, async |tx| {
                let now = hold(settlement, tx, caller.municipality).await?;
                require_registrant(tx, caller, id).await?;
                let stamp = (caller.municipality, caller.user()?.as_str(), now);
                let (entered, rows) = enter(tx, &settlement.schemes, stamp, &uses).await?;
                changed(entered, &rows)
            })
            .await
    })
    .await?;
    tracing::info!(registrant = %id, by = %caller.who, uses = change.uses, "uses on paper changed");
    Ok(changed)
}

/// A number of uses as SQL takes it.
pub(super) fn in_sql(uses: u32) -> Result<i32> {
    i32::try_from(uses).map_err(|_too_many| {
        Error::invalid(
            "uses_before_too_large",
            "利用済み回数が大きすぎます。",
            "uses_before is too large.",
        )
    })
}

/// Enters those that differ from what is known; how many did, and the claims that are
/// above a limit by it, which are open for review now.
pub(super) async fn enter(
    tx: &Transaction<'_>,
    schemes: &SchemeCache,
    (municipality, by, now): (MunicipalityCode, &str, Timestamp),
    uses: &[(&str, i32)],
) -> Result<(u64, Vec<TouchedRow>)> {
    let (registrants, uses): (Vec<&str>, Vec<i32>) = uses.iter().copied().unzip();
    let name = municipality.as_str();
    let entered = sql::put_uses_before()
        .bind(tx, &registrants, &uses, &name, &now.in_japan(), &by)
        .all()
        .await?;
    let mut above = Vec::new();
    let more: Vec<&sql::EnteredUsesRow> = entered.iter().filter(|it| it.more).collect();
    if !more.is_empty() {
        let published = schemes.published(tx, municipality).await?;
        let version = |date| published.last()?.scheme.version_on(date);
        let claims = claims_of_years(tx, municipality, &more).await?;
        for entered in more {
            let own = claims
                .iter()
                .filter(|it| it.registrant == entered.registrant);
            above.extend(above_limit(entered, own, version)?);
        }
    }
    let reached = above.iter().map(|row| (Code::UsedBefore, row));
    review::reopen(tx, municipality, reached, now).await?;
    let entered = u64::try_from(entered.len()).unwrap_or(u64::MAX);
    Ok((entered, above))
}

async fn claims_of_years(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    entered: &[&sql::EnteredUsesRow],
) -> Result<Vec<UsedClaimRow>> {
    let registrants: Vec<&str> = entered.iter().map(|it| it.registrant.as_str()).collect();
    let years = entered
        .iter()
        .map(|it| ServiceDate::from_date(it.registered_on).fiscal_year());
    let (first_days, last_days): (Vec<_>, Vec<_>) = years
        .map(|year| (year.first_date().date(), year.last_month().last_day()))
        .unzip();
    let rows = sql::get_claims_of_years()
        .bind(
            tx,
            &registrants,
            &first_days,
            &last_days,
            &municipality.as_str(),
        )
        .all()
        .await?;
    Ok(rows)
}

/// Those of a registrant's `claims`, in order, that with the uses on paper before them are
/// above a limit of the fiscal year.
fn above_limit<'c, 'v>(
    entered: &sql::EnteredUsesRow,
    claims: impl Iterator<Item = &'c UsedClaimRow>,
    version: impl Fn(ServiceDate) -> Option<&'v Version>,
) -> Result<Vec<TouchedRow>> {
    let registered_on = ServiceDate::from_date(entered.registered_on);
    let mut used = Tally::of_uses(uses_of(&entered.registrant, entered.uses)?);
    let mut above = Vec::new();
    for claim in claims {
        let units = uses_of(&claim.registrant, claim.units)?;
        used = used.plus(Tally::of_trip(units, Yen::new(claim.decided_yen)))?;
        let date = ServiceDate::from_date(claim.service_date);
        let is_above = version(date).is_some_and(|it| exceeds(it, (registered_on, date), used));
        if units > 0 && is_above {
            above.push(touched(claim));
        }
    }
    Ok(above)
}

/// Whether `used` is above any limit of the fiscal year, whoever it is for: too much is
/// looked at rather than too little. Paper counts towards no kind of ticket.
fn exceeds(
    version: &Version,
    (registered_on, date): (ServiceDate, ServiceDate),
    used: Tally,
) -> bool {
    let of_year = |limit: &&rules::Limit| limit.period == Period::FiscalYear;
    let mut limits = version.rules().limits.iter().filter(of_year);
    limits.any(|limit| {
        let counted = match limit.most {
            Most::Count(_, Counts::Uses) => used.uses,
            Most::Count(_, Counts::Trips) => used.trips,
            Most::Yen(..) => return false,
        };
        let of_one_kind = !limit.who.instruments.is_empty();
        !of_one_kind && u64::from(counted) > limit.most_for(registered_on, date)
    })
}

fn touched(claim: &UsedClaimRow) -> TouchedRow {
    TouchedRow {
        trip: claim.trip,
        ordinal: claim.ordinal,
        registrant: claim.registrant.clone(),
        operator: claim.operator.clone(),
        service_date: claim.service_date,
        decided_yen: claim.decided_yen,
        since: claim.since,
    }
}
