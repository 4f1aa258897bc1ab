//! What the operator says, what a clerk decides, and the second person.

use domain::{MunicipalityCode, Remark, Timestamp};
use queries::queries::review as sql;
use uuid::Uuid;

use super::queue::{Finding, finding};
use super::reviewed::Ruling;
use super::store;
use crate::access::{Caller, Permission, Who};
use crate::registry::hold;
use crate::trail::perform;
use crate::{Error, Result, Settlement, Transaction};

/// A decision as it was taken down.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Decided {
    /// Its number, for the second person.
    pub decision: Uuid,
    /// Whether it is in force only once another person has confirmed it.
    pub needs_second: bool,
}

/// Takes down what an operator says to one of its own findings, until that is
/// decided.
pub async fn reply(
    settlement: &Settlement,
    caller: &Caller,
    (id, remark): (Uuid, &Remark),
) -> Result<()> {
    let permission = Some(Permission::ReviewReply);
    perform(
        settlement,
        caller,
        permission,
        ("reply_to_finding", id),
        async || put_reply(settlement, caller, (id, remark)).await,
    )
    .await
}

async fn put_reply(
    settlement: &Settlement,
    caller: &Caller,
    (id, remark): (Uuid, &Remark),
) -> Result<()> {
    let municipality = caller.municipality;
    let Who::Operator(operator) = &caller.who else {
        return Err(no_such_finding());
    };
    settlement
        .database
        .transaction("reply_to_finding", municipality, async |tx| {
            let now = hold(settlement, tx, municipality).await?;
            let finding = finding(tx, municipality, id).await?;
            if finding.operator != *operator {
                return Err(no_such_finding());
            }
            if finding.outcome.is_some() {
                return Err(Error::conflict(
                    "finding_already_decided",
                    "この審査事項は決定済みです。",
                    "This finding is decided; ask the city to decide again.",
                ));
            }
            sql::put_reply()
                .bind(
                    tx,
                    &municipality.as_str(),
                    &Uuid::now_v7(),
                    &id,
                    &remark.as_str(),
                    &caller.who.to_string(),
                    &now.in_japan(),
                )
                .await?;
            Ok(())
        })
        .await
}

/// Decides a finding. What is above the amount of the parameters waits for a
/// second person; a finding may be decided again, and the last decision counts.
pub async fn decide(
    settlement: &Settlement,
    caller: &Caller,
    (id, ruling): (Uuid, Ruling),
    remark: &Remark,
) -> Result<Decided> {
    let permission = Some(Permission::ReviewDecide);
    perform(
        settlement,
        caller,
        permission,
        ("decide_finding", id),
        async || put_decision(settlement, caller, (id, ruling), remark).await,
    )
    .await
}

async fn put_decision(
    settlement: &Settlement,
    caller: &Caller,
    (id, ruling): (Uuid, Ruling),
    remark: &Remark,
) -> Result<Decided> {
    let (municipality, by) = (caller.municipality, caller.user()?);
    settlement
        .database
        .transaction("decide_finding", municipality, async |tx| {
            let now = hold(settlement, tx, municipality).await?;
            let parameters = store::in_force(tx, municipality).await?;
            let finding = finding(tx, municipality, id).await?;
            if ruling == Ruling::Reject {
                require_trip(&finding)?;
                require_heard(&finding, now)?;
            }
            let decision = Uuid::now_v7();
            let limit = parameters.review.four_eyes_above_yen;
            sql::put_decision()
                .bind(
                    tx,
                    &municipality.as_str(),
                    &decision,
                    &id,
                    &ruling.as_str(),
                    &remark.as_str(),
                    &finding.told_yen.get(),
                    &limit,
                    &by.as_str(),
                    &now.in_japan(),
                )
                .await?;
            Ok(Decided {
                decision,
                needs_second: finding.told_yen.get() > limit,
            })
        })
        .await
}

/// What is about many trips together bears on no money: a rejection would look as if it
/// took something away, and no second person would ever be asked.
fn require_trip(finding: &Finding) -> Result<()> {
    if finding.trip.is_some() {
        return Ok(());
    }
    Err(Error::conflict(
        "nothing_to_reject",
        "この審査事項は多くの乗車をまとめて見たもので、支払は動きません。不支給にするのは、乗車ごとの審査事項で決定してください。これは、確かめたことを理由に書いて pay で終えます。",
        "This finding is about many trips together and moves no money. Reject the findings on the trips themselves; end this one with pay and say in the reason what you saw.",
    ))
}

/// Nobody is decided against before they were heard, or could have been.
fn require_heard(finding: &Finding, now: Timestamp) -> Result<()> {
    let until = finding.reply_until;
    if finding.replies > 0 || now >= until {
        return Ok(());
    }
    Err(Error::conflict(
        "operator_not_heard",
        format!("事業者の意見を待っています。不支給の決定は{until}以降にできます。"),
        format!("The operator has not answered yet and may until {until}; reject after that."),
    ))
}

/// Puts a decision above the amount in force: by another person than its maker.
pub async fn confirm(
    settlement: &Settlement,
    caller: &Caller,
    (id, decision): (Uuid, Uuid),
) -> Result<()> {
    let permission = Some(Permission::ReviewDecide);
    perform(
        settlement,
        caller,
        permission,
        ("confirm_decision", decision),
        async || put_confirmation(settlement, caller, (id, decision)).await,
    )
    .await
}

async fn put_confirmation(
    settlement: &Settlement,
    caller: &Caller,
    (id, decision): (Uuid, Uuid),
) -> Result<()> {
    let (municipality, by) = (caller.municipality, caller.user()?);
    settlement
        .database
        .transaction("confirm_decision", municipality, async |tx| {
            let now = hold(settlement, tx, municipality).await?;
            require_waiting(tx, municipality, (id, decision)).await?;
            sql::put_confirmation()
                .bind(
                    tx,
                    &municipality.as_str(),
                    &decision,
                    &by.as_str(),
                    &now.in_japan(),
                )
                .await?;
            Ok(())
        })
        .await
        .map_err(|error| match error.constraint() {
            Some("review_confirmation_not_by_its_maker") => Error::conflict(
                "decision_needs_another_person",
                "決定した本人は確認できません。別の人が確認してください。",
                "Whoever decided cannot confirm it; another person has to.",
            ),
            _ => error,
        })
}

async fn require_waiting(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    (id, decision): (Uuid, Uuid),
) -> Result<()> {
    let decisions = sql::get_decisions()
        .bind(tx, &municipality.as_str(), &id)
        .all()
        .await?;
    let last = decisions.last().map(|row| row.decision);
    let found = decisions.iter().find(|row| row.decision == decision);
    match found {
        Some(row) if row.confirmed_at.is_none() && last != Some(decision) => Err(Error::conflict(
            "decision_superseded",
            "この後に別の決定がされています。新しい決定を確認してください。",
            "Something else was decided since; confirm the later decision.",
        )),
        Some(row) if row.needs_second && row.confirmed_at.is_none() => Ok(()),
        Some(_) => Err(Error::conflict(
            "decision_needs_no_second",
            "この決定は、確認を待っていません。",
            "This decision is not waiting for a second person.",
        )),
        None => Err(no_such_finding()),
    }
}

pub(super) fn no_such_finding() -> Error {
    Error::not_found(
        "no_such_finding",
        "その審査事項はありません。",
        "There is no such finding; mytaku review list shows those that are open.",
    )
}
