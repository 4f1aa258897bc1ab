//! What crosses the network, as types: signed trip records, the terminal's
//! bundle, requests and answers of `/v1`.
//!
//! Both ends use these same types, so that what one signs is what the other
//! verifies. Deliberately absent: sockets, storage, a clock, and any decision
//! about a trip.

pub mod api;
mod bundle;
mod challenge;
mod declared;
mod filter;
mod jws;
mod key_id;
mod nonce;
mod record;
mod request;

pub use bundle::{Bundle, SchemeFile, VehicleAssignment};
pub use challenge::{Challenge, Purpose};
pub use declared::Declared;
pub use filter::{FilterError, RegisteredCards};
pub use jws::{Jws, JwsError, Kind, PublicKey, SigningKey};
pub use key_id::{KeyIdError, TerminalKeyId};
pub use nonce::{Nonce, NoncePool};
pub use record::{ChipAnswer, Shown, Tap, TripRecord};
pub use request::{CLOCK_TOLERANCE_S, SERVICE_TIME, SignedRequest};
