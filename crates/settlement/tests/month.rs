//! From trips to the bank file, on a real database.

#![cfg(test)]

mod support;

use chrono::NaiveDate;
use domain::{Month, Yen};
use settlement::{Error, month, payout};
use support::{City, ride, user};
use wire::api::TripStatus;

fn october() -> Month {
    "2026-10".parse().unwrap()
}

fn pay_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()
}

fn code(error: &Error) -> &str {
    match error {
        Error::Refused(refusal) => &refusal.reason.code,
        other => panic!("not a refusal: {other}"),
    }
}

async fn city_with_a_month() -> City {
    let city = City::found(&[0, 0, 69]).await;
    let rides = [
        ride("2026-10-05T10:00:00+09:00", 1_500, &[(0, 750)]),
        ride("2026-10-05T12:00:00+09:00", 1_800, &[(0, 500), (1, 500)]),
        ride("2026-10-05T15:00:00+09:00", 1_500, &[(0, 0)]),
        ride("2026-10-06T10:00:00+09:00", 1_500, &[(2, 750)]),
        ride("2026-10-06T11:00:00+09:00", 1_500, &[(2, 0)]),
    ];
    let records: Vec<_> = rides.iter().map(|ride| city.record(0, ride)).collect();
    city.set_time("2026-10-06T20:00:00+09:00");
    let answers = city.post(0, &records).await;
    assert!(
        answers
            .iter()
            .all(|answer| answer.status == TripStatus::Created),
        "{answers:#?}"
    );
    let subsidies: Vec<i64> = answers
        .iter()
        .map(|answer| answer.decision.as_ref().unwrap().subsidy.get())
        .collect();
    assert_eq!(subsidies, [750, 1_000, 0, 750, 0]);
    city.post(
        1,
        &[city.record(1, &ride("2026-10-06T17:00:00+09:00", 5_600, &[(1, 1_000)]))],
    )
    .await;
    city.set_time("2026-11-02T09:00:00+09:00");
    city
}

#[tokio::test]
async fn a_month_is_closed_paid_and_recomputed_to_the_yen() {
    let city = city_with_a_month().await;
    let closed = month::close(&city.settlement, city.code, october(), &user("finance"))
        .await
        .unwrap();
    assert_eq!(closed.total_yen, Yen::new(3_500));
    assert_eq!(closed.adjustments, 0);
    let totals: Vec<_> = closed
        .statements
        .iter()
        .map(|statement| {
            (
                statement.operator.as_str(),
                statement.lines,
                statement.total_yen.get(),
            )
        })
        .collect();
    assert_eq!(totals, [("op-1", 4, 2_500), ("op-2", 1, 1_000)]);

    let batch = payout::make(
        &city.settlement,
        city.code,
        (october(), pay_day()),
        &user("clerk"),
    )
    .await
    .unwrap();
    assert_eq!((batch.payments, batch.total_yen), (2, Yen::new(3_500)));
    let seen = (october(), batch.content_digest);
    payout::check(&city.settlement, city.code, seen, &user("finance"))
        .await
        .unwrap();
    payout::approve(&city.settlement, city.code, seen, &user("approver"))
        .await
        .unwrap();
    let file = payout::export(&city.settlement, city.code, october(), &user("finance"))
        .await
        .unwrap();
    let again = payout::export(&city.settlement, city.code, october(), &user("finance"))
        .await
        .unwrap();
    assert_eq!(file.bytes, again.bytes, "a bank file is written once");
    let read = zengin::read(&file.bytes).unwrap();
    assert_eq!(read.total, Yen::new(3_500));
    assert_eq!(read.transfers[0].payee.as_str(), "ｶ)ﾀﾞｲｲﾁﾀｸｼ-");
    assert_eq!(
        read.transfers[1].edi.as_ref().unwrap().as_str(),
        "202610-000002"
    );

    let audit = month::audit(&city.settlement, city.code, october())
        .await
        .unwrap();
    assert!(audit.matches, "{audit:#?}");
    assert_eq!(audit.digest, closed.digest);
    assert_eq!(audit.tie_out.paid_yen, Some(Yen::new(3_500)));
}

#[tokio::test]
async fn the_audit_finds_what_was_changed_behind_the_service() {
    let city = city_with_a_month().await;
    month::close(&city.settlement, city.code, october(), &user("finance"))
        .await
        .unwrap();
    let client = city.database.connect().await.unwrap();
    client
        .batch_execute(
            "ALTER TABLE statement_line DISABLE TRIGGER ALL;
             UPDATE statement_line SET amount_yen = amount_yen + 100 WHERE operator = 'op-2';",
        )
        .await
        .unwrap();
    let audit = month::audit(&city.settlement, city.code, october())
        .await
        .unwrap();
    assert!(!audit.matches);
    assert_eq!(audit.differences.len(), 1);
    assert_eq!(audit.differences[0].operator.as_str(), "op-2");
    assert_eq!(audit.tie_out.largest_difference_yen, Yen::new(100));
}

