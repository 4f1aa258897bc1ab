//! Registrants with their grounds as rows. No name, no address, no birth date.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use domain::{MunicipalityCode, RegistrantId, ServiceDate, Standing, StandingReason};
use queries::queries::{register as register_sql, registry as sql};

use super::super::dated::Entering;
use super::super::desk::is_code;
use super::super::ground::{Ground, enter_grounds};
use super::super::{reach, uses_before};
use super::table::{Column, Problems, Row, Table};
use crate::{Result, Transaction};

pub(super) const fn column(ja: &'static str, en: &'static str, optional: bool) -> Column {
    Column { ja, en, optional }
}

pub(super) const REGISTRANTS: [Column; 10] = [
    column("登録者", "registrant", false),
    column("登録日", "registered_on", false),
    column("利用済み回数", "uses_before", true),
    column("状態", "state", true),
    column("異動日", "state_from", true),
    column("事由", "reason", true),
    column("対象要件", "ground", false),
    column("要件開始日", "ground_from", false),
    column("要件終了日", "ground_until", true),
    column("確認方法", "evidence", true),
];

pub(super) const ID: (&str, &str) = (
    "登録者の番号は1〜64文字の英数字と - _ . です。",
    "A registrant's number is 1 to 64 of A-Z a-z 0-9 - _ . and begins with a letter or digit.",
);
/// What every row of a registrant says alike.
#[derive(Clone, PartialEq, Eq)]
struct Person {
    registered_on: ServiceDate,
    /// None: as it is known; of somebody new, none.
    uses_before: Option<u16>,
    standing: Option<(ServiceDate, Standing, StandingReason)>,
}

pub(super) async fn enter_registrants(
    tx: &Transaction<'_>,
    entering: &Entering<'_>,
    table: &Table,
    problems: &mut Problems,
) -> Result<u64> {
    let (people, rows) = read_registrants(table, problems);
    check_known(tx, entering, (&people, &rows), problems).await?;
    if !problems.is_empty() {
        return Ok(0);
    }
    let (name, now) = (entering.municipality.as_str(), entering.now.in_japan());
    let mut registered_ons = Vec::new();
    let (mut uses_befores, mut on_paper) = (Vec::new(), Vec::new());
    let mut standings = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (id, person) in &people {
        registered_ons.push(person.registered_on.date());
        uses_befores.push(i32::from(person.uses_before.unwrap_or_default()));
        on_paper.extend(
            person
                .uses_before
                .map(|uses| (id.as_str(), i32::from(uses))),
        );
        if let Some((from, state, reason)) = &person.standing {
            standings.0.push(id.as_str());
            standings.1.push(from.date());
            standings.2.push(state.as_str());
            standings.3.push(reason.as_str());
        }
    }
    let ids: Vec<&str> = people.keys().map(String::as_str).collect();
    let by = entering.by();
    let admitted = sql::put_registrants()
        .bind(tx, &name, &by, &now, &ids, &registered_ons, &uses_befores)
        .await?;
    let changed = sql::put_standings()
        .bind(
            tx,
            &name,
            &now,
            &by,
            &standings.0,
            &standings.1,
            &standings.2,
            &standings.3,
        )
        .await?;
    if changed > 0 {
        let ended: Vec<(&str, ServiceDate)> = people
            .iter()
            .filter_map(|(id, person)| match person.standing {
                Some((from, Standing::Ended, _reason)) => Some((id.as_str(), from)),
                _ => None,
            })
            .collect();
        reach::open_of_registrants(tx, entering.municipality, &ended, entering.now).await?;
    }
    let stamp = (entering.municipality, by, entering.now);
    let (used, _above) = uses_before::enter(tx, entering.schemes, stamp, &on_paper).await?;
    let grounds: Vec<Ground> = rows.into_iter().map(|(_row, ground)| ground).collect();
    let (held, _touched) = enter_grounds(tx, entering.schemes, stamp, &grounds).await?;
    Ok(admitted + changed + used + held)
}

/// A column of `all`, as SQL takes it.
pub(super) fn each<'a, T, V>(all: &'a [T], value: impl Fn(&'a T) -> V) -> Vec<V> {
    all.iter().map(value).collect()
}

