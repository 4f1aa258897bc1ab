//! The trips of settled months, as they were taken in, against what was settled.
//! Nothing is written.

use std::collections::{BTreeMap, HashMap};

use domain::{Month, MunicipalityCode, TripId, Yen};
use queries::queries::simulation as sql;

use super::report::MonthsTried;
use super::{
    Account, MonthRange, Paid, Plan, SimulatedTrip, Simulation, SimulationError, Simulator,
};
use crate::decision::{self, Counters, Register};
use crate::month::{Known, MonthState, Recomputed, load, recompute};
use crate::register::whole;
use crate::review::reviewed;
use crate::{Error, Result, Settlement, Transaction};

/// Tries `plan` on the trips booked in `range`, in the order in which they were
/// settled, after all that was used before.
///
/// What was paid is what the books say, adjustments included; in a month that
/// is not closed, what closing would settle now. Grounds are those of the day
/// of the trip, assurance is graded from the evidence again, and the district
/// is the municipality of boarding. One month of records is held in memory.
/// `begun` is called with each month.
pub async fn months(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    range: MonthRange,
    plan: &Plan<'_>,
    begun: impl Fn(Month),
) -> Result<Simulation> {
    settlement
        .database
        .transaction("simulate", municipality, async |tx| {
            let (first, states) = load::months(tx, municipality).await?;
            let last = states.keys().max().copied().unwrap_or(first);
            let range = range
                .within(first, last)
                .ok_or_else(|| no_months(range, first, last))?;
            let books = Books {
                settlement,
                tx,
                municipality,
                states,
            };
            books.simulate(range, plan, &begun).await
        })
        .await
}

/// What was settled of a claim, by trip and number of the tap.
type Settled = HashMap<(TripId, i16), Paid>;

/// The books of a municipality.
struct Books<'a> {
    settlement: &'a Settlement,
    tx: &'a Transaction<'a>,
    municipality: MunicipalityCode,
    states: BTreeMap<Month, MonthState>,
}

impl Books<'_> {
    async fn simulate(
        &self,
        range: MonthRange,
        plan: &Plan<'_>,
        begun: &impl Fn(Month),
    ) -> Result<Simulation> {
        let (tx, municipality) = (self.tx, self.municipality);
        let mut register = whole::register(tx, municipality).await?;
        register.used_nonces = whole::nonces_before(tx, municipality, range.from()).await?;
        let mut uses = whole::uses_before(tx, municipality, range.from()).await?;
        let published = self.settlement.schemes.published(tx, municipality).await?;
        let mut simulator = Simulator::new(*plan, None, with_paper(uses.clone(), &register)?)
            .map_err(|error| invalid(&error))?;
        for month in range.months() {
            begun(month);
            let trips = load::trips(tx, municipality, (month, month)).await?;
            let known = Known {
                reviewed: &reviewed(tx, municipality, month).await?,
                at: self.settlement.now()?,
            };
            let as_decided = recompute(&published, &mut register, &mut uses, &trips, &known)?;
            let mut settled = self.settled(month).await?;
            for one in &as_decided {
                let trip = simulated(one, &register, settled.as_mut())?;
                simulator
                    .add(&trip)
                    .map_err(|error| not_simulated(one.trip.record.trip_id, &error))?;
            }
            nothing_left(settled.unwrap_or_default())?;
        }
        let mut found = simulator.finish().map_err(|error| invalid(&error))?;
        found.months = Some(MonthsTried {
            from: range.from(),
            until: range.until(),
            not_closed: range
                .months()
                .filter(|month| !self.is_closed(*month))
                .collect(),
        });
        Ok(found)
    }

    fn is_closed(&self, month: Month) -> bool {
        self.states.get(&month) == Some(&MonthState::Closed)
    }

    /// What the books say of a month; none of one that is not closed.
    async fn settled(&self, month: Month) -> Result<Option<Settled>> {
        if !self.is_closed(month) {
            return Ok(None);
        }
        let rows = sql::get_settled_claims()
            .bind(self.tx, &self.municipality.as_str(), &month.first_day())
            .all()
            .await?;
        let settled = rows.into_iter().map(|row| {
            let damaged = |error: &dyn std::fmt::Display| {
                Error::damaged(format!("claim on trip {}", row.trip), error)
            };
            let trip = TripId::try_from(row.trip).map_err(|error| damaged(&error))?;
            let paid = Paid {
                yen: Yen::new(row.payable_yen),
                units: u32::try_from(row.units).map_err(|error| damaged(&error))?,
            };
            Ok(((trip, row.ordinal), paid))
        });
        settled.collect::<Result<Settled>>().map(Some)
    }
}

