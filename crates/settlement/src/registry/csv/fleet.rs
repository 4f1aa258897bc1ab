//! Operators, vehicles, drivers and terminals as rows.

use std::collections::{BTreeSet, HashSet};

use chrono::NaiveDate;
use domain::{
    DriverId, InvoiceNumber, MunicipalityCode, OperatorId, ServiceDate, TerminalId, VehicleId,
};
use queries::queries::registry as sql;
use zengin::AccountKind;

use super::super::account::{Accounts, account_entries};
use super::super::dated::{Assigned, Entering, Kind};
use super::super::import::{OperatorInput, put_operator};
use super::table::{Column, Problems, Row, Table};
use crate::seal::SealKeys;
use crate::{Result, Transaction};

const fn column(ja: &'static str, en: &'static str) -> Column {
    Column {
        ja,
        en,
        optional: false,
    }
}

const fn optional(ja: &'static str, en: &'static str) -> Column {
    Column {
        ja,
        en,
        optional: true,
    }
}

const FROM: Column = optional("開始日", "from");

pub(super) const OPERATORS: [Column; 12] = [
    column("事業者", "operator"),
    column("名称", "name"),
    optional("債権者番号", "creditor_number"),
    column("金融機関番号", "bank"),
    column("支店番号", "branch"),
    column("預金種目", "account_kind"),
    column("口座番号", "account_number"),
    column("口座名義", "account_name"),
    FROM,
    optional("許可期限", "licensed_until"),
    optional("協定終了日", "contracted_until"),
    optional("登録番号", "invoice_number"),
];

pub(super) const VEHICLES: [Column; 3] = [
    column("車両", "vehicle"),
    column("事業者", "operator"),
    FROM,
];
pub(super) const DRIVERS: [Column; 3] = [
    column("乗務員", "driver"),
    column("事業者", "operator"),
    FROM,
];
pub(super) const TERMINALS: [Column; 3] =
    [column("端末", "terminal"), column("車両", "vehicle"), FROM];

const ID: (&str, &str) = (
    "番号は1〜64文字の英数字と - _ . です。",
    "An id is 1 to 64 of A-Z a-z 0-9 - _ . and begins with a letter or digit.",
);
const DIGITS: (&str, &str) = (
    "桁数が違います。表計算ソフトで先頭の0が消えていないか確かめてください。",
    "Not that many digits; did a spreadsheet program drop the zeros at its beginning?",
);

/// A row of vehicles, drivers or terminals.
struct Held {
    line: u64,
    thing: String,
    holder: Option<String>,
    from: Option<ServiceDate>,
}

pub(super) async fn enter_vehicles(
    tx: &Transaction<'_>,
    entering: &Entering<'_>,
    table: &Table,
    problems: &mut Problems,
) -> Result<u64> {
    let read = |row: &Row<'_>, problems: &mut Problems| {
        let thing: Option<VehicleId> = row.require("vehicle", ID, problems);
        let holder: Option<OperatorId> = row.parse("operator", ID, problems);
        Some((String::from(thing?), holder.map(String::from)))
    };
    let operators = operator_names(tx, entering.municipality).await?;
    let held = held(table, ("operator", &operators), read, problems);
    let entered = enter(tx, entering, Kind::Vehicle, held, problems).await?;
    let today = ServiceDate::of(entering.now).date();
    sql::refresh_vehicles()
        .bind(tx, &entering.municipality.as_str(), &today)
        .await?;
    Ok(entered)
}

pub(super) async fn enter_drivers(
    tx: &Transaction<'_>,
    entering: &Entering<'_>,
    table: &Table,
    problems: &mut Problems,
) -> Result<u64> {
    let read = |row: &Row<'_>, problems: &mut Problems| {
        let thing: Option<DriverId> = row.require("driver", ID, problems);
        let holder: Option<OperatorId> = row.parse("operator", ID, problems);
        Some((String::from(thing?), holder.map(String::from)))
    };
    let operators = operator_names(tx, entering.municipality).await?;
    let held = held(table, ("operator", &operators), read, problems);
    let entered = enter(tx, entering, Kind::Driver, held, problems).await?;
    let today = ServiceDate::of(entering.now).date();
    sql::refresh_drivers()
        .bind(tx, &entering.municipality.as_str(), &today)
        .await?;
    Ok(entered)
}

