//! Terminals over HTTP: their keys, their bundles, and who may look at them.

use actix_web::http::Method;
use actix_web::http::header::{AUTHORIZATION, IF_NONE_MATCH};
use actix_web::test::TestRequest;
use serde_json::{Value, json};
use wire::api::{Enrolled, Rotation, RotationRequest};
use wire::{Kind, SERVICE_TIME, SigningKey};

use crate::describes::assert_described;
use crate::support::{Answer, Terminal, World, post};

const BUNDLE: &str = "/v1/terminal/bundle";
const REVOCATION: &str = "/v1/terminals/t-1/revocation";

async fn ask_bundle(world: &World, terminal: &Terminal, at_hand: Option<&str>) -> Answer {
    let mut request = world.signed(terminal, Method::GET, BUNDLE, Vec::new());
    if let Some(tag) = at_hand {
        request = request.insert_header((IF_NONE_MATCH, tag));
    }
    world.call(request).await
}

async fn as_user(world: &World, user: &str, request: TestRequest) -> Answer {
    let token = format!("Bearer {}", world.token(user).await);
    world
        .call(request.insert_header((AUTHORIZATION, token)))
        .await
}

fn get(path: &str) -> TestRequest {
    TestRequest::get().uri(path)
}

async fn rotate(world: &World, old: &SigningKey, new: &SigningKey) -> Answer {
    let rotation = Rotation {
        terminal: "102016/t-1".into(),
        public_key: new.public(),
    };
    let request = RotationRequest {
        public_key: new.public(),
        by_old: old.sign(Kind::Rotation, "102016/t-1", &rotation).unwrap(),
        by_new: new.sign(Kind::Rotation, "102016/t-1", &rotation).unwrap(),
    };
    world.call(post("/v1/terminal/rotation", &request)).await
}

#[actix_web::test]
async fn a_bundle_at_hand_is_not_sent_again() {
    let world = World::new().await;
    let (terminal, _enrolled) = world.enrolled().await;
    let first = ask_bundle(&world, &terminal, None).await;
    assert_eq!(first.status, 200);
    let tag = first.headers.get("etag").unwrap().to_str().unwrap();
    let other = format!("\"{}\"", "0".repeat(64));
    for at_hand in [
        tag.to_owned(),
        format!("{other}, {tag}"),
        format!("W/{tag}"),
    ] {
        let same = ask_bundle(&world, &terminal, Some(&at_hand)).await;
        assert_eq!(same.status, 304, "{at_hand}");
        assert!(same.body.is_empty());
        assert_eq!(same.headers.get("etag").unwrap(), tag);
        let now = world.settlement.now().unwrap().to_string();
        assert_eq!(same.headers.get(SERVICE_TIME).unwrap(), now.as_str());
    }
    for at_hand in [other.as_str(), "nonsense", ""] {
        let sent = ask_bundle(&world, &terminal, Some(at_hand)).await;
        assert_eq!(sent.status, 200, "{at_hand}");
    }
}

#[actix_web::test]
async fn a_rotated_key_calls_and_the_one_before_it_does_not() {
    let world = World::new().await;
    let (old, _enrolled) = world.enrolled().await;
    // Remembered by the service, as it was.
    let empty = json!({"records": []});
    assert_eq!(
        world.post_signed(&old, "/v1/trips", &empty).await.status,
        200
    );
    let new = Terminal {
        key: SigningKey::from_seed(&[8; 32]),
        id: old.id.clone(),
    };
    let stranger = SigningKey::from_seed(&[9; 32]);
    let refused = rotate(&world, &stranger, &new.key).await;
    assert_eq!(refused.problem(), (401, "rotation_not_signed".into()));
    let rotated = rotate(&world, &old.key, &new.key).await;
    assert_described("Enrolled", &rotated.json::<Value>());
    let again: Enrolled = rotate(&world, &old.key, &new.key).await.json();
    assert_eq!(again.terminal, old.id.terminal);

    let invalid = (401, "terminal_signature_invalid".to_owned());
    assert_eq!(ask_bundle(&world, &old, None).await.problem(), invalid);
    assert_eq!(ask_bundle(&world, &new, None).await.status, 200);
    let trips = world.post_signed(&new, "/v1/trips", &empty).await;
    assert_eq!(trips.status, 200, "{}", trips.text());
}

#[actix_web::test]
async fn a_revoked_terminal_is_answered_nothing_from_that_moment_on() {
    let world = World::new().await;
    let (terminal, _enrolled) = world.enrolled().await;
    let empty = json!({"records": []});
    let sent = world.post_signed(&terminal, "/v1/trips", &empty).await;
    assert_eq!(sent.status, 200);
    let body = json!({"reason": "車両盗難", "doubtful_from": "2026-10-05T09:30:00+09:00"});
    let revoked = as_user(&world, "clerk-1", post(REVOCATION, &body)).await;
    assert_described("Revoked", &revoked.json::<Value>());

    let unknown = (401, "unknown_terminal".to_owned());
    assert_eq!(ask_bundle(&world, &terminal, None).await.problem(), unknown);
    let refused = world.post_signed(&terminal, "/v1/trips", &empty).await;
    assert_eq!(refused.problem(), unknown);
    let again = as_user(&world, "clerk-1", post(REVOCATION, &body)).await;
    assert_eq!(again.problem(), (409, "terminal_not_enrolled".into()));
    let nobody = post("/v1/terminals/t-9/revocation", &body);
    let nobody = as_user(&world, "clerk-1", nobody).await;
    assert_eq!(nobody.problem(), (404, "no_such_terminal".into()));
}

#[actix_web::test]
async fn the_city_looks_at_its_terminals_and_only_clerks_revoke() {
    let world = World::new().await;
    world.enrolled().await;
    for (path, schema) in [
        ("/v1/terminals", "TerminalStates"),
        ("/v1/terminals/gaps", "Gaps"),
        ("/v1/terminals/codes", "EnrolmentCodes"),
    ] {
        let listed: Value = as_user(&world, "auditor-1", get(path)).await.json();
        assert_described(schema, &listed);
        assert_eq!(
            listed["count"].as_u64().unwrap(),
            u64::try_from(listed["items"].as_array().unwrap().len()).unwrap()
        );
        let without = world.call(get(path)).await;
        assert_eq!(without.problem(), (401, "token_missing".into()), "{path}");
    }
    let body = json!({"reason": "試験"});
    let without = world.call(post(REVOCATION, &body)).await;
    assert_eq!(without.problem(), (401, "token_missing".into()));
    let auditor = as_user(&world, "auditor-1", post(REVOCATION, &body)).await;
    assert_eq!(auditor.status, 403, "{}", auditor.text());
}
