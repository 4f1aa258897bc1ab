//! The work queue over HTTP: for the city, and for the operator whom it is about.

use actix_web::http::header::AUTHORIZATION;
use actix_web::test::TestRequest;
use serde_json::{Value, json};
use settlement::access::{self, Permission, TokenFor, TokenWish};
use settlement::review::Code;

use crate::describes::assert_described;
use crate::support::{Answer, World, post};

const FINDING: &str = "01912f6e-0000-7000-8000-000000000001";
const FINDINGS: &str = "/v1/review/findings";

/// A finding about an operator's month, as looking at a whole month makes them.
async fn world() -> World {
    let world = World::new().await;
    let owner = world.database.connect().await.unwrap();
    owner
        .batch_execute(&format!(
            "INSERT INTO operator VALUES ('102016', 'op-2', 'x');
             INSERT INTO finding VALUES ('102016', '{FINDING}', 'burst', 'op-1', '2026-10-01',
                NULL, NULL, 'd-1', 'pay_and_sample', '{{\"trips\": [], \"numbers\": {{\"trips\": 9}}}}',
                'd', now())"
        ))
        .await
        .unwrap();
    world
}

async fn bearer(world: &World, of: TokenFor, scopes: Vec<Permission>, by: &str) -> String {
    let wish = TokenWish {
        of,
        label: String::new(),
        scopes,
        expires_at: world.settlement.now().unwrap().plus_seconds(60),
    };
    let by = world.caller(by).await;
    let made = access::create_token(&world.settlement, &by, &wish)
        .await
        .unwrap();
    format!("Bearer {}", made.token)
}

async fn clerk(world: &World) -> String {
    let of = TokenFor::User("clerk-1".parse().unwrap());
    let scopes = vec![Permission::ReviewRead, Permission::ReviewDecide];
    bearer(world, of, scopes, "clerk-1").await
}

async fn operator(world: &World, operator: &str) -> String {
    let owner = world.database.connect().await.unwrap();
    let admin = "INSERT INTO user_account VALUES ('102016', 'admin-1', 'admin')
        ON CONFLICT DO NOTHING";
    owner.batch_execute(admin).await.unwrap();
    let of = TokenFor::Operator(operator.parse().unwrap());
    let scopes = vec![Permission::ReviewRead, Permission::ReviewReply];
    bearer(world, of, scopes, "admin-1").await
}

async fn ask(world: &World, who: &str, request: TestRequest) -> Answer {
    world
        .call(request.insert_header((AUTHORIZATION, who)))
        .await
}

async fn get(world: &World, who: &str, path: &str) -> Answer {
    ask(world, who, TestRequest::get().uri(path)).await
}

#[actix_web::test]
async fn a_finding_is_answered_by_its_operator_and_decided_by_the_city() {
    let world = world().await;
    let (clerk, operator) = (clerk(&world).await, operator(&world, "op-1").await);
    let page: Value = get(&world, &clerk, FINDINGS).await.json();
    assert_described("FindingPage", &page);
    assert_eq!((&page["count"], &page["next"]), (&json!(1), &Value::Null));
    assert_eq!(page["all_count"], 1);
    let own: Value = get(&world, &operator, FINDINGS).await.json();
    assert_described("FindingPage", &own);
    assert_eq!(own["findings"][0]["subject"], "d-1");
    assert_eq!(own["findings"][0]["evidence"]["numbers"]["trips"], 9);

    let said = post(
        &format!("{FINDINGS}/{FINDING}/replies"),
        &json!({ "remark": "祭りの日でした" }),
    );
    let said = ask(&world, &operator, said).await;
    assert_eq!(said.status, 200, "{}", said.text());
    let decision = json!({ "outcome": "pay", "remark": "行事予定と一致" });
    let decided = post(&format!("{FINDINGS}/{FINDING}/decisions"), &decision);
    let decided: Value = ask(&world, &clerk, decided).await.json();
    assert_described("Decided", &decided);
    assert_eq!(decided["needs_second"], false);
    let again = format!(
        "{FINDINGS}/{FINDING}/decisions/{}/confirmation",
        decided["decision"].as_str().unwrap()
    );
    let again = ask(&world, &clerk, TestRequest::post().uri(&again)).await;
    assert_eq!(again.problem(), (409, "decision_needs_no_second".into()));
    for who in [&clerk, &operator] {
        let case: Value = get(&world, who, &format!("{FINDINGS}/{FINDING}"))
            .await
            .json();
        assert_described("FindingCase", &case);
        assert_eq!(case["outcome"], "pay");
        assert_eq!(case["statements"][0]["remark"], "祭りの日でした");
    }
    let open: Value = get(&world, &clerk, FINDINGS).await.json();
    assert_eq!(open["count"], 0);
    for (query, count) in [
        ("decided_too=true", 1),
        ("decided_too=true&code=burst&operator=op-1&month=2026-10", 1),
        ("decided_too=true&month=2026-11", 0),
        ("decided_too=true&least_yen=1", 0),
        (&format!("decided_too=true&after={FINDING}"), 0),
    ] {
        let page: Value = get(&world, &clerk, &format!("{FINDINGS}?{query}"))
            .await
            .json();
        assert_eq!(page["count"], count, "{query}");
    }
}

