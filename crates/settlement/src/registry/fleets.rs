//! Fleets, as far as they were read.
//!
//! Whose vehicles, drivers and terminals are is asked by every batch of trips and entered
//! now and then. What was entered never changes, and is entered only by who holds the
//! municipality: so what was read stays read, and the next batch, which holds it too, asks
//! for what came after. Deliberately absent: anything of persons; there are too many.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use domain::{MunicipalityCode, ServiceDate};
use queries::queries::intake as sql;
use tokio::try_join;

use crate::decision::{Fleet, Terms};
use crate::{Result, Transaction};

/// The fleets of all municipalities.
#[derive(Default)]
pub(crate) struct Fleets(RwLock<HashMap<MunicipalityCode, Read>>);

/// A fleet, and up to which entry of each table it was read.
#[derive(Clone, Default)]
struct Read {
    fleet: Arc<Fleet>,
    assignments: i64,
    terms: i64,
}

impl Fleets {
    /// The fleet with all that is entered; who asks holds the municipality, and has
    /// entered nothing.
    pub(crate) async fn up_to_now(
        &self,
        tx: &Transaction<'_>,
        municipality: MunicipalityCode,
    ) -> Result<Arc<Fleet>> {
        let mut read = self.read(municipality);
        let name = municipality.as_str();
        let assignments = sql::get_assignments_since();
        let terms = sql::get_operator_terms_since();
        let (assignments, terms) = try_join!(
            assignments.bind(tx, &name, &read.assignments).all(),
            terms.bind(tx, &name, &read.terms).all(),
        )?;
        if assignments.is_empty() && terms.is_empty() {
            return Ok(read.fleet);
        }
        let fleet = Arc::make_mut(&mut read.fleet);
        for row in assignments {
            let from = ServiceDate::from_date(row.from_date);
            fleet.enter_assignment(
                (row.kind, row.thing),
                from,
                row.entered_at.into(),
                row.holder,
            );
            read.assignments = row.entry;
        }
        for row in terms {
            let terms = Terms {
                licensed_until: row.licensed_until.map(ServiceDate::from_date),
                contracted_until: row.contracted_until.map(ServiceDate::from_date),
            };
            let from = ServiceDate::from_date(row.from_date);
            fleet.enter_terms(row.operator, from, row.entered_at.into(), terms);
            read.terms = row.entry;
        }
        let fleet = Arc::clone(&read.fleet);
        self.remember(municipality, read);
        Ok(fleet)
    }

    fn read(&self, municipality: MunicipalityCode) -> Read {
        let fleets = self.0.read().unwrap_or_else(PoisonError::into_inner);
        fleets.get(&municipality).cloned().unwrap_or_default()
    }

    fn remember(&self, municipality: MunicipalityCode, read: Read) {
        let mut fleets = self.0.write().unwrap_or_else(PoisonError::into_inner);
        fleets.insert(municipality, read);
    }
}
