//! The use cases between the tap and the money.
