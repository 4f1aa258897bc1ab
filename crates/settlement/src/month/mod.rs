//! The settlement month (月次): closed in order, recomputed, sealed.
//!
//! | phase of closing | what happens | what it may fail with |
//! |---|---|---|
//! | 1 begin | the month's row goes to `closing`; who still books waits, who booked is seen | `month_not_over`, `month_before_not_closed`, `month_already_closed` |
//! | 2 recompute | every trip again, in boarding order, from its signed record | damaged data |
//! | 3 adjust | what differs from intake, and what was found or decided of earlier months since they were closed, is booked as adjustments of this month | |
//! | 4 state | an operator's lines, totals and digest | |
//! | 5 seal | the month's digest; the row goes to `closed`; the next month is open | |
//!
//! All five are one transaction: a month is closed wholly or not at all, and
//! closing that was cut off is simply done again. What it holds in memory is
//! one month of records, unless something was decided of an earlier one: then all since
//! the first (`late`). Every statement works on arrays, so the number of
//! round trips does not grow with the month.

mod audit;
mod changes;
mod claims;
mod close;
mod csv;
mod late;
mod lines;
pub(crate) mod load;
mod recompute;
mod report;
mod state;
mod statement;

pub use audit::{Audit, Difference, audit};
pub use claims::{BookedClaim, ClaimFilter, ClaimPage, list_claims};
pub(crate) use close::recompute_month;
pub use close::{Closed, ClosedStatement, close};
pub use csv::statement_csv;
pub use load::{MonthSummary, summaries};
pub use recompute::{Known, Recomputed, RecordedTrip, recompute};
pub(crate) use report::require_closed;
pub use report::{
    CountedStatement, LineKind, OfMonth, Statement, StatementHead, StatementLine, TieOut,
    list_statements, statement, statements, tie_out,
};
pub use state::{CloseRefusal, MonthState, check_close};
pub use statement::{SealedLine, StatementDigest, month_digest, sealed_lines, statement_digests};
