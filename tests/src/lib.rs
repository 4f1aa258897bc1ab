//! The stage: the whole way from the tap to the money on real parts, for the
//! demonstration (`mytaku-demo`) and for the end-to-end tests.
//!
//! Every program that runs here is the one that ships, in a process of its own:
//! PostgreSQL, `mytaku serve`, `mytaku-terminal`, pcscd. Deliberately absent:
//! any decision about money. The story states what must come out, and the stage
//! compares.

pub mod bare;
pub mod cards;
pub mod chance;
pub mod city;
pub mod conversation;
pub mod demo;
pub mod desk;
pub mod http;
pub mod play;
pub mod process;
pub mod report;
pub mod service;
pub mod settle;
pub mod stage;
pub mod story;
pub mod summary;
pub mod table;
pub mod taxi;
