//! Who decides trips, and who changes what decides them.
//!
//! What a decision rests on is stamped with a time, and closing and the audit
//! look at the register as it stood when a record came in. That is only true if
//! whatever is stamped earlier is also seen, and nothing that came later. And what a
//! trip is decided by (uses, nonces, the terminal's chain) must not change while it is
//! decided. Both follow from one lock of the municipality, under which the next moment
//! is taken: one batch of trips, one registration, one publication, one closing at a
//! time, each stamped later than the one before, whatever a clock says. Trips come in
//! batches, so that this costs them nothing; there is no other lock, and so no order
//! of locks to keep.

use domain::{MunicipalityCode, Timestamp};
use queries::queries::registry as sql;

use crate::{Result, Settlement, Transaction};

/// Holds the municipality until the transaction ends, and gives the moment to stamp
/// with what it enters: now, or just after what was stamped last if a clock was set
/// back or stands still.
pub(crate) async fn hold(
    settlement: &Settlement,
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
) -> Result<Timestamp> {
    let now = settlement.now()?;
    let held = sql::hold_municipality()
        .bind(tx, &municipality.as_str(), &now.in_japan())
        .one()
        .await?;
    let moment = Timestamp::from(held);
    let behind_s = moment.seconds_since(now);
    if behind_s > 0 {
        tracing::warn!(
            %municipality, behind_s,
            "the clock is behind what was stamped last; stamping goes on from there"
        );
    }
    Ok(moment)
}

/// The moment up to which everything that was entered is seen, for who only looks.
pub(crate) async fn moment(
    settlement: &Settlement,
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
) -> Result<Timestamp> {
    let now = settlement.now()?.in_japan();
    let moment = sql::get_moment()
        .bind(tx, &now, &municipality.as_str())
        .one()
        .await?;
    Ok(moment.into())
}
