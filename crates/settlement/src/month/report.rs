//! Reading closed months: statements, and whether the money ties out.

use domain::{
    Digest, Month, MunicipalityCode, OperatorId, ServiceDate, Timestamp, TripId, VehicleId, Yen,
};
use queries::queries::month as sql;

use crate::access::{Caller, Permission};
use crate::{Error, Result, Settlement, Transaction};

/// What an operator is owed for a month (利用明細書).
#[derive(Clone, Debug, serde::Serialize)]
pub struct Statement {
    /// Of which municipality.
    pub municipality: MunicipalityCode,
    /// For which month.
    pub month: Month,
    /// To whom.
    pub operator: OperatorId,
    /// Its name.
    pub name: String,
    /// What it is owed.
    pub total_yen: Yen,
    /// Digest of the lines; see the form in `month::statement`.
    pub digest: Digest,
    /// Line by line.
    pub lines: Vec<StatementLine>,
}

/// A statement as it is given out: its control totals stand before its lines.
#[derive(Clone, Debug, serde::Serialize)]
pub struct CountedStatement {
    /// Number of lines.
    pub count: usize,
    /// The statement.
    #[serde(flatten)]
    pub statement: Statement,
}

impl From<Statement> for CountedStatement {
    fn from(statement: Statement) -> Self {
        Self {
            count: statement.lines.len(),
            statement,
        }
    }
}

/// A statement without its lines.
#[derive(Clone, Debug, serde::Serialize)]
pub struct StatementHead {
    /// For which month.
    pub month: Month,
    /// To whom.
    pub operator: OperatorId,
    /// Its name.
    pub name: String,
    /// Number of lines.
    pub lines: i32,
    /// What it is owed.
    pub total_yen: Yen,
    /// Digest of the lines.
    pub digest: Digest,
}

/// Of which month and operator something is wanted; nothing set means of all.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OfMonth {
    /// Of this month only.
    pub month: Option<Month>,
    /// Of this operator only; an operator's program has none but its own.
    pub operator: Option<OperatorId>,
}

/// One line of a statement.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct StatementLine {
    /// 1, 2, … in boarding order.
    pub line: i32,
    /// A claim, or its later correction.
    pub kind: LineKind,
    /// Of which trip.
    pub trip: TripId,
    /// Which tap of it.
    pub ordinal: i16,
    /// The day it counts for.
    pub service_date: ServiceDate,
    /// Meter on.
    pub boarded_at: Timestamp,
    /// The taxi.
    pub vehicle: VehicleId,
    /// Everything on the meter and beside it.
    pub fare_yen: Yen,
    /// Uses taken.
    pub units: u32,
    /// What is paid for it; negative only for an adjustment.
    pub amount_yen: Yen,
    /// The month whose claim an adjustment corrects, if that is an earlier one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_month: Option<Month>,
}

/// What a line of a statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// A claim (助成) as booked at intake.
    Claim,
    /// A correction (過誤調整) found at closing.
    Adjustment,
}

impl LineKind {
    /// As in SQL and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Claim => "claim",
            Self::Adjustment => "adjustment",
        }
    }
}

/// The same money seen from every side, in yen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct TieOut {
    /// Claims with their adjustments.
    pub claims_yen: Yen,
    /// Transfers to operators' accounts.
    pub ledger_yen: Yen,
    /// Statement lines.
    pub lines_yen: Yen,
    /// Statement totals.
    pub statements_yen: Yen,
    /// Payments, once there are any.
    pub payments_yen: Option<Yen>,
    /// Transfers to the bank, once the file was exported.
    pub paid_yen: Option<Yen>,
    /// The largest difference between any two of them.
    pub largest_difference_yen: Yen,
}

/// The statements of a closed month, by operator.
pub async fn statements(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    month: Month,
) -> Result<Vec<Statement>> {
    settlement
        .database
        .transaction("get_statements", municipality, async |tx| {
            let mut statements = heads(tx, municipality, month).await?;
            if statements.is_empty() {
                require_closed(tx, municipality, month).await?;
            }
            let rows = sql::get_statement_lines()
                .bind(tx, &municipality.as_str(), &month.first_day())
                .all()
                .await?;
            for row in rows {
                if let Some(statement) = statements
                    .iter_mut()
                    .find(|one| one.operator.as_str() == row.operator)
                {
                    statement.lines.push(line(&row)?);
                }
            }
            Ok(statements)
        })
        .await
}

/// The statements there are, the last month first: the city's caller sees all, an
/// operator's its own.
pub async fn list_statements(
    settlement: &Settlement,
    caller: &Caller,
    wanted: &OfMonth,
) -> Result<Vec<StatementHead>> {
    caller.require(Permission::StatementsRead)?;
    let operator = caller.sees(wanted.operator.as_ref());
    settlement
        .database
        .transaction("list_statements", caller.scope(), async |tx| {
            sql::get_statement_heads()
                .bind(
                    tx,
                    &caller.municipality.as_str(),
                    &wanted.month.map(Month::first_day),
                    &operator.map(OperatorId::as_str),
                )
                .all()
                .await?
                .into_iter()
                .map(|row| {
                    let damaged = |error: &dyn std::fmt::Display| {
                        Error::damaged(format!("statement of {}", row.operator), error)
                    };
                    Ok(StatementHead {
                        month: row.month.into(),
                        operator: row.operator.parse().map_err(|error| damaged(&error))?,
                        lines: row.line_count,
                        total_yen: Yen::new(row.total_yen),
                        digest: Digest::try_from(row.digest.as_slice())
                            .map_err(|error| damaged(&error))?,
                        name: row.name,
                    })
                })
                .collect()
        })
        .await
}

