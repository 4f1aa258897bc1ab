//! What a bank, an independent reader and an auditor may rely on.

#![cfg(test)]

mod golden;
mod independent_reader;
mod laws;
mod refusals;
mod sample;
mod typed_text;
