//! Typed SQL: sql/*.sql, and the Rust that cornucopia generates from it.
