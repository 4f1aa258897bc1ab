//! The in-taxi agent: tap, fare, outbox, upload.
//!
//! A [`Terminal`] is what is enrolled: key, bundle, outbox. An [`agent::Agent`]
//! drives one taxi with it, [`front`] lets a tablet or a meter bridge speak to
//! the agent, and an [`upload::Upload`] delivers what was signed. Everything
//! blocks; there are two threads. The same binary is the city's [`desk`].
//! Deliberately absent: what a claim is worth (`rules`), what a certificate
//! proves (`jpki`), and any say in the end, which is the service's.

pub mod agent;
pub mod bundle;
pub mod card_uses;
pub mod cards;
pub mod data;
pub mod database;
pub mod desk;
mod files;
pub mod front;
pub mod identity;
mod lines;
pub mod nonces;
pub mod outbox;
pub mod reasons;
pub mod rotation;
pub mod service;
mod service_time;
pub mod tap;
mod terminal;
pub mod upload;

pub use terminal::{OpenError, RefreshError, Terminal};
