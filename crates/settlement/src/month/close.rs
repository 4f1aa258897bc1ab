//! Closing a month: the phases of the module's table, in one transaction.

use std::collections::BTreeMap;

use domain::{Digest, Month, MunicipalityCode, OperatorId, Timestamp, UserId, Yen};
use queries::queries::month as sql;

use super::changes::{Change, booked_claims, changes, late_changes, put_changes};
use super::late::{Settled, any_late, closings, settle_from_the_start};
use super::lines::{lines, put_statements};
use super::load;
use super::recompute::{Known, Recomputed, RecordedTrip, recompute};
use super::state::{CloseRefusal, check_close};
use super::statement::{all_sealed_lines, month_digest, statement_digests};
use crate::access::{Caller, Permission};
use crate::register::whole;
use crate::registry::hold;
use crate::review::{look_before_closing, reviewed};
use crate::trail::perform;
use crate::{Error, Result, Settlement, Transaction};

/// A closed month.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Closed {
    /// Which month.
    pub month: Month,
    /// What seals it.
    pub digest: Digest,
    /// Trips booked in it.
    pub trips: usize,
    /// Claims on them, paid or not.
    pub claims: usize,
    /// Claims whose outcome differed from what was booked, earlier months' included.
    pub adjustments: usize,
    /// One an operator that is owed something or had claims.
    pub statements: Vec<ClosedStatement>,
    /// Their sum.
    pub total_yen: Yen,
}

/// A statement as sealed.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ClosedStatement {
    /// Whose.
    pub operator: OperatorId,
    /// Its name.
    pub name: String,
    /// For which month.
    pub month: Month,
    /// Lines, adjustments counted apart.
    pub lines: usize,
    /// What the operator is owed.
    pub total_yen: Yen,
    /// Digest of the lines.
    pub digest: Digest,
}

/// Closes `month` in the name of `by`.
pub async fn close(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    month: Month,
    by: &UserId,
) -> Result<Closed> {
    let caller = Caller::command(settlement, municipality, by).await?;
    let (permission, act) = (Some(Permission::MonthClose), ("close_month", month));
    let closed = perform(settlement, &caller, permission, act, async || {
        settlement
            .database
            .transaction("close_month", municipality, async |tx| {
                // Trips that come in meanwhile wait, and are booked into the next month.
                let now = hold(settlement, tx, municipality).await?;
                begin(tx, municipality, month, now).await?;
                close_begun(settlement, tx, (municipality, month), by, now).await
            })
            .await
    })
    .await?;
    tracing::info!(%month, digest = %closed.digest, by = %by, "month closed");
    Ok(closed)
}

async fn begin(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    month: Month,
    now: Timestamp,
) -> Result<()> {
    let name = municipality.as_str();
    let (first, months) = load::months(tx, municipality).await?;
    check_close(&months, first, month, now).map_err(refusal)?;
    sql::open_month()
        .bind(tx, &name, &month.first_day())
        .await?;
    let begun = sql::begin_closing()
        .bind(tx, &name, &month.first_day())
        .await?;
    if begun == 1 {
        Ok(())
    } else {
        Err(refusal(CloseRefusal::AlreadyClosed(month)))
    }
}

fn refusal(refusal: CloseRefusal) -> Error {
    let english = format!("{refusal}.");
    match refusal {
        CloseRefusal::AlreadyClosed(month) => Error::conflict(
            "month_already_closed",
            format!("{month}は締め済みです。"),
            english,
        ),
        CloseRefusal::NotOver(month) => Error::conflict(
            "month_not_over",
            format!("{month}はまだ終わっていません。"),
            english,
        ),
        CloseRefusal::BeforeFirst { first, .. } => Error::conflict(
            "month_before_first",
            format!("精算は{first}から始まります。"),
            english,
        ),
        CloseRefusal::OutOfOrder { before, .. } => Error::conflict(
            "month_before_not_closed",
            format!("先に{before}を締めてください。"),
            english,
        ),
    }
}

