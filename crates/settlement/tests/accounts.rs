//! Where operators are paid: the account in force on the day of the transfer.

#![cfg(test)]

mod support;

use chrono::NaiveDate;
use domain::Month;
use settlement::payout::{self, Batch};
use settlement::registry::{
    AsOf, CsvImported, CsvKind, Encoding, export_csv, import_csv, list_accounts,
};
use settlement::seal::{SealKeys, reseal};
use settlement::{Error, Result, Settlement, month};
use support::{City, at, ride, user};

fn october() -> Month {
    "2026-10".parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn code(error: &Error) -> &str {
    match error {
        Error::Refused(refusal) => &refusal.reason.code,
        other => panic!("not a refusal: {other}"),
    }
}

/// A city in November that closed October and owes both operators something.
async fn city_that_owes() -> City {
    let city = City::found(&[0, 0]).await;
    city.set_time("2026-10-05T20:00:00+09:00");
    for taxi in [0, 1] {
        let boarded = format!("2026-10-05T1{taxi}:00:00+09:00");
        let record = city.record(taxi, &ride(&boarded, 1_500, &[(taxi, 750)]));
        city.post(taxi, &[record]).await;
    }
    city.set_time("2026-11-02T09:00:00+09:00");
    month::close(&city.settlement, city.code, october(), &user("clerk"))
        .await
        .unwrap();
    city
}

/// A file that says where the first operator is paid from days on.
fn accounts(rows: &[(&str, &str)]) -> String {
    let mut text =
        "事業者,名称,金融機関番号,支店番号,預金種目,口座番号,口座名義,開始日\r\n".to_owned();
    for (number, from) in rows {
        let row =
            format!("op-1,第一タクシー,0128,002,普通,{number},カ)ダイイチタクシー,{from}\r\n");
        text.push_str(&row);
    }
    text
}

async fn try_enter(city: &City, text: &str, dry_run: bool) -> CsvImported {
    let who = (city.code, &user("clerk"));
    let file = (CsvKind::Operators, text.as_bytes());
    import_csv(&city.settlement, who, file, dry_run)
        .await
        .unwrap()
}

/// Enters what differs; how many rows did.
async fn enter(city: &City, rows: &[(&str, &str)]) -> u64 {
    let entered = try_enter(city, &accounts(rows), false).await;
    assert_eq!(entered.problems, []);
    entered.entered
}

async fn make(city: &City, on: &str) -> Result<Batch> {
    let what = (october(), day(on));
    payout::make(&city.settlement, city.code, what, &user("clerk")).await
}

async fn check(city: &City, batch: &Batch) -> Result<Batch> {
    let seen = (october(), batch.content_digest);
    payout::check(&city.settlement, city.code, seen, &user("finance")).await
}

async fn approve(city: &City, batch: &Batch) -> Result<Batch> {
    let seen = (october(), batch.content_digest);
    payout::approve(&city.settlement, city.code, seen, &user("approver")).await
}

async fn export(settlement: &Settlement, city: &City) -> Result<Vec<u8>> {
    let exported = payout::export(settlement, city.code, october(), &user("finance")).await?;
    Ok(exported.bytes)
}

async fn withdraw(city: &City) {
    payout::withdraw(&city.settlement, city.code, october(), &user("clerk"))
        .await
        .unwrap();
}

fn numbers(batch: &Batch) -> Vec<&str> {
    let lines = batch.lines.iter();
    lines.map(|line| line.account_number.as_str()).collect()
}

#[tokio::test]
async fn an_operator_is_paid_into_the_account_of_the_day_of_the_transfer() {
    let city = city_that_owes().await;
    let before = make(&city, "2026-11-20").await.unwrap();
    assert_eq!(numbers(&before), ["1111111", "0222222"]);
    withdraw(&city).await;
    // Its last day is the day before the next one's first.
    let rows = [("2000001", "2026-11-20"), ("2000002", "2026-11-21")];
    assert_eq!(enter(&city, &rows).await, 2);
    for (on, number) in [
        ("2026-11-19", "1111111"),
        ("2026-11-20", "2000001"),
        ("2026-11-24", "2000002"),
    ] {
        let batch = make(&city, on).await.unwrap();
        assert_eq!(numbers(&batch), [number, "0222222"], "{on}");
        withdraw(&city).await;
    }
}

#[tokio::test]
async fn of_accounts_from_one_day_the_one_entered_last_counts() {
    let city = city_that_owes().await;
    assert_eq!(enter(&city, &[("2000001", "2026-11-10")]).await, 1);
    assert_eq!(enter(&city, &[("2000002", "2026-11-10")]).await, 1);
    assert_eq!(enter(&city, &[("2000002", "2026-11-10")]).await, 0);
    // The same account goes on: nothing is said that was not so.
    assert_eq!(enter(&city, &[("2000002", "2026-11-12")]).await, 0);
    let batch = make(&city, "2026-11-20").await.unwrap();
    assert_eq!(numbers(&batch)[0], "2000002");
    // Also of an operator's first day.
    assert_eq!(enter(&city, &[("2000003", "2026-10-01")]).await, 1);
    let batch = payout::get(&city.settlement, city.code, october())
        .await
        .unwrap();
    assert_eq!(batch.accounts_changed, []);
}

/// The first account has its day too: one of an earlier day comes before it.
#[tokio::test]
async fn an_account_of_an_earlier_day_does_not_replace_a_later_one() {
    let city = city_that_owes().await;
    let new = "op-3,第三タクシー,0128,002,普通,NUMBER,カ)ダイサンタクシー,FROM\r\n";
    let header = accounts(&[]);
    for (number, from) in [("3000002", "2026-12-01"), ("3000001", "2026-10-01")] {
        let row = new.replace("NUMBER", number).replace("FROM", from);
        let entered = try_enter(&city, &format!("{header}{row}"), false).await;
        // Terms as well.
        assert_eq!((entered.problems.len(), entered.entered), (0, 2));
    }
    assert_eq!(held(&city, "op-3", "2026-11-30", None).await, "3000001");
    assert_eq!(held(&city, "op-3", "2026-12-01", None).await, "3000002");
}

/// The account number in force on a day, as far as was known.
async fn held(city: &City, operator: &str, on: &str, known_at: Option<&str>) -> String {
    let as_of = AsOf {
        day: Some(on.parse().unwrap()),
        known_at: known_at.map(at),
    };
    let operator = operator.parse().unwrap();
    let caller = city.caller("finance").await;
    let shown = list_accounts(&city.settlement, &caller, &operator, as_of)
        .await
        .unwrap();
    let mut entries = shown.entries.iter();
    let held = entries.find(|one| Some(one.entry) == shown.in_force);
    held.map(|one| one.account_number.to_string())
        .unwrap_or_default()
}

#[tokio::test]
async fn where_an_operator_was_paid_has_one_answer_years_later() {
    let city = city_that_owes().await;
    enter(&city, &[("2000001", "2026-11-10")]).await;
    city.set_time("2028-04-03T10:00:00+09:00");
    enter(&city, &[("2000002", "2028-04-01")]).await;
    // A correction of long ago.
    city.set_time("2030-07-01T10:00:00+09:00");
    enter(&city, &[("2000003", "2026-11-10")]).await;
    city.set_time("2036-01-01T10:00:00+09:00");
    for (on, number) in [
        ("2026-09-30", ""),
        ("2026-10-01", "1111111"),
        ("2026-11-09", "1111111"),
        ("2026-11-10", "2000003"),
        ("2028-03-31", "2000003"),
        ("2028-04-01", "2000002"),
        ("2036-01-01", "2000002"),
    ] {
        assert_eq!(held(&city, "op-1", on, None).await, number, "{on}");
    }
    for (known_at, number) in [
        ("2026-11-01T00:00:00+09:00", "1111111"),
        ("2028-04-03T09:59:59+09:00", "2000001"),
        ("2030-07-01T09:59:59+09:00", "2000001"),
        ("2030-07-01T10:00:00+09:00", "2000003"),
    ] {
        let known = held(&city, "op-1", "2028-03-31", Some(known_at)).await;
        assert_eq!(known, number, "{known_at}");
    }
    let caller = city.caller("clerk").await;
    let operator = "op-1".parse().unwrap();
    let shown = list_accounts(&city.settlement, &caller, &operator, AsOf::default())
        .await
        .unwrap();
    let by: Vec<_> = shown.entries.iter().map(|one| &one.entered_by).collect();
    let clerk = Some(user("clerk"));
    assert_eq!(by, [&None, &clerk, &clerk, &clerk]);
    let nobody = "op-9".parse().unwrap();
    let unknown = list_accounts(&city.settlement, &caller, &nobody, AsOf::default()).await;
    assert_eq!(code(&unknown.unwrap_err()), "unknown_operator");
}

#[tokio::test]
async fn a_batch_whose_account_changed_since_is_neither_checked_approved_nor_exported() {
    let city = city_that_owes().await;
    let batch = make(&city, "2026-11-20").await.unwrap();
    let changes = [
        ("2000001", "2026-11-18"),
        ("2000002", "2026-11-19"),
        ("2000003", "2026-11-20"),
    ];
    for (step, change) in (0..).zip(changes) {
        // Back to what the batch was made with, so that its way goes on.
        enter(&city, &[("1111111", change.1)]).await;
        match step {
            0 => {}
            1 => drop(check(&city, &batch).await.unwrap()),
            _ => drop(approve(&city, &batch).await.unwrap()),
        }
        assert_eq!(enter(&city, &[change]).await, 1);
        let refused = match step {
            0 => check(&city, &batch).await.unwrap_err(),
            1 => approve(&city, &batch).await.unwrap_err(),
            _ => export(&city.settlement, &city).await.unwrap_err(),
        };
        assert_eq!(code(&refused), "payout_account_changed", "{step}");
        let Error::Refused(refusal) = refused else {
            panic!("{refused}")
        };
        assert!(refusal.reason.ja.contains("op-1") && !refusal.reason.ja.contains("op-2"));
        let shown = payout::get(&city.settlement, city.code, october())
            .await
            .unwrap();
        assert_eq!(shown.accounts_changed, ["op-1".parse().unwrap()]);
    }
    withdraw(&city).await;
    let anew = make(&city, "2026-11-20").await.unwrap();
    assert_eq!(numbers(&anew), ["2000003", "0222222"]);
    check(&city, &anew).await.unwrap();
    approve(&city, &anew).await.unwrap();
    let file = export(&city.settlement, &city).await.unwrap();
    let read = zengin::read(&file).unwrap();
    assert_eq!(read.transfers[0].account.number.as_str(), "2000003");
}

#[tokio::test]
async fn what_does_not_change_where_it_is_paid_does_not_stop_a_batch() {
    let city = city_that_owes().await;
    let batch = make(&city, "2026-11-20").await.unwrap();
    // From the day after the transfer on.
    assert_eq!(enter(&city, &[("2000001", "2026-11-21")]).await, 1);
    // Another number as a creditor, into the same account.
    let renumbered = accounts(&[("1111111", "2026-11-01")])
        .replace("名称,", "名称,債権者番号,")
        .replace("第一タクシー,", "第一タクシー,C-77,");
    let entered = try_enter(&city, &renumbered, false).await;
    assert_eq!((entered.problems.len(), entered.entered), (0, 1));
    check(&city, &batch).await.unwrap();
    approve(&city, &batch).await.unwrap();
    export(&city.settlement, &city).await.unwrap();
}

#[tokio::test]
async fn an_account_entered_later_changes_nothing_that_was_exported() {
    let city = city_that_owes().await;
    let batch = make(&city, "2026-11-20").await.unwrap();
    check(&city, &batch).await.unwrap();
    approve(&city, &batch).await.unwrap();
    let file = export(&city.settlement, &city).await.unwrap();
    city.set_time("2026-12-01T09:00:00+09:00");
    assert_eq!(enter(&city, &[("2000001", "2026-10-01")]).await, 1);
    assert_eq!(export(&city.settlement, &city).await.unwrap(), file);
    let batch = payout::get(&city.settlement, city.code, october())
        .await
        .unwrap();
    assert_eq!(numbers(&batch)[0], "1111111");
    assert_eq!(batch.accounts_changed, []);
    let audit = month::audit(&city.settlement, city.code, october())
        .await
        .unwrap();
    assert!(audit.matches, "{audit:#?}");
}

#[tokio::test]
async fn nobody_is_paid_before_there_is_an_account() {
    let city = city_that_owes().await;
    let owner = city.database.connect().await.unwrap();
    // No door lets an operator in without one; the registry's owner can take it away.
    owner
        .batch_execute(
            "ALTER TABLE operator_account DISABLE TRIGGER USER;
             DELETE FROM operator_account WHERE operator = 'op-2'",
        )
        .await
        .unwrap();
    let refused = make(&city, "2026-11-20").await.unwrap_err();
    assert_eq!(code(&refused), "no_account");
}

#[tokio::test]
async fn accounts_go_out_as_csv_and_come_in_again_without_any_change() {
    let city = city_that_owes().await;
    let rows = [("2000001", "2026-11-10"), ("2000002", "2028-04-01")];
    let tried = try_enter(&city, &accounts(&rows), true).await;
    assert_eq!((tried.problems.len(), tried.entered), (0, 2));
    assert_eq!(enter(&city, &rows).await, 2, "the dry run kept nothing");
    // Other terms from a day between, on which the account stays.
    let terms = accounts(&[("2000001", "2027-01-01")])
        .replace("開始日", "開始日,許可期限")
        .replace("2027-01-01", "2027-01-01,2030-03-31");
    assert_eq!(try_enter(&city, &terms, false).await.entered, 1);
    for encoding in [Encoding::Utf8, Encoding::Cp932] {
        let clerk = city.caller("clerk").await;
        let (count, bytes) = export_csv(&city.settlement, &clerk, CsvKind::Operators, encoding)
            .await
            .unwrap();
        assert_eq!(
            count, 5,
            "four days of the first operator, one of the second"
        );
        let who = (city.code, &user("clerk"));
        let again = import_csv(&city.settlement, who, (CsvKind::Operators, &bytes), false)
            .await
            .unwrap();
        assert_eq!((again.problems, again.entered), (Vec::new(), 0));
    }
    let twice = [("2000001", "2026-11-10"), ("2000002", "2026-11-10")];
    let refused = try_enter(&city, &accounts(&twice), false).await;
    assert_eq!((refused.problems.len(), refused.problems[0].line), (1, 3));
}

/// Of key `0a1b2c3d`, which is 32 times 07, made by another program (Python's
/// cryptography) for `account_number` and `account_name` of `operator` op-1: what an
/// account looks like that was sealed before accounts were dated.
const BEFORE_DATES: [&str; 2] = [
    "sealed:0a1b2c3d:AQEBAQEBAQEBAQEBRtG8gqWK2awjXtI7qRz8dOOCLnRdKwY",
    "sealed:0a1b2c3d:AgICAgICAgICAgIC9Qp56OVlWpmH-FRcUPMcYqSv5wbuJwSFCw",
];

#[tokio::test]
async fn an_account_of_before_there_were_dates_opens_and_is_sealed_anew() {
    let city = city_that_owes().await;
    let owner = city.database.connect().await.unwrap();
    let [number, holder] = BEFORE_DATES;
    owner
        .batch_execute(&format!(
            "INSERT INTO user_account VALUES ('102016', 'admin', 'admin');
             ALTER TABLE operator_account DISABLE TRIGGER USER;
             DELETE FROM operator_account WHERE operator = 'op-1';
             ALTER TABLE operator_account ENABLE TRIGGER USER;
             INSERT INTO operator_account VALUES ('102016', 'op-1', 0, '2026-10-01', NULL,
                '0128', '002', 1, '{number}', '{holder}', 'epoch')"
        ))
        .await
        .unwrap();
    let old = format!("0a1b2c3d {}\n", "07".repeat(32));
    let both = city.under_keys(&format!("{}{old}", city.seal_key));
    let what = (october(), day("2026-11-20"));
    let batch = payout::make(&both, city.code, what, &user("clerk"))
        .await
        .unwrap();
    assert_eq!(numbers(&batch)[0], "0055555");
    assert_eq!(batch.lines[0].account_name, "ﾐﾎﾝ");
    let resealed = reseal(&both, city.code, false, &user("admin"))
        .await
        .unwrap();
    assert_eq!(resealed.rows, 1);
    // The old key is no longer needed, and what comes after it is entry 1.
    assert_eq!(held(&city, "op-1", "2026-11-20", None).await, "0055555");
    assert_eq!(enter(&city, &[("2000001", "2026-11-10")]).await, 1);
    assert_eq!(held(&city, "op-1", "2026-11-09", None).await, "0055555");
    assert_eq!(held(&city, "op-1", "2026-11-10", None).await, "2000001");
}

/// By whoever owns the database: the guards are not what is tried here.
#[tokio::test]
async fn an_account_that_was_given_another_day_or_operator_does_not_open() {
    for change in [
        "UPDATE operator_account SET from_date = from_date - 1 WHERE entry = 2",
        "UPDATE operator_account SET entry = 3 WHERE entry = 2",
        "UPDATE operator_account SET entry = 0 WHERE entry = 2",
        "UPDATE operator_account SET operator = 'op-2' WHERE entry = 2",
        "UPDATE operator_account AS new SET account_number = old.account_number
            FROM operator_account AS old
            WHERE old.operator = new.operator AND old.entry = 1 AND new.entry = 2",
        "UPDATE operator_account SET account_number = account_name",
        "UPDATE operator_account SET account_number = '9999999'",
    ] {
        let city = city_that_owes().await;
        enter(&city, &[("2000001", "2026-11-10")]).await;
        let owner = city.database.connect().await.unwrap();
        owner
            .batch_execute("ALTER TABLE operator_account DISABLE TRIGGER USER")
            .await
            .unwrap();
        owner.batch_execute(change).await.unwrap();
        let failed = make(&city, "2026-11-20").await;
        assert!(
            matches!(failed, Err(Error::Damaged { .. })),
            "{change}: {failed:?}"
        );
    }
}

#[tokio::test]
async fn an_account_is_sealed_anew_and_changes_in_nothing_else() {
    let city = city_that_owes().await;
    enter(&city, &[("2000001", "2026-11-10")]).await;
    let owner = city.database.connect().await.unwrap();
    for change in [
        "UPDATE operator_account SET account_number = '9999999'",
        "UPDATE operator_account SET bank_code = '0001'",
        "UPDATE operator_account SET account_number = 'sealed:x:y', from_date = '2026-10-02'",
        "UPDATE operator_account SET account_number = 'sealed:x:y', creditor_number = 'C'",
        "DELETE FROM operator_account",
        "TRUNCATE operator_account",
    ] {
        owner.batch_execute(change).await.unwrap_err();
    }
    let statement = "INSERT INTO user_account VALUES ('102016', 'admin', 'admin')";
    owner.batch_execute(statement).await.unwrap();
    let new = SealKeys::new_line().unwrap();
    let both = city.under_keys(&format!("{new}{}", city.seal_key));
    let resealed = reseal(&both, city.code, false, &user("admin"))
        .await
        .unwrap();
    // Three accounts and the payer's.
    assert_eq!(resealed.rows, 4);
    let only_new = city.under_keys(&new);
    let what = (october(), day("2026-11-20"));
    let batch = payout::make(&only_new, city.code, what, &user("clerk"))
        .await
        .unwrap();
    assert_eq!(numbers(&batch), ["2000001", "0222222"]);
}
