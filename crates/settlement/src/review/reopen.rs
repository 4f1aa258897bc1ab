//! Reopening claims after a change of the register that reaches back.
//!
//! A claim is opened once for a cause. What is entered again of the same thing while
//! nobody has decided adds nothing, as whoever decides looks at what is known by then; nor
//! does the rest of what was entered in one act, such as the driver and the terminal of a
//! vehicle that went to another operator.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use domain::{MunicipalityCode, ServiceDate, Timestamp, TripId};
use queries::queries::registry::{FleetRow, TouchedRow};
use queries::queries::review::{self as sql, OpenedRow};
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
    /// What turned out otherwise, and since when.
    cause: String,
    since: NaiveDate,
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
            cause: row.registrant.clone(),
            since: row.since,
        }
    }
}

/// The same for another reason.
impl<'a> From<(Code, &'a TouchedRow)> for Reached<'a> {
    fn from((code, row): (Code, &'a TouchedRow)) -> Self {
        Self {
            code,
            ..Self::from(row)
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
            cause: format!("{} {}", row.kind, row.thing),
            since: row.since,
        }
    }
}

impl Reached<'_> {
    fn subject(&self) -> String {
        format!("{} {}", self.cause, self.since)
    }

    /// Whether `opened` leaves nothing more to ask of the claim.
    fn is_opened_by(&self, opened: &OpenedRow) -> bool {
        let of_claim = opened.code == self.code.as_str()
            && (opened.trip, opened.ordinal) == (self.trip, self.ordinal);
        let same_cause = opened
            .subject
            .rsplit_once(' ')
            .is_some_and(|(cause, _since)| cause == self.cause);
        of_claim && (opened.just_now || same_cause && !opened.decided)
    }
}

/// Finds each claim that is `reached` and not open already for the same cause. `now` is
/// the time taken under the municipality's lock. How many are new.
pub(crate) async fn reopen<'a, R>(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    reached: impl IntoIterator<Item = R>,
    now: Timestamp,
) -> Result<u64>
where
    Reached<'a>: From<R>,
{
    let parameters = store::in_force(tx, municipality).await?;
    let mut reached: Vec<Reached<'_>> = reached.into_iter().map(Reached::from).collect();
    let opened = opened(tx, municipality, &reached).await?;
    let nothing = Vec::new();
    reached.retain(|one| {
        let mut of_trip = opened.get(&one.trip).unwrap_or(&nothing).iter();
        !of_trip.any(|row| one.is_opened_by(row))
    });
    let found = reached.iter().map(found).collect::<Result<Vec<_>>>()?;
    store::put(tx, municipality, &parameters, &found, now).await
}

/// What the trips that are reached are open for already, by trip.
async fn opened(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    reached: &[Reached<'_>],
) -> Result<HashMap<Uuid, Vec<OpenedRow>>> {
    let trips: BTreeSet<Uuid> = reached.iter().map(|one| one.trip).collect();
    let trips: Vec<Uuid> = trips.into_iter().collect();
    let rows = sql::get_opened()
        .bind(tx, &municipality.as_str(), &trips)
        .all()
        .await?;
    let mut opened: HashMap<Uuid, Vec<OpenedRow>> = HashMap::new();
    for row in rows {
        opened.entry(row.trip).or_default().push(row);
    }
    Ok(opened)
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
        subject: reached.subject(),
        evidence: Evidence::new([trip], [("decided_yen", reached.decided_yen)]),
    })
}