/// `counted` with what was used on paper, by all that is known today: nobody knows when.
fn with_paper(mut counted: Counters, register: &Register) -> Result<Counters> {
    for (id, registrant) in &register.registrants {
        let year = registrant.registered_on.fiscal_year();
        let uses = registrant.uses_before.at(()).copied().unwrap_or_default();
        counted.add_to_year(id, year, uses)?;
    }
    Ok(counted)
}

/// The trip of `one`, with what was settled of it taken from `settled`, or else
/// as it is decided again.
fn simulated(
    one: &Recomputed<'_>,
    register: &Register,
    mut settled: Option<&mut Settled>,
) -> Result<SimulatedTrip> {
    let (record, assessment) = (&one.trip.record, &one.assessment);
    let known = (assessment.service_date, one.trip.received_at);
    let (_ordinals, riders) = decision::riders(register, (record, &assessment.taps), known);
    let claims = riders.into_iter().zip(&assessment.claims);
    let riders = claims.map(|(rider, claim)| {
        let key = (record.trip_id, claim.ordinal);
        let paid = match &mut settled {
            Some(settled) => settled.remove(&key).ok_or_else(|| not_in_the_books(key))?,
            None => Paid {
                yen: claim.payable,
                units: claim.claim.units,
            },
        };
        let account = Account {
            district: Some(record.trip.boarding_area.to_string()),
            paid: Some(paid),
            over_limit: claim.payable > claim.claim.subsidy,
        };
        Ok((rider, account))
    });
    Ok(SimulatedTrip {
        trip: record.trip,
        operator: Some(one.trip.operator.clone()),
        riders: riders.collect::<Result<_>>()?,
    })
}

fn not_in_the_books((trip, ordinal): (TripId, i16)) -> Error {
    Error::damaged(
        format!("trip {trip}"),
        format!("tap {ordinal} has no claim, though its record says it should"),
    )
}

/// Whatever was paid must have been compared.
fn nothing_left(settled: Settled) -> Result<()> {
    let paid = |(_key, paid): &(_, Paid)| paid.yen > Yen::ZERO;
    match settled.into_iter().find(paid) {
        None => Ok(()),
        Some(((trip, ordinal), _paid)) => Err(Error::damaged(
            format!("trip {trip}"),
            format!("tap {ordinal} was paid, though its record says it should not"),
        )),
    }
}

fn invalid(error: &SimulationError) -> Error {
    Error::invalid(
        "simulation_not_possible",
        format!("{}。", error.ja()),
        format!("{}.", error.en()),
    )
}

fn not_simulated(trip: TripId, error: &SimulationError) -> Error {
    match error {
        SimulationError::NoVersion { .. } | SimulationError::NotStated { .. } => Error::invalid(
            "simulation_not_possible",
            format!("乗車{trip}: {}。", error.ja()),
            format!("Trip {trip}: {}.", error.en()),
        ),
        SimulationError::Decide(error) => Error::damaged(format!("trip {trip}"), error),
    }
}

fn no_months(range: MonthRange, first: Month, last: Month) -> Error {
    Error::not_found(
        "no_such_months",
        format!("{range}の記録はありません。記録は{first}から{last}までです。"),
        format!("There are no records of {range}; they are of {first} to {last}."),
    )
}