#[tokio::test]
async fn a_batch_needs_three_people_who_saw_the_same() {
    let city = city_with_a_month().await;
    let settlement = &city.settlement;
    month::close(settlement, city.code, october(), &user("finance"))
        .await
        .unwrap();
    let batch = payout::make(
        settlement,
        city.code,
        (october(), pay_day()),
        &user("finance"),
    )
    .await
    .unwrap();
    let seen = (october(), batch.content_digest);
    let own = payout::check(settlement, city.code, seen, &user("finance"))
        .await
        .unwrap_err();
    assert_eq!(code(&own), "four_eyes");
    let clerk = payout::check(settlement, city.code, seen, &user("clerk"))
        .await
        .unwrap_err();
    assert_eq!(code(&clerk), "role_not_allowed");
    let other = (october(), domain::Digest::of("something else"));
    let blind = payout::check(settlement, city.code, other, &user("approver"))
        .await
        .unwrap_err();
    assert_eq!(code(&blind), "payout_content_differs");
    let early = payout::export(settlement, city.code, october(), &user("finance"))
        .await
        .unwrap_err();
    assert_eq!(code(&early), "payout_state");
    payout::check(settlement, city.code, seen, &user("approver"))
        .await
        .unwrap();
    let twice = payout::approve(settlement, city.code, seen, &user("approver"))
        .await
        .unwrap_err();
    assert_eq!(code(&twice), "four_eyes");
    payout::approve(settlement, city.code, seen, &user("other-approver"))
        .await
        .unwrap();
    let second = payout::make(
        settlement,
        city.code,
        (october(), pay_day()),
        &user("clerk"),
    )
    .await
    .unwrap_err();
    assert_eq!(code(&second), "payout_already_made");
}

#[tokio::test]
async fn what_changes_after_approval_is_never_exported() {
    let city = city_with_a_month().await;
    let settlement = &city.settlement;
    month::close(settlement, city.code, october(), &user("finance"))
        .await
        .unwrap();
    let batch = payout::make(
        settlement,
        city.code,
        (october(), pay_day()),
        &user("clerk"),
    )
    .await
    .unwrap();
    let seen = (october(), batch.content_digest);
    payout::check(settlement, city.code, seen, &user("finance"))
        .await
        .unwrap();
    payout::approve(settlement, city.code, seen, &user("approver"))
        .await
        .unwrap();
    let client = city.database.connect().await.unwrap();
    client
        .batch_execute(
            "ALTER TABLE payment DISABLE TRIGGER ALL;
             UPDATE payment SET branch_code = '999' WHERE number = 1;",
        )
        .await
        .unwrap();
    let refused = payout::export(settlement, city.code, october(), &user("finance"))
        .await
        .unwrap_err();
    assert_eq!(code(&refused), "payout_content_changed");
    client
        .batch_execute("UPDATE payment SET account_number = '9999999' WHERE number = 1;")
        .await
        .unwrap();
    let unsealed = payout::export(settlement, city.code, october(), &user("finance")).await;
    assert!(matches!(unsealed, Err(settlement::Error::Damaged { .. })));
}

#[tokio::test]
async fn months_close_in_order_once_and_only_when_they_are_over() {
    let city = city_with_a_month().await;
    let settlement = &city.settlement;
    let finance = user("finance");
    let november: Month = "2026-11".parse().unwrap();
    let early = month::close(settlement, city.code, november, &finance)
        .await
        .unwrap_err();
    assert_eq!(code(&early), "month_before_not_closed");
    month::close(settlement, city.code, october(), &finance)
        .await
        .unwrap();
    let twice = month::close(settlement, city.code, october(), &finance)
        .await
        .unwrap_err();
    assert_eq!(code(&twice), "month_already_closed");
    let running = month::close(settlement, city.code, november, &finance)
        .await
        .unwrap_err();
    assert_eq!(code(&running), "month_not_over");
    // A month without a single trip closes like any other.
    city.set_time("2026-12-01T00:00:00+09:00");
    let empty = month::close(settlement, city.code, november, &finance)
        .await
        .unwrap();
    assert_eq!((empty.trips, empty.total_yen), (0, Yen::ZERO));
    assert!(
        month::audit(settlement, city.code, november)
            .await
            .unwrap()
            .matches
    );
}

