//! Claims (助成) of a month as they were booked, also while it is open: what an
//! operator compares its own books with day by day. What closing changes of them is in
//! the statement.

use domain::{
    Assurance, DriverId, Month, MunicipalityCode, OperatorId, ServiceDate, Timestamp, TripId,
    VehicleId, Yen,
};
use queries::queries::month as sql;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::access::{Caller, Permission};
use crate::{Error, Result, Settlement};

/// Trips in one part of the list.
const PAGE: usize = 200;

/// Which claims are wanted.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimFilter {
    /// Booked in this month.
    pub month: Month,
    /// Of this operator only; an operator's program has none but its own.
    #[serde(default)]
    pub operator: Option<OperatorId>,
    /// Of trips behind this one, from [`ClaimPage::next`].
    #[serde(default)]
    pub after: Option<Uuid>,
}

/// A part of the list, with its control totals.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimPage {
    /// How many claims.
    pub count: usize,
    /// What they come to.
    pub total_yen: Yen,
    /// Where the next part goes on; none: this is the last.
    pub next: Option<TripId>,
    /// The claims, by trip.
    pub claims: Vec<BookedClaim>,
}

/// A claim as intake booked it. Neither who rode nor by which card.
#[derive(Clone, Debug, Serialize)]
pub struct BookedClaim {
    /// Of which trip.
    pub trip: TripId,
    /// Which tap of it.
    pub ordinal: i16,
    /// Whose trip.
    pub operator: OperatorId,
    /// The taxi.
    pub vehicle: VehicleId,
    /// Who drove.
    pub driver: DriverId,
    /// Meter on.
    pub boarded_at: Timestamp,
    /// The day it counts for.
    pub service_date: ServiceDate,
    /// By which scheme.
    pub scheme: String,
    /// What the tap proves.
    pub assurance: Option<Assurance>,
    /// What stands beside that, as codes.
    pub flags: Vec<String>,
    /// Uses taken.
    pub units: i32,
    /// `pay`, `hold`, …: what happens to the money.
    pub treatment: String,
    /// What the passenger was told.
    pub shown_yen: Yen,
    /// What is owed for it.
    pub payable_yen: Yen,
}

/// The part of a month's claims that `filter` asks for: the city's caller sees all, an
/// operator's its own.
pub async fn list_claims(
    settlement: &Settlement,
    caller: &Caller,
    filter: &ClaimFilter,
) -> Result<ClaimPage> {
    caller.require(Permission::StatementsRead)?;
    let operator = caller.sees(filter.operator.as_ref());
    let trips = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let claims = settlement
        .database
        .transaction("list_claims", caller.scope(), async |tx| {
            sql::get_booked_claims()
                .bind(
                    tx,
                    &caller.municipality.as_str(),
                    &filter.month.first_day(),
                    &operator.map(OperatorId::as_str),
                    &filter.after,
                    &trips,
                )
                .all()
                .await?
                .into_iter()
                .map(|row| claim(caller.municipality, row))
                .collect::<Result<Vec<_>>>()
        })
        .await?;
    page(claims)
}

/// As many whole trips as a page has; the one behind them says that there is more.
fn page(claims: Vec<BookedClaim>) -> Result<ClaimPage> {
    let mut page = Vec::new();
    let (mut trips, mut last) = (0, None);
    let mut more = false;
    for claim in claims {
        if last != Some(claim.trip) {
            if trips == PAGE {
                more = true;
                break;
            }
            trips += 1;
            last = Some(claim.trip);
        }
        page.push(claim);
    }
    Ok(ClaimPage {
        count: page.len(),
        total_yen: Yen::checked_sum(page.iter().map(|claim| claim.payable_yen))?,
        next: last.filter(|_last| more),
        claims: page,
    })
}

fn claim(municipality: MunicipalityCode, row: sql::GetBookedClaims) -> Result<BookedClaim> {
    let damaged = |error: &dyn std::fmt::Display| {
        Error::damaged(format!("claim {} of {municipality}", row.trip), error)
    };
    Ok(BookedClaim {
        trip: TripId::try_from(row.trip).map_err(|error| damaged(&error))?,
        ordinal: row.ordinal,
        operator: row.operator.parse().map_err(|error| damaged(&error))?,
        vehicle: row.vehicle.parse().map_err(|error| damaged(&error))?,
        driver: row.driver.parse().map_err(|error| damaged(&error))?,
        boarded_at: row.boarded_at.into(),
        service_date: ServiceDate::from_date(row.service_date),
        assurance: row
            .assurance
            .as_deref()
            .map(str::parse)
            .transpose()
            .map_err(|error| damaged(&error))?,
        flags: row.flags,
        units: row.units,
        shown_yen: Yen::new(row.shown_yen),
        payable_yen: Yen::new(row.payable_yen),
        treatment: row.treatment,
        scheme: row.scheme,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(trip: usize, ordinal: i16) -> BookedClaim {
        BookedClaim {
            trip: format!("0192f0c1-0000-7000-8000-{trip:012}")
                .parse()
                .unwrap(),
            ordinal,
            operator: "op-1".parse().unwrap(),
            vehicle: "v-1".parse().unwrap(),
            driver: "d-1".parse().unwrap(),
            boarded_at: "2026-10-05T10:00:00+09:00".parse().unwrap(),
            service_date: "2026-10-05".parse().unwrap(),
            scheme: "s".into(),
            assurance: Some(Assurance::A2),
            flags: Vec::new(),
            units: 1,
            treatment: "pay".into(),
            shown_yen: Yen::new(750),
            payable_yen: Yen::new(750),
        }
    }

    fn claims(trips: usize) -> Vec<BookedClaim> {
        (0..trips)
            .flat_map(|trip| [claim(trip, 1), claim(trip, 2)])
            .collect()
    }

    #[test]
    fn a_page_ends_behind_a_whole_trip() {
        let all = page(claims(PAGE)).unwrap();
        assert_eq!((all.count, all.next), (2 * PAGE, None));
        let more = page(claims(PAGE + 1)).unwrap();
        assert_eq!(more.count, 2 * PAGE);
        assert_eq!(more.next, Some(claim(PAGE - 1, 1).trip));
        let none = page(Vec::new()).unwrap();
        assert_eq!((none.count, none.next), (0, None));
    }
}
