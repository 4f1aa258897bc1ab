//! Who decides by the register, and who changes what decides.
//!
//! What a decision rests on is stamped with a time, and closing and the audit
//! look at the register as it stood when a record came in. That is only true if
//! whatever is stamped earlier is also seen: so the time is taken under a lock of
//! the municipality, shared by those who decide, held alone by those who change.

use domain::{MunicipalityCode, Timestamp};
use queries::queries::registry as sql;

use crate::{Result, Settlement, Transaction};

/// For deciding: the time, with everything seen that was entered before it.
pub(crate) async fn share(
    settlement: &Settlement,
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
) -> Result<Timestamp> {
    sql::share_register()
        .bind(tx, &municipality.as_str())
        .one()
        .await?;
    settlement.now()
}

/// For changing what decides: the time to stamp it with.
pub(super) async fn hold(
    settlement: &Settlement,
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
) -> Result<Timestamp> {
    sql::hold_register()
        .bind(tx, &municipality.as_str())
        .one()
        .await?;
    settlement.now()
}