pub(super) async fn enter_terminals(
    tx: &Transaction<'_>,
    entering: &Entering<'_>,
    table: &Table,
    problems: &mut Problems,
) -> Result<u64> {
    let read = |row: &Row<'_>, problems: &mut Problems| {
        let thing: Option<TerminalId> = row.require("terminal", ID, problems);
        let holder: Option<VehicleId> = row.parse("vehicle", ID, problems);
        Some((String::from(thing?), holder.map(String::from)))
    };
    let vehicles = sql::get_vehicle_names()
        .bind(tx, &entering.municipality.as_str())
        .all()
        .await?;
    let vehicles: HashSet<String> = vehicles.into_iter().collect();
    let held = held(table, ("vehicle", &vehicles), read, problems);
    let entered = enter(tx, entering, Kind::Terminal, held, problems).await?;
    let today = ServiceDate::of(entering.now).date();
    sql::refresh_terminals()
        .bind(tx, &entering.municipality.as_str(), &today)
        .await?;
    Ok(entered)
}

async fn operator_names(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
) -> Result<HashSet<String>> {
    let rows = sql::get_operators()
        .bind(tx, &municipality.as_str())
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| row.operator).collect())
}

fn held(
    table: &Table,
    (holder_column, holders): (&str, &HashSet<String>),
    read: impl Fn(&Row<'_>, &mut Problems) -> Option<(String, Option<String>)>,
    problems: &mut Problems,
) -> Vec<Held> {
    let mut seen = HashSet::new();
    let mut all = Vec::new();
    for row in table.rows() {
        let from = row.date("from", problems);
        let Some((thing, holder)) = read(&row, problems) else {
            continue;
        };
        if holder.as_ref().is_some_and(|it| !holders.contains(it)) {
            row.object(
                holder_column,
                "登録されていません。先に登録してください。",
                "There is none of this name; import it first.",
                problems,
            );
        }
        if !seen.insert((thing.clone(), from)) {
            object_to_same_day(&row, problems);
        }
        all.push(Held {
            line: row.line,
            thing,
            holder,
            from,
        });
    }
    all
}

fn object_to_same_day(row: &Row<'_>, problems: &mut Problems) {
    row.object(
        "from",
        "同じ日からの行が二つあります。",
        "Another row says what holds from the same day on.",
        problems,
    );
}

async fn enter(
    tx: &Transaction<'_>,
    entering: &Entering<'_>,
    kind: Kind,
    mut held: Vec<Held>,
    problems: &Problems,
) -> Result<u64> {
    if !problems.is_empty() {
        return Ok(0);
    }
    // What was entered last counts, so the file's order does.
    held.sort_by_key(|one| one.line);
    let assigned = held.iter().map(|one| Assigned {
        thing: &one.thing,
        holder: one.holder.as_deref(),
        from: one.from,
    });
    entering.assign(tx, kind, assigned).await
}

pub(super) async fn assigned(
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
    kind: &str,
) -> Result<Vec<Vec<String>>> {
    let rows = sql::get_all_assignments()
        .bind(tx, &municipality.as_str(), &kind)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            vec![
                row.thing,
                row.holder.unwrap_or_default(),
                row.from_date.to_string(),
            ]
        })
        .collect())
}

pub(super) async fn enter_operators(
    tx: &Transaction<'_>,
    entering: &Entering<'_>,
    table: &Table,
    problems: &mut Problems,
) -> Result<u64> {
    let mut operators: Vec<OperatorInput> = Vec::new();
    let mut seen = HashSet::new();
    for row in table.rows() {
        let Some(operator) = operator(&row, problems) else {
            continue;
        };
        if !seen.insert((operator.id.clone(), operator.from)) {
            object_to_same_day(&row, problems);
        }
        operators.push(operator);
    }
    if !problems.is_empty() {
        return Ok(0);
    }
    // In the order of their days: what goes on as it was the day before is not entered
    // again, and the latest name is the one that stays.
    operators.sort_by_key(|operator| operator.from);
    let mut entered = 0;
    for operator in &operators {
        entered += put_operator(tx, entering, operator).await?;
    }
    Ok(entered)
}

