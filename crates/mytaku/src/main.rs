//! The binary `mytaku`.
fn main() {}
