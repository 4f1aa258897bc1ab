//! The words of mytaku: money, identifiers, moments, trips.
//!
//! Every other crate speaks in these types, so that a yen is never a bare
//! integer and a day is never guessed from an instant twice. Deliberately
//! absent: input and output, a clock, randomness, async, and any rule of any
//! scheme (those are in `rules`).

mod assurance;
mod digest;
mod holiday;
mod ids;
mod individual_number;
mod invoice_number;
mod reason;
mod remark;
mod standing;
mod time;
mod trip;
mod yen;

pub use assurance::Assurance;
pub use digest::{Digest, DigestError};
pub use holiday::is_national_holiday;
pub use ids::{
    DriverId, IdError, MunicipalityCode, OperatorId, RegistrantId, SchemeId, TerminalId, TripId,
    UserId, VehicleId,
};
pub use individual_number::looks_like_individual_number;
pub use invoice_number::{InvoiceNumber, InvoiceNumberError};
pub use reason::Reason;
pub use remark::{Remark, RemarkError, holds_individual_number};
pub use standing::{
    CredentialKind, CredentialState, DeclarationReason, OwnerReason, Standing, StandingReason,
    UnknownCode,
};
pub use time::{FiscalYear, HalfYear, JAPAN, Month, MonthError, ServiceDate, TimeError, Timestamp};
pub use trip::{Fare, FareError, Trip, TripError};
pub use yen::{Yen, YenOverflow};
