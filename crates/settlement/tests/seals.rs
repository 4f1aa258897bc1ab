//! Bank accounts lie sealed in the database, each in its own place.

#![cfg(test)]

mod support;

use settlement::month;
use settlement::payout::{self, Batch};
use settlement::seal::{SealKeys, is_anything_sealed, reseal};
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
            "SELECT account_number || account_name FROM operator_account
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

#[tokio::test]
async fn a_database_says_whether_it_needs_keys_that_are_there() {
    let empty = testkit::TestDatabase::new().await;
    let owner = empty.connect().await.unwrap();
    assert!(!is_anything_sealed(&owner).await.unwrap());
    let city = City::found(&[]).await;
    let owner = city.database.connect().await.unwrap();
    assert!(is_anything_sealed(&owner).await.unwrap());
    // From before there were seals: any key will do.
    let plain = "ALTER TABLE operator_account DISABLE TRIGGER USER;
        UPDATE payer SET account_number = '0012345';
        UPDATE operator_account SET account_number = '1', account_name = 'X'";
    owner.batch_execute(plain).await.unwrap();
    assert!(!is_anything_sealed(&owner).await.unwrap());
}

/// By whoever owns the database: the guards are not what is tried here.
#[tokio::test]
async fn an_account_that_was_moved_or_typed_in_does_not_open() {
    for change in [
        // Of another row, another column, another table, and a plain one.
        "UPDATE payment SET account_number = (SELECT other.account_number FROM payment AS other
            WHERE other.number <> payment.number LIMIT 1)",
        "UPDATE payment SET account_number = account_name",
        "UPDATE payment SET account_number = (SELECT account_number FROM operator_account
            WHERE operator_account.operator = payment.operator)",
        "UPDATE payment SET account_number = '9999999'",
        "UPDATE payer SET account_number = (SELECT account_number FROM operator_account LIMIT 1)",
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

/// A city that exported its bank file, and the file.
async fn exported() -> (City, Batch, Vec<u8>) {
    let (city, batch) = paid().await;
    let owner = city.database.connect().await.unwrap();
    owner
        .batch_execute(
            "INSERT INTO user_account VALUES ('102016', 'admin', 'admin') ON CONFLICT DO NOTHING",
        )
        .await
        .unwrap();
    let seen = (batch.month, batch.content_digest);
    check(&city, &batch).await.unwrap();
    payout::approve(&city.settlement, city.code, seen, &user("approver"))
        .await
        .unwrap();
    let file = export(&city, &batch).await.unwrap();
    (city, batch, file)
}

async fn export(city: &City, batch: &Batch) -> Result<Vec<u8>> {
    let exported =
        payout::export(&city.settlement, city.code, batch.month, &user("finance")).await?;
    Ok(exported.bytes)
}

#[tokio::test]
async fn a_bank_file_lies_sealed_and_comes_out_byte_for_byte() {
    let (city, batch, file) = exported().await;
    assert!(file.windows(7).any(|bytes| bytes == b"1111111"));
    let owner = city.database.connect().await.unwrap();
    let row = owner
        .query_one("SELECT file, file_digest FROM payout_batch", &[])
        .await
        .unwrap();
    let stored: Vec<u8> = row.get(0);
    assert!(stored.starts_with(b"sealed:"));
    assert!(!stored.windows(7).any(|bytes| bytes == b"1111111"));
    // Its digest is what the bank can compare: of what it got.
    let digest: Vec<u8> = row.get(1);
    assert_eq!(
        digest.as_slice(),
        domain::Digest::of(&file).as_bytes().as_slice()
    );
    assert_eq!(export(&city, &batch).await.unwrap(), file);
}

#[tokio::test]
async fn a_bank_file_of_before_there_were_seals_is_sealed_when_that_is_asked_for() {
    let (city, batch, file) = exported().await;
    let owner = city.database.connect().await.unwrap();
    owner
        .batch_execute("ALTER TABLE payout_batch DISABLE TRIGGER USER")
        .await
        .unwrap();
    owner
        .execute("UPDATE payout_batch SET file = $1", &[&file])
        .await
        .unwrap();
    owner
        .batch_execute("ALTER TABLE payout_batch ENABLE TRIGGER USER")
        .await
        .unwrap();
    let plain = export(&city, &batch).await;
    assert!(matches!(plain, Err(Error::Damaged { .. })), "{plain:?}");
    let by = user("admin");
    let refused = reseal(&city.settlement, city.code, false, &by).await;
    assert!(matches!(refused, Err(Error::Damaged { .. })));
    let done = reseal(&city.settlement, city.code, true, &by)
        .await
        .unwrap();
    assert_eq!(done.rows, 1);
    assert_eq!(export(&city, &batch).await.unwrap(), file);
}

#[tokio::test]
async fn an_exported_batch_may_be_resealed_and_changes_in_nothing_else() {
    let (city, _batch, _file) = exported().await;
    let owner = city.database.connect().await.unwrap();
    for change in [
        "UPDATE payout_batch SET file = 'another'",
        "UPDATE payout_batch SET file = NULL",
        "UPDATE payout_batch SET file = 'sealed:x:y', file_digest = 'another'",
        "UPDATE payout_batch SET file = 'sealed:x:y', state = 'approved'",
        "UPDATE payout_batch SET file = 'sealed:x:y', approved_by = 'admin'",
    ] {
        owner.batch_execute(change).await.unwrap_err();
    }
}

/// A new key in front, everything sealed anew in as many calls as it takes, and the old
/// key is no longer needed.
#[tokio::test]
async fn keys_follow_one_another_and_the_old_one_can_go() {
    let (city, batch, file) = exported().await;
    let owner = city.database.connect().await.unwrap();
    let number = "SELECT account_number FROM operator_account WHERE operator = 'op-1'";
    let before: String = owner.query_one(number, &[]).await.unwrap().get(0);
    let new = SealKeys::new_line().unwrap();
    let both = city.under_keys(&format!("{new}{}", city.seal_key));
    let by = user("admin");
    let first = reseal(&both, city.code, false, &by).await.unwrap();
    // Two operators, the payer, two payments, the file.
    assert_eq!(first.rows, 6);
    let after: String = owner.query_one(number, &[]).await.unwrap().get(0);
    let (id, _key) = new.split_once(' ').unwrap();
    assert!(after.starts_with(&format!("sealed:{id}:")));
    // As if it had been stopped before this row: it goes on with what is left.
    owner
        .execute(
            "UPDATE operator_account SET account_number = $1 WHERE operator = 'op-1'",
            &[&before],
        )
        .await
        .unwrap();
    let second = reseal(&both, city.code, false, &by).await.unwrap();
    assert_eq!(second.rows, 1);
    let third = reseal(&both, city.code, false, &by).await.unwrap();
    assert_eq!(third.rows, 0);
    let only_new = city.under_keys(&new);
    let exported = payout::export(&only_new, city.code, batch.month, &user("finance"))
        .await
        .unwrap();
    assert_eq!(exported.bytes, file);
    let only_old = export(&city, &batch).await;
    assert!(matches!(only_old, Err(Error::Damaged { .. })));
}
