//! Who may bill a trip: vehicle, driver and terminal of one operator that takes part.
//! Pure; all of it as of the trip, as far as it was known when the trip came in.

use std::collections::HashMap;

use domain::{OperatorId, ServiceDate, Timestamp};
use wire::TripRecord;

use super::history::History;

/// Whose things are, and on what terms operators take part.
#[derive(Clone, Debug, Default)]
pub struct Fleet {
    /// By kind and name; none while out of service.
    assignments: HashMap<(String, String), History<ServiceDate, Option<String>>>,
    terms: HashMap<String, History<ServiceDate, Terms>>,
}

/// On what terms an operator takes part (許可・協定).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Last day of its licence; none while open.
    pub licensed_until: Option<ServiceDate>,
    /// Last day of its contract with the city; none while open.
    pub contracted_until: Option<ServiceDate>,
}

/// Why nobody may bill a trip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAuthorised {
    /// The vehicle is not in service with the operator of the terminal.
    Vehicle,
    /// The driver is not with that operator.
    Driver,
    /// The operator has no licence or no contract on that day.
    Operator,
}

impl Fleet {
    /// Adds what was entered after all that is there: that the thing of this kind and
    /// name is `holder`'s from that day on.
    pub fn enter_assignment(
        &mut self,
        kind_and_name: (String, String),
        from: ServiceDate,
        entered_at: Timestamp,
        holder: Option<String>,
    ) {
        let history = self.assignments.entry(kind_and_name).or_default();
        history.enter(from, entered_at, holder);
    }

    /// Adds terms that were entered after all that are there.
    pub fn enter_terms(
        &mut self,
        operator: String,
        from: ServiceDate,
        entered_at: Timestamp,
        terms: Terms,
    ) {
        let history = self.terms.entry(operator).or_default();
        history.enter(from, entered_at, terms);
    }

    /// The operator that may bill `record`, as far as was known at `known_at`.
    ///
    /// Nobody bills in another's name: the vehicle, the driver and the vehicle that
    /// the terminal was fitted in are all of one operator on that day.
    pub fn operator_of(
        &self,
        record: &TripRecord,
        known_at: Timestamp,
    ) -> Result<OperatorId, NotAuthorised> {
        let on = (ServiceDate::of(record.trip.boarded_at), known_at);
        let of_vehicle = self.holder("vehicle", record.vehicle.as_str(), on);
        let operator = of_vehicle.ok_or(NotAuthorised::Vehicle)?;
        let fitted_in = self.holder("terminal", record.terminal.as_str(), on);
        let of_terminal = fitted_in.and_then(|vehicle| self.holder("vehicle", vehicle, on));
        if of_terminal != Some(operator) {
            return Err(NotAuthorised::Vehicle);
        }
        if self.holder("driver", record.driver.as_str(), on) != Some(operator) {
            return Err(NotAuthorised::Driver);
        }
        if !self.takes_part(operator, on) {
            return Err(NotAuthorised::Operator);
        }
        operator.parse().map_err(|_damaged| NotAuthorised::Operator)
    }

    fn holder(
        &self,
        kind: &str,
        name: &str,
        (date, known_at): (ServiceDate, Timestamp),
    ) -> Option<&str> {
        let history = self.assignments.get(&(kind.to_owned(), name.to_owned()))?;
        history.as_of(date, known_at)?.as_deref()
    }

    fn takes_part(&self, operator: &str, (date, known_at): (ServiceDate, Timestamp)) -> bool {
        let terms = self.terms.get(operator);
        let Some(terms) = terms.and_then(|history| history.as_of(date, known_at)) else {
            return false;
        };
        [terms.licensed_until, terms.contracted_until]
            .into_iter()
            .flatten()
            .all(|until| date <= until)
    }
}
