//! Many taxis in software, for measuring the service and for breaking it.
//!
//! Everything that the service sees is real: enrolled keys, signed and chained
//! records, chips' answers to the nonces of the terminal's own pool. What it does
//! not see is left out: there is no reader, and the register is written by SQL as
//! the desk would write it, because thousands of registrations are not what is
//! measured here. All chips share one key, so that one is made instead of
//! thousands; verifying an answer costs the same. Deliberately absent: any figure
//! or fault; those are the bench's and the chaos's own.

pub mod chip;
pub mod city;
pub mod connection;
pub mod programs;
pub mod request;
pub mod taxi;

pub use chip::Chip;
pub use city::City;
pub use connection::{Answer, Connection};
pub use request::Request;
pub use taxi::Taxi;
