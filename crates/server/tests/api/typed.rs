//! The individual number (個人番号) is refused wherever a person can type over HTTP:
//! every text of every body of the description, and every identifier of a path or a
//! query, one after the other.
//!
//! [`BODIES`] has for each operation a body that is accepted as far as its form goes;
//! the test puts the number into each of its texts in turn. A text of the description
//! that no body has fails. What terminals sign is not typed by a person, except for a
//! registrant's number and what stands beside it in a tap: those are tried as well.

use std::collections::BTreeSet;

use actix_web::http::header::AUTHORIZATION;
use actix_web::test::TestRequest;
use domain::DeclarationReason;
use serde_json::{Value, json};
use settlement::access::{self, Permission, TokenFor, TokenWish};
use virtual_card::{CardKey, Leaf};
use wire::Declared;

use crate::describes::assert_described;
use crate::support::{Answer, World, at, post};

/// Bodies that terminals make and sign.
const OF_MACHINES: [&str; 4] = ["enrol", "rotateKey", "checkTap", "takeInTrips"];

/// The number of no row.
const NO_ROW: &str = "01912f6e-0000-7000-8000-000000000000";

/// Codes by which the form of a text is refused.
const FORM: [&str; 7] = [
    "body_invalid",
    "certificate_invalid",
    "chip_key_invalid",
    "ground_invalid",
    "individual_number_refused",
    "login_refused",
    "remark_invalid",
];

fn bodies(world: &World) -> Vec<(&'static str, Value)> {
    let certificate = world
        .authority
        .issue(
            &Leaf::authentication(at("10:00:00")),
            &CardKey::rsa().unwrap(),
        )
        .unwrap();
    let chip = CardKey::rsa().unwrap().spki_der().unwrap();
    vec![
        (
            "registerCard",
            json!({
                "registrant": {"id": "R-0001", "registered_on": "2026-10-01", "uses_before": 0,
                    "grounds": [{"ground": "age75", "from": "2026-10-01", "until": "2027-03-31",
                        "evidence": "certificate_seen"}]},
                "certificate": hex::encode(certificate),
                "chip_key": hex::encode(chip),
                "transit_card": "ab".repeat(32),
            }),
        ),
        (
            "changeOwner",
            json!({"registrant": "R-0001", "reason": "wrong_card", "dry_run": true}),
        ),
        (
            "changeStanding",
            json!({"state": "ended", "from": "2026-10-03", "reason": "death", "dry_run": true}),
        ),
        (
            "changeGround",
            json!({"ground": "care", "from": "2026-10-03", "until": "2026-10-04",
                "evidence": "certificate_seen", "dry_run": true}),
        ),
        ("changeUsesBefore", json!({"uses": 3, "dry_run": true})),
        (
            "changeOwnCredential",
            json!({"number": 1, "state": "lost", "from": "2026-10-05T09:00:00+09:00",
                "dry_run": true}),
        ),
        (
            "changeCredential",
            json!({"state": "lost", "from": "2026-10-05T09:00:00+09:00", "dry_run": true}),
        ),
        (
            "revokeTerminal",
            json!({"reason": "車両盗難", "doubtful_from": "2026-10-05T09:00:00+09:00"}),
        ),
        (
            "beginSession",
            json!({"municipality": "102016", "user": "clerk-1", "password": "correct horse",
                "code": "000000"}),
        ),
        ("replyToFinding", json!({"remark": "運行記録あり"})),
        (
            "decideFinding",
            json!({"outcome": "pay", "remark": "運行記録と一致"}),
        ),
    ]
}

fn document() -> Value {
    serde_json::from_str(server::OPENAPI).unwrap()
}

/// Path, method and operation of each operation.
fn operations(document: &Value) -> Vec<(String, String, &Value)> {
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            all.push((path.clone(), method.to_uppercase(), operation));
        }
    }
    all
}

