//! Bank accounts lie sealed in the database, each in its own place.

#![cfg(test)]

mod support;

use settlement::month;
use settlement::payout::{self, Batch};
use settlement::seal::reseal;
use settlement::{Error, Result};
use support::{City, ride, user};

/// A city that closed October and made its payout.
async fn paid() -> (City, Batch) {
    let city = City::found(&[0, 0]).await;
    city.set_time("2026-10-05T20:00:00+09:00");
    for taxi in [0, 1] {
        let hour = 10 + taxi;
        let boarded = format!("2026-10-05T{hour}:00:00+09:00");
        let record = city.record(taxi, &ride(&boarded, 1_500, &[(taxi, 750)]));
        city.post(taxi, &[record]).await;
    }
    city.set_time("2026-11-02T09:00:00+09:00");
    let october = "2026-10".parse().unwrap();
    month::close(&city.settlement, city.code, october, &user("clerk"))
        .await
        .unwrap();
    let date = "2026-11-20".parse().unwrap();
    let batch = payout::make(&city.settlement, city.code, (october, date), &user("clerk"))
        .await
        .unwrap();
    (city, batch)
}

async fn check(city: &City, batch: &Batch) -> Result<Batch> {
    let seen = (batch.month, batch.content_digest);
    payout::check(&city.settlement, city.code, seen, &user("finance")).await
}

#[tokio::test]
async fn no_account_stands_in_the_database_as_typed() {
    let (city, batch) = paid().await;
    let owner = city.database.connect().await.unwrap();
    let rows = owner
        .query(
            "SELECT account_number || account_name FROM operator
             UNION ALL SELECT account_number || account_name FROM payment
             UNION ALL SELECT account_number FROM payer",
            &[],
        )
        .await
        .unwrap();
    assert_eq!(rows.len(), 5);
    for row in rows {
        let stored: String = row.get(0);
        assert!(stored.starts_with("sealed:"), "{stored}");
        for typed in ["1111111", "222222", "12345", "ﾀｸｼ"] {
            assert!(!stored.contains(typed), "{stored}");
        }
    }
    check(&city, &batch).await.unwrap();
}

/// By whoever owns the database: the guards are not what is tried here.
#[tokio::test]
async fn an_account_that_was_moved_or_typed_in_does_not_open() {
    for change in [
        // Of another row, another column, another table, and a plain one.
        "UPDATE payment SET account_number = (SELECT other.account_number FROM payment AS other
            WHERE other.number <> payment.number LIMIT 1)",
        "UPDATE payment SET account_number = account_name",
        "UPDATE payment SET account_number = (SELECT account_number FROM operator
            WHERE operator.operator = payment.operator)",
        "UPDATE payment SET account_number = '9999999'",
        "UPDATE payer SET account_number = (SELECT account_number FROM operator LIMIT 1)",
    ] {
        let (city, batch) = paid().await;
        let owner = city.database.connect().await.unwrap();
        owner
            .batch_execute("ALTER TABLE payment DISABLE TRIGGER USER")
            .await
            .unwrap();
        owner.batch_execute(change).await.unwrap();
        let failed = check(&city, &batch).await;
        assert!(
            matches!(failed, Err(Error::Damaged { .. })),
            "{change}: {failed:?}"
        );
    }
}

#[tokio::test]
async fn the_service_may_reseal_a_payment_and_change_nothing_else_of_it() {
    let (city, _batch) = paid().await;
    let owner = city.database.connect().await.unwrap();
    for change in [
        "UPDATE payment SET account_number = '9999999'",
        "UPDATE payment SET amount_yen = 1",
        "UPDATE payment SET operator = 'op-1', account_name = 'sealed:x:y'",
        "DELETE FROM payment",
    ] {
        owner.batch_execute(change).await.unwrap_err();
    }
}

#[tokio::test]
async fn plain_values_are_sealed_only_when_that_is_asked_for() {
    let (city, batch) = paid().await;
    let owner = city.database.connect().await.unwrap();
    // Sealed for good: nothing to do.
    let by = user("admin");
    let statement = "INSERT INTO user_account VALUES ('102016', 'admin', 'admin')";
    owner.batch_execute(statement).await.unwrap();
    let done = reseal(&city.settlement, city.code, false, &by)
        .await
        .unwrap();
    assert_eq!(done.rows, 0);
    owner
        .batch_execute("UPDATE payer SET account_number = '0012345'")
        .await
        .unwrap();
    let refused = reseal(&city.settlement, city.code, false, &by).await;
    assert!(matches!(refused, Err(Error::Damaged { .. })));
    let done = reseal(&city.settlement, city.code, true, &by)
        .await
        .unwrap();
    assert_eq!(done.rows, 1);
    check(&city, &batch).await.unwrap();
}
