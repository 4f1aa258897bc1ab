//! What the database knows already of a batch's trips.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use domain::{Digest, Month, MunicipalityCode, ServiceDate, TerminalId, TripId};
use queries::queries::{intake as sql, month as month_sql, registry as registry_sql};
use tokio::try_join;
use wire::api::TripAnswer;

use super::read::ReadRecord;
use crate::decision::Fleet;
use crate::runs::{Numbers, Runs};
use crate::{Error, Result, Settlement, Transaction};

/// Trips, chain, vehicles, drivers and months.
pub(super) struct Known {
    /// Trips taken in before: digest of the record, and what it was answered.
    pub(super) trips: HashMap<TripId, (Digest, TripAnswer)>,
    /// Each terminal's records by sequence number.
    pub(super) chains: Chains,
    /// Whose vehicles, drivers and terminals are, and on what terms operators take part.
    pub(super) fleet: Arc<Fleet>,
    /// Into which month each month's trips are booked.
    pub(super) booking: Booking,
}

/// Records by terminal and sequence number.
pub(super) type Chains = HashMap<TerminalId, HashMap<u64, Link>>;

/// A record's place in its terminal's chain.
#[derive(Clone, Copy)]
pub(super) struct Link {
    /// Of the record itself.
    pub(super) digest: Digest,
    /// Of the record before it.
    pub(super) previous: Option<Digest>,
}

/// Reads what is known of `records`, which may be of many terminals.
pub(super) async fn load(
    settlement: &Settlement,
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    records: &[&ReadRecord],
) -> Result<Known> {
    let (trips, chains, fleet, booking) = try_join!(
        known_trips(tx, municipality, records),
        chains(tx, municipality, records),
        settlement.fleets.up_to_now(tx, municipality),
        Booking::load(tx, municipality, records),
    )?;
    Ok(Known {
        trips,
        chains,
        fleet,
        booking,
    })
}

async fn known_trips(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    records: &[&ReadRecord],
) -> Result<HashMap<TripId, (Digest, TripAnswer)>> {
    let ids: Vec<_> = records
        .iter()
        .map(|read| read.record.trip_id.as_uuid())
        .collect();
    sql::get_known_trips()
        .bind(tx, &municipality.as_str(), &ids)
        .all()
        .await?
        .into_iter()
        .map(|row| {
            let damaged =
                |error: &dyn std::fmt::Display| Error::damaged(format!("trip {}", row.trip), error);
            let id = TripId::try_from(row.trip).map_err(|error| damaged(&error))?;
            let digest =
                Digest::try_from(row.record_digest.as_slice()).map_err(|error| damaged(&error))?;
            let answer = serde_json::from_value(row.answer).map_err(|error| damaged(&error))?;
            Ok((id, (digest, answer)))
        })
        .collect()
}

async fn chains(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    records: &[&ReadRecord],
) -> Result<Chains> {
    // Each record, the one before it and the one after it.
    let mut numbers = Numbers::default();
    for read in records {
        if let Ok(sequence) = i64::try_from(read.record.sequence) {
            let around = [sequence - 1, sequence, sequence.saturating_add(1)];
            numbers.add(&read.record.terminal, around);
        }
    }
    let Runs {
        terminals,
        firsts,
        lasts,
    } = numbers.runs();
    let rows = sql::get_chain()
        .bind(tx, &terminals, &firsts, &lasts, &municipality.as_str())
        .all()
        .await?;
    let mut chains = Chains::new();
    for row in rows {
        let damaged = |error: &dyn std::fmt::Display| {
            Error::damaged(format!("chain of {}", row.terminal), error)
        };
        let digest = |bytes: &[u8]| Digest::try_from(bytes).map_err(|error| damaged(&error));
        let link = Link {
            digest: digest(&row.record_digest)?,
            previous: row.previous_digest.as_deref().map(digest).transpose()?,
        };
        let terminal = row.terminal.parse().map_err(|error| damaged(&error))?;
        let sequence = u64::try_from(row.sequence).map_err(|error| damaged(&error))?;
        chains.entry(terminal).or_default().insert(sequence, link);
    }
    Ok(chains)
}

/// Which month a trip is booked into: its own while that is not closed, else the
/// first one after it that is not.
pub(super) struct Booking {
    first: Month,
    closed: BTreeSet<Month>,
}

impl Booking {
    /// Reads the months and opens those that the batch needs. None is closed
    /// meanwhile: who closes one holds the municipality, too.
    async fn load(
        tx: &Transaction<'_>,
        municipality: MunicipalityCode,
        records: &[&ReadRecord],
    ) -> Result<Self> {
        let name = municipality.as_str();
        let (first, months) = (registry_sql::get_municipality(), month_sql::get_months());
        let (first, months) = try_join!(first.bind(tx, &name).one(), months.bind(tx, &name).all())?;
        let (closed, open): (Vec<_>, Vec<_>) = months.iter().partition(|row| row.state == "closed");
        let booking = Self {
            first: first.first_month.into(),
            closed: closed.iter().map(|row| row.month.into()).collect(),
        };
        let open: BTreeSet<Month> = open.iter().map(|row| row.month.into()).collect();
        let missing: BTreeSet<Month> = records
            .iter()
            .filter(|read| read.fault.is_none())
            .filter_map(|read| booking.month(ServiceDate::of(read.record.trip.boarded_at)))
            .filter(|month| !open.contains(month))
            .collect();
        if !missing.is_empty() {
            let days: Vec<_> = missing.iter().map(|month| month.first_day()).collect();
            month_sql::open_months().bind(tx, &name, &days).await?;
        }
        Ok(booking)
    }

    /// None before the first month that is settled here.
    pub(super) fn month(&self, date: ServiceDate) -> Option<Month> {
        let mut month = date.month();
        if month < self.first {
            return None;
        }
        while self.closed.contains(&month) {
            month = month.next();
        }
        Some(month)
    }
}