/// Pointers to every text that `schema` says.
fn texts(document: &Value, schema: &Value, place: &str, found: &mut BTreeSet<String>) {
    if let Some(target) = schema["$ref"].as_str() {
        let schema = document.pointer(target.trim_start_matches('#')).unwrap();
        return texts(document, schema, place, found);
    }
    let is = |kind: &str| {
        let said = &schema["type"];
        said == kind || said.as_array().is_some_and(|it| it.contains(&json!(kind)))
    };
    if is("string") {
        found.insert(place.to_owned());
    }
    if is("array") {
        texts(document, &schema["items"], &format!("{place}/0"), found);
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        texts(document, property, &format!("{place}/{name}"), found);
    }
}

/// Pointers to every text of a body.
fn texts_of(body: &Value, place: &str, found: &mut BTreeSet<String>) {
    match body {
        Value::String(_) => {
            found.insert(place.to_owned());
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                texts_of(item, &format!("{place}/{index}"), found);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                texts_of(member, &format!("{place}/{name}"), found);
            }
        }
        _ => {}
    }
}

/// Twelve digits that check out, as people type them. Made here, so that none is
/// written down anywhere.
fn numbers() -> Vec<String> {
    let number = (0..10)
        .map(|last| format!("98765432109{last}"))
        .find(|it| domain::looks_like_individual_number(it))
        .unwrap();
    let wide = number
        .chars()
        .filter_map(|it| char::from_u32(u32::from(it) - u32::from('0') + 0xff10))
        .collect();
    let (first, rest) = number.split_at(4);
    let (second, third) = rest.split_at(4);
    vec![
        number.clone(),
        wide,
        format!("{first} {second} {third}"),
        format!("{first}-{second}-{third}"),
        format!("{first}.{second}.{third}"),
        format!("{first}/{second}・{third}"),
        format!("{first}\u{200b}{second}\t{third}"),
        format!("a{number}"),
    ]
}

/// A token of an administrator, or of an operator's program where that alone may.
async fn bearer(world: &World, operation: &str) -> String {
    let of_operator = operation == "replyToFinding";
    let owner = world.database.connect().await.unwrap();
    let admin = "INSERT INTO user_account VALUES ('102016', 'admin-1', 'admin')
        ON CONFLICT DO NOTHING";
    owner.batch_execute(admin).await.unwrap();
    let wish = TokenWish {
        of: if of_operator {
            TokenFor::Operator("op-1".parse().unwrap())
        } else {
            TokenFor::User("admin-1".parse().unwrap())
        },
        label: String::new(),
        scopes: Permission::ALL
            .into_iter()
            .filter(|it| !of_operator || it.is_for_operators())
            .collect(),
        expires_at: world.settlement.now().unwrap().plus_seconds(3600),
    };
    let by = world.caller("admin-1").await;
    let made = access::create_token(&world.settlement, &by, &wish)
        .await
        .unwrap();
    format!("Bearer {}", made.token)
}

fn is_refused_by_its_form(answer: &Answer) -> bool {
    answer.status.is_client_error() && FORM.contains(&answer.problem().1.as_str())
}

fn path_of(path: &str) -> String {
    path.replace("{terminal}", "t-1")
        .replace("{registrant}", "R-0001")
        .replace("{finding}", NO_ROW)
        .replace("{decision}", NO_ROW)
        .replace("{fingerprint}", &"0".repeat(64))
}

#[test]
fn every_text_of_every_body_is_tried() {
    let runtime = actix_web::rt::System::new();
    let known = runtime.block_on(async { bodies(&World::new().await) });
    let document = document();
    for (path, _method, operation) in operations(&document) {
        let name = operation["operationId"].as_str().unwrap();
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        if schema.is_null() || OF_MACHINES.contains(&name) {
            continue;
        }
        let mut described = BTreeSet::new();
        texts(&document, schema, "", &mut described);
        let body = known.iter().find(|(it, _body)| *it == name);
        let (_name, body) = body.unwrap_or_else(|| panic!("{name} of {path} has no body here"));
        let mut tried = BTreeSet::new();
        texts_of(body, "", &mut tried);
        assert_eq!(described, tried, "{name}");
    }
}

