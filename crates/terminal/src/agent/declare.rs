//! A passenger whose card cannot be read: the driver types their number, and why.

use domain::{DeclarationReason, IdError, Reason, RegistrantId};
use wire::Declared;

use super::answers::TapEnded;
use super::{Agent, AgentError, TapKind, TapOutcome};
use crate::reasons;
use crate::tap::TapRequest;

/// A number is typed in place of a card.
#[derive(Clone, Debug)]
pub struct Declaration {
    /// As it was typed.
    pub registrant: String,
    /// Why no card is read.
    pub reason: DeclarationReason,
    /// Uses or tickets offered, at least 1.
    pub units: Option<u32>,
    /// Which kind of ticket.
    pub instrument: Option<String>,
    /// Whether the driver compared the photo, of a card that cannot be read.
    pub photo_checked: bool,
}

impl<C> Agent<C> {
    /// Takes a number in place of a card; from then on as a tap.
    pub fn declare(&mut self, typed: Declaration) -> Result<TapOutcome, AgentError> {
        let trip = self.trip.as_ref().ok_or(AgentError::NoTrip)?;
        // What is signed stays.
        if let Some(reason) = super::not_a_kind(typed.instrument.as_deref()) {
            return Ok((TapKind::Error, TapEnded::unread(reason)));
        }
        let registrant = match RegistrantId::new(typed.registrant.trim()) {
            Ok(registrant) => registrant,
            Err(error) => return Ok((TapKind::Error, TapEnded::unread(not_a_number(error)))),
        };
        let declared = Declared {
            registrant,
            reason: typed.reason,
        };
        let request = TapRequest {
            trip_id: trip.trip_id,
            boarded_at: trip.boarded_at,
            purpose: trip.purpose(),
            units: typed.units,
            instrument: typed.instrument,
            photo_checked: typed.photo_checked,
            taken: &trip.cards(),
        };
        self.terminal.bundle_for_tap(self.terminal.now()?)?;
        let reading = self.terminal.declared_tap(declared, &request);
        let (kind, ended) = self.take(reading);
        tracing::info!(
            code = ended.reason.code,
            online = ended.online,
            why = typed.reason.as_str(),
            "a number was declared"
        );
        Ok((kind, ended))
    }
}

fn not_a_number(error: IdError) -> Reason {
    match error {
        IdError::IndividualNumber { .. } => reasons::individual_number_declared(),
        _ => reasons::number_invalid(),
    }
}