#[actix_web::test]
async fn what_is_not_there_or_another_operators_is_not_found_and_bad_input_is_named() {
    let world = world().await;
    let (clerk, other) = (clerk(&world).await, operator(&world, "op-2").await);
    let page: Value = get(&world, &other, FINDINGS).await.json();
    assert_eq!(page["count"], 0);
    let none = (404, "no_such_finding".to_owned());
    let peek = get(&world, &other, &format!("{FINDINGS}/{FINDING}")).await;
    assert_eq!(peek.problem(), none);
    let path = format!("{FINDINGS}/{FINDING}/replies");
    let reply = ask(&world, &other, post(&path, &json!({ "remark": "x" }))).await;
    assert_eq!(reply.problem(), none);
    let records = get(&world, &other, "/v1/review/records").await;
    assert_eq!(records.problem(), (403, "city_only".into()));
    for query in ["colour=red", "month=2026-13", "code=x", "after=1"] {
        let refused = get(&world, &clerk, &format!("{FINDINGS}?{query}")).await;
        assert_eq!(refused.problem(), (400, "query_invalid".into()), "{query}");
    }
    let path = format!("{FINDINGS}/{FINDING}/decisions");
    for bad in [
        json!({ "outcome": "pay" }),
        json!({ "outcome": "perhaps", "remark": "x" }),
        json!({ "outcome": "pay", "remark": "x", "more": 1 }),
    ] {
        let refused = ask(&world, &clerk, post(&path, &bad)).await;
        assert_eq!(refused.problem(), (400, "body_invalid".into()), "{bad}");
    }
    // Twelve digits that check out are made here, so that none stands in a file.
    let number = (0..10).map(|last| format!("12345678901{last}"));
    let number = number
        .into_iter()
        .find(|it| domain::looks_like_individual_number(it))
        .unwrap();
    for typed in ["", " ", &number, &"x".repeat(1_001), "a\nb"] {
        let decision = json!({ "outcome": "pay", "remark": typed });
        let refused = ask(&world, &clerk, post(&path, &decision)).await;
        assert_eq!(
            refused.problem(),
            (422, "remark_invalid".into()),
            "{typed:?}"
        );
        assert!(!refused.text().contains(&number), "it is not repeated");
    }
}

#[actix_web::test]
async fn the_reasons_are_published_to_operators_too() {
    let world = world().await;
    for who in [clerk(&world).await, operator(&world, "op-1").await] {
        let reasons: Value = get(&world, &who, "/v1/review/reasons").await.json();
        assert_described("ReviewReasons", &reasons);
        let published = reasons["reasons"].as_array().unwrap().len();
        assert_eq!(published, Code::ALL.len());
    }
    let records: Value = get(&world, &clerk(&world).await, "/v1/review/records")
        .await
        .json();
    assert_described("RecordsSetAside", &records);
}
