//! Who decides trips, and who changes what decides them.
//!
//! What a decision rests on is stamped with a time, and closing and the audit
//! look at the register as it stood when a record came in. That is only true if
//! whatever is stamped earlier is also seen. And what a trip is decided by (uses,
//! nonces, the terminal's chain) must not change while it is decided. Both follow
//! from one lock of the municipality, under which the time is taken: one batch of
//! trips, one registration, one publication, one closing at a time. Trips come in
//! batches, so that this costs them nothing; there is no other lock, and so no
//! order of locks to keep.

use domain::{MunicipalityCode, Timestamp};
use queries::queries::registry as sql;

use crate::{Result, Settlement, Transaction};

/// Holds the municipality until the transaction ends, and gives the time to stamp
/// with what it enters.
pub(crate) async fn hold(
    settlement: &Settlement,
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
) -> Result<Timestamp> {
    sql::hold_municipality()
        .bind(tx, &municipality.as_str())
        .one()
        .await?;
    settlement.now()
}
