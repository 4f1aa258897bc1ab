//! Who is let in, and in which order that is asked.

use actix_web::http::Method;
use actix_web::http::header::AUTHORIZATION;
use actix_web::test::TestRequest;
use serde_json::json;
use wire::SigningKey;

use crate::support::{Answer, Terminal, World, post};

const TRIPS: &str = "/v1/trips";

fn refused(answer: &Answer) -> (u16, String) {
    answer.problem()
}

fn with(header: String, body: Vec<u8>) -> TestRequest {
    TestRequest::post()
        .uri(TRIPS)
        .insert_header((AUTHORIZATION, header))
        .set_payload(body)
}

#[actix_web::test]
async fn a_code_enrols_one_terminal_once() {
    let world = World::new().await;
    let code = world.code().await;
    let first = world
        .enrol_with(&SigningKey::from_seed(&[7; 32]), &code)
        .await;
    assert_eq!(first.status, 200, "{}", first.text());
    let again = world
        .enrol_with(&SigningKey::from_seed(&[8; 32]), &code)
        .await;
    assert_eq!(refused(&again), (404, "unknown_enrolment_code".into()));
    let guessed = world
        .enrol_with(&SigningKey::from_seed(&[8; 32]), "102016-00")
        .await;
    assert_eq!(refused(&guessed), (404, "unknown_enrolment_code".into()));
}

#[actix_web::test]
async fn an_enrolment_is_signed_by_the_key_it_brings() {
    let world = World::new().await;
    let code = world.code().await;
    let (mine, other) = (
        SigningKey::from_seed(&[7; 32]),
        SigningKey::from_seed(&[8; 32]),
    );
    let body = json!({
        "public_key": mine.public(),
        "enrolment": other.sign(wire::Kind::Enrolment, "new", &json!({"code": code})).unwrap(),
    });
    let answer = world.call(post("/v1/terminal/enrolment", &body)).await;
    assert_eq!(refused(&answer), (422, "enrolment_not_signed".into()));
    // The code is not used up by that.
    assert_eq!(world.enrol_with(&mine, &code).await.status, 200);
}

#[actix_web::test]
async fn a_request_that_is_not_a_terminals_own_is_refused_in_the_stated_order() {
    let world = World::new().await;
    let (terminal, _enrolled) = world.enrolled().await;
    let stranger = Terminal {
        key: SigningKey::from_seed(&[9; 32]),
        id: "102016/t-9".parse().unwrap(),
    };
    let forger = Terminal {
        key: SigningKey::from_seed(&[9; 32]),
        id: terminal.id.clone(),
    };
    let now = world.settlement.now().unwrap();
    let long_ago = now.plus_seconds(-301);
    let what = ("POST", TRIPS);
    let (huge, empty) = (vec![b' '; (8 << 20) + 1], b"{}".to_vec());

    // Each request has everything wrong that is asked later, too.
    let nothing = TestRequest::post().uri(TRIPS).set_payload(huge.clone());
    assert_eq!(
        refused(&world.call(nothing).await),
        (401, "terminal_signature_missing".into())
    );
    let garbage = with("Mytaku-Terminal e30.e30.e30".into(), huge.clone());
    assert_eq!(
        refused(&world.call(garbage).await),
        (401, "terminal_signature_invalid".into())
    );
    let unknown = with(stranger.authorization(what, b"", long_ago), huge.clone());
    assert_eq!(
        refused(&world.call(unknown).await),
        (401, "unknown_terminal".into())
    );
    let forged = with(forger.authorization(what, b"", long_ago), huge.clone());
    assert_eq!(
        refused(&world.call(forged).await),
        (401, "terminal_signature_invalid".into())
    );
    for signed in [("GET", TRIPS), ("POST", "/v1/taps")] {
        let differs = with(terminal.authorization(signed, b"", long_ago), huge.clone());
        assert_eq!(
            refused(&world.call(differs).await),
            (401, "request_differs_from_signed".into())
        );
    }
    let stale = with(terminal.authorization(what, b"", long_ago), huge.clone());
    let stale = world.call(stale).await;
    assert_eq!(refused(&stale), (401, "clock_off".into()));
    assert!(stale.text().contains(&now.to_string()), "{}", stale.text());
    assert!(stale.headers.contains_key("www-authenticate"));
    let too_large = with(terminal.authorization(what, b"", now), huge);
    assert_eq!(
        refused(&world.call(too_large).await),
        (413, "body_too_large".into())
    );
    let differs = with(terminal.authorization(what, b"{ }", now), empty.clone());
    assert_eq!(
        refused(&world.call(differs).await),
        (401, "request_differs_from_signed".into())
    );
    let empty = world
        .call(world.signed(&terminal, Method::POST, TRIPS, empty))
        .await;
    assert_eq!(refused(&empty), (400, "body_invalid".into()));
}

#[actix_web::test]
async fn a_terminal_that_is_only_in_the_registry_is_unknown() {
    let world = World::new().await;
    let terminal = Terminal {
        key: SigningKey::from_seed(&[7; 32]),
        id: "102016/t-1".parse().unwrap(),
    };
    let answer = world
        .call(world.signed(&terminal, Method::GET, "/v1/terminal/bundle", Vec::new()))
        .await;
    assert_eq!(refused(&answer), (401, "unknown_terminal".into()));
}

#[actix_web::test]
async fn the_desk_brings_a_token_and_its_user_may_register() {
    let world = World::new().await;
    let desk = |token: Option<String>| {
        let request = post("/v1/registrants", &json!({}));
        match token {
            Some(token) => request.insert_header((AUTHORIZATION, token)),
            None => request,
        }
    };
    assert_eq!(
        refused(&world.call(desk(None)).await),
        (401, "token_missing".into())
    );
    for wrong in ["Bearer x", "Bearer mytaku_102016_AAAA", "Bearer mytaku_1_A"] {
        assert_eq!(
            refused(&world.call(desk(Some(wrong.into()))).await),
            (401, "unknown_token".into())
        );
    }
    let clerk = format!("Bearer {}", world.token("clerk-1").await);
    assert_eq!(
        refused(&world.call(desk(Some(clerk.clone()))).await),
        (400, "body_invalid".into())
    );
    world.set_clock(world.settlement.now().unwrap().plus_seconds(3601));
    assert_eq!(
        refused(&world.call(desk(Some(clerk))).await),
        (401, "unknown_token".into())
    );
}
