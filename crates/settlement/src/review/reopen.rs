//! Reopening claims after a change of the register that reaches back.

use domain::{MunicipalityCode, ServiceDate, Timestamp, TripId};
use queries::queries::registry::TouchedRow;

use super::code::Code;
use super::found::{Evidence, Found};
use super::store;
use crate::{Error, Result, Transaction};

/// Finds each of the `touched` claims: registration or card turned out to have ended
/// before that. `now` is the time taken under the municipality's lock. How many are
/// new.
pub(crate) async fn reopen(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    touched: &[TouchedRow],
    now: Timestamp,
) -> Result<u64> {
    let parameters = store::in_force(tx, municipality).await?;
    let found = touched.iter().map(found).collect::<Result<Vec<_>>>()?;
    store::put(tx, municipality, &parameters, &found, now).await
}

fn found(row: &TouchedRow) -> Result<Found> {
    let damaged =
        |error: &dyn std::fmt::Display| Error::damaged(format!("trip {}", row.trip), error);
    let trip = TripId::try_from(row.trip).map_err(|error| damaged(&error))?;
    Ok(Found {
        code: Code::UsedAfterEnd,
        operator: row.operator.parse().map_err(|error| damaged(&error))?,
        month: ServiceDate::from_date(row.service_date).month(),
        trip: Some(trip),
        ordinal: Some(row.ordinal),
        // Another day of end is another doubt, also of a claim that was decided.
        subject: format!("{} {}", row.registrant, row.since),
        evidence: Evidence::new([trip], [("told_yen", row.decided_yen)]),
    })
}