/// One statement with its lines. Another operator's is answered as one that is not there.
pub async fn statement(
    settlement: &Settlement,
    caller: &Caller,
    (month, operator): (Month, &OperatorId),
) -> Result<Statement> {
    let wanted = OfMonth {
        month: Some(month),
        operator: Some(operator.clone()),
    };
    let heads = list_statements(settlement, caller, &wanted).await?;
    // An operator's own is answered to it whatever it asked for.
    let head = heads.into_iter().find(|head| head.operator == *operator);
    let head = head.ok_or_else(|| no_such_statement(month))?;
    let lines = settlement
        .database
        .transaction("get_statement", caller.scope(), async |tx| {
            sql::get_lines_of_statement()
                .bind(
                    tx,
                    &caller.municipality.as_str(),
                    &month.first_day(),
                    &operator.as_str(),
                )
                .all()
                .await?
                .iter()
                .map(line)
                .collect::<Result<Vec<_>>>()
        })
        .await?;
    Ok(Statement {
        municipality: caller.municipality,
        month,
        operator: head.operator,
        name: head.name,
        total_yen: head.total_yen,
        digest: head.digest,
        lines,
    })
}

fn no_such_statement(month: Month) -> Error {
    Error::not_found(
        "no_such_statement",
        format!("{month}の明細書はありません。月が締められると作られます。"),
        format!("There is no such statement of {month}; closing the month makes it."),
    )
}

/// Checks that `month` is closed.
pub(crate) async fn require_closed(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    month: Month,
) -> Result<()> {
    let (_first, months) = super::load::months(tx, municipality).await?;
    if months.get(&month) == Some(&super::MonthState::Closed) {
        return Ok(());
    }
    Err(Error::conflict(
        "month_not_closed",
        format!("{month}はまだ締められていません。"),
        format!("{month} is not closed; close it first: mytaku month close {month}."),
    ))
}

async fn heads(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    month: Month,
) -> Result<Vec<Statement>> {
    sql::get_statements()
        .bind(tx, &municipality.as_str(), &month.first_day())
        .all()
        .await?
        .into_iter()
        .map(|row| {
            let damaged = |error: &dyn std::fmt::Display| {
                Error::damaged(format!("statement of {}", row.operator), error)
            };
            Ok(Statement {
                municipality,
                month,
                operator: row.operator.parse().map_err(|error| damaged(&error))?,
                name: row.name.clone(),
                total_yen: Yen::new(row.total_yen),
                digest: Digest::try_from(row.digest.as_slice()).map_err(|error| damaged(&error))?,
                lines: Vec::new(),
            })
        })
        .collect()
}

fn line(row: &sql::StatementLineRow) -> Result<StatementLine> {
    let damaged = |error: &dyn std::fmt::Display| {
        Error::damaged(
            format!("statement line {} of {}", row.line, row.operator),
            error,
        )
    };
    Ok(StatementLine {
        line: row.line,
        kind: match row.kind.as_str() {
            "claim" => LineKind::Claim,
            _ => LineKind::Adjustment,
        },
        trip: TripId::try_from(row.trip).map_err(|error| damaged(&error))?,
        ordinal: row.ordinal,
        service_date: ServiceDate::from_date(row.service_date),
        boarded_at: row.boarded_at.into(),
        vehicle: row.vehicle.parse().map_err(|error| damaged(&error))?,
        fare_yen: Yen::new(row.fare_yen),
        units: u32::try_from(row.units).map_err(|error| damaged(&error))?,
        amount_yen: Yen::new(row.amount_yen),
        original_month: row.original_month.map(Month::from),
    })
}

/// Compares what claims, books, statements and payments of a month come to.
pub async fn tie_out(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    month: Month,
) -> Result<TieOut> {
    let row = sql::get_tie_out()
        .bind(tx, &municipality.as_str(), &month.first_day())
        .one()
        .await?;
    let payments = (row.payments > 0).then_some(Yen::new(row.payments_yen));
    let paid = (row.paid > 0).then_some(Yen::new(row.paid_yen));
    let sides = [
        row.claims_yen,
        row.ledger_yen,
        row.lines_yen,
        row.statements_yen,
    ];
    let sides = sides.into_iter().map(Yen::new).chain(payments).chain(paid);
    let (least, most) = sides.fold(
        (Yen::new(i64::MAX), Yen::new(i64::MIN)),
        |(least, most), yen| (least.min(yen), most.max(yen)),
    );
    Ok(TieOut {
        claims_yen: Yen::new(row.claims_yen),
        ledger_yen: Yen::new(row.ledger_yen),
        lines_yen: Yen::new(row.lines_yen),
        statements_yen: Yen::new(row.statements_yen),
        payments_yen: payments,
        paid_yen: paid,
        largest_difference_yen: most.checked_sub(least)?,
    })
}
