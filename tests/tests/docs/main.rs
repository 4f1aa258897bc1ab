//! The documents say what is: their commands are run, their examples read by
//! the real types, their links followed.
//!
//! A fenced block is checked by its first word and, if it has one, its second:
//!
//! | block | what is done with it |
//! |---|---|
//! | `console` | lines after `$ ` are run by bash in a folder of the document's own, what they print is compared; `…` stands for anything |
//! | any language and a file name, as `json trips.jsonl` | put into that folder first |
//! | `json` and a type, as `json TripsAnswer` | read by that type of `wire` |
//! | `json session` | said to a terminal line by line, and its answers compared |
//!
//! Everything else is for the reader's eyes alone.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests: a surprise should end the test where it happens"
)]

#[path = "../common/mod.rs"]
mod common;

mod codes;
mod commands;
mod document;
mod links;
mod messages;
mod session;
