//! Requests and answers of `/v1`.

mod desk;
mod problem;
mod registrant;
mod tap;
mod terminal;
mod trips;

pub use desk::{GroundInput, RegisterCard, RegisteredCard, RegistrantInput};
pub use problem::Problem;
pub use registrant::{
    ChangeCredential, ChangeGround, ChangeOwnCredential, ChangeOwner, ChangeStanding,
    ChangeUsesBefore, Changed, ChangedCredential, ChangedOwner, CredentialDetail, CredentialEntry,
    GroundDetail, OwnerEntry, RegistrantDetail, StandingEntry, TouchedClaim, UsesEntry,
};
pub use tap::{TapAnswer, TapCheck};
pub use terminal::{ChainEnd, Enrolled, Enrolment, EnrolmentRequest, Rotation, RotationRequest};
pub use trips::{TRIPS_MAX, TripAnswer, TripStatus, Trips, TripsAnswer};
