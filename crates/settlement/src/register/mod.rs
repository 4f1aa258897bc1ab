//! Reading what a decision needs of the register: for a batch of records, or
//! for a whole month. Both give the same [`crate::decision::Register`], from the
//! same rows. Deliberately absent: any judgement of what was read.

pub(crate) mod batch;
pub(crate) mod rows;
pub(crate) mod whole;
