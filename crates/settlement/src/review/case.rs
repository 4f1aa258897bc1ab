//! All there is to one finding (審査事項): why it was made, the rows that made it, what the
//! operator said and what was decided.
//!
//! An operator replies to what it sees here: its own rows, whole, and of another's trip that
//! there is one and how long both were under way at once. Who rode, by which card and whose
//! the other trip is are closed to it in the database too, which keeps beside each finding
//! what its operator sees. Deliberately absent: copies of rows. They never change, and are
//! read where they are.

use domain::{Reason, ServiceDate, Timestamp, UserId};
use queries::queries::review::{self as sql, EntryRow};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::queue::{Finding, Term, all, only, own, the_one};
use super::reviewed::Ruling;
use super::store;
use crate::access::{Caller, Permission};
use crate::intake::{ShownTrip, shown_trips};
use crate::{Error, Result, Settlement};

/// A finding with all that was said of it.
#[derive(Clone, Debug, Serialize)]
pub struct Case {
    /// The finding.
    #[serde(flatten)]
    pub finding: Finding,
    /// Why, in words.
    pub reason: Reason,
    /// The rows that made it.
    pub rows: Rows,
    /// What the operator said.
    pub statements: Vec<Said>,
    /// What was decided, the last in force counts.
    pub decisions: Vec<DecisionRow>,
}

/// The rows that made a finding (根拠), as far as whoever asks may see them.
#[derive(Clone, Debug, Serialize)]
pub struct Rows {
    /// The trips, in order of boarding: the first [`Rows::MOST`] of those that the evidence
    /// names.
    pub trips: Vec<ShownTrip>,
    /// Another operator's trips, of which this one sees nothing else. None for the city,
    /// which sees the trips themselves.
    pub of_others: Vec<OfOther>,
    /// What was entered in the registry and opened the claim. For an operator, of its own
    /// fleet only.
    pub entries: Vec<Entry>,
}

impl Rows {
    /// More trips are not shown with a finding; each can be asked for by itself.
    pub const MOST: usize = 200;
}

/// Another operator's trip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfOther {
    /// Since when both were under way at once; none: they were not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// An entry of the registry (台帳の記載).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// `standing`, `ground`, `card`, `card_owner`, `uses_before`; `vehicle`, `driver`,
    /// `terminal`, `operator`.
    pub kind: String,
    /// Of what: the registrant, the ground, the card's fingerprint; the vehicle, ….
    pub thing: String,
    /// What holds from then on: `ended`, `lost`, …; of a card whose it is or `nobody`; of
    /// uses on paper how many; of a fleet whose it is or `out_of_service`, for an operator
    /// without whose (`assigned`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Why, or what was shown for it: a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Its first day.
    pub from: ServiceDate,
    /// The moment, of a card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_at: Option<Timestamp>,
    /// Its last day, of a ground and of an operator's terms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<ServiceDate>,
    /// When it was entered.
    pub entered_at: Timestamp,
    /// By whom. For the city; none where that was not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered_by: Option<UserId>,
}

/// A reply (意見).
#[derive(Clone, Debug, Serialize)]
pub struct Said {
    /// In its own words.
    pub remark: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A decision and whether it is confirmed.
#[derive(Clone, Debug, Serialize)]
pub struct DecisionRow {
    /// Its number.
    pub decision: Uuid,
    /// What.
    pub outcome: Ruling,
    /// Why.
    pub remark: String,
    /// Who. For the city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<UserId>,
    /// When.
    pub at: Timestamp,
    /// Whether it needs a second person.
    pub needs_second: bool,
    /// When that one confirmed it.
    pub confirmed_at: Option<Timestamp>,
    /// Who that was. For the city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed_by: Option<UserId>,
}

/// All there is to one finding.
pub async fn show(settlement: &Settlement, caller: &Caller, id: Uuid) -> Result<Case> {
    caller.require(Permission::ReviewRead)?;
    let term = Term::of(&*store::parameters(settlement, caller.municipality).await?);
    settlement
        .database
        .transaction("show_finding", caller.scope(), async |tx| {
            let name = caller.municipality.as_str();
            let (finding, decisions, beside) = if let Some(operator) = caller.operator() {
                let own = own(tx, caller.municipality, operator, &only(id, term)).await?;
                let (finding, kept) = the_one(own)?;
                let decisions = sql::get_own_decisions().bind(tx, &name, &id).all().await?;
                let beside = serde_json::from_value(kept)
                    .map_err(|error| Error::damaged(format!("finding {id}"), error))?;
                (finding, decisions, beside)
            } else {
                let all = all(tx, caller.municipality, &only(id, term)).await?;
                let finding = the_one(all)?;
                let decisions = sql::get_decisions().bind(tx, &name, &id).all().await?;
                let entries = sql::get_entries().bind(tx, &name, &id).all().await?;
                let beside = Beside {
                    of_others: Vec::new(),
                    entries: entries.into_iter().map(entry).collect::<Result<_>>()?,
                };
                (finding, decisions, beside)
            };
            let replies = sql::get_replies().bind(tx, &name, &id).all().await?;
            Ok(Case {
                reason: finding.code.reason(),
                rows: Rows {
                    trips: shown_trips(tx, caller, &finding.evidence.trips, Rows::MOST).await?,
                    of_others: beside.of_others,
                    entries: beside.entries,
                },
                finding,
                statements: replies
                    .into_iter()
                    .map(|row| Said {
                        remark: row.remark,
                        by: row.replied_by,
                        at: row.replied_at.into(),
                    })
                    .collect(),
                decisions: decisions.into_iter().map(decision).collect::<Result<_>>()?,
            })
        })
        .await
}

/// What made a finding, beside its trips; as the database keeps it for its operator.
#[derive(Deserialize)]
struct Beside {
    of_others: Vec<OfOther>,
    entries: Vec<Entry>,
}

fn entry(row: EntryRow) -> Result<Entry> {
    Ok(Entry {
        from: ServiceDate::from_date(row.from_date),
        from_at: row.from_at.map(Timestamp::from),
        until: row.until_date.map(ServiceDate::from_date),
        entered_at: row.entered_at.into(),
        entered_by: row.entered_by.as_deref().map(user).transpose()?,
        kind: row.kind,
        thing: row.thing,
        state: row.state,
        reason: row.reason,
    })
}

fn user(id: &str) -> Result<UserId> {
    id.parse().map_err(|error| Error::damaged("user id", error))
}

fn decision(row: sql::DecisionRow) -> Result<DecisionRow> {
    Ok(DecisionRow {
        decision: row.decision,
        outcome: Ruling::parse(&row.outcome)?,
        remark: row.remark,
        by: row.decided_by.as_deref().map(user).transpose()?,
        at: row.decided_at.into(),
        needs_second: row.needs_second,
        confirmed_at: row.confirmed_at.map(Into::into),
        confirmed_by: row.confirmed_by.as_deref().map(user).transpose()?,
    })
}
