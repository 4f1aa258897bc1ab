//! What time it is, or what a demonstration says it is.
