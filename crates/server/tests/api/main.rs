//! The API as its callers meet it: over a real database, with keys and cards
//! made here.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail the test; clippy allows it in the tests themselves"
)]

mod broken_connections;
mod describes;
mod doors;
mod flow;
mod guards;
mod operators;
mod problems;
mod refused_calls;
mod review;
mod support;
mod terminals;
mod typed;