/// Everybody there is a row of, and the rows that can be read, a ground each.
fn read_registrants<'t>(
    table: &'t Table,
    problems: &mut Problems,
) -> (BTreeMap<String, Person>, Vec<(Row<'t>, Ground)>) {
    let mut people: BTreeMap<String, Person> = BTreeMap::new();
    let mut rows = Vec::new();
    let mut seen = HashSet::new();
    for row in table.rows() {
        let id: Option<RegistrantId> = row.require("registrant", ID, problems);
        let person = person(&row, problems);
        let ground = ground(&row, problems);
        let (Some(id), Some(person), Some(ground)) = (id.map(String::from), person, ground) else {
            continue;
        };
        if !seen.insert((id.clone(), ground.kind.clone(), ground.from)) {
            row.object(
                "ground_from",
                "同じ登録者・要件・開始日の行が二つあります。",
                "Another row has the same registrant, ground and first day.",
                problems,
            );
        }
        let before = people.entry(id.clone()).or_insert_with(|| person.clone());
        if *before != person {
            row.object(
                "registered_on",
                "同じ登録者の他の行と、登録日・利用済み回数・状態が異なります。",
                "Another row of the same registrant says otherwise.",
                problems,
            );
        }
        let ground = Ground {
            registrant: id,
            ..ground
        };
        rows.push((row, ground));
    }
    (people, rows)
}

fn person(row: &Row<'_>, problems: &mut Problems) -> Option<Person> {
    let registered_on = row.require_date("registered_on", problems);
    let uses_before = row.parse(
        "uses_before",
        ("0〜65535の整数です。", "A whole number from 0 to 65535."),
        problems,
    );
    let standing = standing(row, problems);
    let registered_on = registered_on?;
    if standing.is_some_and(|(from, ..)| from < registered_on) {
        row.object(
            "state_from",
            "登録日より前です。",
            "It is before the registration.",
            problems,
        );
    }
    Some(Person {
        registered_on,
        uses_before,
        standing,
    })
}

fn standing(
    row: &Row<'_>,
    problems: &mut Problems,
) -> Option<(ServiceDate, Standing, StandingReason)> {
    if ["state", "state_from", "reason"]
        .iter()
        .all(|column| row.text(column).is_none())
    {
        return None;
    }
    let state: Option<Standing> = row.require(
        "state",
        (
            "registered(登録)かended(終了)です。",
            "It is registered or ended.",
        ),
        problems,
    );
    let from = row.require_date("state_from", problems);
    let codes = (
        "death・moved_away・withdrawn・excluded・ground_ended・mistaken・readmitted・correctionのいずれかです。",
        "One of death, moved_away, withdrawn, excluded, ground_ended, mistaken, readmitted, correction.",
    );
    let reason: Option<StandingReason> = row.require("reason", codes, problems);
    let (state, from, reason) = (state?, from?, reason?);
    if !reason.explains(state) {
        row.object(
            "reason",
            "この状態の事由ではありません。",
            "It is no reason for this state.",
            problems,
        );
    }
    Some((from, state, reason))
}

fn ground(row: &Row<'_>, problems: &mut Problems) -> Option<Ground> {
    for name in ["ground", "evidence"] {
        if row.text(name).is_some_and(|text| !is_code(text)) {
            row.object(
                name,
                "符号は小文字の英字で始まる英数字と下線です(例 age75)。",
                "A code is lower-case letters, digits and _, such as age75.",
                problems,
            );
        }
    }
    let ground = row.filled("ground", problems);
    let from = row.require_date("ground_from", problems);
    let until = row.date("ground_until", problems);
    let (ground, from) = (ground?, from?);
    // The day before its first: it never held.
    if until.is_some_and(|until| Some(until.date()) < from.date().pred_opt()) {
        row.object(
            "ground_until",
            "要件開始日より前です。",
            "It is before the first day.",
            problems,
        );
    }
    Some(Ground {
        registrant: String::new(),
        kind: ground.to_owned(),
        from,
        until,
        evidence: row.text("evidence").map(str::to_owned),
    })
}

/// The day of registration is not changed by entering it otherwise.
async fn check_known(
    tx: &Transaction<'_>,
    entering: &Entering<'_>,
    (people, rows): (&BTreeMap<String, Person>, &[(Row<'_>, Ground)]),
    problems: &mut Problems,
) -> Result<()> {
    let ids: Vec<&str> = people.keys().map(String::as_str).collect();
    let known = register_sql::get_registrants()
        .bind(tx, &entering.municipality.as_str(), &ids)
        .all()
        .await?;
    let known: HashMap<&str, NaiveDate> = known
        .iter()
        .map(|row| (row.registrant.as_str(), row.registered_on))
        .collect();
    for (row, ground) in rows {
        let id = ground.registrant.as_str();
        let (Some(person), Some(registered_on)) = (people.get(id), known.get(id)) else {
            continue;
        };
        if person.registered_on.date() != *registered_on {
            row.object(
                "registered_on",
                "別の登録日で登録済みです。",
                "This registrant was entered before with another day.",
                problems,
            );
        }
    }
    Ok(())
}

pub(super) async fn registrants(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
) -> Result<Vec<Vec<String>>> {
    let name = municipality.as_str();
    let people = sql::get_registrations_for_export()
        .bind(tx, &name)
        .all()
        .await?;
    let standings = sql::get_standings_for_export()
        .bind(tx, &name)
        .all()
        .await?;
    let standings: HashMap<&str, _> = standings
        .iter()
        .map(|row| (row.registrant.as_str(), row))
        .collect();
    let grounds = register_sql::get_all_grounds()
        .bind(tx, &name)
        .all()
        .await?;
    // Of the same first day, the one entered last.
    let mut newest: BTreeMap<(&str, NaiveDate, &str), _> = BTreeMap::new();
    for row in &grounds {
        let key = (row.registrant.as_str(), row.from_date, row.ground.as_str());
        newest.insert(key, row);
    }
    let people: HashMap<&str, _> = people
        .iter()
        .map(|row| (row.registrant.as_str(), row))
        .collect();
    let mut rows = Vec::new();
    for ground in newest.into_values() {
        let Some(person) = people.get(ground.registrant.as_str()) else {
            continue;
        };
        let standing = standings.get(ground.registrant.as_str());
        rows.push(vec![
            person.registrant.clone(),
            person.registered_on.to_string(),
            person.uses.to_string(),
            standing.map(|it| it.state.clone()).unwrap_or_default(),
            standing
                .map(|it| it.from_date.to_string())
                .unwrap_or_default(),
            standing.map(|it| it.reason.clone()).unwrap_or_default(),
            ground.ground.clone(),
            ground.from_date.to_string(),
            ground
                .until_date
                .map(|it| it.to_string())
                .unwrap_or_default(),
            ground.evidence.clone().unwrap_or_default(),
        ]);
    }
    Ok(rows)
}
