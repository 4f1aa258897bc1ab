//! Every sentence a decision can contain: of an amount (`amount`), of a claim and
//! its registrant (`claim`), of the trip as a whole (`trip`).
//!
//! They are read out by drivers, so they are short and say what holds rather
//! than what went wrong. They may be worded better at any time; programs go by
//! the code.

mod amount;
mod claim;
mod trip;

use super::Note;
use crate::words::Words;

impl Note<'_> {
    /// The sentence of this note.
    pub(super) fn words(&self) -> Words {
        match *self {
            Self::ShareOf { .. }
            | Self::TimesOf { .. }
            | Self::FixedAmount { .. }
            | Self::AmountAHead { .. }
            | Self::Tickets { .. }
            | Self::Tier { .. }
            | Self::Divided { .. }
            | Self::Sum { .. }
            | Self::ForUses { .. }
            | Self::Amount { .. } => self.computation(),
            Self::Cap { .. }
            | Self::CapOfUses { .. }
            | Self::Floor { .. }
            | Self::PassengerFirst { .. }
            | Self::PassengerPart { .. }
            | Self::FareIsCeiling { .. }
            | Self::TogetherAtMost { .. }
            | Self::OtherSchemesFirst { .. }
            | Self::BalanceLeft { .. } => self.bound(),
            Self::SeveralUses { .. }
            | Self::MostUses { .. }
            | Self::LeastUses { .. }
            | Self::OneUseWhenShared { .. }
            | Self::FewerUsesLeft { .. }
            | Self::UseWasted { .. }
            | Self::UseAboveFare { .. } => self.uses(),
            Self::OutsideArea { within } => trip::outside_area(within),
            Self::OutsideHours { hours } => trip::outside_hours(hours),
            Self::LimitReached { limit, most, unit } => claim::limit_reached(limit, most, unit),
            Self::InstrumentNotNow { instrument } => claim::instrument_not_now(instrument),
            _ => self.standing(),
        }
    }
}
