// This file was generated with `cornucopia`. Do not modify.

pub mod intake;
pub mod month;
pub mod payout;
pub mod registry;
pub mod session;
