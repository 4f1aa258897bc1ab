//! What a test may rely on.
#![cfg(test)]

use testkit::TestDatabase;

async fn count(database: &TestDatabase, sql: &str) -> i64 {
    let client = database.connect().await.unwrap();
    client.query_one(sql, &[]).await.unwrap().get(0)
}

#[tokio::test]
async fn a_database_is_migrated() {
    let database = TestDatabase::new().await;
    let client = database.connect().await.unwrap();
    schema::check(&client).await.unwrap();
}

#[tokio::test]
async fn tests_do_not_see_one_another() {
    let (left, right) = tokio::join!(TestDatabase::new(), TestDatabase::new());
    let client = left.connect().await.unwrap();
    client
        .batch_execute("CREATE TABLE mine AS SELECT 1 AS number")
        .await
        .unwrap();
    assert_eq!(count(&left, "SELECT count(*) FROM mine").await, 1);
    let elsewhere = "SELECT count(*) FROM pg_tables WHERE tablename = 'mine'";
    assert_eq!(count(&right, elsewhere).await, 0);
}

#[tokio::test]
async fn the_pool_connects_as_the_service_does() {
    let database = TestDatabase::new().await;
    let client = database.pool().get().await.unwrap();
    let row = client
        .query_one(
            "SELECT session_user::text, current_setting('is_superuser')",
            &[],
        )
        .await
        .unwrap();
    let who: (&str, &str) = (row.get(0), row.get(1));
    assert_eq!(who, ("mytaku_login", "off"));
}

#[tokio::test]
async fn a_database_goes_with_its_test_even_while_in_use() {
    let database = TestDatabase::new().await;
    let other = TestDatabase::new().await;
    let name: String = database
        .connect()
        .await
        .unwrap()
        .query_one("SELECT current_database()::text", &[])
        .await
        .unwrap()
        .get(0);
    let _held = database.pool().get().await.unwrap();
    drop(database);
    let left = format!("SELECT count(*) FROM pg_database WHERE datname = '{name}'");
    assert_eq!(count(&other, &left).await, 0);
}
