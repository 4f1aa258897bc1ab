//! The binary `mytaku-terminal`.
fn main() {}
