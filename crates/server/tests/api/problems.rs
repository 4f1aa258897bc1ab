//! What goes wrong is told as a problem, and nothing inside is shown.

use actix_web::http::Method;
use actix_web::test::TestRequest;

use crate::support::World;

#[actix_web::test]
async fn what_is_not_there_and_what_is_not_meant_are_problems_too() {
    let world = World::new().await;
    let nowhere = world.call(TestRequest::get().uri("/v1/nowhere")).await;
    assert_eq!(nowhere.problem(), (404, "unknown_route".into()));
    let wrong = world.call(TestRequest::get().uri("/v1/trips")).await;
    assert_eq!(wrong.problem(), (405, "method_not_allowed".into()));
    assert_eq!(wrong.headers.get("allow").unwrap(), "POST");
}

#[actix_web::test]
async fn a_request_id_is_kept_or_made() {
    let world = World::new().await;
    let kept = TestRequest::get()
        .uri("/healthz")
        .insert_header(("x-request-id", "abc-1"));
    let kept = world.call(kept).await;
    assert_eq!(kept.headers.get("x-request-id").unwrap(), "abc-1");
    let odd = TestRequest::get()
        .uri("/healthz")
        .insert_header(("x-request-id", "a b"));
    let made = world.call(odd).await;
    assert_eq!(made.headers.get("x-request-id").unwrap().len(), 36);
}

#[actix_web::test]
async fn a_fault_of_ours_is_told_without_its_cause() {
    let world = World::new().await;
    let (terminal, _enrolled) = world.enrolled().await;
    let client = world.database.connect().await.unwrap();
    client
        .batch_execute("ALTER TABLE terminal RENAME TO gone")
        .await
        .unwrap();
    let answer = world
        .call(world.signed(&terminal, Method::GET, "/v1/terminal/bundle", Vec::new()))
        .await;
    assert_eq!(answer.problem(), (500, "internal".into()));
    assert!(!answer.text().contains("relation"), "{}", answer.text());
}

#[actix_web::test]
async fn ready_means_that_the_schema_is_current() {
    let world = World::new().await;
    let ready = || TestRequest::get().uri("/readyz");
    assert_eq!(world.call(ready()).await.status, 200);
    let client = world.database.connect().await.unwrap();
    client
        .batch_execute(
            "DELETE FROM schema_migration WHERE number = (SELECT max(number) FROM schema_migration)",
        )
        .await
        .unwrap();
    let behind = world.call(ready()).await;
    assert_eq!(behind.problem(), (503, "unavailable".into()));
    assert!(behind.headers.contains_key("retry-after"));
    // The process itself is well.
    let up = world.call(TestRequest::get().uri("/healthz")).await;
    assert_eq!(up.status, 200);
}