async fn close_begun(
    settlement: &Settlement,
    tx: &Transaction<'_>,
    (municipality, month): (MunicipalityCode, Month),
    by: &UserId,
    now: Timestamp,
) -> Result<Closed> {
    let name = municipality.as_str();
    let of = (municipality, month);
    let earlier = closings(tx, municipality).await?;
    let mut closing = Closing::of(tx, of, &earlier, now).await?;
    let mut trips = closing.trips(tx).await?;
    let mut settled = closing.settle(settlement, tx, &trips).await?;
    if look_before_closing(settlement, tx, of, &settled.own, now).await? {
        drop(settled);
        // What was found may reach back: a late trip and one that is settled already.
        let again = Closing::of(tx, of, &earlier, now).await?;
        if again.late != closing.late {
            trips = again.trips(tx).await?;
        }
        closing = again;
        settled = closing.settle(settlement, tx, &trips).await?;
    }
    let booked = booked_claims(tx, municipality, month).await?;
    let changes = changes(&settled.own, &booked)?;
    let late: Vec<Change<'_>> = late_changes(&settled.late).collect();
    put_changes(tx, name, month, &changes, now).await?;
    put_changes(tx, name, month, &late, now).await?;
    let digests = statement_digests(&all_sealed_lines(&settled.own, &settled.late))?;
    let lines = lines(&settled.own, &booked, &changes, &late)?;
    let statements = put_statements(tx, (municipality, month), &digests, &lines).await?;
    let digest = month_digest(municipality, month, &digests);
    sql::finish_closing()
        .bind(
            tx,
            &now.in_japan(),
            &by.as_str(),
            &digest.as_bytes().as_slice(),
            &name,
            &month.first_day(),
        )
        .await?;
    sql::open_month()
        .bind(tx, &name, &month.next().first_day())
        .await?;
    Ok(Closed {
        month,
        digest,
        trips: settled.own.len(),
        claims: booked.len(),
        adjustments: changes.len() + late.len(),
        total_yen: Yen::checked_sum(statements.iter().map(|statement| statement.total_yen))?,
        statements,
    })
}

/// A month that is being closed, and whether anything before it has changed.
struct Closing {
    municipality: MunicipalityCode,
    month: Month,
    now: Timestamp,
    /// When each month was closed, this one now.
    closings: BTreeMap<Month, Timestamp>,
    late: bool,
}

impl Closing {
    async fn of(
        tx: &Transaction<'_>,
        (municipality, month): (MunicipalityCode, Month),
        earlier: &BTreeMap<Month, Timestamp>,
        now: Timestamp,
    ) -> Result<Self> {
        let late = any_late(tx, municipality, month, earlier).await?;
        let mut closings = earlier.clone();
        closings.insert(month, now);
        Ok(Self {
            municipality,
            month,
            now,
            closings,
            late,
        })
    }

    /// The trips that settling takes: since the first month only if it has to.
    async fn trips(&self, tx: &Transaction<'_>) -> Result<Vec<RecordedTrip>> {
        let from = match self.closings.keys().next() {
            Some(first) if self.late => *first,
            _ => self.month,
        };
        load::trips(tx, self.municipality, (from, self.month)).await
    }

    async fn settle<'a>(
        &self,
        settlement: &Settlement,
        tx: &Transaction<'_>,
        trips: &'a [RecordedTrip],
    ) -> Result<Settled<'a>> {
        let of = (self.municipality, self.month);
        if self.late {
            let reviewed = reviewed(tx, self.municipality, self.month).await?;
            let known = (&reviewed, &self.closings);
            return settle_from_the_start(settlement, tx, of, known, trips).await;
        }
        Ok(Settled {
            own: recompute_month(settlement, tx, of, trips, self.now).await?,
            late: Vec::new(),
        })
    }
}

/// A month's own trips again, by what is known `now` and what earlier months settled.
pub(crate) async fn recompute_month<'a>(
    settlement: &Settlement,
    tx: &Transaction<'_>,
    (municipality, month): (MunicipalityCode, Month),
    trips: &'a [RecordedTrip],
    now: Timestamp,
) -> Result<Vec<Recomputed<'a>>> {
    let mut register = whole::register(tx, municipality).await?;
    register.used_nonces = whole::nonces_before(tx, municipality, month).await?;
    let mut uses = whole::uses_before(tx, municipality, month).await?;
    let published = settlement.schemes.published(tx, municipality).await?;
    let known = Known {
        reviewed: &reviewed(tx, municipality, month).await?,
        at: now,
    };
    recompute(&published, &mut register, &mut uses, trips, &known)
}
