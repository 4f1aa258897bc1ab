//! The use cases between the tap and the money.
//!
//! A folder each, in the order in which the data goes: [`registry`],
//! [`intake`], [`review`], [`month`], [`payout`]; and beside them [`decision`], the pure
//! way from a signed record to claims, which intake, closing and the audit
//! share, and [`simulation`], which tries other rules on what was settled. Every use case is a method-less function that takes a
//! [`Settlement`]. Who may call it is [`access`]'s to say, who did the [`trail`]'s;
//! [`seal`] hides bank accounts from whoever reads the database, [`health`] tells whoever
//! runs the service how it stands. Deliberately absent: HTTP, files, and any rule of a scheme.

pub mod access;
mod database;
pub mod decision;
mod error;
pub mod health;
pub mod intake;
mod login;
pub mod month;
pub mod payout;
mod published;
mod register;
pub mod registry;
pub mod review;
mod runs;
mod schemes;
pub mod seal;
mod service;
pub mod simulation;
pub mod trail;
mod typed;

pub use database::{Database, Scope, Transaction};
pub use error::{Error, Refusal, RefusalKind, Result};
pub use login::{LOGIN, Login};
pub use service::{CardTrust, Settlement};