fn operator(row: &Row<'_>, problems: &mut Problems) -> Option<OperatorInput> {
    let id = row.require("operator", ID, problems);
    let bank = row.require("bank", DIGITS, problems);
    let branch = row.require("branch", DIGITS, problems);
    let account_number = row.require("account_number", DIGITS, problems);
    let account_kind = account_kind(row, problems);
    let name = row.filled("name", problems);
    let account_name = row.text("account_name").unwrap_or_default();
    if let Err(error) = zengin::PayeeName::from_typed(account_name) {
        let en = format!("The bank does not take this name: {error}.");
        row.object(
            "account_name",
            "口座名義に使えない文字があるか、空欄です。",
            &en,
            problems,
        );
    }
    let from = row.date("from", problems);
    let licensed_until = row.date("licensed_until", problems);
    let contracted_until = row.date("contracted_until", problems);
    let invoice_number: Option<InvoiceNumber> = row.parse(
        "invoice_number",
        (
            "登録番号はTと13桁の数字です。検査数字が合いません。",
            "A qualified-invoice number is T and 13 digits with a valid check digit.",
        ),
        problems,
    );
    Some(OperatorInput {
        id: id?,
        name: name?.to_owned(),
        creditor_number: row.text("creditor_number").map(str::to_owned),
        from,
        licensed_until,
        contracted_until,
        invoice_number,
        bank: bank?,
        branch: branch?,
        account_kind: account_kind?,
        account_number: account_number?,
        account_name: account_name.to_owned(),
        vehicles: Vec::new(),
        drivers: Vec::new(),
    })
}

const ACCOUNT_KINDS: [(&str, &str, AccountKind); 4] = [
    ("1", "普通", AccountKind::Ordinary),
    ("2", "当座", AccountKind::Current),
    ("4", "貯蓄", AccountKind::Savings),
    ("9", "その他", AccountKind::Other),
];

fn account_kind(row: &Row<'_>, problems: &mut Problems) -> Option<AccountKind> {
    let cell = row.text("account_kind").unwrap_or_default();
    let mut kinds = ACCOUNT_KINDS.iter();
    let known = kinds.find(|(digit, word, _)| [*digit, *word].contains(&cell));
    if known.is_none() {
        row.object(
            "account_kind",
            "普通・当座・貯蓄・その他のいずれか(または1・2・4・9)です。",
            "One of 1 (普通), 2 (当座), 4 (貯蓄) and 9 (その他).",
            problems,
        );
    }
    known.map(|(.., kind)| *kind)
}

/// A row for each day from which other terms or another account hold.
pub(super) async fn operators(
    keys: &SealKeys,
    tx: &Transaction<'_>,
    municipality: MunicipalityCode,
) -> Result<Vec<Vec<String>>> {
    let name = municipality.as_str();
    let operators = sql::get_operators().bind(tx, &name).all().await?;
    let terms = sql::get_all_operator_terms().bind(tx, &name).all().await?;
    let entries = account_entries(keys, tx, municipality, None).await?;
    let accounts = Accounts::of(&entries);
    let date = |date: Option<NaiveDate>| date.map(|it| it.to_string()).unwrap_or_default();
    let mut rows = Vec::new();
    for operator in &operators {
        let id = &operator.operator;
        let own: Vec<_> = terms.iter().filter(|it| it.operator == *id).collect();
        let changed = entries.iter().filter(|it| it.operator == *id);
        let days: BTreeSet<NaiveDate> = changed
            .map(|it| it.from)
            .chain(own.iter().map(|it| it.from_date))
            .collect();
        for day in days {
            let held = own.iter().rev().find(|it| it.from_date <= day);
            let Some((terms, paid)) = held.zip(accounts.on(id, day)) else {
                continue;
            };
            rows.push(vec![
                id.clone(),
                operator.name.clone(),
                paid.creditor_number.clone().unwrap_or_default(),
                paid.account.bank.to_string(),
                paid.account.branch.to_string(),
                paid.account.kind.digit().to_string(),
                paid.account.number.to_string(),
                paid.payee.to_string(),
                day.to_string(),
                date(terms.licensed_until),
                date(terms.contracted_until),
                terms.invoice_number.clone().unwrap_or_default(),
            ]);
        }
    }
    Ok(rows)
}
