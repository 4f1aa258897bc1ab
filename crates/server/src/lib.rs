//! HTTP: extract, authorise, call settlement, answer.
//!
//! The rooms are settlement's, in the same order: `access`, `registry`, `intake`,
//! `review`, `month`, `payout`; each lists its routes, and [`configure`] puts them
//! together, for the service and for tests alike. A handler holds no rule: what may be
//! done, and what becomes of it, is settlement's. Deliberately absent: TLS (what stands
//! in front speaks it), cookies, and the console, which comes with its own part.

mod access;
mod app;
mod bearer;
mod body;
mod health;
mod intake;
mod listed;
mod metrics;
mod month;
mod openapi;
mod own_task;
mod payout;
mod problem;
mod query;
mod registry;
mod review;
mod run;
mod terminal_auth;
mod trace;

pub use app::{AppState, Readiness, ReadyCheck, configure, routes};
pub use metrics::Metrics;
pub use openapi::DOCUMENT as OPENAPI;
pub use run::run;
