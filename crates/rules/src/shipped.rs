//! The scheme files that ship with mytaku, as text.
//!
//! They are text rather than parsed schemes, so that whoever runs one goes
//! through [`Scheme::parse`](crate::Scheme::parse) and its examples.

/// 前橋市マイタク, from 2016 to today: `schemes/maebashi.toml`.
pub const MAEBASHI: &str = include_str!("../../../schemes/maebashi.toml");
