//! What tests share: a database each, and a clock they set.
