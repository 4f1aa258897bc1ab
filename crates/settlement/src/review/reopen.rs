//! Reopening claims after a change of the register that reaches back.

use domain::{MunicipalityCode, ServiceDate, Timestamp, TripId};
use queries::queries::registry::{FleetRow, TouchedRow};
use uuid::Uuid;

use super::code::Code;
use super::found::{Evidence, Found};
use super::store;
use crate::{Error, Result, Transaction};

/// A claim that a change reaches, and what changed when.
pub(crate) struct Reached<'a> {
    code: Code,
    trip: Uuid,
    ordinal: i16,
    operator: &'a str,
    date: ServiceDate,
    decided_yen: i64,
    against: String,
}

/// Registration or card turned out to have ended before the trip.
impl<'a> From<&'a TouchedRow> for Reached<'a> {
    fn from(row: &'a TouchedRow) -> Self {
        Self {
            code: Code::UsedAfterEnd,
            trip: row.trip,
            ordinal: row.ordinal,
            operator: &row.operator,
            date: ServiceDate::from_date(row.service_date),
            decided_yen: row.decided_yen,
            against: format!("{} {}", row.registrant, row.since),
        }
    }
}

/// Vehicle, driver, terminal or operator turned out not to count on the day.
impl<'a> From<&'a FleetRow> for Reached<'a> {
    fn from(row: &'a FleetRow) -> Self {
        Self {
            code: Code::FleetChanged,
            trip: row.trip,
            ordinal: row.ordinal,
            operator: &row.operator,
            date: ServiceDate::from_date(row.service_date),
            decided_yen: row.decided_yen,
            against: format!("{} {} {}", row.kind, row.thing, row.since),
        }
    }
}

/// Finds each claim that is `reached`. `now` is the time taken under the
/// municipality's lock. How many are new.
pub(crate) async fn reopen<'a, R>(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    reached: &'a [R],
    now: Timestamp,
) -> Result<u64>
where
    Reached<'a>: From<&'a R>,
{
    let parameters = store::in_force(tx, municipality).await?;
    let found = reached
        .iter()
        .map(|row| found(&Reached::from(row)))
        .collect::<Result<Vec<_>>>()?;
    store::put(tx, municipality, &parameters, &found, now).await
}

fn found(reached: &Reached<'_>) -> Result<Found> {
    let damaged =
        |error: &dyn std::fmt::Display| Error::damaged(format!("trip {}", reached.trip), error);
    let trip = TripId::try_from(reached.trip).map_err(|error| damaged(&error))?;
    Ok(Found {
        code: reached.code,
        operator: reached.operator.parse().map_err(|error| damaged(&error))?,
        month: reached.date.month(),
        trip: Some(trip),
        ordinal: Some(reached.ordinal),
        // Another day is another doubt, also of a claim that was decided.
        subject: reached.against.clone(),
        evidence: Evidence::new([trip], [("decided_yen", reached.decided_yen)]),
    })
}