#[tokio::test]
async fn a_trip_that_comes_after_its_month_was_closed_is_settled_in_the_next() {
    let city = city_with_a_month().await;
    let settlement = &city.settlement;
    let late = city.record(0, &ride("2026-10-31T10:00:00+09:00", 1_500, &[(1, 750)]));
    let closed = month::close(settlement, city.code, october(), &user("finance"))
        .await
        .unwrap();
    let answers = city.post(0, &[late]).await;
    assert_eq!(answers[0].status, TripStatus::Created);
    let audit = month::audit(settlement, city.code, october())
        .await
        .unwrap();
    assert!(audit.matches, "October stays as it was sealed");
    assert_eq!(audit.digest, closed.digest);
    city.set_time("2026-12-01T09:00:00+09:00");
    let november: Month = "2026-11".parse().unwrap();
    let closed = month::close(settlement, city.code, november, &user("finance"))
        .await
        .unwrap();
    assert_eq!(closed.total_yen, Yen::new(750));
    assert!(
        month::audit(settlement, city.code, november)
            .await
            .unwrap()
            .matches
    );
}

#[tokio::test]
async fn closing_decides_in_boarding_order_and_books_the_difference() {
    let city = City::found(&[0]).await;
    // Told offline, all three; the third of the day is over the limit.
    let morning = city.record(0, &ride("2026-10-05T09:00:00+09:00", 2_400, &[(0, 1_000)]));
    let noon = city.record(0, &ride("2026-10-05T12:00:00+09:00", 1_500, &[(0, 750)]));
    let evening = city.record(0, &ride("2026-10-05T15:00:00+09:00", 1_000, &[(0, 500)]));
    city.set_time("2026-10-05T20:00:00+09:00");
    // The last two arrive first, and take the day's two uses.
    for record in [noon, evening, morning] {
        let answers = city.post(0, &[record]).await;
        assert_eq!(answers[0].status, TripStatus::Created, "{answers:?}");
    }
    city.set_time("2026-11-02T09:00:00+09:00");
    let closed = month::close(&city.settlement, city.code, october(), &user("finance"))
        .await
        .unwrap();
    assert!(closed.adjustments > 0, "{closed:?}");
    // The city bears an over-limit trip that was accepted offline, so all three
    // are paid as told; that is what schemes/maebashi.toml says.
    assert_eq!(closed.total_yen, Yen::new(2_250));
    let audit = month::audit(&city.settlement, city.code, october())
        .await
        .unwrap();
    assert!(audit.matches, "{audit:#?}");
}

#[tokio::test]
async fn a_batch_is_withdrawn_and_made_anew_until_its_file_is_written() {
    let city = city_with_a_month().await;
    let (settlement, code_of) = (&city.settlement, city.code);
    month::close(settlement, code_of, october(), &user("finance"))
        .await
        .unwrap();
    let first = payout::make(settlement, code_of, (october(), pay_day()), &user("clerk"))
        .await
        .unwrap();
    payout::withdraw(settlement, code_of, october(), &user("finance"))
        .await
        .unwrap();
    let later = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    let second = payout::make(settlement, code_of, (october(), later), &user("clerk"))
        .await
        .unwrap();
    assert_ne!(first.content_digest, second.content_digest);
    let stale = (october(), first.content_digest);
    let refused = payout::check(settlement, code_of, stale, &user("finance"))
        .await
        .unwrap_err();
    assert_eq!(code(&refused), "payout_content_differs");
    let seen = (october(), second.content_digest);
    payout::check(settlement, code_of, seen, &user("finance"))
        .await
        .unwrap();
    payout::approve(settlement, code_of, seen, &user("approver"))
        .await
        .unwrap();
    payout::export(settlement, code_of, october(), &user("finance"))
        .await
        .unwrap();
    let late = payout::withdraw(settlement, code_of, october(), &user("finance"))
        .await
        .unwrap_err();
    assert_eq!(code(&late), "payout_already_exported");
    let audit = month::audit(settlement, code_of, october()).await.unwrap();
    assert!(audit.matches, "withdrawn payments do not count: {audit:#?}");
}

#[tokio::test]
async fn a_ground_that_is_entered_later_leaves_closed_months_as_they_are() {
    let city = city_with_a_month().await;
    month::close(&city.settlement, city.code, october(), &user("finance"))
        .await
        .unwrap();
    let client = city.database.connect().await.unwrap();
    client
        .batch_execute(
            "INSERT INTO registrant_ground (municipality, registrant, ground, from_date, until_date, admitted_at)
             VALUES ('102016', 'R-0001', 'welfare_vehicle', '2026-10-01', NULL, '2026-11-02T09:00:00+09:00')",
        )
        .await
        .unwrap();
    let audit = month::audit(&city.settlement, city.code, october())
        .await
        .unwrap();
    assert!(audit.matches, "{audit:#?}");
}
