//! Paying a closed month: one batch, one payment an operator, four eyes.
//!
//! | phase | who | what it is bound to |
//! |---|---|---|
//! | draft | a clerk makes it from the month's statements | |
//! | checked | somebody else | the content's digest, given by the checker |
//! | approved | a third, an approver | the same digest |
//! | exported | the bank file is written, once, for ever | the same digest, recomputed |
//!
//! Until it is exported a batch can be withdrawn and made anew. The content is payer,
//! transfer date and payments; its digest is what people look at and pass on, so that
//! nothing can change between their hands. An operator is paid into the account in force
//! on the transfer date, as it is known when the batch is made; if another is entered for
//! that day before the file is written, the batch goes no further. The file's bytes are
//! kept: exporting again gives the same file. A transfer file has no result file, so
//! "exported" is not "credited"; returns are a later part's.

mod accounts;
mod batch;
mod content;
mod file;
mod make;
mod payments;
mod state;

pub use batch::{Batch, BatchLine, approve, check, get, withdraw};
pub use file::{Exported, export};
pub use make::make;
pub use payments::{ExportedPayment, list_payments};
pub use state::{BatchState, StepRefusal, check_step};