#[actix_web::test]
async fn no_text_of_a_body_takes_an_individual_number() {
    let world = World::new().await;
    let bodies = bodies(&world);
    let document = document();
    for (path, _method, operation) in operations(&document) {
        let name = operation["operationId"].as_str().unwrap();
        let Some((_name, body)) = bodies.iter().find(|(it, _body)| *it == name) else {
            continue;
        };
        let header = bearer(&world, name).await;
        let ask = async |body: &Value| {
            let request = post(&path_of(&path), body);
            let request = request.insert_header((AUTHORIZATION, header.as_str()));
            world.call(request).await
        };
        let sound = ask(body).await;
        assert!(
            name == "beginSession" || sound.status == 200 || !is_refused_by_its_form(&sound),
            "{name} refuses even what is sound: {}",
            sound.text()
        );
        let mut texts = BTreeSet::new();
        texts_of(body, "", &mut texts);
        for place in texts {
            for number in numbers() {
                let mut typed = body.clone();
                *typed.pointer_mut(&place).unwrap() = json!(number);
                let answer = ask(&typed).await;
                assert!(
                    is_refused_by_its_form(&answer),
                    "{name} {place}: {} {}",
                    answer.status,
                    answer.text()
                );
                assert!(!answer.text().contains(&number), "{name} repeats it");
            }
        }
    }
    assert_nothing_is_stored(&world).await;
}

#[actix_web::test]
async fn no_path_and_no_query_takes_an_individual_number() {
    let world = World::new().await;
    let header = bearer(&world, "").await;
    let number = &numbers()[0];
    let document = document();
    let mut tried = 0;
    for (path, method, operation) in operations(&document) {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            let path = match parameter["in"].as_str().unwrap() {
                "path" => path_of(&path.replace(&format!("{{{name}}}"), number)),
                "query" if parameter["schema"]["type"] == "string" => {
                    format!("{}?{name}={number}", path_of(&path))
                }
                _ => continue,
            };
            let request = TestRequest::default()
                .method(method.parse().unwrap())
                .uri(&path)
                .insert_header((AUTHORIZATION, header.as_str()))
                .set_payload("{}");
            let answer = world.call(request).await;
            assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
            assert!(!answer.text().contains(number), "{path} repeats it");
            tried += 1;
        }
    }
    assert!(tried >= 10, "only {tried} were tried");
    assert_nothing_is_stored(&world).await;
}

#[actix_web::test]
async fn no_number_that_a_driver_types_for_a_tap_is_an_individual_number() {
    let world = World::new().await;
    let (terminal, _enrolled) = world.enrolled().await;
    let declared = Declared {
        registrant: "R-0001".parse().unwrap(),
        reason: DeclarationReason::CardNotCarried,
    };
    let check = json!({
        "trip_id": "0192f0c1-0000-7000-8000-000000000001",
        "boarded_at": at("10:05:00"),
        "tap": {
            "at": at("10:05:30"), "purpose": "board", "fingerprint": declared.fingerprint(),
            "instrument": "general", "photo_checked": false, "declared": declared,
        },
    });
    assert_described("TapCheck", &check);
    let sound = world.post_signed(&terminal, "/v1/taps", &check).await;
    assert_eq!(sound.status, 200, "{}", sound.text());
    for place in ["declared/registrant", "declared/reason", "instrument"] {
        for number in numbers() {
            let mut typed = check.clone();
            *typed.pointer_mut(&format!("/tap/{place}")).unwrap() = json!(number);
            let answer = world.post_signed(&terminal, "/v1/taps", &typed).await;
            assert!(
                is_refused_by_its_form(&answer),
                "{place}: {}",
                answer.text()
            );
            assert!(!answer.text().contains(&number), "{place} repeats it");
        }
    }
    assert_nothing_is_stored(&world).await;
}

/// Looks through every row of every table, the audit trail's too.
async fn assert_nothing_is_stored(world: &World) {
    let owner = world.database.connect().await.unwrap();
    let tables = owner
        .query(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
             WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
            &[],
        )
        .await
        .unwrap();
    assert!(tables.len() > 20);
    for table in tables {
        let table: String = table.get(0);
        for number in numbers() {
            let query =
                format!("SELECT count(*) FROM {table} AS it WHERE strpos(it::text, $1) > 0");
            let found: i64 = owner.query_one(&query, &[&number]).await.unwrap().get(0);
            assert_eq!(found, 0, "{table} holds it");
        }
    }
}
